"""The tables of a store on PostgreSQL, made by the owner of the database; the service itself makes no fact table."""

from os import urandom
from typing import cast

import psycopg
from psycopg import Cursor
from psycopg.abc import Query

from scabot.ledger.address import SCHEMA_NAME, Address, read_address
from scabot.ledger.dialect import table
from scabot.ledger.errors import CannotOpen
from scabot.ledger.postgres import connecting
from scabot.ledger.projections import KEPT, VIEWS
from scabot.ledger.tables import SCHEMA, TRUTH, WORK

_REFUSE = """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
_IN_LINE = """CREATE FUNCTION stand_in_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_advisory_xact_lock({key}); RETURN NULL; END $$"""
_GUARD = """CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""
_LINE = """CREATE TRIGGER scabot_events_stand_in_line BEFORE INSERT ON scabot_events
    FOR EACH STATEMENT EXECUTE FUNCTION stand_in_line()"""
_SET_META = "INSERT INTO store_meta (name, value) VALUES (%s, %s)"
_RIGHTS = {
    "SELECT, INSERT": ("scabot_events", "ledger", "topics_seen"),
    "SELECT, INSERT, UPDATE": ("ledger_head", "store_meta"),
}


def statements(address: Address, app: str = "") -> list[str]:
    """Return everything that makes an empty store in the schemas of an address.

    With `app`, the role of the service: it may read facts and add to them, and owns what is no fact.
    Raises `CannotOpen` for a role whose name needs quotes.
    """
    if app and not SCHEMA_NAME.fullmatch(app):
        raise CannotOpen("The role of the service needs a name of small letters, digits and underscores.")
    facts = [
        f"CREATE SCHEMA {address.schema}",
        f"SET LOCAL search_path = {address.schema}",
        *map(table, TRUTH),
        _REFUSE,
        _IN_LINE.format(key=address.write_key),
        *(_GUARD.format(table=name) for name in ("scabot_events", "ledger")),
        _LINE,
    ]
    work = [
        *_rights(address, app),
        f"CREATE SCHEMA {address.work}" + (f" AUTHORIZATION {app}" if app else ""),
        *([f"SET LOCAL ROLE {app}"] if app else []),
        f"SET LOCAL search_path = {address.work}",
        *map(table, WORK),
        *map(table, KEPT),
        *(table(ddl) for view in VIEWS for ddl in view.ddl),
        *(f"INSERT INTO view_state VALUES ('{view.name}', {view.version})" for view in VIEWS),  # noqa: S608 - our own names
        "RESET ROLE",
    ]
    return [*facts, *work]


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
            cursor.execute(cast(Query, f"SET LOCAL search_path = {address.schema}"))
            cursor.executemany(_SET_META, [("store_id", urandom(8).hex()), ("schema", str(SCHEMA))])
    except psycopg.Error as fault:
        raise CannotOpen(f"{address} did not take the tables (PostgreSQL error {fault.sqlstate or 'none'}).") from fault
    return True


def _rights(address: Address, app: str) -> list[str]:
    if not app:
        return []
    return [
        f"GRANT USAGE ON SCHEMA {address.schema} TO {app}",
        *(f"GRANT {rights} ON {name} TO {app}" for rights, names in _RIGHTS.items() for name in names),
    ]


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
