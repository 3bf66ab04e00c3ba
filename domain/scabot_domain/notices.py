"""Which of a decision's events must be heard where: ids only, no wording."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scabot_domain.case import Case
from scabot_domain.events import (
    CaseEvent,
    DeadlinesChanged,
    EscalationSent,
    OfferSuperseded,
    PlaybookPinned,
    SectionSet,
    kind_of,
)
from scabot_domain.parties import Audience, Role, Side
from scabot_domain.schedule import Told


class Stream(StrEnum):
    """What kind of message a notice becomes."""

    CARD = "card"
    LOG = "log"
    PING = "ping"


class Readers(StrEnum):
    """Which channels a notice goes to: those of the home organization, or those shared with the other side."""

    HOME = "home"
    SHARED = "shared"


PRIORITY: dict[Stream, int] = {Stream.PING: 0, Stream.LOG: 1, Stream.CARD: 2}
"""Lower goes first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something to be heard: the event's version in the case, its kind (`card` for a card) and who reads it."""

    stream: Stream
    version: int
    kind: str
    readers: Readers
    priority: int


def notices(after: Case, events: Sequence[CaseEvent], home_side: Side) -> tuple[Notice, ...]:
    """Return what one decision makes heard: pings, then log lines, then at most one card for each kind of readers."""
    pings: list[Notice] = []
    lines: list[Notice] = []
    cards: list[Notice] = []
    for readers in Readers:
        heard = [event for event in events if _audience(readers, home_side).may_read(event.visibility)]
        pings += (_notice(Stream.PING, event, readers) for event in heard if readers in _pinged(event, home_side))
        lines += (_notice(Stream.LOG, event, readers) for event in heard if _worth_a_line(event))
        if heard:
            cards.append(_card(after, readers))
    return (*pings, *lines, *cards)


def _audience(readers: Readers, home_side: Side) -> Audience:
    return Audience(side=home_side if readers is Readers.HOME else Side.NEUTRAL)


def _notice(stream: Stream, event: CaseEvent, readers: Readers) -> Notice:
    return Notice(
        stream=stream,
        version=event.version,
        kind=kind_of(event),
        readers=readers,
        priority=PRIORITY[stream],
    )


def _card(after: Case, readers: Readers) -> Notice:
    return Notice(
        stream=Stream.CARD,
        version=after.version,
        kind="card",
        readers=readers,
        priority=PRIORITY[Stream.CARD],
    )


def _worth_a_line(event: CaseEvent) -> bool:
    if isinstance(event.fact, SectionSet):
        return event.actor.role is not Role.SYSTEM  # the line about the agreed terms says it
    return not isinstance(event.fact, PlaybookPinned | OfferSuperseded | DeadlinesChanged | EscalationSent)


def _pinged(event: CaseEvent, home_side: Side) -> frozenset[Readers]:
    if not isinstance(event.fact, EscalationSent):
        return frozenset()
    return frozenset(_readers(told, home_side) for told in event.fact.told) or frozenset({Readers.HOME})


def _readers(told: Told, home_side: Side) -> Readers:
    if told.user is None or told.side in (home_side, Side.NEUTRAL):
        return Readers.HOME  # a level that nobody holds must still be seen by somebody
    return Readers.SHARED
