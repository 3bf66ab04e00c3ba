"""Facts of time: deadlines that begin and end, and pings."""

from datetime import date
from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import Code
from scabot_domain.parties import Instant
from scabot_domain.schedule import DeadlineChange, Next, Told


@fact
class DeadlinesChanged:
    """The playbook armed, met, moved or canceled deadlines because of the events beside it."""

    changes: Annotated[tuple[DeadlineChange, ...], Field(min_length=1)]


@fact
class EscalationSent:
    """A deadline fell due and these people are told; once per case, rule, episode and level (I19).

    `since` is the instant the deadline is counted from, `due` that of this level.
    `late_seconds` is how much later than planned it was told.
    `template` and `placeholders` give the words; `skipped` are the lower levels that it tells along with its own.
    """

    deadline: str
    rule: Code
    episode: int
    level: int
    n: int
    rule_version: int
    due: Instant
    since: Instant
    template: Code
    placeholders: dict[str, str]
    told: tuple[Told, ...]
    skipped: tuple[int, ...] = ()
    late_seconds: int = 0
    next: Next | None


@fact
class EscalationAcknowledged:
    """A person who was told has taken the matter on, which holds the next level; `next` is when it comes after all."""

    deadline: str
    level: int
    expected_by: date | None = None
    next: Next | None = None


Timing = DeadlinesChanged | EscalationSent | EscalationAcknowledged
KINDS: dict[str, type[Timing]] = {
    "deadlines-changed@1": DeadlinesChanged,
    "escalation-sent@1": EscalationSent,
    "escalation-acknowledged@1": EscalationAcknowledged,
}
