"""The tables of a store on PostgreSQL, made by the owner of the database; the service itself makes no fact table."""

from typing import cast

import psycopg
from psycopg import Cursor
from psycopg.abc import Query

from scabot.ledger.address import Address, read_address
from scabot.ledger.errors import CannotOpen
from scabot.ledger.postgres import connecting
from scabot.ledger.server_tables import NOBODY, Roles, grants, statements
from scabot.ledger.tables import SCHEMA

_NOT_ALLOWED, _NO_SUCH_ROLE = "42501", "42704"


def migrate(url: str, roles: Roles = NOBODY) -> bool:
    """Make the tables of a store, as the owner, in one transaction; return whether there were none yet.

    Where they are, roles that are named are let in, and nothing else happens: it may be run again at any time.
    Raises `CannotOpen` if the server cannot be reached, does not let us, or holds tables of another release.
    """
    address = read_address(url)
    try:
        with _owner(address) as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (address.write_key,))
            there = _there(cursor, address)
            for one in grants(address, roles) if there else statements(address, roles):
                cursor.execute(cast(Query, one))  # made of our own words and checked names
    except psycopg.Error as fault:
        raise CannotOpen(_refused(address, fault)) from fault
    return not there


def _refused(address: Address, fault: psycopg.Error) -> str:
    if fault.sqlstate == _NOT_ALLOWED:
        return (
            f"{address} did not take the tables (PostgreSQL error 42501): the owner in SCABOT_DATABASE_URL needs "
            f"GRANT CREATE ON DATABASE {address.name}, and must be a member of the bot's role."
        )
    if fault.sqlstate == _NO_SUCH_ROLE:
        return f"{address} did not take the tables (PostgreSQL error 42704): there is no such role, make it first."
    return f"{address} did not take the tables (PostgreSQL error {fault.sqlstate or 'none'})."


def _owner(address: Address) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        dbname=address.name,
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        **connecting(address),
    )


def _there(cursor: Cursor[tuple[object, ...]], address: Address) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", (f"{address.schema}.store_meta",))
    if cursor.fetchone() != (True,):
        return False
    cursor.execute("SELECT value FROM store_meta WHERE name = 'schema'")
    found = cursor.fetchone()
    if found != (str(SCHEMA),):
        raise CannotOpen(f"{address} holds tables of another release (schema {found[0] if found else 'unknown'}).")
    return True
