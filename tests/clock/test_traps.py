"""Canaries: the library still misbehaves as it did when the ticker was shaped around it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scabot.clock.wall import SystemClock


@pytest.fixture
async def scheduler() -> AsyncIterator[AsyncIOScheduler]:
    made = AsyncIOScheduler(timezone="UTC")
    made.start()
    yield made
    made.shutdown(wait=False)
    await asyncio.sleep(0)


async def test_t1_the_default_grace_drops_what_is_two_seconds_late(scheduler: AsyncIOScheduler) -> None:
    missed, ran = asyncio.Event(), asyncio.Event()
    scheduler.add_listener(lambda _event: missed.set(), EVENT_JOB_MISSED)
    late = SystemClock().now() - timedelta(seconds=2)

    async def never() -> None:
        ran.set()

    scheduler.add_job(never, "interval", seconds=60, next_run_time=late)
    async with asyncio.timeout(4):
        await missed.wait()
    assert not ran.is_set()
    scheduler.add_job(never, "interval", seconds=60, next_run_time=late, misfire_grace_time=None)
    async with asyncio.timeout(4):
        await ran.wait()


async def test_t6_a_date_job_that_schedules_its_successor_is_gone_after_one_run(scheduler: AsyncIOScheduler) -> None:
    runs, done = [], asyncio.Event()

    async def chain() -> None:
        runs.append(1)
        scheduler.add_job(chain, "date", id="chain", run_date=SystemClock().now(), replace_existing=True)
        await asyncio.sleep(0.05)  # still running when the successor falls due
        done.set()

    scheduler.add_job(chain, "date", id="chain", run_date=SystemClock().now())
    async with asyncio.timeout(4):
        await done.wait()
        while scheduler.get_job("chain") is not None:  # noqa: ASYNC110 - the library tells nobody
            await asyncio.sleep(0.002)
    assert len(runs) == 1


async def test_t7_with_one_instance_a_nudge_during_a_run_is_skipped(scheduler: AsyncIOScheduler) -> None:
    skipped, started, end = asyncio.Event(), asyncio.Event(), asyncio.Event()
    runs = 0

    def on_skip(_event: JobEvent) -> None:
        skipped.set()

    async def busy() -> None:
        nonlocal runs
        runs += 1
        started.set()
        await end.wait()

    scheduler.add_listener(on_skip, EVENT_JOB_MAX_INSTANCES)
    job = scheduler.add_job(busy, "interval", seconds=60, max_instances=1, next_run_time=SystemClock().now())
    async with asyncio.timeout(4):
        await started.wait()
        job.modify(next_run_time=SystemClock().now())
        await skipped.wait()
    end.set()
    assert runs == 1
