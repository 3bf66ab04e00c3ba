"""One data folder whose process is killed again and again, and everybody around it."""

import heapq
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed
from typing import Any

from crash.forks import FORKS
from crash.kill.child import Errand, run
from crash.kill.slack import Slack
from crash.people import People
from crash.sound import Promised
from crash.whole.fast import FastClock
from scabot.assemble.site import Folders
from scabot.clock.wall import SystemClock
from scabot.ledger.archive import open_archive
from scabot.views import outbox
from scabot.views.outbox import State
from scabot_domain.commands import Command

FACTOR = 600.0
"""Ten minutes a second, so that the ten seconds between two questions to Slack pass in a moment."""
IN_FLIGHT = 4
DUPLICATES = 0.05
LONGEST_NIGHT = timedelta(hours=18)
LONG = timedelta(hours=3)
"""A ping is given up after a day: what is owed for so long is said before the next kill."""
PATIENCE = 60.0


@dataclass(kw_only=True)
class Lane:
    """Users, Slack, the clock and what was promised, across all the kills."""

    errand: Errand
    dice: Random
    clock: FastClock
    people: People
    slack: Slack
    promised: Promised = field(default_factory=Promised)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _open: dict[str, tuple[str, Command]] = field(default_factory=dict)
    """What was asked for and is not answered: the case and the command by its key."""
    _flying: set[str] = field(default_factory=set)
    _later: list[tuple[float, int, object]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def round(self) -> None:
        """Start a process, let people ask and Slack answer for a moment, and kill it; then some time passes."""
        process, line = self._started()
        while self._owed_for_long():
            self._lives(line, time.monotonic() + 0.1, asking=False)
        self._lives(line, time.monotonic() + self.dice.uniform(0.12, 0.27))
        process.kill()
        self._drain(line)
        process.join()
        self.clock.skipped += LONGEST_NIGHT * self.dice.random()
        self.counts["kills"] += 1

    def rest(self) -> None:
        """Let everything be answered and said, and end the process as the others were."""
        process, line = self._started()
        until = time.monotonic() + PATIENCE
        while (self._open or self._unsaid()) and time.monotonic() < until:
            self._ask_again(line)
            self._lives(line, time.monotonic() + 0.1, asking=False)
        process.kill()
        self._drain(line)
        process.join()

    def _started(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = FORKS.Pipe()
        process = FORKS.Process(
            target=run, args=(replace(self.errand, skipped=self.clock.skipped), theirs), daemon=True
        )
        process.start()
        theirs.close()
        self._flying.clear()
        self._later.clear()
        if not ours.poll(PATIENCE) or ours.recv() != ("ready",):
            self.faults.append("the process did not get ready")
        self.errand = replace(self.errand, introduces=False)
        return process, ours

    def _lives(self, line: Connection, until: float, *, asking: bool = True) -> None:
        while (now := time.monotonic()) < until:
            while self._later and self._later[0][0] <= now:
                self._tell(line, heapq.heappop(self._later)[2])
            while asking and len(self._flying) < IN_FLIGHT:
                self._ask(line)
            following = self._later[0][0] if self._later else until
            if line.poll(max(0.0, min(following, until) - time.monotonic())):
                self._hear(line.recv())

    def _ask(self, line: Connection) -> None:
        free = sorted(self._open.keys() - self._flying)
        if free:
            key = self.dice.choice(free)
            self.counts["sent again"] += 1
        else:
            case_key, command = self.people.next(self.clock.now())
            key = command.by.key
            self._open[key] = case_key, command
        self._send(line, key)

    def _send(self, line: Connection, key: str) -> None:
        self._flying.add(key)
        self.counts["commands"] += 1
        for _ in range(1 + (self.dice.random() < DUPLICATES)):
            self._tell(line, ("do", *self._open[key]))

    def _ask_again(self, line: Connection) -> None:
        for key in sorted(self._open.keys() - self._flying):
            self._send(line, key)

    def _tell(self, line: Connection, words: object) -> None:
        try:
            line.send(words)
        except (BrokenPipeError, ConnectionResetError):
            self.faults.append("the process ended by itself")

    def _hear(self, said: Any) -> None:  # noqa: ANN401 - as the child said it
        match said:
            case ("did", key, case_key, version, case):
                self._done(key, case_key, version)
                if case is not None:
                    self.people.screens[case_key] = case
            case ("refused", key):
                self._answered(key)
            case ("call", number, "post", row, _dest):
                self._answer(number, self.slack.takes(row))
            case ("call", number, "ask", row):
                self._answer(number, self.slack.finds(row))
            case other:
                self.faults.append(f"the process said {other}")

    def _done(self, key: str, case_key: str, version: int | None) -> None:
        self._answered(key)
        if version is None:
            return
        if self.promised.done.setdefault(key, (case_key, version)) != (case_key, version):
            self.faults.append(f"{key} was answered differently before")

    def _answered(self, key: str) -> None:
        self._open.pop(key, None)
        self._flying.discard(key)

    def _answer(self, number: int, answer: object) -> None:
        due = time.monotonic() + self.slack.pause()
        heapq.heappush(self._later, (due, next(self._order), ("answer", number, answer)))

    def _drain(self, line: Connection) -> None:
        """Hear what was on its way when the process died; half a message was never sent."""
        try:
            while True:
                self._hear(line.recv())
        except (EOFError, OSError):
            line.close()

    def _unsaid(self) -> bool:
        with open_archive(Folders(data=self.errand.data).database) as archive:
            depth = outbox.depth(archive.tx)
        return any(
            rows for (_stream, state), rows in depth.items() if state in {State.NEW, State.SENDING, State.UNKNOWN}
        )

    def _owed_for_long(self) -> bool:
        with open_archive(Folders(data=self.errand.data).database) as archive:
            since = outbox.oldest_pending(archive.tx)
        return since is not None and self.clock.now() - since > LONG


def lane(folder: Path, seed: int, *, asks: bool = True, early: bool = False) -> Lane:
    """Open a lane whose schedule is the seed's."""
    since = SystemClock().now()
    errand = Errand(data=folder / "data", since=since, factor=FACTOR, asks=asks, early=early)
    return Lane(
        errand=errand,
        dice=Random(f"kills {seed}"),  # noqa: S311 - repeatable
        clock=FastClock(since, FACTOR),
        people=People(Random(f"people {seed}"), name=f"u{seed}", at_work=8),  # noqa: S311 - the same
        slack=Slack(Random(f"slack {seed}")),  # noqa: S311 - the same
    )
