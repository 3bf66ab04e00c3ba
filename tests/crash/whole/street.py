"""A running negotiation whose bot is killed again and again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

from crash.forks import FORKS
from crash.whole.child import Errand, run_bot
from crash.whole.crowd import Crowd
from crash.whole.fast import FastClock
from scabot.assemble.site import Folders
from scabot.clock.wall import SystemClock
from scabot.ledger.archive import open_archive
from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer
from scabot.sandbox.wire import Sent
from scabot.views import outbox
from scabot.views.outbox import State
from scabot_domain.notices import Stream

A_MINUTE_A_SECOND = 60.0
LONGEST_NIGHT = timedelta(hours=4)
"""How much time passes at most between a kill and the next start."""
LONG = timedelta(hours=12)
QUIET_WITHIN = 60.0
_HISTORY = {"channels:history", "groups:history", "im:history"}


@dataclass(kw_only=True)
class Street:
    """The practice workspace, its people, the bot's files, and what was sent between all the kills so far."""

    server: SandboxServer
    clock: FastClock
    errand: Errand
    crowd: Crowd
    dice: Random
    kills: int = 0
    kept: list[Sent] = field(default_factory=list)

    @property
    def errand_now(self) -> Errand:
        """Return what a process that starts now has to know."""
        return replace(self.errand, skipped=self.clock.skipped)

    async def round(self) -> None:
        """Start the bot, let people act, and kill it: at a random moment, or just after a form was sent.

        First it may finish what it has owed for long: it is never up for more than a moment, and a ping lives a day.
        """
        after, targeted, later = self.dice.uniform(0.05, 0.4), self.dice.random() < 0.5, self.dice.uniform(0.0, 0.02)
        bot = await self._started()
        dead = asyncio.Event()
        await self._until(lambda: not self._owed_for_long())
        acting = asyncio.create_task(self._crowd_acts(dead))
        await asyncio.sleep(after)
        if targeted:
            self.crowd.sending.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.crowd.sending.wait(), 0.5)
            await asyncio.sleep(later)
        bot.kill()
        dead.set()
        await acting
        await self._gone(bot)
        self.clock.skipped += LONGEST_NIGHT * self.dice.random()
        self.kills += 1

    async def rest(self) -> None:
        """Start the bot, let people finish what was not acknowledged, wait until everything is said, and end it."""
        bot = await self._started()
        while self.crowd.waits:
            await self.crowd.act()
        await self._until(lambda: not self.depth(*Stream, unsaid=True))
        bot.kill()
        await self._gone(bot)

    def depth(self, *streams: Stream, unsaid: bool = False) -> int:
        """Return how many rows of the outbox are of those streams, all of them or those that are not settled."""
        with open_archive(Folders(data=self.errand.data).database) as archive:
            depth = outbox.depth(archive.tx)
        wanted = {State.NEW, State.SENDING, State.UNKNOWN} if unsaid else set(State)
        return sum(rows for (stream, state), rows in depth.items() if stream in streams and state in wanted)

    def _owed_for_long(self) -> bool:
        with open_archive(Folders(data=self.errand.data).database) as archive:
            since = outbox.oldest_pending(archive.tx)
        return since is not None and self.clock.now() - since > LONG

    async def _until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(QUIET_WITHIN):
            while not reached():  # noqa: ASYNC110 - another process makes it so
                await asyncio.sleep(0.1)

    async def _started(self) -> ForkServerProcess:
        bot = FORKS.Process(target=run_bot, args=(self.errand_now,), daemon=True)
        bot.start()
        await self.server.wire.wait_connected(seconds=30)
        return bot

    async def _crowd_acts(self, dead: asyncio.Event) -> None:
        while not dead.is_set():
            await self.crowd.act()
            await asyncio.sleep(0)

    async def _gone(self, bot: ForkServerProcess) -> None:
        bot.join()
        async with asyncio.timeout(10):
            while self.server.wire.connections:  # noqa: ASYNC110 - the kernel closes them
                await asyncio.sleep(0.005)
        self.kept += self.server.wire.sent
        self.server.wire.sent.clear()


@asynccontextmanager
async def street(folder: Path, seed: int, *, may_ask: bool = True) -> AsyncIterator[Street]:
    """Open a street whose kills are those of the seed; without `may_ask` the bot may not read what it has said."""
    since = SystemClock().now()
    clock = FastClock(since, A_MINUTE_A_SECOND)
    world = practice_world(clock)
    if not may_ask:
        world.installation.bot_scopes -= _HISTORY
    server = SandboxServer(world, limits=False, ack_seconds=1.0)
    url = await server.start()
    yield Street(
        server=server,
        clock=clock,
        errand=Errand(data=folder / "data", api_url=f"{url}/api/", since=since, factor=A_MINUTE_A_SECOND),
        crowd=Crowd(server, Random(f"people {seed}")),  # noqa: S311 - as above
        dice=Random(f"kills {seed}"),  # noqa: S311 - as above
    )
    await server.stop()
