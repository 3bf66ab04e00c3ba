"""What wakes when a deadline is due: one interval job in memory, pulled forward to the next due instant.

Never a job per deadline and never a `date` job that schedules its successor: the library loses both (see the tests).
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scabot.clock.firing import Fired, Firing, Place, place_of
from scabot.clock.wall import Clock, SystemClock

P = ParamSpec("P")
T = TypeVar("T")

BEAT = 5
"""Seconds between two looks; a look finds what nobody announced."""
LONGEST_END = 10
"""Seconds that a stop waits for the firing that is running."""
JOB = "deadlines"


class Threads(Protocol):
    """Runs calls to the store off the event loop."""

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on the thread that writes."""
        ...

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on a thread that reads."""
        ...


class Ticker:
    """Fires what is due within milliseconds of a nudge, and within five seconds without one.

    `clock` may run ahead of real time; due instants are instants of that clock.
    `failed` hears of a whole turn that failed, after which the next beat tries again; `scheduler` is for inspection.
    """

    def __init__(self, firing: Firing, threads: Threads, *, clock: Clock, failed: Callable[[Exception], None]) -> None:
        self._firing, self._threads, self._clock, self._failed = firing, threads, clock, failed
        self.scheduler = AsyncIOScheduler(timezone="UTC")
        self._loop: asyncio.AbstractEventLoop | None = None
        self.turn, self._stopping = asyncio.Lock(), False
        self._beat = clock.monotonic()

    def start(self) -> None:
        """Begin, with a look at once; call it on the event loop."""
        self._loop = asyncio.get_running_loop()
        self._beat = self._clock.monotonic()
        self.scheduler.start()
        self._schedule_job()

    async def stop(self, longest: float = LONGEST_END) -> None:
        """End: begin no further firing and wait for the one that is running, `longest` seconds at most.

        `failed` hears if that was too short.
        """
        self._stopping, self._loop = True, None
        if not self.scheduler.running:
            return
        self.scheduler.remove_all_jobs()
        try:
            async with asyncio.timeout(longest), self.turn:
                pass
        except TimeoutError as error:
            self._failed(error)
        self.scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # the scheduler ends on the loop, one step later

    def age(self) -> float:
        """Return the seconds since the last turn that went well; much more than five of them are a sign of trouble."""
        return self._clock.monotonic() - self._beat

    def nudge(self, due: datetime) -> None:
        """Say that something is due at an instant; from any thread, after the commit that made it so."""
        if (loop := self._loop) is not None:
            loop.call_soon_threadsafe(self._arm, due)

    async def tick(self) -> list[Fired]:
        """Fire what is due now and arrange for the next look; one turn runs at a time, a second one waits."""
        async with self.turn:
            try:
                fired = await self._run_due()
                following = await self._threads.read(self._firing.next_due, self._clock.now())
            except Exception as error:  # noqa: BLE001 - the next beat tries again, and `failed` hears of it
                self._failed(error)
                return []
            self._beat = self._clock.monotonic()
            self._arm(following)
            return fired

    async def _run_due(self) -> list[Fired]:
        done: dict[Place, Fired] = {}
        while rows := await self._threads.read(self._firing.take, self._clock.now(), done):
            for row in rows:  # one write each, so that people's commands get in between
                if self._stopping:
                    return list(done.values())
                done[place_of(row)] = await self._threads.write(self._firing.fire, row, self._clock.now())
        return list(done.values())

    def _arm(self, due: datetime | None) -> None:
        if self._loop is None:
            return
        job = self.scheduler.get_job(JOB) or self._schedule_job()
        if due is None:
            return
        wanted = SystemClock().now() + max(due - self._clock.now(), timedelta())
        if wanted < job.next_run_time:
            job.modify(next_run_time=wanted)

    def _schedule_job(self) -> Job:
        return self.scheduler.add_job(
            self.tick,
            "interval",
            seconds=BEAT,
            id=JOB,
            next_run_time=SystemClock().now(),
            misfire_grace_time=None,  # the default drops what is more than a second late
            coalesce=True,
            max_instances=2,  # with one, a nudge between the last look and the end of a turn would be lost
        )
