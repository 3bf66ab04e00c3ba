"""The worker: claim, commit, speak, mark. A crash between any two of them loses nothing and doubles nothing.

What was claimed when the process died, and what has no certain answer, is `unknown`: Slack is asked, twice and ten
seconds apart, before it is said again.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Concatenate, ParamSpec, TypeVar, assert_never

from scabot.outbox.ports import Parked, Sender, Surroundings
from scabot.views import lanes, outbox
from scabot.views.delivery import (
    MAY_REPEAT,
    Ambiguous,
    CannotAsk,
    GivenUp,
    Needless,
    RateLimited,
    Scope,
    Spoken,
    TryLater,
)
from scabot.views.outbox import Delivered, OutboxRow, State
from scabot.views.tx import Tx
from scabot_domain.notices import Stream

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(seconds=60)
AT_ONCE = 8
ASK_AT = timedelta(seconds=1)
ASK_AGAIN = timedelta(seconds=10)
_ROUNDING = 0.5
"""Seconds by which the two clocks may disagree about a pause without a third look."""
ASKED_ONCE = "asked-once"
REPEATED = "repeated-once"
LONGEST_PAUSE = 60.0
DOUBLINGS = 6
PING_LIFE = timedelta(hours=24)
"""A ping that could not be sent for so long is left to people."""
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
        self._looked: dict[str, float] = {}
        self._quiet = asyncio.Event()
        self._stopping = False

    async def start(self) -> None:
        """Take up what a former process left behind, and go on until `stop`."""
        await self.take_up()
        self._stopping = False
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run(), name="outbox")

    async def stop(self) -> None:
        """Stop after the calls that are under way; what was claimed beyond them waits for the next start."""
        self._loop, task = None, self._task
        self._stopping = True
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
        """Say at once what can be said, and wait for it, that many seconds at most; say whether it came to that.

        What has to wait for its time is not waited for.
        """
        self._wake()
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
        """Say all that can be said now and return how many rows were settled or moved.

        Raises what the store raises; a row that was on its way then is asked about once its claim has run out.
        """
        moved = 0
        async with self._turn:
            while not self._stopping and (batch := await self._write(self._take)):
                by_place = [list(rows) for _dest, rows in groupby(batch, key=lambda row: row.dest)]
                ended = await asyncio.gather(*map(self._settle_all, by_place), return_exceptions=True)
                for fault in filter(None, ended):
                    raise fault
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

    def _take(self, tx: Tx) -> list[OutboxRow]:
        now = self._around.now()
        lanes.expire_claims(tx, now)
        unknown = lanes.askable(tx, now, AT_ONCE)
        claimed = lanes.claim(tx, self._around.name, now=now, until=now + LEASE, limit=AT_ONCE)
        return sorted([*unknown, *claimed], key=lambda row: row.dest)

    async def _settle_all(self, rows: list[OutboxRow]) -> None:
        for row in rows:
            if not self._stopping:
                await self._settle(row)
            elif row.state is State.SENDING:
                await self._write(outbox.retry, row.id, None, "stopped", counts=False)

    async def _settle(self, row: OutboxRow) -> None:
        try:
            said = await (self._sender.ask(row) if row.state is State.UNKNOWN else self._sender.send(row))
        except Exception as trouble:  # noqa: BLE001 - one row never holds up the others, and none is lost unheard
            await self._troubled(row, trouble)
        else:
            await self._note(row, said)

    async def _note(self, row: OutboxRow, said: Spoken | Needless | None) -> None:
        now = self._around.now()
        match said:
            case Spoken():
                self._looked.pop(row.id, None)
                answer = Delivered(at=now, channel_id=said.channel_id, ts=said.ts, rendered_hash=said.rendered_hash)
                await self._write(outbox.mark_sent, row.id, answer)
            case Needless():
                await self._write(outbox.mark_skipped, row.id, said.why)
            case None if self._looked_again(row):
                del self._looked[row.id]
                await self._write(outbox.retry, row.id, None, "not-found")
            case None:
                await self._write(outbox.mark_unknown, row.id, ASKED_ONCE, now + ASK_AGAIN)

    def _looked_again(self, row: OutboxRow) -> bool:
        seconds, first = self._around.seconds(), self._looked.get(row.id)
        if row.error != ASKED_ONCE or first is None:  # the clock may have been set since a former process looked
            self._looked[row.id] = seconds
            return False
        return seconds - first >= ASK_AGAIN.total_seconds() - _ROUNDING

    async def _troubled(self, row: OutboxRow, trouble: Exception) -> None:
        match trouble:
            case GivenUp():
                await self._park(row, str(trouble), trouble.scope)
                await self._say_plainly(row, trouble.scope)
            case RateLimited() | TryLater() | Ambiguous() | CannotAsk() if self._too_old(row):
                await self._park(row, "unsent-for-24-h", Scope.ROW)
            case RateLimited() | TryLater() | Ambiguous() | CannotAsk():
                await self._put_off(row, trouble)
            case _:
                await self._park(row, f"fault-{type(trouble).__name__}", Scope.ROW)
                self._around.failed(trouble)
                await self._say_plainly(row, Scope.ROW)

    async def _put_off(self, row: OutboxRow, trouble: RateLimited | TryLater | Ambiguous | CannotAsk) -> None:
        now = self._around.now()
        match trouble:
            case RateLimited():
                until = now + timedelta(seconds=trouble.seconds * (1 + self._around.jitter(0.2)))
                await self._later(row, until, "ratelimited", counts=False)
            case TryLater():
                pause = min(2.0 ** min(row.attempts, DOUBLINGS), LONGEST_PAUSE)
                await self._later(row, now + timedelta(seconds=pause), str(trouble))
            case Ambiguous() if row.state is State.UNKNOWN:
                await self._later(row, now + ASK_AGAIN, str(trouble))
            case Ambiguous():
                error = REPEATED if row.error == MAY_REPEAT else str(trouble)
                await self._write(outbox.mark_unknown, row.id, error, now + ASK_AT)
            case CannotAsk() if row.error == REPEATED:
                await self._park(row, "cannot-ask-twice", Scope.ROW)
            case CannotAsk():
                await self._write(outbox.retry, row.id, None, MAY_REPEAT)
            case _:
                assert_never(trouble)

    async def _later(self, row: OutboxRow, until: datetime, why: str, *, counts: bool = True) -> None:
        if row.state is State.UNKNOWN:
            await self._write(outbox.mark_unknown, row.id, row.error or why, until)
        else:
            error = MAY_REPEAT if row.error == MAY_REPEAT else why
            await self._write(outbox.retry, row.id, until, error, counts=counts)

    def _too_old(self, row: OutboxRow) -> bool:
        return row.stream is Stream.PING and self._around.now() - row.queued_at > PING_LIFE

    async def _park(self, row: OutboxRow, cause: str, scope: Scope) -> None:
        await self._write(outbox.park, row.id, cause)
        if scope is not Scope.ROW:
            await self._write(outbox.park_dest, row.dest, cause)
        self._around.parked(Parked(row=row, cause=cause, scope=scope))

    async def _say_plainly(self, row: OutboxRow, scope: Scope) -> None:
        if scope is not Scope.ROW:
            return
        try:
            await self._sender.say_plainly(row)
        except Exception as trouble:  # noqa: BLE001 - the row is parked and reported; this was the friendly extra
            self._around.failed(trouble)

    async def _write(self, call: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def in_transaction() -> T:
            with self._around.writing() as tx:
                return call(tx, *args, **kwargs)

        return await self._around.threads.write(in_transaction)
