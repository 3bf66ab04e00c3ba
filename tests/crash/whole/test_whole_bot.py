"""Kill -9 of the whole bot at random moments of a running negotiation, with a Slack that loses answers.

Nothing that was acknowledged is lost, no event is doubled, no ping or log line is lost or doubled.
`SCABOT_TEST_KILL_ROUNDS` sets how often it is killed, `SCABOT_TEST_SEED` which run it is.
"""

import asyncio
import multiprocessing
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

import pytest

from crash.whole.child import Errand, opened, run_bot
from crash.whole.crowd import Crowd
from crash.whole.fast import FastClock
from scabot.assemble.site import Folders, Site
from scabot.audit.verify import Verdict, verify
from scabot.clock.wall import SystemClock
from scabot.ledger.archive import open_archive
from scabot.ledger.rebuild import check
from scabot.ledger.record import cases_in_order
from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer
from scabot.sandbox.wire import Sent
from scabot.views import outbox
from scabot.views.outbox import OutboxRow, State
from scabot_domain.events import CaseEvent, EscalationSent, OfferAccepted
from scabot_domain.notices import Stream

ROUNDS = int(os.environ.get("SCABOT_TEST_KILL_ROUNDS", "20"))
SEED = int(os.environ.get("SCABOT_TEST_SEED", "20261123"))
TWO_HOURS_A_SECOND = 7_200.0
QUIET_WITHIN = 30.0
_HISTORY = {"channels:history", "groups:history", "im:history"}
_FORKS = multiprocessing.get_context("forkserver")


@dataclass(kw_only=True)
class Street:
    """The practice workspace, the bot's files, and the kills so far."""

    server: SandboxServer
    errand: Errand
    chance: Random
    kills: int = 0
    kept: list[Sent] = field(default_factory=list)

    async def round(self) -> None:
        """Start the bot, let people act, kill it in the middle."""
        bot = self._started()
        await self.server.wire.wait_connected(seconds=30)
        acting = asyncio.ensure_future(self._crowd_acts())
        await asyncio.sleep(self.chance.uniform(0.03, 0.35))
        bot.kill()
        bot.join()
        acting.cancel()
        await asyncio.wait([acting])
        await self._gone()
        self.kills += 1

    async def rest(self) -> None:
        """Start the bot and wait until everything is said, then end it."""
        bot = self._started()
        await self.server.wire.wait_connected(seconds=30)
        async with asyncio.timeout(QUIET_WITHIN):
            while self._unsaid():  # noqa: ASYNC110 - another process empties it
                await asyncio.sleep(0.2)
        bot.kill()
        bot.join()
        await self._gone()

    def _started(self) -> ForkServerProcess:
        bot = _FORKS.Process(target=run_bot, args=(self.errand,), daemon=True)
        bot.start()
        return bot

    async def _crowd_acts(self) -> None:
        crowd = Crowd(self.server, self.chance)
        while True:
            await crowd.act()
            await asyncio.sleep(0)

    async def _gone(self) -> None:
        self.kept += self.server.wire.sent
        self.server.wire.sent.clear()
        async with asyncio.timeout(10):
            while self.server.wire.connections:  # noqa: ASYNC110 - the kernel closes them
                await asyncio.sleep(0.005)
        for player in self.server.people:
            if player.modal() is not None:
                await player.close(everything=True)

    def _unsaid(self) -> int:
        with open_archive(Folders(data=self.errand.data).database) as archive:
            depth = outbox.depth(archive.tx)
        return sum(rows for (_, state), rows in depth.items() if state in {State.NEW, State.SENDING, State.UNKNOWN})


@pytest.fixture(autouse=True)
def _boots_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))  # where the fork server finds what it preloads
    _FORKS.set_forkserver_preload(["crash.whole.child"])


