"""Lines about how it began."""

from typing import assert_never

from scabot.slack.cards.saying.plainly import plain
from scabot.slack.grammar.days import show_day
from scabot_domain.events import (
    CaseOpened,
    ClinicalApprovalRecorded,
    Opening,
    PlaybookPinned,
    RequestAcknowledged,
    ScaRequested,
)


def say_opening(fact: Opening) -> str:
    """Say what a fact is about in one line."""
    match fact:
        case CaseOpened():
            return f"case opened, {fact.urgency.value}, {fact.provider} with {fact.payer}"
        case PlaybookPinned():
            return f"runs under playbook v{fact.version}"
        case ClinicalApprovalRecorded():
            until = show_day(fact.valid_to)
            return f"clinical approval recorded ({fact.decision.value}, valid to {until}); this alone is not coverage"
        case ScaRequested():
            return f"single-case agreement requested ({plain(fact.reason.value)})"
        case RequestAcknowledged():
            promised = f", answer expected by {show_day(fact.expected_by)}" if fact.expected_by else ""
            return f"request acknowledged{promised}"
        case _:
            assert_never(fact)
