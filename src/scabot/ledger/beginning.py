"""What every store begins with, on whatever database: its release, views that are up to date, leaf 0."""

from contextlib import suppress
from datetime import datetime
from importlib.metadata import version

from scabot.ledger.errors import Conflict, Foreign, Unreadable, WrongKeys
from scabot.ledger.facts import LEDGER, SYSTEM, LedgerOpened, SiteEvent
from scabot.ledger.head import Head
from scabot.ledger.projections import ADDED, VIEWS, View
from scabot.ledger.store import CaseStore
from scabot.ledger.topics import TOPICS
from scabot.views.tx import Tx
from scabot_domain.parties import Side, Source, Visibility

RELEASE = version("scabot")
ORIGIN = "scabot.example/log1"
_SET_META = "INSERT INTO store_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


def store_meta(store: CaseStore, name: str) -> str | None:
    """Return what the store says about itself under a name, like `store_id` or `release`."""
    with store.reading() as tx:
        row = tx.one("SELECT value FROM store_meta WHERE name = ?", name)
    return None if row is None else str(row[0])


def set_meta(tx: Tx, name: str, value: str) -> None:
    """Let the store say something about itself."""
    tx.run(_SET_META, name, value)


def refuse_newer(tx: Tx, place: object) -> None:
    """Raise `Foreign` for a store that holds kinds of facts which this release does not know."""
    unknown = [seen[0] for seen in tx.all("SELECT topic FROM topics_seen") if seen[0] not in TOPICS.readable]
    if unknown:
        raise Foreign(
            f"{place} was written by {release_of(tx)} and holds {', '.join(unknown)}, which this release cannot read."
        )


def release_of(tx: Tx) -> str:
    """Return which release wrote a store last, in words."""
    row = tx.one("SELECT value FROM store_meta WHERE name = 'release'")
    return "another release" if row is None else f"scabot {row[0]}"


def stale_views(tx: Tx) -> bool:
    """Say whether a view is of another release and must be written anew."""
    versions = {row["view"]: row["version"] for row in tx.all("SELECT view, version FROM view_state")}
    return any(versions.get(view.name) != view.version for view in VIEWS)


def lacks_tables(tx: Tx) -> bool:
    """Say whether a store is older than tables that are kept in it."""
    return bool(_lacking(tx))


def add_tables(tx: Tx) -> None:
    """Make the kept tables that a store lacks; what is in it stays as it is."""
    for added in _lacking(tx):
        for statement in added.ddl:
            tx.run(statement)
        tx.run("INSERT INTO view_state (view, version) VALUES (?, ?)", added.name, added.version)


def _lacking(tx: Tx) -> list[View]:
    there = {row["view"] for row in tx.all("SELECT view FROM view_state")}
    return [added for added in ADDED if added.name not in there]


def open_ledger(store: CaseStore, fact: LedgerOpened, now: datetime) -> None:
    """Record leaf 0 if there is none; raise `WrongKeys`, or `Foreign` for a store of another side."""
    try:
        opened = store.first_of(LEDGER)
    except (Unreadable, WrongKeys) as sealed:
        raise WrongKeys(
            f"The keys do not open {store.ground}: they belong to another installation, or were not restored."
        ) from sealed
    if opened is None:
        with suppress(Conflict):  # another process was faster
            store.record(lambda head: [_first(head, fact, now)])
        opened = store.first_of(LEDGER)
    first = None if opened is None else opened.fact
    if isinstance(first, LedgerOpened) and first.home_side is not fact.home_side:
        raise Foreign(
            f"{store.ground} is the store of a {first.home_side.value} house, not of a {fact.home_side.value} one: "
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
