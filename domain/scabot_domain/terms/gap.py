"""A gap: one thing that is still missing, or contradicts another, before the agreement can be approved or signed."""

from collections.abc import Iterator
from dataclasses import dataclass

from scabot_domain.refusals import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """What is wrong in a section, in a sentence, and the reason for which an approval is refused if it is all."""

    sentence: str
    reason: Reason = Reason.INCOMPLETE_SECTION


def when(gap: object, sentence: str, reason: Reason = Reason.INCOMPLETE_SECTION) -> Iterator[Gap]:
    """Yield the gap where there is one: where the first argument is true."""
    if gap:
        yield Gap(sentence=sentence, reason=reason)
