"""Drugs by the average sales price (ASP): CMS's payment limit is the price + 6 %, so a percent goes on limit / 1.06."""

from decimal import Decimal
from typing import assert_never

from scabot_domain.money.rates import AspBase, AspPlus, QuarterPolicy
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.exact import HUNDRED, exactly
from scabot_domain.pricing.priced import Missing, Priced, Rounding, known, lacking, row, unpriced
from scabot_domain.pricing.rules import DRUG_LIMIT
from scabot_domain.pricing.units import Manner, drug_rounding, of_drug_units, rounded
from scabot_domain.terms.services import ScopeLine

HELD = Decimal(106)
"""Percent of the average sales price that the payment limit is."""


@exactly
def asp_plus_unit(limit: Decimal, plus_percent: Decimal, rounding: Rounding = Rounding.MILL) -> Decimal:
    """Return the amount of one billing unit for a percent on top of the average sales price, in US dollars, half up.

    Source: Social Security Act 1847A(b)(1): `limit`, as published, is 106 % of the average sales price.

    >>> asp_plus_unit(Decimal("10.600"), Decimal(10))
    Decimal('11.000')
    """
    return rounded(limit * (HUNDRED + plus_percent) / HELD, rounding)


def drug_line(rate: AspPlus, line: ScopeLine, basis: Basis, manner: Manner) -> Priced:
    """Return the amount of a drug's line, rounded at the line; the base must be the average sales price (L10)."""
    quarter = quarter_of(rate, line.line_id, basis)
    based = _base(rate, line.line_id)
    if isinstance(quarter, Missing) or based is not None:
        return unpriced(*lacking(quarter, based))
    limit = basis.schedules.drug(quarter, line.code)
    if limit is None:
        return unpriced(Missing(what=f"the payment limit of {line.code} in {quarter}", line_id=line.line_id))
    rounding = drug_rounding(manner)
    amount = asp_plus_unit(limit.limit, rate.plus_percent, rounding)
    inputs = (("code", line.code), ("quarter", quarter), ("limit", limit.limit), ("percent", rate.plus_percent))
    step = row("amount of a unit", amount, DRUG_LIMIT, inputs, line_id=line.line_id, rounding=rounding)
    return of_drug_units(known(amount, (step,)), line, basis, manner)


def quarter_of(rate: AspPlus, line_id: str, basis: Basis) -> str | Missing:
    """Return the quarter whose payment limits count: the fixed one, or that of the date of service (L10)."""
    match rate.quarter_policy:
        case None:
            return Missing(what="fixed quarter or date of service", line_id=line_id, finding="L10")
        case QuarterPolicy.FIXED_QUARTER:
            return rate.quarter or Missing(what="the fixed quarter", line_id=line_id, finding="L10")
        case QuarterPolicy.DATE_OF_SERVICE:
            return basis.assumed.quarter or Missing(what="the quarter of service", line_id=line_id)
        case _:
            assert_never(rate.quarter_policy)


def _base(rate: AspPlus, line_id: str) -> Missing | None:
    if rate.base is AspBase.AVERAGE_SALES_PRICE:
        return None
    what = "a percent on the average sales price: the payment limit already holds 6 %"
    return Missing(what=what, line_id=line_id, finding="L10")
