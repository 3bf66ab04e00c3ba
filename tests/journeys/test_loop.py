"""The event loop never waits for the disk, whatever people ask (P19)."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, get_ident
from typing import Any

import pytest

import cast as c
import deeds as d
from journeys.questions import answers
from journeys.stage import Stage
from scabot.views.tx import Tx

TURNS = 2000


def base_of(stage: Stage) -> Any:  # noqa: ANN401 - the datastore, whose parts a test replaces
    return stage.site.store.log.datastore


@pytest.fixture
def threads(stage: Stage) -> Iterator[set[int]]:
    """Gather the thread of every transaction of the ledger."""
    base, seen = base_of(stage), set[int]()
    real: Callable[..., Any] = base.tx

    @contextmanager
    def tx(*, commit: bool) -> Iterator[Tx]:
        seen.add(get_ident())
        with real(commit=commit) as opened:
            yield opened

    base.tx = tx
    yield seen
    base.tx = real


async def test_p19_no_transaction_ever_runs_on_the_thread_of_the_event_loop(stage: Stage, threads: set[int]) -> None:
    await stage.does(*d.requested)
    await stage["ben"].slash(f"offer {c.KEY} 62000 case rate")
    await stage["ben"].submit()
    await stage.theater.advance_to(stage.theater.after_business_days(7))
    await stage["ruth"].open_home()
    assert len(await answers(stage, "cara")) > 3
    assert threads - {get_ident()} == threads
    assert len(threads) > 1
    stage.site.store.history(c.KEY)
    assert get_ident() in threads


async def test_p19_while_a_commit_takes_its_time_the_loop_turns_and_others_are_answered(stage: Stage) -> None:
    await stage.does(*d.requested)
    base, reached, gate = base_of(stage), Event(), Event()
    real: Callable[[Tx], None] = base.lock

    def slowly(tx: Tx) -> None:
        reached.set()
        gate.wait(20)
        real(tx)

    await stage["ben"].slash(f"offer {c.KEY} 62000 case rate")
    base.lock = slowly
    sending = asyncio.ensure_future(stage["ben"].submit())
    while not reached.is_set():  # noqa: ASYNC110 - the one who sets it is a thread of the store
        await asyncio.sleep(0.001)
    for _ in range(TURNS):
        await asyncio.sleep(0)
    assert "offer-made" not in await stage.kinds()
    assert not gate.is_set()
    assert not sending.done()
    base.lock = real
    gate.set()
    await sending
    assert "offer-made" in await stage.kinds()
