"""The real store, path of commands, clock firing and outbox worker in a process of their own, until it is killed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any

from crash.people import introduce
from crash.sound import settings_of
from crash.whole.fast import FastClock
from scabot.assemble.desks import StoreSchedule
from scabot.assemble.site import Site, open_site
from scabot.clock.firing import Firing
from scabot.outbox.ports import Parked, Surroundings
from scabot.outbox.worker import Worker
from scabot.views.delivery import Ambiguous, Needless, RateLimited, Spoken
from scabot.views.outbox import OutboxRow
from scabot_domain.commands import Command
from scabot_domain.refusals import Refused

PULSE = 0.01


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What a child needs to know; the controls do not ask before they say something again, or answer too early."""

    data: Path
    since: datetime
    factor: float
    skipped: timedelta = timedelta()
    introduces: bool = True
    asks: bool = True
    early: bool = False


class Line:
    """The line to the parent, who is all users and Slack."""

    def __init__(self, line: Connection) -> None:
        self._line, self._turn = line, Lock()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._calls = 0

    def say(self, *words: object) -> None:
        with self._turn:
            self._line.send(words)

    async def call(self, *words: object) -> Any:  # noqa: ANN401 - whatever Slack answers
        self._calls += 1
        answer = self._waiting[self._calls] = asyncio.get_running_loop().create_future()
        self.say("call", self._calls, *words)
        return await answer

    def heard(self, number: int, answer: object) -> None:
        self._waiting.pop(number).set_result(answer)

    def listen(self, take: Callable[[Any], None]) -> None:
        """Take everything that comes, on the event loop."""

        def readable() -> None:
            while self._line.poll():
                take(self._line.recv())

        asyncio.get_running_loop().add_reader(self._line.fileno(), readable)


class Hand:
    """Says rows of the outbox to the parent."""

    def __init__(self, line: Line, *, asks: bool) -> None:
        self._line, self._asks = line, asks

    async def send(self, row: OutboxRow) -> Spoken | Needless:
        match await self._line.call("post", row.id, row.dest):
            case ("ok", ts):
                return Spoken(channel_id=row.dest, ts=ts, rendered_hash="")
            case ("429", seconds):
                raise RateLimited(seconds)
            case other:
                raise Ambiguous(str(other))

    async def ask(self, row: OutboxRow) -> Spoken | None:
        ts = await self._line.call("ask", row.id) if self._asks else None
        return None if ts is None else Spoken(channel_id=row.dest, ts=ts, rendered_hash="")

    async def say_plainly(self, row: OutboxRow) -> None:
        self._line.say("plainly", row.id)


class Child:
    """Everything that runs, on one event loop."""

    def __init__(self, site: Site, line: Line, errand: Errand) -> None:
        self._site, self._line, self._early = site, line, errand.early
        self._tasks: set[asyncio.Task[None]] = set()
        around = Surroundings(
            writing=site.store.writing,
            threads=site.threads,
            now=site.clock.now,
            seconds=site.clock.monotonic,
            jitter=site.chance.jitter,
            parked=self._parked,
            failed=self._failed,
        )
        self.worker = Worker(Hand(line, asks=errand.asks), around)
        self.firing = Firing(
            StoreSchedule(site.store),
            site.handle,
            directory=site.handle.directory,
            failed=lambda failed: self._failed(failed.error),
        )

    def take(self, told: Any) -> None:  # noqa: ANN401 - as the parent said it
        match told:
            case ("do", case_key, command):
                task = asyncio.get_running_loop().create_task(self._do(case_key, command))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case ("answer", number, answer):
                self._line.heard(number, answer)
            case other:
                raise ValueError(f"the parent said {other}")

    async def _do(self, case_key: str, command: Command) -> None:
        if self._early:
            self._line.say("did", command.by.key, case_key, 0, None)
        try:
            outcome = await self._site.threads.write(self._site.handle, case_key, command)
        except Refused:
            self._line.say("refused", command.by.key)
            return
        except Exception as fault:  # noqa: BLE001 - the parent counts it
            self._failed(fault)
            return
        version = outcome.events[-1].version if outcome.events else None
        if not self._early:
            self._line.say("did", command.by.key, case_key, version, outcome.case)
        self.worker.nudge()

    async def fires(self) -> None:
        while True:
            await self._site.threads.write(self.firing.run_due, self._site.clock.now())
            self.worker.nudge()
            await asyncio.sleep(PULSE)

    def _parked(self, parked: Parked) -> None:
        self._line.say("parked", parked.row.id, parked.cause)

    def _failed(self, error: Exception) -> None:
        self._line.say("fault", f"{type(error).__name__}: {error}")


def run(errand: Errand, line: Connection) -> None:
    """Work until killed."""
    asyncio.run(_run(errand, Line(line)))


async def _run(errand: Errand, line: Line) -> None:
    site = open_site(settings_of(errand.data), clock=FastClock(errand.since, errand.factor, errand.skipped))
    if errand.introduces:
        introduce(site.handle, site.clock.now())
    child = Child(site, line, errand)
    line.listen(child.take)
    await child.worker.start()
    line.say("ready")
    await child.fires()
