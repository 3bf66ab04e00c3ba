"""The machine on which the product runs, and one life of the process on it, from its start to its death.

Everything is the product's own: store, handle, clock, outbox, sender. Only time, chance, threads and Slack are given.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

import cast as c
from clock.fakes_of_time import InPlace
from scabot.assemble.desks import StoreLookups, StoreSchedule
from scabot.clock.chance import SeededChance
from scabot.clock.firing import Firing
from scabot.clock.ticker import Ticker
from scabot.handle import Handle, Outcome
from scabot.ledger.keyfile import Keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.opening import open_store
from scabot.outbox.buckets import Buckets
from scabot.outbox.ports import Sender, Surroundings
from scabot.outbox.worker import Worker
from scabot.slack.calls import Calls
from scabot.slack.identity import Home
from scabot.slack.sender import SlackSender, Voice
from scabot.slack.tokens import Tokens
from scabot.views.delivery import Needless, Spoken
from scabot.views.outbox import OutboxRow
from scabot.views.tx import Tx
from scabot_domain.commands import Command
from scabot_domain.parties import Side
from scabot_domain.playbook import shipped_book
from sim.agenda import Agenda, LifeLoop
from sim.far_side import FarSide, Wire
from sim.ground import Hook, TornRecorder, WatchedGround, WatchedRecorder, copied

CRASH = 0.01
SUSPEND = 0.002
AN_HOUR = 3600.0
TICK = 900.0
SECOND = timedelta(seconds=1)


class Crashed(BaseException):
    """The process died here."""


@dataclass(frozen=True, kw_only=True)
class Build:
    """What is played: the product as it is, or a control with one rule taken out."""

    name: str
    recorder: type[WatchedRecorder] = WatchedRecorder
    asks: bool = True


REAL = Build(name="real")
BUILDS = {
    one.name: one
    for one in (REAL, Build(name="two-transactions", recorder=TornRecorder), Build(name="never-ask", asks=False))
}


class Machine:
    """Files, clock and power; it survives the processes that run on it."""

    def __init__(self, folder: Path, start: datetime, seed: int, build: Build) -> None:
        self.agenda, self.start, self.build = Agenda(), start, build
        self.dice = Random(f"machine {seed}")  # noqa: S311 - meant to be repeatable
        self.chance = SeededChance(seed)
        self.book = shipped_book()
        self.troubles: list[str] = []
        self.skew = self.slept = 0.0
        self.crashes = self.suspends = 0
        self.armed = False
        self._root, self._folders = folder, count(1)
        self.folder = folder / "0"

    def now(self) -> datetime:
        """Return what the wall clock shows, which may be wrong by its skew."""
        return self.start + (self.agenda.now + self.skew) * SECOND

    def monotonic(self) -> float:
        """Return the seconds for which the machine was awake."""
        return self.agenda.now - self.slept

    def true_time(self) -> float:
        """Return what time it really is, as Slack counts it."""
        return self.start.timestamp() + self.agenda.now

    def keep(self) -> Path:
        """Keep the files as they are at this moment, for whoever starts next; return what they were kept from."""
        left, self.folder = self.folder, self._root / str(next(self._folders))
        copied(left, self.folder)
        return left

    def trouble(self, what: object) -> None:
        """Keep a fault that nothing in this world accounts for."""
        self.troubles.append(f"at {self.now():%Y-%m-%d %H:%M:%S}: {what!r}")


class WatchedSender:
    """The sender of the product, which says when a row has been claimed; the control never asks before it repeats."""

    def __init__(self, sender: Sender, hook: Hook, *, asks: bool) -> None:
        self._sender, self._hook, self._asks = sender, hook, asks

    async def send(self, row: OutboxRow) -> Spoken | Needless:
        self._hook("claimed")
        return await self._sender.send(row)

    async def ask(self, row: OutboxRow) -> Spoken | None:
        return await self._sender.ask(row) if self._asks else None

    async def say_plainly(self, row: OutboxRow) -> None:
        await self._sender.say_plainly(row)


class Life:
    """One process, from the opening of the store until a hook is its last."""

    def __init__(self, machine: Machine, far_side: FarSide, died: Callable[["Life", str], None]) -> None:
        self._machine, self._died = machine, died
        self.loop = LifeLoop(machine.agenda)
        self._draining = self._wanted = self._opened = False
        self._left: Path | None = None
        self.keys = Keyring(machine.folder / "keys.db", Keyfile(bytes(32)), machine.now, machine.chance.token_bytes)
        ground = WatchedGround(machine.folder / "scabot.db", self.hook, machine.build.recorder)
        self.store = open_store(ground, self.keys, home_side=Side.PROVIDER, now=machine.now())
        self._opened = True
        self.handle = Handle(
            self.store,
            machine.book,
            home_side=Side.PROVIDER,
            now=machine.now,
            jitter=machine.chance.jitter,
            pause=lambda _seconds: machine.trouble("somebody else wrote at the same time"),
        )
        self.handle.on_commit.append(lambda _outcome: self.nudge())
        self.ticker = self._ticker()
        self.worker = self._worker(far_side)

    def begin(self) -> None:
        """Take up what a former life left behind, then tick and speak until death."""
        self.loop.create_task(self._begin())
        self._tick()

    def receive(self, case_key: str, command: Command) -> Outcome:
        """Take a command as the doors do; raises `Refused`, or `Crashed`."""
        self.hook("received")
        return self.handle(case_key, command)

    def nudge(self) -> None:
        """Say that something waits to be said."""
        self._wanted = True
        if not self._draining:
            self._draining = True
            self.loop.create_task(self._drain())

    def hook(self, place: str) -> None:
        """Die here, once in a hundred times; before that, the files are kept as they are."""
        machine = self._machine
        if self.loop.dead or not machine.armed:
            return
        if place == "claimed" and machine.dice.random() < SUSPEND:
            self.suspend()
        if machine.dice.random() < CRASH:
            self.loop.dead = True
            machine.crashes += 1
            self._left = machine.keep()
            self._died(self, place)
            raise Crashed(place)

    def suspend(self) -> None:
        """Let the machine stand still for an hour, and its wall clock jump afterwards."""
        machine = self._machine
        if self.loop.asleep:
            return
        machine.suspends += 1
        self.loop.suspend(AN_HOUR)
        machine.agenda.after(AN_HOUR, lambda: setattr(machine, "slept", machine.slept + AN_HOUR))

    def bury(self) -> None:
        """Close what a dead process would have lost anyway; its files were kept before, and go now."""
        self.loop.end()
        if self._opened:
            self.store.close()
        self.keys.close()
        if self._left is not None:
            shutil.rmtree(self._left)

    async def _begin(self) -> None:
        await self.worker.take_up()
        self.nudge()

    def _tick(self) -> None:
        self.loop.create_task(self._ticked())
        self.loop.call_later(TICK, self._tick)

    async def _ticked(self) -> None:
        await self.ticker.tick()
        if int(self.loop.time() // TICK) % 4 == 0:
            self.nudge()

    async def _drain(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await self.worker.drain()
            except Exception as fault:  # noqa: BLE001 - reported with the seed
                self._machine.trouble(fault)
        self._draining = False
        pause = await self.worker.next_attempt()
        if pause is not None:
            self.loop.call_later(pause + 0.001, self.nudge)

    def _ticker(self) -> Ticker:
        failed = self._machine.trouble
        firing = Firing(StoreSchedule(self.store), self.handle, directory=self.handle.directory, failed=failed)
        return Ticker(firing, InPlace(), clock=self._machine, failed=failed)

    def _worker(self, far_side: FarSide) -> Worker:
        machine = self._machine
        voice = Voice(
            calls=Calls(Wire(far_side, self.hook), Buckets(), seconds=machine.monotonic, wait=asyncio.sleep),
            threads=InPlace(),
            lookups=StoreLookups(self.store),
            tokens=Tokens(self.keys.secret("button")),
            home=Home(team=c.LAKESIDE, side=Side.PROVIDER),
            book=machine.book,
            now=machine.now,
            seconds=machine.monotonic,
        )
        around = Surroundings(
            writing=self._writing,
            threads=InPlace(),
            now=machine.now,
            seconds=machine.monotonic,
            jitter=machine.chance.jitter,
            parked=machine.trouble,
            failed=machine.trouble,
        )
        return Worker(WatchedSender(SlackSender(voice), self.hook, asks=machine.build.asks), around)

    @contextmanager
    def _writing(self) -> Iterator[Tx]:
        with self.store.writing() as tx:
            yield tx
        self.hook("marked")
