"""The same case as the readers of one side would have it if the other side had no bands and had held nothing (I20)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import cast as c
from domain.model_holds import as_made
from scabot_domain.case import Case
from scabot_domain.commands import (
    Command,
    ConfirmEntry,
    CorrectEntry,
    Counter,
    DropHeldOffer,
    MakeOffer,
    ReleaseOffer,
    SetAuthority,
)
from scabot_domain.court import court
from scabot_domain.decide.legal import legal_now, recordable_now
from scabot_domain.decision import Decision, conclude
from scabot_domain.events import (
    CaseEvent,
    DeadlinesChanged,
    EntryConfirmed,
    EntryCorrected,
    Fact,
    OfferHeld,
)
from scabot_domain.parties import Audience, Side
from scabot_domain.playbook import Book
from scabot_domain.refusals import Refused
from scabot_domain.schedule import Armed, DeadlineChange, Met
from scabot_domain.visible import visible

Outcome = Decision | Refused


class Twin:
    """Follows every command, without what the other side keeps to itself, and must come to the same."""

    def __init__(self, reader: Side, book: Book) -> None:
        self.reader, self.hidden, self.book = reader, reader.other, book
        self.case = Case(key=c.KEY)
        self._audience = Audience(side=reader)
        self._held: dict[str, MakeOffer | Counter] = {}
        self._numbers: dict[int, int] = {}

    def follow(self, command: Command, real: Outcome) -> None:
        """Give the same command, as far as the other side lets it be known, and compare what this side can see."""
        seen = visible(real.events, self._audience) if isinstance(real, Decision) else []
        told = self._told(command, real)
        if told is None:
            assert seen == [], (command, seen)
            return
        own = self._given(told)
        assert isinstance(own, Decision) == isinstance(real, Decision), (command, real, own)
        if isinstance(own, Decision):
            assert isinstance(real, Decision)
            self._compare(seen, visible(own.events, self._audience))
            self.case = own.case
        elif isinstance(real, Refused) and command.by.actor.side is not self.hidden:
            assert (own.reason, own.legal) == (real.reason, real.legal)
            assert own.facts == real.facts

    def sees_the_same(self, real: Case, now: datetime) -> None:
        """Compare whose turn it is, and what everybody but the other side may do."""
        assert court(self.case, now) == court(real, now)
        for who in c.EVERYBODY:
            if who.side is not self.hidden:
                asked = ((who.role,), who.side, now)
                assert legal_now(self.case, *asked) == legal_now(real, *asked)
                assert recordable_now(self.case, who.role, who.side, now) == recordable_now(
                    real, who.role, who.side, now
                )

    def _told(self, command: Command, real: Outcome) -> Command | None:
        if isinstance(command, SetAuthority | ReleaseOffer | DropHeldOffer):
            return self._private(command, real)
        if isinstance(command, MakeOffer | Counter) and command.by.speaker.side is self.hidden:
            return self._offered(command, real)
        if isinstance(command, ConfirmEntry | CorrectEntry):
            return replace(command, ref=self._numbers.get(command.ref, command.ref))
        return command

    def _private(self, command: SetAuthority | ReleaseOffer | DropHeldOffer, real: Outcome) -> Command | None:
        if command.by.actor.side is not self.hidden:
            return command
        released = isinstance(command, ReleaseOffer) and isinstance(real, Decision)
        return as_made(self._held[command.held], command.by) if released else None  # type: ignore[union-attr]  # a release

    def _offered(self, offer: MakeOffer | Counter, real: Outcome) -> Command | None:
        if not isinstance(real, Decision):
            return None  # a refusal to the other side is nobody else's, and may be about its band
        fact = real.events[0].fact
        if not isinstance(fact, OfferHeld):
            return offer
        self._held[fact.held] = offer
        return None

    def _given(self, command: Command) -> Outcome:
        try:
            return conclude(self.case, command, self.book)
        except Refused as no:
            return no

    def _compare(self, real: Sequence[CaseEvent], own: Sequence[CaseEvent]) -> None:
        self._numbers |= {one.version: other.version for one, other in zip(real, own, strict=True)}
        assert [self._renumbered(event) for event in real] == list(own)

    def _renumbered(self, event: CaseEvent) -> CaseEvent:
        return replace(event, version=self._numbers[event.version], fact=self._fact(event.fact))

    def _fact(self, fact: Fact) -> Fact:
        match fact:
            case DeadlinesChanged():
                return replace(fact, changes=tuple(map(self._change, fact.changes)))
            case EntryConfirmed() | EntryCorrected():
                return replace(fact, ref=self._numbers[fact.ref])
            case _:
                return fact

    def _change(self, change: DeadlineChange) -> DeadlineChange:
        match change:
            case Armed():
                return replace(change, cause=tuple(self._numbers[version] for version in change.cause))
            case Met():
                return replace(change, by=self._numbers[change.by])
            case _:
                return change
