import asyncio
import threading
from collections.abc import Iterator

import pytest

from scabot.operate.threads import StoreThreads


@pytest.fixture
def threads() -> Iterator[StoreThreads]:
    made = StoreThreads()
    yield made
    made.close()


async def test_writes_run_one_after_the_other_on_one_thread(threads: StoreThreads) -> None:
    names = await asyncio.gather(*(threads.write(lambda: threading.current_thread().name) for _ in range(8)))
    assert set(names) == {"store-writer_0"}


async def test_where_the_database_takes_several_writers_one_that_waits_holds_no_other_up() -> None:
    made, gate = StoreThreads(writers=2, readers=2), threading.Event()
    waiting = asyncio.ensure_future(made.write(gate.wait, 5))
    assert await made.write(lambda: "written") == "written"
    gate.set()
    assert await waiting is True
    made.close()


async def test_reads_run_beside_a_write(threads: StoreThreads) -> None:
    gate = threading.Event()
    writing = asyncio.ensure_future(threads.write(gate.wait, 5))
    assert await threads.read(lambda: "read") == "read"
    gate.set()
    assert await writing is True


async def test_what_a_call_raises_is_raised_to_the_one_who_asked(threads: StoreThreads) -> None:
    with pytest.raises(ZeroDivisionError):
        await threads.write(lambda: 1 // 0)


async def test_a_canceled_await_does_not_cancel_the_write(threads: StoreThreads) -> None:
    gate, done = threading.Event(), threading.Event()

    def slow_write() -> None:
        gate.wait(5)
        done.set()

    waiting = asyncio.ensure_future(threads.write(slow_write))
    await asyncio.sleep(0)
    waiting.cancel()
    gate.set()
    await threads.write(lambda: None)
    assert done.is_set()
