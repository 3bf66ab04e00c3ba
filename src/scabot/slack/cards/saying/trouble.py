"""Lines about what goes wrong, and notes."""

from typing import assert_never

from scabot.slack.cards.saying.plainly import plain
from scabot_domain.events import (
    CaseReopened,
    CaseWithdrawn,
    NoteAdded,
    ProviderWithdrew,
    ScaDeclined,
    StallCleared,
    StallDetected,
    Troubling,
)


def say_trouble(fact: Troubling) -> str:  # noqa: PLR0911 - one line for each kind
    """Say what a fact is about in one line."""
    match fact:
        case StallDetected():
            waits = f", waiting for the {fact.waiting_for.value}" if fact.waiting_for else ""
            return f"STALLED: nothing moves ({plain(fact.rule)}{waits})"
        case StallCleared():
            return "it moves again"
        case ScaDeclined():
            rights = "with" if fact.appeal_rights else "without"
            return f"agreement declined by the payer ({plain(fact.code)}), {rights} appeal rights"
        case ProviderWithdrew():
            return f"the provider walked away ({plain(fact.code)})"
        case CaseWithdrawn():
            return f"case withdrawn ({plain(fact.code)})"
        case CaseReopened():
            return f"case reopened: {fact.reason}"
        case NoteAdded():
            return f"note: {fact.text}"
        case _:
            assert_never(fact)
