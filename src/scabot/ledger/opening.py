"""Opening a store: files, lease, tables, views, leaf 0; or a plain sentence why not."""

from dataclasses import replace
from datetime import datetime
from os import urandom
from pathlib import Path

from scabot.ledger.beginning import (
    ORIGIN,
    RELEASE,
    add_tables,
    lacks_tables,
    open_ledger,
    refuse_newer,
    release_of,
    set_meta,
    stale_views,
    store_meta,
)
from scabot.ledger.errors import CannotOpen, Foreign
from scabot.ledger.factory import SqliteGround
from scabot.ledger.facts import LedgerOpened
from scabot.ledger.files import checked_file, private_file, private_folder
from scabot.ledger.keys import Keyring
from scabot.ledger.lease import take
from scabot.ledger.projections import KEPT
from scabot.ledger.rebuild import rebuild_in
from scabot.ledger.store import CaseStore
from scabot.ledger.tables import APPLICATION_ID, FACTS, SCHEMA, TRIGGERS
from scabot.views.tx import Tx
from scabot_domain.parties import Side

NO_DRIVER = "PostgreSQL needs one more package. Type: pip install 'scabot[postgres]'"


def open_store(  # noqa: PLR0913 - a start names all that a store stands on
    path: Path | SqliteGround,
    keys: Keyring,
    *,
    home_side: Side,
    now: datetime,
    origin: str = ORIGIN,
    url: str = "",
    listen_url: str = "",
) -> CaseStore:
    """Open the store in a database file, making it if it is missing; hold the lease of its folder until it is closed.

    A harness names a ground of its own in place of the file, with connections and a recorder that it can watch.
    With a `url` it is the one in that PostgreSQL database instead, which other processes may have open, too.
    `home_side` and `origin` (of the log, `<domain>/log1`) are told a new store once; later the side must agree.
    Raises `CannotOpen` with a sentence that says what to do: `InUse`, `Unsafe`, `Foreign`, `WrongKeys`.
    """
    if url:
        try:
            from scabot.ledger.opening_postgres import open_postgres  # noqa: PLC0415 - many have no driver
        except ImportError as missing:
            raise CannotOpen(NO_DRIVER) from missing
        return open_postgres(url, keys, home_side=home_side, now=now, origin=origin, listen_url=listen_url)
    if ":memory:" in str(path) or "mode=memory" in str(path):
        raise CannotOpen("A store in memory would forget everything; name a file.")
    ground = path if isinstance(path, SqliteGround) else SqliteGround(path)
    file = private_folder(ground.file.absolute().parent).resolve() / ground.file.name
    lease = take(file, RELEASE, now)
    store: CaseStore | None = None
    try:
        private_file(file)
        for beside in ("-wal", "-shm"):
            if (file.parent / f"{file.name}{beside}").exists():
                checked_file(file.parent / f"{file.name}{beside}")
        store = CaseStore(replace(ground, file=file), keys, lease)
        prepare(store)
        open_ledger(store, LedgerOpened(origin=origin, home_side=home_side), now)
    except BaseException:
        if store is not None:
            store.close()
        lease.drop()
        raise
    return store


def prepare(store: CaseStore) -> None:
    """Make the tables of a new store, and write anew the views of another release; else only keys are looked up.

    Raises `Foreign` for a database of something else, or of a newer release.
    """
    with store.reading() as tx:
        _refuse_foreign(tx, store.file)
        fresh = _number(tx, "PRAGMA application_id") != APPLICATION_ID
        stale = fresh or stale_views(tx)
        lacking = fresh or lacks_tables(tx)
    if not stale and not lacking and store_meta(store, "release") == RELEASE:
        return
    with store.writing() as tx:
        if fresh:
            _create(tx)
        add_tables(tx)
        if stale:
            rebuild_in(tx, store.case_mapper)
        set_meta(tx, "release", RELEASE)


def _refuse_foreign(tx: Tx, file: Path) -> None:
    if _number(tx, "PRAGMA application_id") != APPLICATION_ID:
        if _number(tx, "SELECT COUNT(*) FROM sqlite_master"):
            raise Foreign(f"{file} is a database of something else; name another file.")
        return
    if _number(tx, "PRAGMA user_version") > SCHEMA:
        raise Foreign(f"{file} was written by {release_of(tx)}, which is newer than this one.")
    refuse_newer(tx, file)


def _create(tx: Tx) -> None:
    for statement in (
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {SCHEMA}",
        *FACTS,
        *TRIGGERS,
        *KEPT,
    ):
        tx.run(statement)
    set_meta(tx, "store_id", urandom(8).hex())


def _number(tx: Tx, sql: str) -> int:
    row = tx.one(sql)
    return 0 if row is None else int(row[0])
