"""Copies of a ledger and of its keys, made while others write, and a copy made ready to be gone on with.

A copy is made in one step on a connection of its own. A stepped one would start anew with every commit and never end;
a copied file, or a dump, would miss the log or lose positions.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from scabot.ledger.archive import said_of
from scabot.ledger.errors import CannotOpen
from scabot.ledger.files import settle
from scabot.ledger.sqlite import LOCK_TIMEOUT
from scabot.ledger.tree import Frontier, grow, read_frontier
from scabot.ledger.tx import SqliteTx
from scabot.views import outbox
from scabot.views.tx import Tx

PAGE = 10_000
RESTORED = "restored from a backup"
"""The error that rows of the outbox carry after a restore."""

_HEAD = "SELECT frontier, last_recorded_at FROM ledger_head ORDER BY log_no DESC LIMIT 1"
_LEAVES = """SELECT log_no, leaf_index, leaf_hash FROM ledger WHERE (log_no, leaf_index) > (?, ?)
    ORDER BY log_no, leaf_index LIMIT ?"""
_AFTER = """SELECT e.originator_id, count(*) FROM ledger l JOIN scabot_events e ON e.notification_id = l.notification_id
    WHERE l.leaf_index >= ? GROUP BY e.originator_id ORDER BY e.originator_id"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a ledger says about itself: whose it is, its size in events, the root in hex, when it was written last.

    `last_recorded_at` is text as columns hold it, empty in an empty ledger.
    """

    store_id: str
    size: int
    root: str
    last_recorded_at: str


def copy_ledger(source: Path, target: Path) -> None:
    """Copy a database into a new file 0600, one file without a log beside it, and see it onto the disk.

    Raises `CannotOpen` where there is no source or the target exists, `StoreBusy`, `StoreFull`, `StoreBroken`.
    """
    if not source.is_file():
        raise CannotOpen(f"There is no ledger at {source}.")
    if target.exists():
        raise CannotOpen(f"{target} exists, and nothing is written over.")
    target.touch(mode=0o600, exist_ok=False)
    with _connected(source, "ro") as db, _connected(target, "rw") as copy:
        db.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE").close()
    settle(target.parent)


def damage(file: Path) -> list[str]:
    """Return what SQLite itself finds wrong in a database; of a sound one nothing."""
    with _connected(file, "ro") as db:
        return [str(row[0]) for row in db.execute("PRAGMA quick_check(5)") if row[0] != "ok"]


def told(tx: Tx) -> Told:
    """Return what a ledger says about itself. Raises `ValueError` where its head cannot be read."""
    head, store = tx.one(_HEAD), tx.one("SELECT value FROM store_meta WHERE name = 'store_id'")
    if head is None or store is None:
        raise ValueError("a ledger has a head and a name")
    frontier = read_frontier(head[0])
    return Told(store_id=store[0], size=frontier.size, root=frontier.root().hex(), last_recorded_at=head[1])


def root_at(tx: Tx, size: int) -> str | None:
    """Return the root in hex over the first leaves of a ledger, or None if it has fewer than `size`."""
    frontier, after = Frontier(), (-1, -1)
    while frontier.size < size and (page := tx.all(_LEAVES, *after, min(PAGE, size - frontier.size))):
        frontier = grow(frontier, (row[2] for row in page))
        after = page[-1][0], page[-1][1]
    return frontier.root().hex() if frontier.size == size else None


def recorded_after(tx: Tx, size: int) -> dict[str, int]:
    """Return how many events of each stream a ledger holds beyond its first `size`."""
    return {row[0]: row[1] for row in tx.all(_AFTER, size)}


def doubt_outbox(file: Path) -> int:
    """Mark everything unsent in a copy as perhaps sent, so that Slack is asked first; return how many rows that are."""
    with _connected(file, "rw") as db:
        db.execute("BEGIN IMMEDIATE")
        doubted = outbox.doubt_all(SqliteTx(db.cursor()), RESTORED)
        db.execute("COMMIT")
    return doubted


@contextmanager
def _connected(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=LOCK_TIMEOUT)) as db:
            for pragma in ("trusted_schema = OFF", "temp_store = MEMORY", "synchronous = FULL"):
                db.execute(f"PRAGMA {pragma}").close()
            yield db
    except sqlite3.Error as fault:
        raise said_of(fault, file) from fault
