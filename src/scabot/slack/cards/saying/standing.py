"""Lines about what an agreement stands on: the authorization, the coverage, waived rules."""

from typing import assert_never

from scabot.slack.cards.saying.plainly import plain
from scabot_domain.events import (
    AuthorizationExpired,
    AuthorizationExtended,
    AuthorizationRevoked,
    CoverageChanged,
    OverrideRequested,
    RuleOverridden,
    Standing,
    TermsReopened,
)


def say_standing(fact: Standing) -> str:  # noqa: PLR0911 - one line for each kind
    """Say what a fact is about in one line; days of a patient's authorization or coverage stay out of Slack."""
    match fact:
        case AuthorizationExtended():
            codes = ", with other codes or units" if fact.lines else ""
            return f"authorization extended{codes}"
        case AuthorizationExpired():
            return "AUTHORIZATION EXPIRED: nobody approves or signs until it is extended"
        case AuthorizationRevoked():
            return "AUTHORIZATION REVOKED: nobody approves or signs until it is extended"
        case TermsReopened():
            lines = f", another rate for {', '.join(fact.lines)}" if fact.lines else ""
            return f"terms reopened because of the {plain(fact.cause)}{lines}; signatures are void"
        case CoverageChanged():
            return "the patient leaves this plan, which truncates the term"
        case OverrideRequested():
            return f"compliance is asked to waive a rule: {plain(fact.rule)} ({fact.reason})"
        case RuleOverridden():
            return f"OVERRIDDEN by compliance: {plain(fact.rule)} ({fact.reason})"
        case _:
            assert_never(fact)
