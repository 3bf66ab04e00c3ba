"""Medicare's amount for one service under the physician fee schedule, in CMS's own order of rounding."""

from dataclasses import dataclass
from decimal import Decimal

from scabot_domain.lint.medicare import PRICED
from scabot_domain.money.benchmarks import Setting
from scabot_domain.money.schedules import Gpci, RelativeValues
from scabot_domain.pricing.exact import cents, exactly, percent_of
from scabot_domain.pricing.physician import STATUSES, medicare_unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """What a price is made of; the factor is in US dollars."""

    values: RelativeValues
    gpci: Gpci
    factor: Decimal
    setting: Setting

    @property
    def expense(self) -> Decimal:
        """Return the practice expense of the setting."""
        return self.values.pe_facility if self.setting is Setting.FACILITY else self.values.pe_non_facility


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """Dollars: Medicare for one unit, the percent of it for one unit, and that times the units."""

    medicare: Decimal
    unit: Decimal
    total: Decimal


def unpriced(basis: Basis) -> str:
    """Return why relative values do not price a code, or nothing if they do: A, R, T with a value in the setting."""
    values = basis.values
    if values.status not in PRICED:
        return STATUSES.get(values.status, "a status without a price of its own")
    if not any((values.work, basis.expense, values.mp)):
        return f"it has no relative values in the {basis.setting.value.replace('_', '-')} setting"
    return ""


@exactly
def priced(basis: Basis, percent: Decimal, units: Decimal) -> Price:
    """Return the price, half up: Medicare's unit to cents, then the percent to cents, then the units to cents.

    CMS publishes rounded amounts, so the percent applies to the rounded one.
    """
    medicare = medicare_unit(basis.values, basis.setting, basis.gpci, basis.factor)
    unit = cents(percent_of(medicare, percent))
    return Price(medicare=medicare, unit=unit, total=cents(unit * units))
