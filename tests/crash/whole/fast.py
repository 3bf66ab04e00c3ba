"""A clock that two processes share and that runs fast, so that days pass between two kills."""

from datetime import UTC, datetime, timedelta

from scabot.clock.wall import SystemClock

BEGIN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class FastClock:
    """Says `BEGIN` at the real instant `since`, and from then on goes `factor` times as fast as real time."""

    def __init__(self, since: datetime, factor: float) -> None:
        self._since, self._factor = since, factor
        self._real = SystemClock()

    def now(self) -> datetime:
        passed = (self._real.now() - self._since).total_seconds()
        return BEGIN + timedelta(seconds=passed * self._factor)

    def monotonic(self) -> float:
        return self._real.monotonic()


class NoPace:
    """Lets the bot speak as fast as it can: the stand-in's limits are switched off."""

    def take(self, method: str, channel: str, now: float) -> float:
        del method, channel, now
        return 0.0

    def shut(self, method: str, channel: str, until: float) -> None:
        del method, channel, until
