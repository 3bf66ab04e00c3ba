"""What an agreement is known to cost before any care is given: the fixed amounts in it, or the cap it names (I5)."""

from decimal import Decimal

from scabot_domain.money.rates import CaseRate, FixedFee, PerDiem
from scabot_domain.terms.agreed import AgreedRate, lines_paid
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import Reimbursement, Scope
from scabot_domain.terms.services import ScopeLine, UnitKind
from scabot_domain.terms.standing import content


def known_cost(case: Papered) -> Decimal | None:
    """Return in US dollars the cap of the agreement, or else the sum of its fixed amounts; None if it has neither.

    Fixed are a case rate, a fee times its units, and a per diem times the days that are expected.
    """
    section = content(case, Reimbursement)
    if section is None:
        return None
    if section.cap_total is not None:
        return section.cap_total
    scope = content(case, Scope)
    lines = scope.lines if scope is not None else ()
    paid = ((agreed, lines_paid(agreed, section.rates, lines)) for agreed in section.rates)
    amounts = [amount for agreed, each in paid if (amount := _fixed(agreed, each))]
    return sum(amounts, Decimal(0)) if amounts else None


def _fixed(agreed: AgreedRate, lines: tuple[ScopeLine, ...]) -> Decimal | None:
    rate = agreed.rate
    match rate:
        case CaseRate():
            return rate.amount
        case FixedFee():
            return rate.amount * sum(line.units_max for line in lines)
        case PerDiem():
            in_days = sum(line.units_max for line in lines if line.unit_kind is UnitKind.DAY)
            return rate.amount * (rate.expected_days or in_days)
        case _:
            return None
