"""A look at a case for one reader: what a line of the list is made of, and which events stand behind it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decide.legal import may
from scabot_domain.decide.relaying import RELAYED
from scabot_domain.events import (
    AmendmentProposed,
    CaseEvent,
    ClaimMismatchFound,
    ContactAssigned,
    Fact,
    OverrideRequested,
    SectionSet,
    kind_of,
)
from scabot_domain.insight.needs import Cited, Need, Unblock, Who
from scabot_domain.parties import Audience, Role, Side
from scabot_domain.playbook import Book
from scabot_domain.workdays import local_day

About = type[Fact] | tuple[str, object]
"""What an event is looked up by: its kind, or what it is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """A role of a side that could supply something, by one of these commands, the likeliest first."""

    role: Role
    side: Side
    commands: tuple[type[Command], ...]


@dataclass(kw_only=True, slots=True)
class Citations:
    """The events that a reader may see, numbered as a replay for that reader numbers them."""

    by_version: dict[int, tuple[int, CaseEvent]] = field(default_factory=dict)
    newest: dict[About, int] = field(default_factory=dict)
    contacts: dict[tuple[Role, Side], str] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[CaseEvent]) -> "Citations":
        """Read the events, which must be those that the reader may see, in order."""
        made = cls()
        for number, event in enumerate(events, start=1):
            made.by_version[event.version] = (number, event)
            made.newest[type(event.fact)] = event.version
            for about in _about(event.fact):
                made.newest[about] = event.version
            if isinstance(event.fact, ContactAssigned):
                made.contacts[event.fact.role, event.fact.side] = event.fact.ref
        return made


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A case as the events of a reader add up to it, at an instant."""

    case: Case
    now: datetime
    audience: Audience
    book: Book
    citations: Citations

    @property
    def today(self) -> date:
        """Return the day in the case's zone."""
        return local_day(self.now, self.case.tz)

    @property
    def owner(self) -> tuple[Role, Side]:
        """Return the owner's role and side; a case without one is for any specialist."""
        owner = self.case.owner
        return (Role.PA_SPECIALIST, Side.NEUTRAL) if owner is None else (owner.role, owner.side)

    def by_owner(self, *commands: type[Command]) -> Option:
        """Return the option that the owner does it."""
        role, side = self.owner
        return Option(role=role, side=side, commands=commands)

    def by_specialist(self, *commands: type[Command]) -> Option:
        """Return the option that a specialist of the home side does it."""
        return Option(role=Role.PA_SPECIALIST, side=self.owner[1], commands=commands)

    def cited(self, *abouts: About | int) -> tuple[Cited, ...]:
        """Return the newest events of these kinds or about these things, and those of these versions, in order."""
        newest = self.citations.newest
        versions = {one if isinstance(one, int) else newest.get(one, 0) for one in abouts}
        found = (self.citations.by_version.get(version) for version in sorted(versions))
        return tuple(
            Cited(number=number, kind=kind_of(event), on=local_day(event.occurred_at, self.case.tz))
            for number, event in filter(None, found)
        )

    def line(
        self,
        need: Need,
        what: str,
        options: Sequence[Option],
        *,
        subject: str = "",
        why: Sequence[About | int] = (),
        script: str | None = None,
    ) -> Unblock:
        """Return a line: of the first option for which something is legal now, or of the first without an action."""
        legal = ((one, tuple(self._legal(one))) for one in options)
        option, commands = next((pair for pair in legal if pair[1]), (options[0], ()))
        contact = self.citations.contacts.get((option.role, option.side))
        return Unblock(
            need=need,
            subject=subject,
            what=what,
            who=Who(role=option.role, side=option.side, contact=contact),
            why=self.cited(*why),
            actions=tuple(command.__name__ for command in commands),
            by_phone=any(command in RELAYED for command in commands),
            script=script,
        )

    def _legal(self, option: Option) -> Iterator[type[Command]]:
        for command in option.commands:
            if may(self.case, command, option.role, option.side, now=self.now):
                yield command


def without_act(line: Unblock) -> Unblock:
    """Return a line that suggests no act: other lines come first, or it is only worth a question."""
    return replace(line, actions=(), by_phone=False)


def of(role: Role, side: Side, *commands: type[Command]) -> Option:
    """Return an option."""
    return Option(role=role, side=side, commands=commands)


def payer(role: Role, *commands: type[Command]) -> Option:
    """Return the option that somebody of the payer does it."""
    return of(role, Side.PAYER, *commands)


def provider(role: Role, *commands: type[Command]) -> Option:
    """Return the option that somebody of the provider does it."""
    return of(role, Side.PROVIDER, *commands)


def negotiator(side: Side, *commands: type[Command]) -> Option:
    """Return the option that whoever negotiates for a side does it."""
    return of(Role.NETWORK_MANAGER if side is Side.PAYER else Role.PROVIDER_BILLER, side, *commands)


def signatory(side: Side, *commands: type[Command]) -> Option:
    """Return the option that whoever signs for a side does it."""
    return of(Role.PAYER_SIGNATORY if side is Side.PAYER else Role.PROVIDER_SIGNATORY, side, *commands)


def _about(fact: Fact) -> Iterator[About]:
    match fact:
        case SectionSet():
            yield "section", int(fact.content.section)
        case ClaimMismatchFound():
            yield "claim", fact.claim
        case AmendmentProposed():
            yield "amendment", fact.amendment
        case OverrideRequested():
            yield "rule", fact.rule.value
        case _:
            return
