"""What the events of a case say about one firing of one deadline."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from scabot_domain.events import (
    CaseEvent,
    CaseOpened,
    DeadlinesChanged,
    EscalationAcknowledged,
    EscalationSent,
    PlaybookPinned,
)
from scabot_domain.parties import Side
from scabot_domain.schedule import Armed, Canceled, DeadlineChange, Met, Moved, Next


@dataclass(frozen=True, slots=True)
class Sent:
    """A ping and the instant at which it was recorded."""

    ping: EscalationSent
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """An acknowledgment and the instant at which it was recorded."""

    word: EscalationAcknowledged
    at: datetime


@dataclass(slots=True)
class History:
    """What is known of a deadline's firing `n`: as armed at that time, what was told before, and how it went on.

    `planned` is the firing as it was last planned, `because` why it was moved from what was counted.
    """

    deadline: str
    n: int
    armed: Armed | None = None
    planned: Next | None = None
    because: str = ""
    fired: Sent | None = None
    earlier: list[Sent] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    ended: Met | Canceled | None = None
    home: Side = Side.NEUTRAL
    book: str = ""
    book_version: int = 0
    events: dict[int, CaseEvent] = field(default_factory=dict)

    @property
    def level(self) -> int:
        """Return the level that was told, or is planned to be; 0 for a firing that nobody has planned."""
        if self.fired:
            return self.fired.ping.level
        return self.planned.level if self.planned else 0

    def read(self, events: Iterable[CaseEvent]) -> None:
        """Take in the events of the case, in order."""
        for event in events:
            self.events[event.version] = event
            match event.fact:
                case CaseOpened():
                    self.home = event.fact.owner.side
                case PlaybookPinned():
                    self.book, self.book_version = event.fact.digest, event.fact.version
                case DeadlinesChanged():
                    for change in event.fact.changes:
                        self._changed(change)
                case EscalationSent() if event.fact.deadline == self.deadline:
                    self._sent(Sent(event.fact, event.recorded_at))
                case EscalationAcknowledged() if event.fact.deadline == self.deadline:
                    self.taken.append(Taken(event.fact, event.recorded_at))
                    self._plan(event.fact.next, f"level {event.fact.level} was acknowledged")
                case _:
                    pass

    def _changed(self, change: DeadlineChange) -> None:
        if change.deadline != self.deadline:
            return
        match change:
            case Armed():
                self.armed = change
                self._plan(change.next, "it became known only then")
            case Moved():
                self._moved(change)
            case Met() | Canceled():
                self.ended = change
            case _:
                assert_never(change)

    def _moved(self, change: Moved) -> None:
        if self.armed is None or self.fired is not None:
            return
        self.armed = replace(self.armed, due=change.due, plan=change.plan, target=change.target, closed=change.closed)
        self._plan(change.next, "the target moved to where that was over")

    def _sent(self, sent: Sent) -> None:
        if sent.ping.n == self.n:
            self.fired = sent
        elif sent.ping.n < self.n:
            self.earlier.append(sent)
        self._plan(sent.ping.next, f"level {sent.ping.level} was told shortly before")

    def _plan(self, planned: Next | None, because: str) -> None:
        if planned is not None and planned.n == self.n and self.fired is None:
            self.planned, self.because = planned, because
