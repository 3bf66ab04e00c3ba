"""The statements that make an empty store on PostgreSQL, for its owner to run or to read."""

from dataclasses import dataclass
from os import urandom

from scabot.ledger.address import SCHEMA_NAME, Address
from scabot.ledger.dialect import table
from scabot.ledger.errors import CannotOpen
from scabot.ledger.projections import ADDED, KEPT, VIEWS
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
    "USAGE": ("scabot_events_notification_id_seq",),
}

_KIND = {"USAGE": "SEQUENCE "}


@dataclass(frozen=True, kw_only=True, slots=True)
class Roles:
    """Who works with the tables beside their owner: the bot's role, and one that may only read; empty means nobody.

    Raises `CannotOpen` for a role whose name needs quotes.
    """

    app: str = ""
    reader: str = ""

    def __post_init__(self) -> None:
        for name in (self.app, self.reader):
            if name and not SCHEMA_NAME.fullmatch(name):
                raise CannotOpen("A role needs a name of small letters, digits and underscores, 31 at most.")


NOBODY = Roles()


def statements(address: Address, roles: Roles = NOBODY) -> list[str]:
    """Return everything that makes an empty store in the schemas of an address.

    The bot's role may read facts and add to them, and owns what is no fact.
    """
    app = roles.app
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
        f"CREATE SCHEMA {address.work}" + (f" AUTHORIZATION {app}" if app else ""),
        *([f"SET LOCAL ROLE {app}"] if app else []),
        f"SET LOCAL search_path = {address.work}",
        *map(table, WORK),
        *map(table, KEPT),
        *(table(ddl) for view in (*ADDED, *VIEWS) for ddl in view.ddl),
        *(f"INSERT INTO view_state VALUES ('{view.name}', {view.version})" for view in (*ADDED, *VIEWS)),  # noqa: S608 - our own names
        "RESET ROLE",
    ]
    return [*facts, *work, *grants(address, roles)]


def grants(address: Address, roles: Roles) -> list[str]:
    """Return what lets the roles in; it may be run again at any time."""
    app, reader, schema, work = roles.app, roles.reader, address.schema, address.work
    for_app = [
        f"GRANT USAGE ON SCHEMA {schema} TO {app}",
        *(
            f"GRANT {rights} ON {_KIND.get(rights, '')}{schema}.{name} TO {app}"
            for rights, names in _RIGHTS.items()
            for name in names
        ),
    ]
    for_reader = [
        *(f"GRANT USAGE ON SCHEMA {one} TO {reader}" for one in (schema, work)),
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {reader}",
        *([f"SET LOCAL ROLE {app}"] if app else []),
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {work} TO {reader}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {work} GRANT SELECT ON TABLES TO {reader}",  # rebuilt views are new tables
        "RESET ROLE",
    ]
    return [*(for_app if app else []), *(for_reader if reader else [])]