@asynccontextmanager
async def street(folder: Path, seed: int, *, may_ask: bool = True) -> AsyncIterator[Street]:
    since = SystemClock().now()
    world = practice_world(FastClock(since, TWO_HOURS_A_SECOND))
    if not may_ask:
        world.installation.bot_scopes -= _HISTORY
    server = SandboxServer(world, limits=False, ack_seconds=1.0)
    url = await server.start()
    errand = Errand(data=folder / "data", api_url=f"{url}/api/", since=since, factor=TWO_HOURS_A_SECOND)
    yield Street(server=server, errand=errand, chance=Random(seed))  # noqa: S311 - as above
    await server.stop()


def said_times(server: SandboxServer) -> Counter[str]:
    """Return how often each row of the outbox stands in Slack, by its id."""
    messages = (message for messages in server.world.messages.values() for message in messages if message.by_app)
    return Counter(message.metadata["event_payload"]["id"] for message in messages if message.metadata)


def acknowledged(sent: list[Sent]) -> Iterator[str]:
    """Yield the id of every form whose submission was answered with a receipt."""
    for one in sent:
        answered = one.answer is not None and one.answer.acked
        if one.payload.get("type") == "view_submission" and answered and _receipt(one):
            yield str(one.payload["view"]["id"])


def _receipt(one: Sent) -> bool:
    payload = (one.answer.payload if one.answer else None) or {}
    return payload.get("response_action") == "clear" or "Recorded. Reference" in str(payload)


def rows_of(site: Site, *states: State) -> list[OutboxRow]:
    with site.store.reading() as tx:
        found = [row for state in states for row in outbox.in_state(tx, state, 100_000)]
    return [row for row in found if row.stream is not Stream.CARD]


def keys_on_record(site: Site) -> set[str]:
    with site.store.reading() as tx:
        return {str(row["key"]) for row in tx.all("SELECT key FROM commands")}


def doubled(events: list[CaseEvent]) -> list[str]:
    """Return what must be there once and is there more often: acceptances, and levels told."""
    facts = Counter(
        (event.case, "accepted", event.fact.offer_id)
        if isinstance(event.fact, OfferAccepted)
        else (event.case, event.fact.rule, f"{event.fact.episode}.{event.fact.level}")
        for event in events
        if isinstance(event.fact, OfferAccepted | EscalationSent)
    )
    return [" ".join(fact) for fact, times in facts.items() if times > 1]


async def test_kill_9_at_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with street(tmp_path, SEED) as scene:
        for _ in range(ROUNDS):
            await scene.round()
        await scene.rest()
        site = opened(scene.errand)
        events = cases_in_order(site.store)
        told = said_times(scene.server)
        once = {row.id: told[row.id] for row in rows_of(site, State.SENT)}
        receipts = set(acknowledged(scene.kept))
        missing = receipts - {key.rpartition(":")[2] for key in keys_on_record(site)}
        pings = sum(isinstance(event.fact, EscalationSent) for event in events)
        figures = (
            f"{scene.kills} kills, {len(receipts)} receipts, {len(events)} events, {pings} pings, {len(once)} lines"
        )
        print(f"{figures}, seed {SEED}")  # noqa: T201 - the figures of a run
        assert missing == set(), figures
        assert doubled(events) == [], figures
        assert {row_id: times for row_id, times in once.items() if times != 1} == {}, figures
        assert [row.id for row in rows_of(site, State.PARKED, State.NEW, State.SENDING, State.UNKNOWN)] == []
        assert check(site.store) == []
        site.close()
        with open_archive(Folders(data=scene.errand.data).database) as archive:
            assert verify(archive.tx).verdict is Verdict.CONSISTENT_ONLY
        assert scene.server.world.problems == []
        assert min(len(receipts), pings, len(once)) > ROUNDS // 4, f"too little happened to prove anything: {figures}"


async def test_without_asking_before_saying_again_the_harness_sees_doubles(tmp_path: Path) -> None:
    async with street(tmp_path, SEED, may_ask=False) as scene:
        for _ in range(25):
            await scene.round()
        await scene.rest()
        assert max(said_times(scene.server).values()) > 1
