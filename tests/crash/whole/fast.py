"""A clock that two processes share, that runs fast and is put forward between kills, so that days pass in a run."""

from datetime import UTC, datetime, timedelta

from scabot.clock.wall import SystemClock

BEGIN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class FastClock:
    """Says `BEGIN` at the real instant `since` and goes `factor` times as fast; `skipped` is what was left out."""

    def __init__(self, since: datetime, factor: float, skipped: timedelta = timedelta()) -> None:
        self._since, self._factor = since, factor
        self.skipped = skipped
        self._real = SystemClock()

    def now(self) -> datetime:
        passed = (self._real.now() - self._since).total_seconds()
        return BEGIN + timedelta(seconds=passed * self._factor) + self.skipped

    def monotonic(self) -> float:
        return self._real.monotonic() * self._factor


class NoPace:
    """Lets the bot speak as fast as it can: the stand-in's limits are switched off."""

    def take(self, method: str, channel: str, now: float) -> float:
        del method, channel, now
        return 0.0

    def shut(self, method: str, channel: str, until: float) -> None:
        del method, channel, until
