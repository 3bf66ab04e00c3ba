"""The opening facts in plain words."""

from typing import assert_never

from scabot.audit.moments import show_day
from scabot_domain.events import (
    CaseOpened,
    ClinicalApprovalRecorded,
    Opening,
    PlaybookPinned,
    RequestAcknowledged,
    ScaRequested,
)
from scabot_domain.terms.canonical import short


def tell_opening(fact: Opening) -> tuple[str, ...]:
    """Return a headline and details."""
    match fact:
        case CaseOpened():
            return _opened(fact)
        case PlaybookPinned():
            return (f"runs under playbook version {fact.version} ({short(fact.digest)})",)
        case ClinicalApprovalRecorded():
            return _approved(fact)
        case ScaRequested():
            return _requested(fact)
        case RequestAcknowledged():
            answer = f", answer expected by {show_day(fact.expected_by)}" if fact.expected_by else ""
            return (f"the payer has the request{answer}",)
        case _:
            assert_never(fact)


def _opened(fact: CaseOpened) -> tuple[str, ...]:
    care = f", care on {show_day(fact.care_date)}" if fact.care_date else ", no care date yet"
    plan = (f"plan type {fact.plan_type}",) if fact.plan_type else ()
    law = (f"law of {fact.state_law}",) if fact.state_law else ()
    return (
        f"case opened, {fact.urgency.value}{care}",
        f"payer {fact.payer}, provider {fact.provider}",
        f"patient {fact.patient_token}, time zone {fact.tz}",
        *plan,
        *law,
    )


def _approved(fact: ClinicalApprovalRecorded) -> tuple[str, ...]:
    alone = ("only this provider can do it",) if fact.only_provider else ()
    return (
        f"care approved ({fact.decision.value}), authorization {fact.auth_no}",
        f"valid {show_day(fact.valid_from)} to {show_day(fact.valid_to)}, approved by {fact.approver}",
        *alone,
        "an approval alone is no coverage",
    )


def _requested(fact: ScaRequested) -> tuple[str, ...]:
    target = (f"to be signed by {show_day(fact.target_signed_by)}",) if fact.target_signed_by else ()
    reason = fact.reason.value.replace("_", " ")
    return (f"single-case agreement requested from {fact.department}", f"reason: {reason}", *target)
