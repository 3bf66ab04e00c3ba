"""How fast Slack may be spoken to: permits that refill with time, so that its limits are met before it says so.

Figures: about one message a second in a channel, 200 a minute in a workspace, 50 and 100 other calls a minute
(tiers 3 and 4 of docs.slack.dev), of which four fifths are used.
"""

from collections.abc import Iterator
from dataclasses import dataclass

FILL = 0.8
BURST = 3.0
_MINUTE = 60
_POSTS_A_MINUTE = 200
_TIERS = {"chat.update": 50, "conversations.info": 50, "conversations.history": 50, "conversations.replies": 50}
_TIER_4 = 100
_FULL = 1 - 1e-9
"""A permit; what is missing to 1 is an error of arithmetic, and no wait would ever make up for it."""


@dataclass(slots=True)
class _Bucket:
    size: float
    rate: float
    level: float
    filled: float
    shut_until: float = 0.0

    def fill(self, now: float) -> None:
        self.level = min(self.size, self.level + (now - self.filled) * self.rate)
        self.filled = now

    def missing(self, now: float) -> float:
        wait = (1 - self.level) / self.rate if self.level < _FULL else 0.0
        return max(wait, self.shut_until - now)


class Buckets:
    """The permits of one installation; seconds are those of a clock that never runs backwards."""

    def __init__(self) -> None:
        self._buckets: dict[str, _Bucket] = {}

    def take(self, method: str, channel: str, now: float) -> float:
        """Take the permits of one call and return 0, or take none and return the seconds until there may be some."""
        needed = [self._bucket(key, size, rate, now) for key, size, rate in _needed(method, channel)]
        wait = max(bucket.missing(now) for bucket in needed)
        if wait <= 0:
            for bucket in needed:
                bucket.level -= 1
        return wait

    def shut(self, method: str, channel: str, until: float) -> None:
        """Let nothing through before an instant, because Slack said so, and then one by one."""
        key, size, rate = next(_needed(method, channel))
        bucket = self._bucket(key, size, rate, until)
        bucket.level, bucket.shut_until = 1.0, max(until, bucket.shut_until)

    def _bucket(self, key: str, size: float, rate: float, now: float) -> _Bucket:
        bucket = self._buckets.setdefault(key, _Bucket(size, rate, size, now))
        bucket.fill(max(now, bucket.filled))
        return bucket


def _needed(method: str, channel: str) -> Iterator[tuple[str, float, float]]:
    if method == "chat.postMessage":
        yield f"channel {channel}", BURST, FILL
        yield "posts", _POSTS_A_MINUTE * FILL, _POSTS_A_MINUTE * FILL / _MINUTE
    else:
        rate = _TIERS.get(method, _TIER_4) * FILL
        yield method, rate, rate / _MINUTE
