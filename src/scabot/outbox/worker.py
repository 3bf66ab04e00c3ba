"""The worker: claim, commit, speak, mark. A crash between any two of them loses nothing and doubles nothing.

What was claimed when the process died, and what has no certain answer, is `unknown`: Slack is asked, twice and ten
seconds apart, before it is said again.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby
from typing import Concatenate, ParamSpec, TypeVar

from scabot.outbox.ports import Parked, Sender, Surroundings
from scabot.views import lanes, outbox
from scabot.views.delivery import Ambiguous, GivenUp, Needless, RateLimited, Scope, Spoken, TryLater
from scabot.views.outbox import Delivered, OutboxRow
from scabot.views.tx import Tx

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(seconds=60)
AT_ONCE = 8
ASK_AGAIN = timedelta(seconds=10)
ASKED_ONCE = "asked-once"
LONGEST_PAUSE = 60.0
IDLE = 5.0
"""Seconds between two looks when nobody nudges."""


class Worker:
    """Says everything that waits to be said; one worker for each store."""

    def __init__(self, sender: Sender, around: Surroundings) -> None:
        self._sender, self._around = sender, around
        self._nudged = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._quiet = asyncio.Event()

    async def start(self) -> None:
        """Take up what a former process left behind, and go on until `stop`."""
        await self.take_up()
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run(), name="outbox")

    async def stop(self) -> None:
        """Stop after the call that is under way; what is claimed then is asked about at the next start."""
        self._loop, task = None, self._task
        if task is None:
            return
        async with self._turn:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    def nudge(self) -> None:
        """Say that something waits to be said; from any thread, after the commit that made it so."""
        if (loop := self._loop) is not None:
            loop.call_soon_threadsafe(self._wake)

    async def quiet(self, within: float) -> bool:
        """Wait until nothing is left to say, that many seconds at most; say whether it came to that."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), within)
        return self._quiet.is_set()

    def _wake(self) -> None:
        self._quiet.clear()
        self._nudged.set()

    async def take_up(self) -> None:
        """Make the claims of a former process `unknown`, so that Slack is asked about them."""
        await self._write(lanes.expire_claims)

    async def drain(self) -> int:
        """Say all that can be said now and return how many rows were settled or moved."""
        moved = 0
        async with self._turn:
            while batch := await self._take():
                by_place = [list(rows) for _dest, rows in groupby(batch, key=lambda row: row.dest)]
                await asyncio.gather(*(self._settle_all(rows) for rows in by_place))
                moved += len(batch)
        return moved

    async def next_attempt(self) -> float | None:
        """Return the seconds until a row that waits for its time may go, or None if no row waits."""
        now = self._around.now()
        instant = await self._write(lanes.next_attempt, now)
        return None if instant is None else max(0.0, (instant - now).total_seconds())

    async def _run(self) -> None:
        while True:
            self._nudged.clear()
            try:
                await self.drain()
                pause = await self.next_attempt()
            except Exception as fault:  # noqa: BLE001 - the next look tries again, and `failed` hears of it
                self._around.failed(fault)
                pause = None
            if not self._nudged.is_set():
                self._quiet.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), IDLE if pause is None else min(pause, IDLE) + 0.001)

    async def _take(self) -> list[OutboxRow]:
        now = self._around.now()
        unknown = await self._write(lanes.askable, now, AT_ONCE)
        claimed = await self._write(self._claim)
        return sorted([*unknown, *claimed], key=lambda row: row.dest)

    def _claim(self, tx: Tx) -> list[OutboxRow]:
        now = self._around.now()
        return lanes.claim(tx, self._around.name, now=now, until=now + LEASE, limit=AT_ONCE)

    async def _settle_all(self, rows: list[OutboxRow]) -> None:
        for row in rows:
            await self._settle(row)

    async def _settle(self, row: OutboxRow) -> None:
        try:
            await (self._ask(row) if row.state is outbox.State.UNKNOWN else self._say(row))
        except RateLimited as wait:
            seconds = wait.seconds * (1 + self._around.jitter(0.2))
            until = self._around.now() + timedelta(seconds=seconds)
            await self._write(outbox.retry, row.id, until, "ratelimited", counts=False)
        except TryLater as later:
            until = self._around.now() + timedelta(seconds=min(2.0**row.attempts, LONGEST_PAUSE))
            await self._write(outbox.retry, row.id, until, str(later))
        except Ambiguous as lost:
            await self._write(outbox.mark_unknown, row.id, str(lost), self._around.now() + timedelta(seconds=1))
        except GivenUp as no:
            await self._park(row, str(no), no.scope)
        except Exception as bug:  # noqa: BLE001 - one row that cannot be drawn never holds up the others; it is reported
            await self._park(row, f"fault-{type(bug).__name__}", Scope.ROW)
            self._around.failed(bug)

    async def _say(self, row: OutboxRow) -> None:
        said = await self._sender.send(row)
        if isinstance(said, Needless):
            await self._write(outbox.mark_skipped, row.id, said.why)
        else:
            await self._mark_sent(row, said)

    async def _ask(self, row: OutboxRow) -> None:
        found = await self._sender.ask(row)
        if found is not None:
            await self._mark_sent(row, found)
        elif row.error == ASKED_ONCE:
            await self._write(outbox.retry, row.id, None, "not-found")
        else:
            await self._write(outbox.mark_unknown, row.id, ASKED_ONCE, self._around.now() + ASK_AGAIN)

    async def _mark_sent(self, row: OutboxRow, said: Spoken) -> None:
        answer = Delivered(
            at=self._around.now(), channel_id=said.channel_id, ts=said.ts, rendered_hash=said.rendered_hash
        )
        await self._write(outbox.mark_sent, row.id, answer)

    async def _park(self, row: OutboxRow, cause: str, scope: Scope) -> None:
        await self._write(outbox.park, row.id, cause)
        if scope is not Scope.ROW:
            await self._write(outbox.park_dest, row.dest, cause)
        self._around.parked(Parked(row=row, cause=cause, scope=scope))

    async def _write(self, call: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def in_transaction() -> T:
            with self._around.writing() as tx:
                return call(tx, *args, **kwargs)

        return await self._around.threads.write(in_transaction)
