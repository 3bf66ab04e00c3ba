"""Opening a store: files, lease, tables, views, leaf 0; or a plain sentence why not."""

from datetime import datetime
from importlib.metadata import version
from os import urandom
from pathlib import Path

from scabot.ledger.errors import CannotOpen, Foreign, Unreadable, WrongKeys
from scabot.ledger.facts import LEDGER, SYSTEM, LedgerOpened, SiteEvent
from scabot.ledger.files import checked_file, private_file, private_folder
from scabot.ledger.head import Head
from scabot.ledger.keys import Keyring
from scabot.ledger.lease import take
from scabot.ledger.projections import KEPT, VIEWS
from scabot.ledger.rebuild import rebuild_in
from scabot.ledger.store import CaseStore
from scabot.ledger.tables import APPLICATION_ID, FACTS, SCHEMA, TRIGGERS
from scabot.ledger.topics import TOPICS
from scabot.views.tx import Tx
from scabot_domain.parties import Side, Source, Visibility

RELEASE = version("scabot")
_SET_META = "INSERT INTO store_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


def open_store(
    path: Path, keys: Keyring, *, home_side: Side, now: datetime, origin: str = "scabot.example/log1"
) -> CaseStore:
    """Open the store in a database file, making it if it is missing; hold the lease of its folder until it is closed.

    `home_side` and `origin` (of the log, `<domain>/log1`) are told a new store once; later the side must agree.
    Raises `CannotOpen` with a sentence that says what to do: `InUse`, `Unsafe`, `Foreign`, `WrongKeys`.
    """
    if ":memory:" in str(path) or "mode=memory" in str(path):
        raise CannotOpen("A store in memory would forget everything; name a file.")
    file = private_folder(path.absolute().parent).resolve() / path.name
    lease = take(file, RELEASE, now)
    store: CaseStore | None = None
    try:
        private_file(file)
        for beside in ("-wal", "-shm"):
            if (file.parent / f"{file.name}{beside}").exists():
                checked_file(file.parent / f"{file.name}{beside}")
        store = CaseStore(file, keys, lease)
        _prepare(store)
        _open_ledger(store, LedgerOpened(origin=origin, home_side=home_side), now)
    except BaseException:
        if store is not None:
            store.close()
        lease.drop()
        raise
    return store


def _prepare(store: CaseStore) -> None:
    with store.reading() as tx:
        _refuse_foreign(tx, store.file)
        fresh = _number(tx, "PRAGMA application_id") != APPLICATION_ID
        stale = fresh or _stale_views(tx)
    if not stale and store_meta(store, "release") == RELEASE:
        return
    with store.writing() as tx:
        if fresh:
            _create(tx)
        if stale:
            rebuild_in(tx, store.case_mapper)
        tx.run(_SET_META, "release", RELEASE)


def store_meta(store: CaseStore, name: str) -> str | None:
    """Return what the store says about itself under a name, like `store_id` or `release`."""
    with store.reading() as tx:
        row = tx.one("SELECT value FROM store_meta WHERE name = ?", name)
    return None if row is None else str(row[0])


def _refuse_foreign(tx: Tx, file: Path) -> None:
    if _number(tx, "PRAGMA application_id") != APPLICATION_ID:
        if _number(tx, "SELECT COUNT(*) FROM sqlite_master"):
            raise Foreign(f"{file} is a database of something else; name another file.")
        return
    row = tx.one("SELECT value FROM store_meta WHERE name = 'release'")
    release = "another release" if row is None else f"scabot {row[0]}"
    if _number(tx, "PRAGMA user_version") > SCHEMA:
        raise Foreign(f"{file} was written by {release}, which is newer than this one.")
    unknown = [seen[0] for seen in tx.all("SELECT topic FROM topics_seen") if seen[0] not in TOPICS.readable]
    if unknown:
        raise Foreign(
            f"{file} was written by {release} and holds {', '.join(unknown)}, which this release cannot read."
        )


def _stale_views(tx: Tx) -> bool:
    versions = {row["view"]: row["version"] for row in tx.all("SELECT view, version FROM view_state")}
    return any(versions.get(view.name) != view.version for view in VIEWS)


def _create(tx: Tx) -> None:
    for statement in (
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {SCHEMA}",
        *FACTS,
        *TRIGGERS,
        *KEPT,
    ):
        tx.run(statement)
    tx.run(_SET_META, "store_id", urandom(8).hex())


def _open_ledger(store: CaseStore, fact: LedgerOpened, now: datetime) -> None:
    try:
        opened = store.site_history(LEDGER)
    except (Unreadable, WrongKeys) as sealed:
        raise WrongKeys(
            f"The keys do not open {store.file}: they belong to another installation, or were not restored."
        ) from sealed
    if not opened:
        store.record(lambda head: [_first(head, fact, now)])
        return
    first = opened[0].fact
    if isinstance(first, LedgerOpened) and first.home_side is not fact.home_side:
        raise Foreign(
            f"{store.file} is the store of a {first.home_side.value} house, not of a {fact.home_side.value} one: "
            "private facts would change hands. Use a data folder of its own."
        )


def _first(head: Head, fact: LedgerOpened, now: datetime) -> SiteEvent:
    return SiteEvent(
        stream=LEDGER,
        version=1,
        fact=fact,
        actor=SYSTEM,
        on_behalf_of=None,
        side=Side.NEUTRAL,
        visibility=Visibility.COMPLIANCE,
        occurred_at=now,
        recorded_at=head.stamp(now),
        source=Source.CLI,
        evidence=None,
        key="system:ledger-opened",
        corr="",
    )


def _number(tx: Tx, sql: str) -> int:
    row = tx.one(sql)
    return 0 if row is None else int(row[0])
