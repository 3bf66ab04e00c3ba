"""One rate in dollars, whatever its model, for one part of the services."""

from typing import assert_never

from scabot_domain.money.rates import (
    AspPlus,
    CaseRate,
    FixedFee,
    PercentOfBilled,
    PercentOfMedicare,
    PerDiem,
    Rate,
)
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.drugs import drug_line
from scabot_domain.pricing.medicare import medicare_unit_of
from scabot_domain.pricing.part import Part
from scabot_domain.pricing.priced import Missing, Priced, gathered, known, row, unpriced
from scabot_domain.pricing.rules import FIXED
from scabot_domain.pricing.stays import billed_amount, case_rate_amount, per_diem_amount
from scabot_domain.pricing.units import Manner, of_units, percent_step, rounded, unit_rounding
from scabot_domain.terms.services import ScopeLine

BY_UNIT = (PercentOfMedicare, FixedFee, AspPlus)
"""Models that pay each unit of each line."""
BY_STAY = (PerDiem, CaseRate)
"""Models that pay a stay or an episode, whatever lines it has."""


def price_rate(rate: Rate, part: Part, basis: Basis, manner: Manner) -> Priced:
    """Return what a rate alone pays for a part of the services, in US dollars to the cent."""
    match rate:
        case PercentOfMedicare() | FixedFee() | AspPlus():
            return _by_unit(rate, part, basis, manner)
        case PercentOfBilled():
            return billed_amount(rate, part, basis, manner)
        case PerDiem():
            return per_diem_amount(rate, part, basis, manner)
        case CaseRate():
            return case_rate_amount(rate, part, manner)
        case _:
            assert_never(rate)


def _by_unit(rate: PercentOfMedicare | FixedFee | AspPlus, part: Part, basis: Basis, manner: Manner) -> Priced:
    if not part.lines:
        return unpriced(Missing(what="the services that the rate pays"))
    return gathered(_line(rate, line, basis, manner) for line in part.lines)


def _line(rate: PercentOfMedicare | FixedFee | AspPlus, line: ScopeLine, basis: Basis, manner: Manner) -> Priced:
    match rate:
        case PercentOfMedicare():
            unit = medicare_unit_of(rate.benchmark, line, basis, manner)
            return of_units(unit, line, basis, manner, first=percent_step(rate.percent))
        case FixedFee():
            return of_units(fee_unit(rate, manner, line.line_id), line, basis, manner)
        case AspPlus():
            return drug_line(rate, line, basis, manner)
        case _:
            assert_never(rate)


def fee_unit(rate: FixedFee, manner: Manner, line_id: str | None) -> Priced:
    """Return the fee of one unit, to the cent unless the terms round at the line."""
    rounding = unit_rounding(manner)
    amount, inputs = rounded(rate.amount, rounding), (("fee", rate.amount),)
    return known(amount, (row("amount of a unit", amount, FIXED, inputs, line_id=line_id, rounding=rounding),))
