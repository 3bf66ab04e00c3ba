"""Slack's rate limits: one message per second and channel with a small burst, and calls per minute by tier."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from scabot.sandbox.ports import Clock

MESSAGE_BURST = 5.0
POSTS_PER_MINUTE = 300.0
PER_MINUTE = {1: 1.0, 2: 20.0, 3: 50.0, 4: 100.0}


@dataclass
class _Bucket:
    level: float
    filled: float


class Limits:
    """Buckets of permits, refilled by the injected monotonic clock; `enabled = False` lets everything through."""

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def wait_for(self, method: str, tier: int | None, channel_id: str | None) -> int | None:
        """Take the permits one call needs; return the seconds to wait if there is one missing, else None.

        Tier None has no limit of its own; `chat.postMessage` is limited by channel and by workspace.
        """
        if not self.enabled:
            return None
        wanted = list(_wanted(method, tier, channel_id))
        buckets = [(self._filled(name, size, rate), rate) for name, size, rate in wanted]
        waits = [(1.0 - bucket.level) / rate for bucket, rate in buckets if bucket.level < 1.0]
        if waits:
            return max(1, math.ceil(max(waits)))
        for bucket, _rate in buckets:
            bucket.level -= 1.0
        return None

    def _filled(self, name: str, size: float, rate: float) -> _Bucket:
        now = self._clock.monotonic()
        bucket = self._buckets.setdefault(name, _Bucket(size, now))
        bucket.level = min(size, bucket.level + (now - bucket.filled) * rate)
        bucket.filled = now
        return bucket


def _wanted(method: str, tier: int | None, channel_id: str | None) -> Iterator[tuple[str, float, float]]:
    if method == "chat.postMessage":
        yield f"channel {channel_id}", MESSAGE_BURST, 1.0
        yield "posts", POSTS_PER_MINUTE, POSTS_PER_MINUTE / 60
    elif tier is not None:
        yield method, PER_MINUTE[tier], PER_MINUTE[tier] / 60
