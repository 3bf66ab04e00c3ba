"""What the store costs beside its floors, measured in turns: `python bench/store.py [folder] [--short]`.

F1 is a raw durable commit of one row of the size of a stored event; F4 is a raw fetch of one stream.
"""

import itertools
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

import deeds as d  # noqa: E402 - found beside this folder
from ledger.shelf import Shelf, Wound, again, furnished, opened  # noqa: E402 - the same
from scabot.ledger.head import Head  # noqa: E402 - the same
from scabot.ledger.rebuild import check, rebuild  # noqa: E402 - the same
from scabot_domain.case import Case  # noqa: E402 - the same
from scabot_domain.events import CaseEvent  # noqa: E402 - the same
from scabot_domain.parties import COMPLIANCE_READERS  # noqa: E402 - the same
from scabot_domain.playbook import shipped_book  # noqa: E402 - the same

ROUNDS = 5
MODEL = "SCA-0MMMMM"
LONG = "SCA-0VVVVV"
FRAME = 4096 + 24
COMMIT, FETCH = "F1 raw durable commit", "F4 raw fetch of 50 events"


@dataclass
class Figure:
    """Something to measure, how much it may cost, and beside which floor."""

    name: str
    call: Callable[[], object]
    floor: str = ""
    goal: float = 0.0


def measured(wanted: list[Figure], calls: int) -> dict[str, tuple[float, float]]:
    """Return median and 99th percentile of every figure: the middle one of the rounds, all figures in turns."""
    rounds: dict[str, list[tuple[float, float]]] = {figure.name: [] for figure in wanted}
    for _ in range(ROUNDS):
        taken: dict[str, list[float]] = {figure.name: [] for figure in wanted}
        for _ in range(calls):
            for figure in wanted:
                began = time.perf_counter()
                figure.call()
                taken[figure.name].append(time.perf_counter() - began)
        for name, times in taken.items():
            rounds[name].append((statistics.median(times), statistics.quantiles(times, n=100)[98]))
    return {name: _middle(each) for name, each in rounds.items()}


def _middle(rounds: list[tuple[float, float]]) -> tuple[float, float]:
    p50, p99 = zip(*rounds, strict=True)
    return statistics.median(p50), statistics.median(p99)


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


def furnish(shelf: Shelf, cases: int) -> None:
    """Link two channels, and write one case of 50 events and as many as are asked for with 13 to 14."""
    shelf.furnish()
    shelf.does(*d.executed, case=LONG)
    while len(shelf.store.history(LONG)) < 50:
        shelf.does(d.notes(shared=True), case=LONG)
    shelf.does(*d.offered, d.rejects(), d.notes(shared=True), d.notes(shared=True), case=MODEL)
    model = shelf.store.history(MODEL)
    for n in range(cases):
        copies = [replace(event, case=f"SCA-{n:06d}", key=f"{n}-{event.key}") for event in model]
        shelf.store.record(_stamping(shelf, copies))


def _stamping(shelf: Shelf, events: list[CaseEvent]) -> Callable[[Head], list[CaseEvent]]:
    return lambda head: [replace(event, recorded_at=head.stamp(shelf.clock())) for event in events]


def handling(shelf: Shelf, cases: int, calls: int) -> Callable[[], object]:
    """Return one command on the next case; the commands are made beforehand, as a listener makes them."""
    step, nothing = d.notes(shared=True), Case(key=LONG)
    made = [again(step(nothing, shelf.clock.wind()), key=f"{calls}-{n}") for n in range(calls)]
    waiting = iter([(f"SCA-{n % cases:06d}", command) for n, command in enumerate(made)])
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
        Figure("handle(), one note", handling(shelf, cases, 6 * cases), COMMIT, 4.0),
        Figure("history of 50 events", lambda: shelf.store.history(LONG), FETCH, 12.0),
        Figure(
            "history and fold of 50",
            lambda: shelf.handle.case(LONG, COMPLIANCE_READERS),
            FETCH,
        ),
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


def report(found: dict[str, tuple[float, float]], wanted: list[Figure]) -> bool:
    """Print the table and say whether every goal was met, with a tolerance of 15 %."""
    good = True
    print(f"{'':36}{'p50 ms':>9}{'p99 ms':>9}{'x floor':>9}{'goal':>7}")
    for figure in wanted:
        p50, p99 = found[figure.name]
        ratio = p50 / found[figure.floor][0] if figure.floor else 0.0
        met = not figure.goal or ratio <= figure.goal * 1.15
        good &= met
        shown = f"{ratio:9.1f}" if ratio else " " * 9
        goal = f"{figure.goal:7.0f}" if figure.goal else " " * 7
        print(f"{figure.name:36}{p50 * 1000:9.3f}{p99 * 1000:9.3f}{shown}{goal}{'' if met else '  MISSED'}")
    return good


def main() -> int:
    """Measure, print, and return 1 if a goal was missed."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    calls = 60 if "--short" in sys.argv else 300
    with tempfile.TemporaryDirectory(dir=words[0] if words else None) as place:
        folder = Path(place)
        shelf = opened(*furnished(folder), Wound(), book=shipped_book())
        cases = ROUNDS * calls // 6
        furnish(shelf, cases)
        wanted = figures(shelf, folder, cases)
        found = measured(wanted, calls)
        statements, frames = counted(shelf, handling(shelf, cases, 20))
        print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {ROUNDS} rounds of {calls} calls")
        good = report(found, wanted)
        print(f"handle(): {statements} statements, {frames:.1f} frames of the write-ahead log")
        began = time.perf_counter()
        rebuild(shelf.store)
        events = shelf.store.recorder.max_notification_id() or 0
        took = time.perf_counter() - began
        print(f"rebuild of all views: {events} events in {took:.2f} s; {len(check(shelf.store))} differences after it")
        shelf.closed()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
