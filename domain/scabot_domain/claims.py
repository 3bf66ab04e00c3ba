"""Holding a claim against the agreement, as far as that needs no fee schedule (P11, `claim check`).

Allowed amounts are compared only where the rate is one flat amount: a case rate, or a per diem billed a day per unit.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from scabot_domain.case import Case
from scabot_domain.events import ClaimPoint, ClaimRecorded
from scabot_domain.money.amounts import show_dollars
from scabot_domain.money.rates import CaseRate, PerDiem
from scabot_domain.standing import covers, first_day, last_day, term_of
from scabot_domain.terms.sections import AgreedRate, CostShare, Reimbursement, Scope, ScopeLine, SectionNumber

CENT = Decimal("0.01")
CARCS = {
    "27": "expenses after coverage ended",
    "29": "the filing limit has expired",
    "45": "the charge exceeds the fee schedule",
    "197": "no authorization",
    "198": "the authorization is exceeded",
    "242": "not provided by network providers",
}
"""Adjustment reason codes that say how an agreement was not followed, in our words."""
DENIALS = frozenset(CARCS) - {"45"}
"""Those with which a claim under an agreement should not come back; 45 is how any contracted rate shows."""

Difference = tuple[ClaimPoint, str, str]
"""A point, what the agreement has, what the claim has."""


def differences(case: Case, claim: ClaimRecorded) -> Iterator[Difference]:
    """Yield what of a claim is not what the agreement says; what cannot be known is not said."""
    scope = _scope(case)
    if scope is not None:
        yield from _services(case, claim, scope)
    term = term_of(case)
    if term is not None and not covers(case, claim.dos):
        yield ClaimPoint.DATE, f"{first_day(term)} to {last_day(case, term)}", f"{claim.dos}"
    yield from _allowed(case, claim, scope)
    yield from _share(case, claim)
    if claim.carc in DENIALS:
        yield ClaimPoint.DENIAL, "paid under the agreement", said(claim.carc)


def said(carc: str) -> str:
    """Name an adjustment reason code.

    >>> said("242")
    'CARC 242 (not provided by network providers)'
    """
    return f"CARC {carc} ({CARCS[carc]})" if carc in CARCS else f"CARC {carc}"


def _scope(case: Case) -> Scope | None:
    held = case.sections.get(SectionNumber.SCOPE)
    return held.content if held is not None and isinstance(held.content, Scope) else None


def _services(case: Case, claim: ClaimRecorded, scope: Scope) -> Iterator[Difference]:
    if None not in (claim.auth_no, scope.auth_no) and claim.auth_no != scope.auth_no:
        yield ClaimPoint.AUTHORIZATION, str(scope.auth_no), str(claim.auth_no)
    lines = [line for line in scope.lines if line.code == claim.code]
    if not lines:
        yield ClaimPoint.CODE, ", ".join(sorted(line.code for line in scope.lines)), claim.code
        return
    others = (one.record for one in case.claims.values() if one.record.claim != claim.claim)
    left = sum(line.units_max for line in lines) - sum(one.units for one in others if one.code == claim.code)
    if claim.units > left:
        yield ClaimPoint.UNITS, f"{max(left, 0)} left", f"{claim.units}"


def _allowed(case: Case, claim: ClaimRecorded, scope: Scope | None) -> Iterator[Difference]:
    lines = [line for line in scope.lines if line.code == claim.code] if scope else []
    expected = _flat(case, claim, lines)
    if expected is None or claim.allowed is None or abs(claim.allowed - expected) <= CENT:
        return
    why = f", {said(claim.carc)}" if claim.carc else ""
    yield ClaimPoint.ALLOWED, show_dollars(expected), f"{show_dollars(claim.allowed)}{why}"


def _flat(case: Case, claim: ClaimRecorded, lines: list[ScopeLine]) -> Decimal | None:
    rates = [agreed.rate for agreed in _rates(case) if _pays(agreed, lines)]
    if len(rates) != 1:
        return None
    rate = rates[0]
    if isinstance(rate, CaseRate):
        return rate.amount
    return rate.amount * claim.units if isinstance(rate, PerDiem) else None


def _rates(case: Case) -> tuple[AgreedRate, ...]:
    held = case.sections.get(SectionNumber.REIMBURSEMENT)
    return held.content.rates if held is not None and isinstance(held.content, Reimbursement) else ()


def _pays(agreed: AgreedRate, lines: list[ScopeLine]) -> bool:
    return any(not agreed.line_ids or line.line_id in agreed.line_ids for line in lines)


def _share(case: Case, claim: ClaimRecorded) -> Iterator[Difference]:
    held = case.sections.get(SectionNumber.COST_SHARE)
    if held is None or not isinstance(held.content, CostShare) or claim.member_resp is None:
        return
    most = _most(held.content, claim.allowed)
    if most is not None and claim.member_resp > most + CENT:
        yield ClaimPoint.PATIENT_SHARE, f"at most {show_dollars(most)}", show_dollars(claim.member_resp)


def _most(share: CostShare, allowed: Decimal | None) -> Decimal | None:
    """Return the most that the patient owes on a claim: the copay, and coinsurance of what is allowed."""
    copay = share.copay or Decimal(0)
    if share.coinsurance_percent is None:
        return None if share.copay is None else copay
    if allowed is None:
        return None
    return copay + (allowed * share.coinsurance_percent / 100).quantize(CENT, ROUND_HALF_UP)
