"""How far followers are behind, and how long a write takes in a crowd."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from ledgers import LONG, Shelf, case_key, d
from measuring import Line, late

from ledger.shelf import again
from scabot.ledger.follow import Followed, Follower
from scabot.ledger.watch import Watch
from scabot.views.tx import Tx
from scabot_domain.case import Case

THREADS = 8
LONGEST = 10.0
_INSERT = (
    "INSERT INTO scabot_events (originator_id, originator_version, topic, state) VALUES ('ACC-BENCH', ?, 'a@1', x'00')"
)
_SPREAD = 7
"""The neighbor waits 0 to 42 ms longer each time, so that the looks of the watch are met at every point."""


class Times:
    """When each event was followed, on the clock that all processes share."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self.came = Event()

    def __call__(self, _tx: Tx, event: Followed) -> None:
        """Note one event."""
        self.at[f"{event.stream} {event.version}"] = time.monotonic()
        self.came.set()


def lines(shelf: Shelf, calls: int) -> list[Line]:
    """Measure both."""
    times = Times()
    follower = Follower(shelf.store, "bench", times, seconds=time.monotonic)
    watch = Watch(shelf.store.file, follower.woken.set)
    follower.start()
    until(lambda: follower.lag().events == 0)
    inside = in_process(shelf, times, calls)
    watch.start()
    outside = from_a_neighbor(shelf.store.file, times, calls // 4)
    watch.stop()
    follower.stop()
    worst = crowd(shelf, calls // 2)
    return [
        _lag("follower, in process, p99 judged", inside, 5),
        _lag("follower, other process, p99 judged", outside, 60),
        Line(name=f"{THREADS} threads, one store: worst write", judged=worst, goal=50),
    ]


def _lag(name: str, lags: list[float], goal: float) -> Line:
    p99 = late(lags) * 1000
    return Line(name=name, p50=sorted(lags)[len(lags) // 2] * 1000, p99=p99, judged=p99, goal=goal)


def until(true: Callable[[], bool]) -> None:
    """Poll with a deadline."""
    deadline = time.monotonic() + LONGEST
    while not true():
        assert time.monotonic() < deadline
        Event().wait(0.002)


def in_process(shelf: Shelf, times: Times, calls: int) -> list[float]:
    """Return how long after each commit the follower had done its work."""
    committed: list[float] = []
    shelf.store.wakes.insert(0, lambda: committed.append(time.monotonic()))
    lags = []
    for number in range(calls):
        times.came.clear()
        outcome = shelf.handle(LONG, note(shelf, f"follow-{number}"))
        assert times.came.wait(LONGEST)
        lags.append(times.at[f"{LONG} {outcome.case.version}"] - committed[-1])
    del shelf.store.wakes[0]
    return lags


def note(shelf: Shelf, key: str) -> object:
    """Return a command that always may be given."""
    return again(d.notes(shared=True)(Case(key=LONG), shelf.clock.wind()), key=key)


def from_a_neighbor(file: Path, times: Times, calls: int) -> list[float]:
    """Return how long after each commit of another process the follower had done its work."""
    command = [sys.executable, __file__, str(file), str(calls)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603 - this file
    until(lambda: f"ACC-BENCH {calls}" in times.at)
    return [times.at[f"ACC-BENCH {version}"] - float(at) for version, at in enumerate(told, start=1)]


def neighbor(file: Path, calls: int) -> None:
    """Append events as another process would, and print when each was committed."""
    db = sqlite3.connect(file, isolation_level=None)
    for version in range(1, calls + 1):
        time.sleep(0.05 + 0.001 * (version % _SPREAD) * _SPREAD)
        db.execute(_INSERT, (version,))
        print(time.monotonic())


def crowd(shelf: Shelf, calls: int) -> float:
    """Return the longest of all writes in milliseconds, of eight threads on one store; any error is raised."""
    taken: list[float] = []
    faults: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for number in range(calls // THREADS):
                began = time.perf_counter()
                shelf.handle(case_key(thread), note(shelf, f"crowd-{thread}-{number}"))
                taken.append(time.perf_counter() - began)
        except BaseException as fault:  # noqa: BLE001 - raised below
            faults.append(fault)

    threads = [Thread(target=write, args=(thread,)) for thread in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if faults:
        raise faults[0]
    return max(taken) * 1000


if __name__ == "__main__":
    neighbor(Path(sys.argv[1]), int(sys.argv[2]))
