"""Stalls, endings, returns and notes in plain words."""

from typing import assert_never

from scabot.audit.telling.pen import Pen
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


def tell_trouble(fact: Troubling, pen: Pen) -> tuple[str, ...]:  # noqa: PLR0911 - one arm per fact
    """Return a headline and details."""
    match fact:
        case StallDetected():
            waiting = f", waiting for the {fact.waiting_for.value}" if fact.waiting_for else ""
            return (f"STALLED by rule {fact.rule}, since {pen.moment(fact.since)}{waiting}",)
        case StallCleared():
            return (f"no longer stalled by rule {fact.rule}",)
        case ScaDeclined():
            appeal = "an appeal is possible" if fact.appeal_rights else "no appeal was offered"
            return (f"agreement declined by the payer: {_said(fact.code)}; {appeal}",)
        case ProviderWithdrew():
            return (f"the provider withdrew: {_said(fact.code)}",)
        case CaseWithdrawn():
            return (f"case withdrawn: {_said(fact.code)}",)
        case CaseReopened():
            return f"case reopened: {fact.reason}", f"new evidence: {fact.evidence}"
        case NoteAdded():
            return "note:", fact.text
        case _:
            assert_never(fact)


def _said(code: str) -> str:
    return code.replace("_", " ")
