"""What becomes of an agreement that binds, in plain words."""

from decimal import Decimal
from typing import assert_never

from scabot.audit.moments import show_day
from scabot_domain.claims import said
from scabot_domain.events import (
    AgreementLoaded,
    AgreementTerminated,
    CaseLinked,
    CaseSuperseded,
    ClaimMismatchFound,
    ClaimRecorded,
    Fulfilling,
    RenewalOpened,
    TermEnded,
)
from scabot_domain.money.amounts import show_dollars


def tell_fulfilling(fact: Fulfilling) -> tuple[str, ...]:  # noqa: C901, PLR0911 - one arm per fact
    """Return a headline and details."""
    match fact:
        case AgreementLoaded():
            return f"agreement loaded {show_day(fact.loaded_on)} by {fact.loaded_by}", f"reference: {fact.reference}"
        case ClaimRecorded():
            return f"claim {fact.claim}: {fact.code}, {fact.units} units on {show_day(fact.dos)}", *_money(fact)
        case ClaimMismatchFound():
            points = (f"{point.value}: agreed {fact.expected[point]}, claim {fact.diff[point]}" for point in fact.diff)
            return f"CLAIM MISMATCH: {fact.claim} is not as agreed", *points
        case TermEnded():
            return f"the term ended {show_day(fact.end)}", "care had started" if fact.used else "no care had started"
        case RenewalOpened():
            return (f"the next agreement is negotiated in {fact.new_case}",)
        case CaseLinked():
            return (f"this case continues {fact.from_case}",)
        case AgreementTerminated():
            runout = (f"care in progress stays covered until {show_day(fact.runout)}",) if fact.runout else ()
            return f"agreement TERMINATED after {show_day(fact.effective)}: {_said(fact.cause)}", *runout
        case CaseSuperseded():
            new_case = (f"it goes on in {fact.new_case}",) if fact.new_case else ()
            return f"case superseded: {_said(fact.cause.value)}", *new_case
        case _:
            assert_never(fact)


def _money(fact: ClaimRecorded) -> tuple[str, ...]:
    amounts = (("allowed", fact.allowed), ("paid", fact.paid), ("patient's share", fact.member_resp))
    told = (f"{name} {_dollars(amount)}" for name, amount in amounts)
    extra = (said(fact.carc),) if fact.carc else ()
    return "; ".join((f"billed {show_dollars(fact.billed)}", *told)), *extra


def _dollars(amount: Decimal | None) -> str:
    return "unknown" if amount is None else show_dollars(amount)


def _said(code: str) -> str:
    return code.replace("_", " ")
