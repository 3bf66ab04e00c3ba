"""Which part of a history is asked for: by when it happened, by when it was known, by version, and for whose eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scabot.audit.effective import effective_times
from scabot_domain.events import CaseEvent
from scabot_domain.parties import COMPLIANCE_READERS, Audience, Side
from scabot_domain.visible import visible


class Eyes(StrEnum):
    """For whom a replay is made; whoever it is, private facts of others vanish from it altogether (I20)."""

    ALL = "all"
    PAYER = "payer"
    PROVIDER = "provider"
    SHARED = "shared"

    @property
    def audience(self) -> Audience:
        """Return the audience whose facts may be shown."""
        return _AUDIENCES[self]


_AUDIENCES = {
    Eyes.ALL: COMPLIANCE_READERS,
    Eyes.PAYER: Audience(side=Side.PAYER),
    Eyes.PROVIDER: Audience(side=Side.PROVIDER),
    Eyes.SHARED: Audience(),
}


class Why(StrEnum):
    """Why an event is not part of the answer."""

    AFTER_VERSION = "after_version"
    RECORDED_LATER = "recorded_later"
    HAPPENED_LATER = "happened_later"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked of a history; None means no limit. Instants are UTC; each limit includes its own instant (C16)."""

    as_of: datetime | None = None
    known_at: datetime | None = None
    version: int | None = None
    eyes: Eyes = Eyes.ALL


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The events that count, in log order, the others with the reason, and the effective time of each by version."""

    kept: tuple[CaseEvent, ...]
    excluded: tuple[tuple[CaseEvent, Why], ...]
    effective: dict[int, datetime]

    def ends_at(self, question: Question) -> datetime | None:
        """Return the instant at which the state is looked at: the one asked for, else that of the last event."""
        asked = question.as_of or question.known_at
        return asked or max((event.recorded_at for event in self.kept), default=None)


def answer(events: Sequence[CaseEvent], question: Question) -> Answer:
    """Choose the events that a question asks for; what its audience may not read leaves no trace in the answer."""
    seen = visible(events, question.eyes.audience)
    effective = effective_times(seen)
    judged = [(event, _why_not(event, effective[event.version], question)) for event in seen]
    return Answer(
        kept=tuple(event for event, why in judged if why is None),
        excluded=tuple((event, why) for event, why in judged if why is not None),
        effective=effective,
    )


def _why_not(event: CaseEvent, effective: datetime, question: Question) -> Why | None:
    if question.version is not None and event.version > question.version:
        return Why.AFTER_VERSION
    if question.known_at is not None and event.recorded_at > question.known_at:
        return Why.RECORDED_LATER
    if question.as_of is not None and effective > question.as_of:
        return Why.HAPPENED_LATER
    return None
