"""Opening a store on PostgreSQL: a server that keeps promises, tables that are there, leaf 0."""

from datetime import datetime

from scabot.ledger.address import read_address
from scabot.ledger.beginning import (
    RELEASE,
    add_tables,
    lacks_tables,
    open_ledger,
    refuse_newer,
    set_meta,
    stale_views,
)
from scabot.ledger.errors import CannotOpen, Foreign, StoreBusy, StoreFault
from scabot.ledger.facts import LedgerOpened
from scabot.ledger.keys import Keyring
from scabot.ledger.listen import Ear
from scabot.ledger.postgres import PostgresGround
from scabot.ledger.rebuild import rebuild_in
from scabot.ledger.store import CaseStore
from scabot.ledger.tables import SCHEMA
from scabot.views.tx import Tx
from scabot_domain.parties import Side

OLDEST = 140000
_SETTING = "SELECT current_setting(?)"
_TABLES = "SELECT to_regclass(?) IS NOT NULL"
_MASTER = """SELECT rolsuper OR pg_has_role(current_user, (SELECT relowner FROM pg_class
    WHERE oid = to_regclass(?)), 'MEMBER') FROM pg_roles WHERE rolname = current_user"""
_MAY_WRITE = """SELECT has_table_privilege(?, 'INSERT')
    AND has_sequence_privilege(pg_get_serial_sequence(?, 'notification_id'), 'USAGE')"""
_SEQUENCE = """SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(?, 'notification_id')::regclass), 0)
    >= COALESCE((SELECT MAX(notification_id) FROM scabot_events), 0)"""
_MEND = (
    "its copy was put back without its sequence. As the owner set scabot_events_notification_id_seq to the greatest "
    "notification_id, or restore the copy as a whole."
)


def open_postgres(  # noqa: PLR0913 - a start names all that a store stands on
    url: str,
    keys: Keyring,
    *,
    home_side: Side,
    now: datetime,
    origin: str,
    listen_url: str = "",
    trusting: bool = False,
) -> CaseStore:
    """Open the store in a database; other processes may have it open, too. The tables are made by `migrate`.

    `listen_url` is another way to the same database, past a pooler, on which it is heard of others' commits.
    `trusting` is for tests alone: it takes a server that would lose what it acknowledged, and a role that may do
    anything.
    Raises `CannotOpen` with a sentence that says what to do.
    """
    ground = PostgresGround(read_address(url))
    store = CaseStore(ground, keys)
    try:
        stale = _checked(store, ground, trusting=trusting)
        store.hear_by(Ear(read_address(listen_url) if listen_url else ground.address, store.wake))
        if stale:
            _renew(store)
        open_ledger(store, LedgerOpened(origin=origin, home_side=home_side), now)
    except (StoreBusy, StoreFault) as fault:
        store.close()
        raise CannotOpen(f"{ground} cannot be used: {fault}") from fault
    except BaseException:
        store.close()
        raise
    return store


def _checked(store: CaseStore, ground: PostgresGround, *, trusting: bool) -> bool:
    """Raise `CannotOpen` for a store that is not safe to work with; return whether it must be brought up to date."""
    with store.reading() as tx:
        unsafe = _unsafe(tx, trusting=trusting)
        if unsafe:
            raise CannotOpen(f"{ground} is not safe for facts: {'; '.join(unsafe)}.")
        refuse_tables(tx, ground)
        events = f"{ground.address.schema}.scabot_events"
        if not trusting and _truth(tx, _MASTER, events):
            raise CannotOpen(f"{ground}: connect as a role that neither owns the facts nor is a superuser.")
        refuse_newer(tx, ground)
        if not _truth(tx, _MAY_WRITE, events, events):
            raise CannotOpen(f"{ground}: this role may not record. As the owner run: scabot migrate --role THIS_ROLE")
        if not _truth(tx, _SEQUENCE, events):
            raise CannotOpen(f"{ground} would give positions again that are taken: {_MEND}")
        stale = stale_views(tx) or lacks_tables(tx)
        known = tx.one("SELECT value FROM store_meta WHERE name = 'release'")
    return stale or known is None or known[0] != RELEASE


def _renew(store: CaseStore) -> None:
    with store.writing() as tx:
        store.log.datastore.lock(tx)
        add_tables(tx)
        if stale_views(tx):
            rebuild_in(tx, store.case_mapper)
        set_meta(tx, "release", RELEASE)


def _unsafe(tx: Tx, *, trusting: bool) -> list[str]:
    wanted = {"server_encoding": "UTF8", "synchronous_commit": "on"}
    durable = {} if trusting else {"fsync": "on", "full_page_writes": "on"}
    found = {name: _text(tx, _SETTING, name) for name in (*wanted, *durable)}
    faults = [f"{name} is {found[name]}" for name, value in {**wanted, **durable}.items() if found[name] != value]
    old = int(_text(tx, _SETTING, "server_version_num")) < OLDEST
    return [*faults, *(["it is older than PostgreSQL 14"] if old else [])]


def refuse_tables(tx: Tx, ground: PostgresGround) -> None:
    """Raise `CannotOpen` where there are no tables, or not those of this release."""
    there = _truth(tx, _TABLES, f"{ground.address.schema}.store_meta")
    if not there:
        raise CannotOpen(f"{ground} holds no ledger yet. Run: scabot migrate")
    row = tx.one("SELECT value FROM store_meta WHERE name = 'schema'")
    version = 0 if row is None else int(row[0])
    if version > SCHEMA:
        raise Foreign(f"{ground} was written by a newer release than this one.")
    if version < SCHEMA:
        raise CannotOpen(f"{ground} has the tables of an older release. Run: scabot migrate")


def _text(tx: Tx, sql: str, *params: str) -> str:
    row = tx.one(sql, *params)
    return "" if row is None else str(row[0])


def _truth(tx: Tx, sql: str, *params: str) -> bool:
    row = tx.one(sql, *params)
    return row is not None and bool(row[0])
