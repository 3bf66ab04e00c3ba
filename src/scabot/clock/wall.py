"""What time it is: the only file that asks the machine."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds from some start; they never go back."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()


class HandClock:
    """Time that stands still until somebody moves it, and then moves forward only."""

    def __init__(self, start: datetime) -> None:
        self._start = self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant to which the clock was moved last, in UTC."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds by which the clock was moved since it was made."""
        return (self._now - self._start).total_seconds()

    def advance(self, by: timedelta) -> datetime:
        """Move the clock on by elapsed time and return the new instant; raises `ValueError` for a way back."""
        return self.advance_to(self._now + by)

    def advance_to(self, instant: datetime) -> datetime:
        """Move the clock on to an instant and return it; raises `ValueError` for one that has passed."""
        if instant < self._now:
            raise ValueError("time does not go back")
        self._now = instant.astimezone(UTC)
        return self._now


class ShiftedClock:
    """Real time with an offset that somebody moves forward: practice days pass at the press of a button."""

    def __init__(self, real: Clock) -> None:
        self._real, self._offset = real, timedelta()

    def now(self) -> datetime:
        """Return the real instant plus the offset, in UTC."""
        return self._real.now() + self._offset

    def monotonic(self) -> float:
        """Return the real monotonic seconds: the offset makes nothing age."""
        return self._real.monotonic()

    def advance(self, by: timedelta) -> datetime:
        """Move the offset on and return the new instant; raises `ValueError` for a way back."""
        if by < timedelta():
            raise ValueError("time does not go back")
        self._offset += by
        return self.now()

    def advance_to(self, instant: datetime) -> datetime:
        """Move the offset so that it is that instant now; raises `ValueError` for one that has passed."""
        return self.advance(instant - self.now())
