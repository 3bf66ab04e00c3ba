"""The authorization, the coverage and waived rules in plain words."""

from typing import assert_never

from scabot.audit.moments import show_day
from scabot.audit.telling.pen import Pen
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


def tell_standing(fact: Standing, pen: Pen) -> tuple[str, ...]:  # noqa: PLR0911 - one arm per fact
    """Return a headline and details."""
    match fact:
        case AuthorizationExtended():
            return f"authorization {fact.auth_no} extended to {show_day(fact.valid_to)}", *_lines(fact)
        case AuthorizationExpired():
            return (f"AUTHORIZATION {fact.auth_no} EXPIRED, its last day was {show_day(fact.valid_to)}",)
        case AuthorizationRevoked():
            return (f"AUTHORIZATION {fact.auth_no} REVOKED, its last day is {show_day(fact.valid_to)}",)
        case TermsReopened():
            lines = (f"another rate is needed for {', '.join(fact.lines)}",) if fact.lines else ()
            return f"terms reopened, cause: {fact.cause}", "signatures are void", *lines
        case CoverageChanged():
            payer = (f"covered afterwards by {fact.new_payer}",) if fact.new_payer else ()
            return f"coverage ends {show_day(fact.ends_on)}", *payer
        case OverrideRequested():
            return f"compliance asked to waive: {_said(fact.rule)}", fact.reason, *_acknowledged(fact)
        case RuleOverridden():
            who = f"asked by {pen.actor(fact.requested_by)}, granted by {pen.actor(fact.approver)}"
            return f"RULE OVERRIDDEN: {_said(fact.rule)}", fact.reason, who, *_acknowledged(fact)
        case _:
            assert_never(fact)


def _lines(fact: AuthorizationExtended) -> tuple[str, ...]:
    return tuple(
        f"{line.line_id}: {line.system.value} {line.code}" + (f", {line.units} units" if line.units else "")
        for line in fact.lines
    )


def _acknowledged(fact: OverrideRequested | RuleOverridden) -> tuple[str, ...]:
    reference = fact.acknowledgment_ref
    return (f"the patient's acknowledgment: {reference}",) if reference else ()


def _said(code: str) -> str:
    return code.replace("_", " ")
