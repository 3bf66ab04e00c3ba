"""The Medicare amount of one unit, whichever schedule it stands in: physician fees, anesthesia, or stated."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import assert_never

from scabot_domain.lint.medicare import TWO_FACTORS_SINCE
from scabot_domain.money.benchmarks import MedicareBenchmark, Source
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.benchmark import locality_of, qualifying_in, year_of
from scabot_domain.pricing.exact import cents, exactly
from scabot_domain.pricing.physician import physician_unit
from scabot_domain.pricing.priced import Missing, Priced, Rounding, known, lacking, row, unpriced
from scabot_domain.pricing.rules import ANESTHESIA_UNIT, STATED_AMOUNT
from scabot_domain.pricing.units import Manner
from scabot_domain.terms.services import ScopeLine

MINUTES = Decimal(15)
"""Minutes of one time unit of anesthesia."""


class TimeRounding(StrEnum):
    """How the time units of an anesthesia are rounded; exact unless the agreement says else."""

    EXACT = "exact"
    TENTH = "tenth"
    WHOLE_UP = "whole_up"


@exactly
def anesthesia_amount(
    base_units: int, minutes: Decimal, factor: Decimal, rounding: TimeRounding = TimeRounding.EXACT
) -> Decimal:
    """Return the Medicare amount of one anesthesia, in US dollars, half up to the cent.

    Source: 42 CFR 414.46: base units and one time unit for each 15 minutes, times the locality's factor.

    >>> anesthesia_amount(7, Decimal(95), Decimal("20.3178"))
    Decimal('270.90')
    """
    match rounding:
        case TimeRounding.EXACT:
            return cents((base_units * MINUTES + minutes) * factor / MINUTES)
        case TimeRounding.TENTH:
            return cents((base_units + (minutes / MINUTES).quantize(Decimal("0.1"), ROUND_HALF_UP)) * factor)
        case TimeRounding.WHOLE_UP:
            return cents((base_units + (minutes / MINUTES).to_integral_value(ROUND_CEILING)) * factor)
        case _:
            assert_never(rounding)


def medicare_unit_of(mark: MedicareBenchmark, line: ScopeLine, basis: Basis, manner: Manner) -> Priced:
    """Return the Medicare amount of one unit of a line, by the schedule that a benchmark names."""
    match mark.source:
        case Source.PHYSICIAN_FEE_SCHEDULE:
            return physician_unit(mark, line, basis, manner.rules.keys())
        case Source.ANESTHESIA:
            return _anesthesia(mark, line, basis)
        case Source.STATED_AMOUNT:
            return _stated(mark, line)
        case _:
            assert_never(mark.source)


def _anesthesia(mark: MedicareBenchmark, line: ScopeLine, basis: Basis) -> Priced:
    base, minutes = basis.assumed.base_units.get(line.line_id), basis.assumed.minutes.get(line.line_id)
    factor = _factor(mark, line, basis)
    if base is None or minutes is None or isinstance(factor, tuple):
        care = (("the base units", base), ("the minutes", minutes))
        gaps = (Missing(what=what, line_id=line.line_id) for what, value in care if value is None)
        return unpriced(*(factor if isinstance(factor, tuple) else ()), *gaps)
    amount = anesthesia_amount(base, minutes, factor)
    inputs = (
        ("code", line.code),
        ("year", str(year_of(mark, basis, line.line_id))),
        ("locality", mark.locality or ""),
        ("base_units", base),
        ("minutes", minutes),
        ("conversion_factor", factor),
    )
    step = row(
        "Medicare amount of a unit", amount, ANESTHESIA_UNIT, inputs, line_id=line.line_id, rounding=Rounding.CENT
    )
    return known(amount, (step,))


def _factor(mark: MedicareBenchmark, line: ScopeLine, basis: Basis) -> Decimal | tuple[Missing, ...]:
    line_id = line.line_id
    year, locality = year_of(mark, basis, line_id), locality_of(mark, line_id)
    if isinstance(year, Missing) or isinstance(locality, Missing):
        return lacking(year, locality)
    qualifying = qualifying_in(year, mark, line_id)
    if isinstance(qualifying, Missing):
        return (qualifying,)
    found = basis.schedules.anesthesia_factor(year, locality)
    if found is None or (qualifying and year >= TWO_FACTORS_SINCE):
        whose = " of qualifying participants" if qualifying else ""
        return (Missing(what=f"the anesthesia factor{whose} of {locality} in {year}", line_id=line_id),)
    return found


def _stated(mark: MedicareBenchmark, line: ScopeLine) -> Priced:
    amount, source, day = mark.stated_amount, mark.stated_source, mark.stated_on
    if amount is None or source is None or day is None:
        told = (("the facility's Medicare amount", amount), ("its source", source), ("its date", day))
        gaps = (Missing(what=what, line_id=line.line_id, finding="L1") for what, value in told if value is None)
        return unpriced(*gaps)
    rounded = cents(amount)
    inputs = (("amount", amount), ("from", source), ("of", day.isoformat()))
    step = row(
        "Medicare amount of a unit", rounded, STATED_AMOUNT, inputs, line_id=line.line_id, rounding=Rounding.CENT
    )
    return known(rounded, (step,))
