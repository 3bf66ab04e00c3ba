"""Medicare's amount for one service under the physician fee schedule, in CMS's own order of rounding."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from scabot_domain.lint.medicare import PRICED
from scabot_domain.money.benchmarks import Setting
from scabot_domain.money.schedules import Gpci, RelativeValues

_CENT = Decimal("0.01")
WHY_NOT = {
    "B": "it is bundled into other services",
    "C": "the Medicare contractor prices it",
    "E": "it is priced by another schedule or not at all",
    "I": "it is not valid for Medicare",
    "J": "anesthesia is priced by base units and minutes",
    "M": "it is a measure, which is not paid",
    "N": "Medicare does not cover it",
    "P": "it is bundled into other services",
    "X": "it is priced by another schedule or not at all",
}
"""Why a status letter has no price of its own."""


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
        return WHY_NOT.get(values.status, "that status has no price of its own")
    if not any((values.work, basis.expense, values.mp)):
        return f"it has no relative values in the {basis.setting.value.replace('_', '-')} setting"
    return ""


def priced(basis: Basis, percent: Decimal, units: Decimal) -> Price:
    """Return the price, half up: Medicare's unit to cents, then the percent to cents, then the units to cents.

    CMS publishes rounded amounts, so the percent applies to the rounded one.
    """
    values, gpci = basis.values, basis.gpci
    with localcontext(prec=28, rounding=ROUND_HALF_UP):
        adjusted = values.work * gpci.work + basis.expense * gpci.pe + values.mp * gpci.mp
        medicare = (adjusted * basis.factor).quantize(_CENT)
        unit = (medicare * percent / 100).quantize(_CENT)
        return Price(medicare=medicare, unit=unit, total=(unit * units).quantize(_CENT))
