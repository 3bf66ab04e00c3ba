"""What the practice workspace needs from outside: a clock, a road to the app, a hand on the background work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
EnvelopeKind: TypeAlias = Literal["events_api", "slash_commands", "interactive"]


class Clock(Protocol):
    """The time of the practice workspace."""

    def now(self) -> datetime:
        """Return the present instant in UTC; it stamps messages."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards; they measure triggers and rate limits."""
        ...


class Backstage(Protocol):
    """The hand on the clock and the background work, plugged in by whoever assembles the app."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        ...

    def after_business_days(self, count: int) -> datetime:
        """Return the instant `count` business days from now, at the same local time."""
        ...

    async def next_deadline(self) -> datetime | None:
        """Return the next instant at which the app will act by itself, or None."""
        ...

    async def advance_to(self, instant: datetime) -> None:
        """Move the clock forward to `instant` and let everything due on the way happen."""
        ...

    async def settle(self) -> None:
        """Return when the app has nothing left to send."""
        ...


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back for one envelope: `acked` in time, and the payload of the ack (None when empty)."""

    acked: bool
    payload: JsonObject | None = None


class Delivery(Protocol):
    """A road to the app: Socket Mode, or signed HTTP requests."""

    async def deliver(self, kind: EnvelopeKind, payload: JsonObject) -> Answer:
        """Hand one payload to the app and return its answer; an unanswered event is redelivered in the background."""
        ...
