"""One request of one person: what is needed to look at a case, to draw a form, and to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scabot.slack.answers.answer import Answer, button
from scabot.slack.answers.typed import which_case
from scabot.slack.deps import Deps
from scabot.slack.forms.inputs import Block
from scabot.slack.guard import Call
from scabot.slack.identity import Standing
from scabot.slack.listeners.screen import Screen
from scabot.slack.tokens import LIFE, Press
from scabot.views.board import BoardRow
from scabot_domain.case import Case
from scabot_domain.directory import Person
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import replay
from scabot_domain.parties import Audience
from scabot_domain.visible import visible


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A case as an audience may see it: the events, and what they alone add up to."""

    case: Case
    events: Sequence[CaseEvent]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """A request: who asks what of whom, and where the answer goes; `via` is the alias that a button or form carries."""

    deps: Deps
    call: Call
    screen: Screen
    via: str = ""

    @property
    def standing(self) -> Standing:
        """Return who asks, and from where."""
        return self.call.standing

    @property
    def person(self) -> Person:
        """Return who asks."""
        return self.call.standing.person

    @property
    def at(self) -> datetime:
        """Return the instant of the request."""
        return self.call.at

    async def look(self, key: str, audience: Audience) -> Seen | None:
        """Return a case as an audience may see it, or None: unknown and forbidden are one answer."""
        return seen_by(await self.deps.threads.read(self.deps.reads.history, key), self.standing, audience)

    async def open_cases(self) -> list[BoardRow]:
        """Return the open cases that this person reaches from here, soonest care first."""
        rows = await self.deps.threads.read(self.deps.reads.open_cases)
        return [row for row in rows if self.standing.reaches((row.payer, row.provider))]

    async def which_case(self, key: str | None, verb: str) -> str | None:
        """Return the case that is meant, or None after asking: without a key it is the only open one."""
        if key is not None:
            return key
        rows = await self.open_cases()
        if len(rows) == 1:
            return rows[0].case_key
        await self.screen.tell(self._picker([row.case_key for row in rows], verb))
        return None

    def seal(self, action: str, case: str, *, version: int = 0, seen: str = "") -> str:
        """Return the signed value of a button or form."""
        alias = self.standing.place.alias or self.via
        press = Press(action=action, case=case, version=version, hash=seen, alias=alias, exp=self.at + LIFE)
        return self.deps.tokens.seal(press)

    def press_button(self, label: str, act: str, case: str, *, seen: str = "") -> Block:
        """Return a button that opens the form of an act for a case."""
        return button(label, act, self.seal(act, case, seen=seen))

    def _picker(self, keys: Sequence[str], verb: str) -> Answer:
        return which_case(verb, [(key, self.press_button(key, verb, key)) for key in keys])


def seen_by(events: Sequence[CaseEvent], standing: Standing, audience: Audience) -> Seen | None:
    """Return what an audience may see of a case's events, or None where the person may not ask about it at all."""
    shown = visible(events, audience)
    if not shown:
        return None
    case = replay(shown[0].case, shown)
    reached = case.opened and standing.reaches((case.payer, case.provider))
    return Seen(case=case, events=shown) if reached else None
