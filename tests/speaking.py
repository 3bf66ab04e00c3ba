"""The outgoing half of the bot over a real ledger, with the practice workspace as Slack; time is wound by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

import cast as c
from doors import PARTNER, TEAM, TOKENS, Inline, Ticking, link
from ledger.shelf import Shelf, shelf_in
from scabot.assemble.desks import StoreLookups
from scabot.outbox.buckets import Buckets
from scabot.outbox.ports import Parked, Surroundings
from scabot.outbox.worker import Worker
from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer
from scabot.sandbox.things import Channel, Message
from scabot.sandbox.world import World
from scabot.slack.calls import Calls
from scabot.slack.identity import Home
from scabot.slack.sender import SlackSender, Voice
from scabot.views import outbox
from scabot.views.outbox import OutboxRow
from scabot_domain.notices import Stream
from scabot_domain.parties import Side
from scabot_domain.playbook import shipped_book
from story import Step

SECOND = timedelta(seconds=1)


@dataclass
class Speech:
    """A shelf, a workspace, and the worker that speaks to it."""

    shelf: Shelf
    server: SandboxServer
    parked: list[Parked] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start without anything known, as a new process does."""
        self.worker = self.hired()

    @property
    def world(self) -> World:
        """Return the practice world."""
        return self.server.world

    def sender(self) -> SlackSender:
        """Return a new sender, which knows nothing yet."""
        client = AsyncWebClient(
            token=self.world.installation.bot_token, base_url=f"{self.server.url}/api/", retry_handlers=[], timeout=10
        )
        seconds = Ticking(self.shelf).monotonic
        voice = Voice(
            calls=Calls(client, Buckets(), seconds=seconds, wait=self.passes),
            threads=Inline(),
            lookups=StoreLookups(self.shelf.store),
            tokens=TOKENS,
            home=Home(team=c.LAKESIDE, side=Side.PROVIDER),
            book=shipped_book(),
            now=self.shelf.clock,
            seconds=seconds,
        )
        return SlackSender(voice)

    def hired(self) -> Worker:
        """Return a new worker, with a new sender."""
        around = Surroundings(
            writing=self.shelf.store.writing,
            threads=Inline(),
            now=self.shelf.clock,
            seconds=Ticking(self.shelf).monotonic,
            jitter=lambda _upto: 0.0,
            parked=self.parked.append,
            failed=self.failed.append,
        )
        return Worker(self.sender(), around)

    async def passes(self, seconds: float) -> None:
        """Let seconds pass."""
        self.shelf.clock.wind(seconds * SECOND)

    async def does(self, *steps: Step | tuple[Step, ...]) -> None:
        """Let people act, and say everything that comes of it."""
        self.shelf.does(*steps)
        await self.until_rest()

    async def until_rest(self) -> float:
        """Say everything, letting the time pass that rows wait for; return how long that took."""
        begun = self.shelf.clock()
        for _ in range(1000):
            await self.worker.drain()
            waiting = await self.worker.next_attempt()
            if waiting is None:
                return (self.shelf.clock() - begun).total_seconds()
            await self.passes(waiting + 0.001)
        raise AssertionError("the outbox does not come to rest")

    def channel(self, channel: str) -> Channel:
        """Return a channel of the practice world."""
        return self.world.channels[channel]

    def said(self, channel: str = PARTNER) -> list[Message]:
        """Return what the bot said in a channel."""
        return [one for one in self.world.messages[channel] if one.by_app and one.only_for is None]

    def reads(self, channel: str = PARTNER) -> list[str]:
        """Return the same as a person reads it, one line for each message."""
        return [self.world.text_of(one).replace("\n", " | ") for one in self.said(channel)]

    def rows(self, dest: str | None = None, stream: Stream | None = None) -> list[OutboxRow]:
        """Return the rows of the outbox."""
        with self.shelf.store.reading() as tx:
            rows = outbox.of_case(tx, c.KEY)
        return [one for one in rows if dest in (None, one.dest) and stream in (None, one.stream)]

    def states(self, dest: str | None = None) -> set[str]:
        """Return what became of the rows."""
        return {one.state.value for one in self.rows(dest)}

    def calls(self, method: str) -> int:
        """Return how often a method was called."""
        return sum(call.method == method for call in self.server.api.calls)


@asynccontextmanager
async def speech_in(home: Path) -> AsyncIterator[Speech]:
    """Open a ledger and a practice workspace, and put the outgoing half between them."""
    with shelf_in(home, book=shipped_book()) as shelf:
        link(shelf, None)
        server = SandboxServer(practice_world(Ticking(shelf)), limits=False)
        await server.start()
        try:
            yield Speech(shelf, server)
        finally:
            await server.stop()


__all__ = ["PARTNER", "TEAM", "Speech", "speech_in"]
