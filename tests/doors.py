"""The doors of Slack with everything real behind them: guard, Bolt app, ledger; the practice workspace is Slack.

Payloads are handed to the app as Socket Mode hands them over, without a socket in between.
"""

import copy
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

import cast as c
from ledger.shelf import Shelf, shelf_in
from scabot.ledger.facts import ChannelLinked
from scabot.sandbox.acts import Acts
from scabot.sandbox.people import People, Player
from scabot.sandbox.ports import Answer, EnvelopeKind
from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer
from scabot.slack.app import build_app
from scabot.slack.deps import Deps, Installed, Threads
from scabot.slack.identity import Home
from scabot.slack.reads import StoreReads
from scabot.slack.tokens import Press, Tokens
from scabot.views.channels import ChannelKind
from scabot_domain.commands import Command
from scabot_domain.events import CaseEvent, kind_of
from scabot_domain.parties import Side
from scabot_domain.playbook import shipped_book
from scabot_domain.workdays import add_business_days, shipped_calendar

P = ParamSpec("P")
T = TypeVar("T")

Json = dict[str, Any]
TEAM, PARTNER = "C0TEAM", "C0PARTNER"
TOKENS = Tokens(b"the practice key of the buttons!")


class Inline:
    """Threads of the store that are no threads."""

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call at once."""
        return call(*args, **kwargs)

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call at once."""
        return call(*args, **kwargs)


class Counted:
    """Keys that count up."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def case_key(self) -> str:
        """Return the next key of a case."""
        return f"SCA-0000{next(self._numbers):02d}"

    def subject_token(self) -> str:
        """Return the one token of the fixtures."""
        return c.TOKEN

    def request_id(self) -> str:
        """Return the next reference."""
        return f"{next(self._numbers):04d}"


class Ticking:
    """The shelf's clock as the practice workspace reads it."""

    def __init__(self, shelf: Shelf) -> None:
        self._clock = shelf.clock

    def now(self) -> datetime:
        """Return the instant on the shelf."""
        return self._clock.instant

    def monotonic(self) -> float:
        """Return seconds since the fixtures begin."""
        return (self._clock.instant - c.NOW).total_seconds()


@dataclass
class Direct:
    """A road from the practice workspace to the app without a socket; it keeps what was sent and answered."""

    app: AsyncApp
    sent: list[Json] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    async def deliver(self, kind: EnvelopeKind, payload: Json) -> Answer:
        """Hand a payload to the app and return its answer."""
        del kind
        self.sent.append(copy.deepcopy(payload))
        response = await self.app.async_dispatch(AsyncBoltRequest(body=copy.deepcopy(payload), mode="socket_mode"))
        body = json.loads(response.body) if response.body and response.body.startswith("{") else None
        self.answers.append(Answer(acked=response.status == 200, payload=body))
        return self.answers[-1]


@dataclass
class Doors:
    """Everything that a conversation at the doors needs."""

    shelf: Shelf
    server: SandboxServer
    direct: Direct
    people: People
    deps: Deps

    def __getitem__(self, handle: str) -> Player:
        """Return a person at their screen."""
        return self.people[handle]

    def events(self, case: str = c.KEY) -> list[CaseEvent]:
        """Return everything that is on record for a case."""
        return self.shelf.store.history(case)

    def kinds(self, case: str = c.KEY) -> list[str]:
        """Return the kinds of the same, without what the playbook adds."""
        return [kind for event in self.events(case) if (kind := kind_of(event)) != "deadlines-changed"]

    def token(self, action: str, case: str = c.KEY, *, seen: str = "", alias: str = "shared") -> str:
        """Return the value of a button as a card carries it."""
        exp = self.shelf.clock.instant + timedelta(days=30)
        return TOKENS.seal(Press(action=action, case=case, version=0, hash=seen, alias=alias, exp=exp))

    async def card(self, *verbs: str, channel: str = PARTNER, seen: str = "", case: str = c.KEY) -> None:
        """Post a message with buttons, as the outbox would."""
        alias = "internal" if channel == TEAM else "shared"
        elements = [
            {
                "type": "button",
                "action_id": f"sca.{verb}",
                "text": {"type": "plain_text", "text": verb},
                "value": self.token(verb, case, seen=seen, alias=alias),
            }
            for verb in verbs
        ]
        await self.client_posts(channel, [{"type": "actions", "elements": elements}])

    async def client_posts(self, channel: str, blocks: list[Json]) -> None:
        """Post blocks in a channel under the bot's name."""
        await self.direct.app.client.chat_postMessage(
            channel=channel, text="SCA: card", blocks=blocks, token=self.deps.installed.bot_token
        )


def link(shelf: Shelf, counterparty: str | None) -> None:
    """Let the aliases of the shelf stand for the channels of the practice world."""
    both = (c.LAKESIDE, c.NORTHWIND)
    for kind, channel, teams, other in (
        (ChannelKind.INTERNAL, TEAM, (c.LAKESIDE,), None),
        (ChannelKind.SHARED, PARTNER, both, counterparty),
    ):
        linked = ChannelLinked(
            alias=kind.value, team=c.LAKESIDE, channel=channel, kind=kind, party_teams=teams, counterparty=other
        )
        shelf.governs(linked)


def count_business_days(day: date, number: int) -> date:
    """Count in the calendar that is shipped."""
    return add_business_days(day, number, shipped_calendar())


@asynccontextmanager
async def doors_in(
    home: Path,
    *,
    free_text: bool = True,
    counterparty: str | None = None,
    threads: Threads | None = None,
    patience: float = 2.0,
    handle: Callable[[str, Command], Any] | None = None,
) -> AsyncIterator[Doors]:
    """Open a ledger and a practice workspace, and put the app between them."""
    with shelf_in(home, book=shipped_book()) as shelf:
        link(shelf, counterparty)
        server = SandboxServer(practice_world(Ticking(shelf)), limits=False)
        url = await server.start()
        ours = server.world.installation
        deps = Deps(
            api_url=f"{url}/api/",
            installed=Installed(
                team=ours.team_id, app=ours.app_id, bot=ours.bot_id, bot_user=ours.bot_user_id, bot_token=ours.bot_token
            ),
            home=Home(team=c.LAKESIDE, side=Side.PROVIDER),
            threads=threads or Inline(),
            handle=handle or shelf.handle,
            reads=StoreReads(shelf.store),
            tokens=TOKENS,
            chance=Counted(),
            add_business_days=count_business_days,
            now=shelf.clock.__call__,
            seconds=Ticking(shelf).monotonic,
            site_zone=c.ZONE,
            free_text=free_text,
            book=shipped_book(),
            patience=patience,
        )
        direct = Direct(build_app(deps))
        people = People(server.world, Acts(server.world, server.gate, direct), settled)
        try:
            yield Doors(shelf, server, direct, people, deps)
        finally:
            await server.stop()


async def settled() -> None:
    """Nothing runs in the background here."""
