"""`scabot audit replay`: the history of a case as it happened, or as it was known, and where the case stood then.

A replay reads and computes; it records nothing and sends nothing. The same ledger and question give the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scabot.audit.question import Answer, Eyes, Question, answer
from scabot.audit.telling.pen import Pen
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent, CaseOpened
from scabot_domain.evolve import replay
from scabot_domain.workdays import is_late_entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Retelling:
    """A history cut by a question: which events count, the case that they add up to, and how to name things.

    `leaves` are leaf hashes by version. `at` is the instant at which the state is looked at.
    """

    question: Question
    answer: Answer
    case: Case
    at: datetime
    pen: Pen
    leaves: Mapping[int, bytes]

    def number(self, event: CaseEvent) -> str:
        """Return the number of an event as these eyes may see it."""
        return self.pen.event(event.version)

    def seal(self, event: CaseEvent) -> str | None:
        """Return the seal of an event, like `v7·3f9a-1c42-b7`; without version for eyes that may not count (I20)."""
        leaf = self.leaves.get(event.version)
        if leaf is None:
            return None
        digits = leaf.hex()
        short = f"{digits[:4]}-{digits[4:8]}-{digits[8:10]}"
        return f"v{event.version}·{short}" if self.question.eyes is Eyes.ALL else short


def zone_of(history: Sequence[CaseEvent], otherwise: ZoneInfo) -> ZoneInfo:
    """Return the zone that a case was opened in."""
    return next((ZoneInfo(event.fact.tz) for event in history if isinstance(event.fact, CaseOpened)), otherwise)


def retell(
    history: Sequence[CaseEvent],
    question: Question,
    zone: ZoneInfo,
    *,
    leaves: Mapping[int, bytes],
    names: Mapping[tuple[str, str], str],
) -> Retelling:
    """Answer a question about a history that is not empty; pure, so equal arguments give equal retellings.

    `leaves` are leaf hashes by version, `names` the names of people by (team, user).
    """
    found = answer(history, question)
    seen = sorted((*found.kept, *(event for event, _ in found.excluded)), key=lambda event: event.version)
    everything = question.eyes is Eyes.ALL
    counted = enumerate((event.version for event in seen), start=1)
    numbers = {version: f"v{version}" if everything else f"#{n}" for n, version in counted}
    return Retelling(
        question=question,
        answer=found,
        case=replay(history[0].case, found.kept),
        at=found.ends_at(question) or history[0].recorded_at,
        pen=Pen(zone=zone, names=names, numbers=numbers, side=None if everything else question.eyes.audience.side),
        leaves=leaves,
    )


def lateness(event: CaseEvent) -> timedelta | None:
    """Return how long after it was said or done an event was recorded, if that makes it a late entry (I22)."""
    late = is_late_entry(event.occurred_at, event.recorded_at)
    return event.recorded_at - event.occurred_at if late else None
