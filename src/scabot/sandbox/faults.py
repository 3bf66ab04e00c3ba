"""What can go wrong on the way to and from Slack, switched on by tests, stories and the page."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal, TypeAlias

Loss: TypeAlias = Literal["lost", "500"]


@dataclass
class _Planned:
    left: int
    code: str


class Faults:
    """Planned trouble. Each plan counts down as calls hit it; `outage` stays until it is switched off."""

    def __init__(self) -> None:
        self.outage = False
        self._losses: dict[str, _Planned] = {}
        self._errors: dict[str, _Planned] = {}
        self._waits: dict[str, _Planned] = {}
        self._counts: Counter[str] = Counter()

    def drop_after_commit(self, method: str, n: int = 1, *, how: Loss = "lost") -> None:
        """Let the next `n` calls of a method be carried out while their answers are lost (cut, or a bare 500)."""
        self._losses[method] = _Planned(n, how)

    def error(self, method: str, code: str, n: int = 1) -> None:
        """Answer the next `n` calls of a method with an error, without carrying them out."""
        self._errors[method] = _Planned(n, code)

    def rate_limit(self, method: str, n: int = 1, *, retry_after: int = 1) -> None:
        """Answer the next `n` calls of a method with 429 and `Retry-After` seconds."""
        self._waits[method] = _Planned(n, str(retry_after))

    def duplicate(self, n: int = 1) -> None:
        """Deliver each of the next `n` envelopes twice, with the same ids."""
        self._counts["duplicate"] += n

    def take_loss(self, method: str) -> str | None:
        """Return `lost` or `500` if this call's answer is to be lost, and count it."""
        return _take(self._losses, method)

    def take_error(self, method: str) -> str | None:
        """Return the planned error of this call, and count it."""
        return _take(self._errors, method)

    def take_wait(self, method: str) -> int | None:
        """Return the planned `Retry-After` of this call, and count it."""
        planned = _take(self._waits, method)
        return None if planned is None else int(planned)

    def take_duplicate(self) -> bool:
        """Tell whether this envelope is to be sent twice, and count it."""
        if self._counts["duplicate"] == 0:
            return False
        self._counts["duplicate"] -= 1
        return True


def _take(plans: dict[str, _Planned], method: str) -> str | None:
    planned = plans.get(method)
    if planned is None or planned.left == 0:
        return None
    planned.left -= 1
    return planned.code
