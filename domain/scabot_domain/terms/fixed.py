"""What an agreement is known to cost before any care is given: the fixed amounts in it, or the cap it names (I5)."""

from decimal import Decimal

from scabot_domain.money.rates import CaseRate, FixedFee, PerDiem
from scabot_domain.terms.agreed import AgreedRate
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
    amounts = [amount for agreed in section.rates if (amount := _fixed(agreed, _lines(case, section, agreed)))]
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


def _lines(case: Papered, section: Reimbursement, agreed: AgreedRate) -> tuple[ScopeLine, ...]:
    scope = content(case, Scope)
    lines = scope.lines if scope is not None else ()
    named = {line_id for rate in section.rates for line_id in rate.line_ids}
    return tuple(
        line for line in lines if (line.line_id in agreed.line_ids if agreed.line_ids else line.line_id not in named)
    )
