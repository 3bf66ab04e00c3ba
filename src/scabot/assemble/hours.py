"""The clock of the practice workspace: moved by hand while stories play, and running on from there afterwards."""

from datetime import UTC, datetime, timedelta

from scabot.clock.wall import Clock, SystemClock


class PracticeClock:
    """Stands still until it is moved, or, once `run` was called, goes on by itself and can be moved forward."""

    def __init__(self, start: datetime, real: Clock | None = None) -> None:
        self._real = real or SystemClock()
        self._at, self._moved = start.astimezone(UTC), 0.0
        self._since: float | None = None

    @property
    def runs(self) -> bool:
        """Say whether time passes by itself."""
        return self._since is not None

    def run(self) -> None:
        """Let time pass by itself from now on."""
        self._since = self._real.monotonic()

    def now(self) -> datetime:
        """Return the practice instant, in UTC."""
        return self._at + timedelta(seconds=self._passed())

    def monotonic(self) -> float:
        """Return seconds that never go back; moving a running clock ages nothing."""
        return self._moved + self._passed()

    def advance_to(self, instant: datetime) -> None:
        """Move on to an instant; an instant that has passed moves nothing."""
        by = (instant - self.now()).total_seconds()
        if by <= 0:
            return
        self._at += timedelta(seconds=by)
        if not self.runs:
            self._moved += by

    def pass_seconds(self, seconds: float) -> None:
        """Let that many seconds pass at once, at least a millisecond; they age what waits for time."""
        self.advance_to(self.now() + timedelta(seconds=max(seconds, 0.001)))

    def _passed(self) -> float:
        return 0.0 if self._since is None else self._real.monotonic() - self._since
