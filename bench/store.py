"""What the store costs beside its floors, measured in turns: `python bench/store.py [folder] [--short | --long]`.

F1 is a raw durable commit of one row of the size of a stored event; F4 is a raw fetch of one stream.
`--short` takes a few seconds; `--long` also writes a ledger of a million events, which takes some minutes.
Returns 1 if a goal was missed by more than 15 %.
"""

import itertools
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import living
import longcase
import million
import scanning
from ledgers import LONG, Shelf, Wound, case_key, d, furnish, furnished, ledger_of, opened, shipped_book
from measuring import ROUNDS, Figure, Line, lines_of, measured, print_machine, report, shown

from ledger.shelf import again
from scabot.ledger.head import Head
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent
from scabot_domain.parties import COMPLIANCE_READERS

__all__ = ["LONG", "ROUNDS", "Figure", "furnish", "handling", "measured", "recording", "report"]

FRAME = 4096 + 24
COMMIT, FETCH, HANDLE = "F1 raw durable commit", "F4 raw fetch of 50 events", "handle(), one note, 12 events before"
MOST_STATEMENTS, MOST_FRAMES, MOST_LATE = 18, 16, 4


def raw_connection(folder: Path) -> sqlite3.Connection:
    """Return a plain durable connection, as plain as the floor can be."""
    db = sqlite3.connect(folder / "floor.db", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    db.execute("""CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, id TEXT, version INTEGER, topic TEXT, state BLOB,
        UNIQUE (id, version))""")
    return db


def floor_one(db: sqlite3.Connection, size: int) -> Callable[[], None]:
    """Return F1: one durable commit of `size` bytes."""
    state, counter = os.urandom(size), iter(range(10**9))

    def commit() -> None:
        version = next(counter)
        db.execute("BEGIN IMMEDIATE")
        row = ("SCA-0FFFFF", version, "note-added@1", state)
        db.execute("INSERT INTO t (id, version, topic, state) VALUES (?, ?, ?, ?)", row)
        db.execute("COMMIT")
        if version % 300 == 299:
            db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    return commit


def fdatasync(folder: Path, size: int) -> Callable[[], None]:
    """Return an append of `size` bytes and one fdatasync."""
    handle = os.open(folder / "sync", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    piece = os.urandom(size)

    def sync() -> None:
        os.write(handle, piece)
        os.fdatasync(handle)

    return sync


def _stamping(shelf: Shelf, events: list[CaseEvent]) -> Callable[[Head], list[CaseEvent]]:
    return lambda head: [replace(event, recorded_at=head.stamp(shelf.clock())) for event in events]


def handling(shelf: Shelf, cases: int, calls: int) -> Callable[[], object]:
    """Return one command on the next case; the commands are made beforehand, as a listener makes them."""
    step, nothing = d.notes(shared=True), Case(key=LONG)
    made = [again(step(nothing, shelf.clock.wind()), key=f"{calls}-{n}") for n in range(calls)]
    waiting = iter([(case_key(n % cases), command) for n, command in enumerate(made)])
    return lambda: shelf.handle(*next(waiting))


def counted(shelf: Shelf, call: Callable[[], object]) -> tuple[int, float]:
    """Return how many statements one call runs, and how many frames it writes."""
    seen: list[str] = []
    with shelf.store.log.datastore.get_connection(commit=True) as connection:
        raw = connection.cursor().sqlite_cursor.connection
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.set_trace_callback(seen.append)
    call()
    raw.set_trace_callback(None)
    statements = len([sql for sql, _ in itertools.groupby(seen)])  # a trigger shows the statement that set it off again
    for _ in range(19):
        call()
    frames = (shelf.folder / "scabot.db-wal").stat().st_size / FRAME / 20
    return statements, frames


def figures(shelf: Shelf, folder: Path, cases: int) -> list[Figure]:
    """Return what is measured, floors first."""
    with shelf.store.reading() as tx:
        rows = tx.all("SELECT state FROM scabot_events WHERE originator_id = ?", LONG)
    size = len(rows[-1][0])
    fetch = (
        "SELECT originator_version, topic, state FROM scabot_events WHERE originator_id = ? ORDER BY originator_version"
    )
    reader = sqlite3.connect(shelf.folder / "scabot.db")
    db = raw_connection(folder)
    return [
        Figure("fdatasync of as many bytes", fdatasync(folder, size)),
        Figure(COMMIT, floor_one(db, size)),
        Figure(FETCH, lambda: reader.execute(fetch, (LONG,)).fetchall()),
        Figure("record, one event with its leaf", recording(shelf), COMMIT, 2.0),
        Figure(HANDLE, handling(shelf, cases, 6 * cases), COMMIT, 4.0),
        Figure("history of 50 events", lambda: shelf.store.history(LONG), FETCH, 12.0),
        Figure("history and fold of 50 events", lambda: shelf.handle.case(LONG, COMPLIANCE_READERS), FETCH),
    ]


def recording(shelf: Shelf) -> Callable[[], object]:
    """Return one event through the write door, with nothing beside it."""
    sample = shelf.store.history(LONG)[-1]
    stream = "SCA-0RRRRR"
    counter = iter(range(1, 10**9))

    def record() -> object:
        version = next(counter)
        event = replace(sample, case=stream, version=version, key=f"record-{version}")
        return shelf.store.record(_stamping(shelf, [event]))

    return record


def counters(shelf: Shelf, call: Callable[[], object], found: tuple[float, float]) -> list[Line]:
    """Return what is counted of `handle()`, and how late it is at times."""
    statements, frames = counted(shelf, call)
    return [
        Line(name="handle(), p99; judged: x its p50", judged=found[1] / found[0], goal=MOST_LATE),
        Line(name="handle(), statements", judged=statements, goal=MOST_STATEMENTS),
        Line(name="handle(), frames of the log", judged=frames, goal=MOST_FRAMES),
    ]


def main() -> int:
    """Measure, print, and return 1 if a goal was missed."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    short = "--short" in sys.argv
    calls, events = (60, 5_000) if short else (300, 50_000)
    with tempfile.TemporaryDirectory(dir=words[0] if words else None) as place:
        folder = Path(place)
        cases = ROUNDS * calls // 6
        (folder / "busy").mkdir()
        shelf = opened(*furnished(folder / "busy"), Wound(), book=shipped_book())
        furnish(shelf, cases)
        wanted = figures(shelf, folder, cases)
        found = measured(wanted, calls)
        lines = [*lines_of(found, wanted), *counters(shelf, handling(shelf, cases, 20), found[HANDLE])]
        lines += living.lines(shelf, calls)
        lines += longcase.lines(shelf, 4 if short else 10)
        shelf.closed()
        (folder / "big").mkdir()
        big = ledger_of(folder / "big", events)
        lines += scanning.lines(big, folder)
        big.closed()
        if "--long" in sys.argv:
            (folder / "long").mkdir()
            lines += million.lines(folder / "long")
    print_machine()
    return 0 if shown(lines) else 1


if __name__ == "__main__":
    sys.exit(main())
