"""The statements that make an empty store on PostgreSQL, for its owner to run or to read."""

from os import urandom

from scabot.ledger.address import SCHEMA_NAME, Address
from scabot.ledger.dialect import table
from scabot.ledger.errors import CannotOpen
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
        f"INSERT INTO store_meta VALUES ('store_id', '{urandom(8).hex()}'), ('schema', '{SCHEMA}')",  # noqa: S608 - our own words
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


def _rights(address: Address, app: str) -> list[str]:
    if not app:
        return []
    return [
        f"GRANT USAGE ON SCHEMA {address.schema} TO {app}",
        *(f"GRANT {rights} ON {name} TO {app}" for rights, names in _RIGHTS.items() for name in names),
    ]
