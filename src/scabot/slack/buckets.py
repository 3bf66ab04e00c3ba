"""How fast one person may act: a bucket per person that refills steadily; pure but for the seconds it is handed."""

from collections.abc import Callable
from dataclasses import dataclass

BURST = 10.0
COMMANDS_A_MINUTE = 10.0
CLICKS_A_MINUTE = 30.0
_MOST_BUCKETS = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Buckets:
    """One bucket of tokens per person and kind of act; `seconds` never runs backwards."""

    def __init__(self, a_minute: float, seconds: Callable[[], float]) -> None:
        self._a_second = a_minute / 60
        self._seconds = seconds
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def take(self, team: str, user: str) -> bool:
        """Take one token of a person's bucket; False when it is empty."""
        now = self._seconds()
        bucket = self._buckets.setdefault((team, user), _Bucket(BURST, now))
        bucket.left = min(BURST, bucket.left + (now - bucket.at) * self._a_second)
        bucket.at = now
        self._forget_the_full()
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True

    def _forget_the_full(self) -> None:
        if len(self._buckets) <= _MOST_BUCKETS:
            return
        refill = BURST / self._a_second
        oldest = self._seconds() - refill
        self._buckets = {who: bucket for who, bucket in self._buckets.items() if bucket.at > oldest}
