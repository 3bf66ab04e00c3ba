"""From the amount of a unit to that of a line: percent, modifiers, anniversaries, units, each rounded in its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.exact import CENT, HUNDRED, cents, percent_of
from scabot_domain.pricing.priced import Missing, Priced, Rounding, Row, beside, known, lacking, row, unpriced
from scabot_domain.pricing.rules import ESCALATED, MODIFIER, PERCENT_OF_UNIT, UNITS, Rule
from scabot_domain.terms.agreed import RoundAt
from scabot_domain.terms.services import ScopeLine

_SURGERY = {"22", "50", "51", "52", "54", "55", "56", "62", "66", "73", "74", "78", "80", "81", "82", "AS"}
_ANESTHESIA = {"AD", "QK", "QX", "QY"}
CHANGES_PAYMENT = frozenset(_SURGERY | _ANESTHESIA)
"""Modifiers that change what is paid and have no row of their own: only the agreement can say how (L6)."""

_PLACES = {Rounding.CENT: CENT, Rounding.MILL: Decimal("0.001")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How the amounts of a rate are adjusted and rounded.

    `rules` are percents by modifier, `escalations` one percent for each anniversary so far. `bounded` says that
    something around the rate gives it a ceiling, `whole` that the lines at hand are all that the rate pays.
    """

    rules: Mapping[str, Decimal] = field(default_factory=dict)
    round_at: RoundAt | None = None
    escalations: tuple[Decimal, ...] | Missing = ()
    bounded: bool = False
    whole: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Adjustment:
    """A percent of the amount of a unit, by which rule."""

    step: str
    percent: Decimal
    rule: Rule


def percent_step(percent: Decimal) -> Adjustment:
    """Return the step that takes a percent of a Medicare amount."""
    return Adjustment(step="percent of Medicare", percent=percent, rule=PERCENT_OF_UNIT)


def escalated(amount: Decimal, manner: Manner, line_id: str | None = None) -> Priced:
    """Return the amount of a unit after the anniversaries so far, rounded to the cent at each."""
    if isinstance(manner.escalations, Missing):
        return unpriced(manner.escalations)
    last, trace = _adjusted(amount, _anniversaries(manner.escalations), Rounding.CENT, line_id)
    return known(last, trace)


def of_units(unit: Priced, line: ScopeLine, basis: Basis, manner: Manner, *, first: Adjustment | None = None) -> Priced:
    """Return the amount of a line, in US dollars to the cent, from that of one unit.

    `first` comes before modifiers and anniversaries. A unit is rounded to the cent, unless the terms round at the line.
    Without a number of units there is no amount, but the most that the line allows.
    """
    return _of_units(unit, line, basis, (manner, first, unit_rounding(manner)))


def unit_rounding(manner: Manner) -> Rounding:
    """Return how the amount of a unit is rounded: to the cent, unless the terms round at the line."""
    return Rounding.NONE if manner.round_at is RoundAt.LINE else Rounding.CENT


def of_drug_units(unit: Priced, line: ScopeLine, basis: Basis, manner: Manner) -> Priced:
    """Return the amount of a drug's line, in US dollars to the cent, from that of one billing unit."""
    return _of_units(unit, line, basis, (manner, None, drug_rounding(manner)))


def drug_rounding(manner: Manner) -> Rounding:
    """Return how a drug's unit is rounded: it keeps three decimals, unless the terms round at the unit."""
    return Rounding.CENT if manner.round_at is RoundAt.UNIT else Rounding.MILL


_How = tuple[Manner, Adjustment | None, Rounding]


def _of_units(unit: Priced, line: ScopeLine, basis: Basis, how: _How) -> Priced:
    manner, first, rounding = how
    unruled = tuple(_unruled(line, manner))
    units = units_of(line, basis)
    if unit.expected is None or unruled or isinstance(manner.escalations, Missing):
        return beside(unpriced(*unruled, *lacking(manner.escalations, units)), unit)
    begun = () if first is None else (first,)
    adjustments = (*begun, *_modifiers(line, manner), *_anniversaries(manner.escalations))
    amount, steps = _adjusted(unit.expected, adjustments, rounding, line.line_id)
    if isinstance(units, Missing):
        return beside(unpriced(units, trace=steps, high=cents(amount * line.units_max)), unit)
    total = cents(amount * units)
    inputs = (("unit", amount), ("units", units))
    last = row("line", total, UNITS, inputs, line_id=line.line_id, rounding=Rounding.CENT)
    return beside(known(total, (*steps, last)), unit)


def units_of(line: ScopeLine, basis: Basis) -> int | Missing:
    """Return how many units of a line are assumed; more than the line allows are not paid by these terms."""
    units = basis.assumed.units.get(line.line_id)
    if units is None:
        return Missing(what="how many units are expected", line_id=line.line_id)
    if units > line.units_max:
        what = f"units within the line: {units} assumed, {line.units_max} allowed"
        return Missing(what=what, line_id=line.line_id)
    return units


def _unruled(line: ScopeLine, manner: Manner) -> Iterator[Missing]:
    for modifier in line.modifiers or ():
        if modifier in CHANGES_PAYMENT and modifier not in manner.rules:
            yield Missing(what=f"a rule for modifier {modifier}", line_id=line.line_id, finding="L6")


def _modifiers(line: ScopeLine, manner: Manner) -> Iterator[Adjustment]:
    for modifier in line.modifiers or ():
        if modifier in manner.rules:
            yield Adjustment(step=f"modifier {modifier}", percent=manner.rules[modifier], rule=MODIFIER)


def _anniversaries(percents: tuple[Decimal, ...]) -> Iterator[Adjustment]:
    for number, percent in enumerate(percents, start=1):
        yield Adjustment(step=f"anniversary {number}", percent=HUNDRED + percent, rule=ESCALATED)


def _adjusted(
    amount: Decimal, adjustments: Iterable[Adjustment], rounding: Rounding, line_id: str | None
) -> tuple[Decimal, tuple[Row, ...]]:
    trace = []
    for each in adjustments:
        inputs = (("amount", amount), ("percent", each.percent))
        amount = rounded(percent_of(amount, each.percent), rounding)
        trace.append(row(each.step, amount, each.rule, inputs, line_id=line_id, rounding=rounding))
    return amount, tuple(trace)


def rounded(amount: Decimal, rounding: Rounding) -> Decimal:
    """Round half up to the places of a rounding, or not at all."""
    places = _PLACES.get(rounding)
    return amount if places is None else amount.quantize(places, ROUND_HALF_UP)
