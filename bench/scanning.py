"""What it costs to go over a whole ledger: verified, and every view rebuilt, beside scans of the same rows.

All of it is processor time, for nothing here waits. F2 is a loop over four columns of every event, F3 the same with
the SHA-256 of each state. F6 is for each view one F2, and its rows written in one transaction.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from time import process_time

from ledgers import Shelf
from measuring import Figure, Line, lines_of, measured

from scabot.audit.verify import verify
from scabot.ledger.archive import open_archive
from scabot.ledger.projections import VIEWS
from scabot.ledger.rebuild import check, rebuild

SCAN, HASHED, VIEWED = "F2 scan, us an event", "F3 scan + SHA-256, us an event", "F6 scan + view rows, us an event"
VERIFY, REBUILD = "verify, us an event", "rebuild of all views, us an event"
OF_CASES = 3
"""The views that are written from events of cases."""
_EVENTS = "SELECT originator_id, originator_version, topic, state FROM scabot_events ORDER BY notification_id"


def scan(file: Path) -> None:
    """Go over every event: F2."""
    with closing(sqlite3.connect(file)) as db:
        for _stream, _version, _topic, _state in db.execute(_EVENTS):
            pass


def hashed(file: Path) -> None:
    """Go over every event and hash its state: F3."""
    with closing(sqlite3.connect(file)) as db:
        for _stream, _version, _topic, state in db.execute(_EVENTS):
            sha256(state).digest()


def viewed(file: Path, copy: Path) -> Callable[[], None]:
    """Return F6: for each view a scan, and its rows written into an empty copy of it."""
    with closing(sqlite3.connect(file)) as db:
        rows = {view.name: db.execute(f"SELECT * FROM {view.name}").fetchall() for view in VIEWS}  # noqa: S608 - ours
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL").fetchall()

    def written() -> None:
        db.execute("BEGIN")
        for view in VIEWS:
            scan(file)
            db.execute(f"DROP TABLE IF EXISTS {view.name}")
            for statement in view.ddl:
                db.execute(statement)
            marks = ", ".join("?" * len(rows[view.name][0])) if rows[view.name] else ""
            db.executemany(f"INSERT INTO {view.name} VALUES ({marks})", rows[view.name])  # noqa: S608 - ours
        db.execute("COMMIT")

    return written


def verified(file: Path) -> None:
    """Verify a ledger that nobody changed."""
    with open_archive(file) as archive:
        assert verify(archive.tx).fault_count == 0


def lines(shelf: Shelf, folder: Path) -> list[Line]:
    """Measure a ledger of some size, and say whether its views still equal a rebuild."""
    file = shelf.store.file
    rebuild(shelf.store)
    events = shelf.store.recorder.max_notification_id() or 1
    each = 1e6 / events
    wanted = [
        Figure(SCAN, lambda: scan(file), scale=each, clock=process_time),
        Figure(HASHED, lambda: hashed(file), scale=each, clock=process_time),
        Figure(VIEWED, viewed(file, folder / "views.db"), scale=each, clock=process_time),
        Figure(VERIFY, lambda: verified(file), HASHED, 3.0, each, process_time),
        Figure(REBUILD, lambda: rebuild(shelf.store), VIEWED, 3.0, each, process_time),
    ]
    found = measured(wanted, 1)
    differences = len(check(shelf.store))
    per_second = {name: 1 / (found[name][0] / events) / 1000 for name in (VERIFY, REBUILD)}
    return [
        *lines_of(found, wanted),
        Line(name=f"verify, thousand events/s, of {events}", p50=per_second[VERIFY]),
        Line(name="rebuild, thousand events/s, all in one", p50=per_second[REBUILD]),
        Line(name="the same for each view of cases", judged=per_second[REBUILD] * OF_CASES, goal=80, least=True),
        Line(name="views that differ from a rebuild", judged=differences, goal=0),
    ]
