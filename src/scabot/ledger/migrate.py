"""The tables of a store on PostgreSQL, made by the owner of the database; the service itself makes no fact table."""

from typing import cast

import psycopg
from psycopg import Cursor
from psycopg.abc import Query

from scabot.ledger.address import Address, read_address
from scabot.ledger.errors import CannotOpen
from scabot.ledger.postgres import connecting
from scabot.ledger.server_tables import statements


def migrate(url: str, app: str = "") -> bool:
    """Make the tables of a store, as the owner, in one transaction; return whether there were none yet.

    Raises `CannotOpen` if the server cannot be reached or does not let us.
    """
    address = read_address(url)
    try:
        with _owner(address) as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (address.write_key,))
            if _there(cursor, address):
                return False
            for one in statements(address, app):
                cursor.execute(cast(Query, one))  # made of our own words and checked names
    except psycopg.Error as fault:
        raise CannotOpen(f"{address} did not take the tables (PostgreSQL error {fault.sqlstate or 'none'}).") from fault
    return True


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
    return cursor.fetchone() == (True,)
