"""A practice negotiation for crash tests: who is there, and what somebody does next, by the dice of a seed."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

import cast as c
import deeds as d
from ledger.shelf import again
from scabot.clock.chance import CASE_DIGITS, CROCKFORD
from scabot.handle import Handle
from scabot.ledger.facts import ChannelLinked, RoleGranted
from scabot.views.channels import ChannelKind
from scabot_domain.case import Case
from scabot_domain.commands import Command
from story import Step

STRAIGHT: tuple[Step, ...] = d.executed
HAGGLING: tuple[Step, ...] = (
    *d.requested,
    d.acknowledges(),
    *(d.offers(c.NILS), d.counters(c.BEN), d.accepts(c.NILS, "OFR-2")),
    *d.executed[len(d.agreed) :],
)
SILENT: tuple[Step, ...] = (*d.requested, *(d.notes(shared=True) for _ in range(9)))
"""A payer that does not answer: this is what deadlines are for."""
CHANNELS = (
    ChannelLinked(alias="team", team=c.LAKESIDE, channel="C0TEAM", kind=ChannelKind.INTERNAL),
    ChannelLinked(alias="partner", team=c.LAKESIDE, channel="C0PARTNER", kind=ChannelKind.SHARED),
)


def introduce(handle: Handle, now: datetime) -> None:
    """Map the cast and link two channels; twice is the same as once."""
    for person in c.DIRECTORY.people:
        handle.govern(RoleGranted(person=person), c.by(c.ADA, now, key=f"role-{person.user}"))
    for channel in CHANNELS:
        handle.govern(channel, c.by(c.ADA, now, key=f"channel-{channel.alias}"))


@dataclass
class People:
    """What everybody wants to do; `at_work` cases are open at a time, and each goes its way to the end."""

    dice: Random
    name: str
    at_work: int = 4
    screens: dict[str, Case] = field(default_factory=dict)
    """The cases as people saw them last."""
    _ways: dict[str, list[Step]] = field(default_factory=dict)
    _number: int = 0

    def next(self, at: datetime) -> tuple[str, Command]:
        """Return what somebody asks for at an instant, under a key of its own."""
        case_key = self._case()
        way = self._ways[case_key]
        step = d.notes(shared=True) if self.dice.random() < 0.2 and len(way) < self._longest else way.pop(0)
        if not way:
            del self._ways[case_key]
        self._number += 1
        command = step(self.screens.get(case_key, Case(key=case_key)), at)
        return case_key, again(command, key=f"{self.name}-{self._number}")

    @property
    def _longest(self) -> int:
        return min(len(SILENT), len(STRAIGHT), len(HAGGLING))

    def _case(self) -> str:
        if len(self._ways) < self.at_work:
            case_key = "SCA-" + "".join(self.dice.choices(CROCKFORD, k=CASE_DIGITS))
            self._ways[case_key] = list(self.dice.choice((STRAIGHT, HAGGLING, SILENT, SILENT)))
            return case_key
        return self.dice.choice(list(self._ways))
