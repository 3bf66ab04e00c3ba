"""The ticker against the real APScheduler; whatever waits, waits for something to happen, with a limit."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from clock.fakes_of_time import InPlace, Row, World
from scabot.clock.ticker import Ticker
from scabot.clock.wall import Clock, HandClock, ShiftedClock, SystemClock
from scabot_domain.commands import Command

SOON = timedelta(milliseconds=60)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(4):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.002)


class Ticking:
    def __init__(self) -> None:
        self.world, self.faults = World(), list[Exception]()
        self.clock: Clock = SystemClock()
        self.ticker = self.made()

    def made(self) -> Ticker:
        return Ticker(self.world.firing, InPlace(), clock=self.clock, failed=self.faults.append)

    def add(self, number: int, after: timedelta) -> Row:
        row = Row(case_key=f"SCA-00000{number}", fire_at=self.clock.now() + after)
        self.world.schedule.rows.append(row)
        return row

    def start(self) -> "Ticking":
        self.ticker.start()
        return self


@pytest.fixture
async def ticking() -> AsyncIterator[Ticking]:
    made = Ticking()
    yield made
    await made.ticker.stop()


async def test_what_is_due_at_the_start_fires_at_once(ticking: Ticking) -> None:
    ticking.add(1, -SOON)
    ticking.start()
    await until(lambda: ticking.world.handle.keys == ["clock:SCA-000001:draft.1:1"])


async def test_the_next_due_deadline_pulls_the_next_look_forward(ticking: Ticking) -> None:
    ticking.add(1, SOON)
    ticking.add(2, 2 * SOON)
    ticking.start()
    await until(lambda: len(ticking.world.handle.keys) == 2)


async def test_a_nudge_from_another_thread_wakes_the_ticker(ticking: Ticking) -> None:
    ticking.start()
    await until(lambda: ticking.ticker.age() < 1)
    row = ticking.add(1, SOON)
    thread = threading.Thread(target=ticking.ticker.nudge, args=(row.fire_at,))
    thread.start()
    await until(lambda: len(ticking.world.handle.keys) == 1)
    thread.join()


async def test_a_clock_that_runs_ahead_fires_at_its_own_instants(ticking: Ticking) -> None:
    ticking.clock = shifted = ShiftedClock(SystemClock())
    ticking.ticker = ticking.made()
    row = ticking.add(1, timedelta(days=21))
    ticking.start()
    shifted.advance_to(row.fire_at)
    ticking.ticker.nudge(row.fire_at)
    await until(lambda: len(ticking.world.handle.keys) == 1)


async def test_a_turn_that_fails_is_reported_and_leaves_the_beat_old(ticking: Ticking) -> None:
    ticking.clock = hand = HandClock(SystemClock().now())
    ticking.ticker = ticking.made()
    ticking.world.schedule.broken = True
    hand.advance(timedelta(seconds=31))
    assert await ticking.ticker.tick() == []
    assert ([str(fault) for fault in ticking.faults], ticking.ticker.age()) == (["no such store"], 31)
    ticking.world.schedule.broken = False
    await ticking.ticker.tick()
    assert ticking.ticker.age() == 0


async def test_a_lost_job_comes_back_with_the_next_nudge(ticking: Ticking) -> None:
    ticking.start()
    ticking.ticker.scheduler.remove_all_jobs()
    row = ticking.add(1, -SOON)
    ticking.ticker.nudge(row.fire_at)
    await until(lambda: len(ticking.world.handle.keys) == 1)


async def test_the_job_is_set_as_the_traps_demand(ticking: Ticking) -> None:
    ticking.start()
    (job,) = ticking.ticker.scheduler.get_jobs()
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 2)
    assert (job.trigger.interval, str(ticking.ticker.scheduler.timezone)) == (timedelta(seconds=5), "UTC")


async def test_a_stop_lets_the_firing_that_runs_end_and_begins_no_other(ticking: Ticking) -> None:
    entered, go = threading.Event(), threading.Event()
    took: list[Command] = []

    class OneThread(InPlace):
        async def write(self, call, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202 - as the port says
            return await asyncio.to_thread(call, *args, **kwargs)

    def slow(case_key: str, command: Command) -> None:
        entered.set()
        go.wait(5)
        took.append(command)
        ticking.world.schedule.drop(case_key)

    ticking.world.firing._handle = slow  # noqa: SLF001 - a handle that takes its time
    ticking.ticker = Ticker(ticking.world.firing, OneThread(), clock=ticking.clock, failed=ticking.faults.append)
    ticking.add(1, -2 * SOON)
    ticking.add(2, -SOON)
    ticking.start()
    await until(entered.is_set)
    stopping = asyncio.ensure_future(ticking.ticker.stop())
    await asyncio.sleep(0)
    go.set()
    await stopping
    assert [command.by.key for command in took] == ["clock:SCA-000001:draft.1:1"]
    ticking.ticker.nudge(ticking.clock.now())


async def test_a_stop_that_waits_in_vain_says_so(ticking: Ticking) -> None:
    ticking.start()
    await until(lambda: ticking.ticker.age() < 1)
    async with ticking.ticker.turn:
        await ticking.ticker.stop(longest=0.01)
    assert [type(fault) for fault in ticking.faults] == [TimeoutError]


async def test_a_ticker_that_never_started_stops_quietly() -> None:
    await Ticking().ticker.stop()
