"""What stands around a rate: lesser and greater of, stop-loss, carve-out, escalator (I14).

The order is the terms' own: lesser-of, greater-of and stop-loss are taken as they are listed. An escalator works on
the unit of the rate itself, before them; what is carved out is left out before them, and paid beside them at the end.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple, assert_never

from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.carved import carve, carved_amount, twice_carved
from scabot_domain.pricing.escalating import escalations
from scabot_domain.pricing.exact import cents, percent_of
from scabot_domain.pricing.models import BY_STAY, BY_UNIT, price_rate
from scabot_domain.pricing.part import Part, charges_of
from scabot_domain.pricing.priced import Inputs, Missing, Priced, Rounding, beside, gathered, row, shown, unpriced
from scabot_domain.pricing.rules import GREATER, LESSER, STOP_LOSS_FIRST, STOP_LOSS_SECOND
from scabot_domain.pricing.units import Manner
from scabot_domain.terms.agreed import AgreedRate, CarveOut, DollarOf, GreaterOf, LesserOf, StopLoss
from scabot_domain.terms.services import ScopeLine

Around = LesserOf | GreaterOf | StopLoss
"""Wrappers that make another amount of an amount."""


def price_agreed(agreed: AgreedRate, lines: tuple[ScopeLine, ...], basis: Basis, *, capped: bool) -> Priced:
    """Return what a rate with its wrappers pays for its lines; `capped` says that the whole offer has a cap."""
    carve_outs = [each for each in agreed.wrappers or () if isinstance(each, CarveOut)]
    around = tuple(each for each in agreed.wrappers or () if isinstance(each, Around))
    part = carve(lines, carve_outs)
    lesser = any(isinstance(each, LesserOf) for each in around)
    manner = _manner(agreed, basis, bounded=capped or lesser, whole=not carve_outs)
    work = _line_by_line if by_line(agreed) and len(part.lines) > 1 else _together
    beside_it = replace(manner, escalations=(), bounded=capped, whole=True)
    carved = [carved_amount(each, lines, basis, beside_it) for each in carve_outs]
    return gathered((work(agreed, around, part, _On(basis, manner, capped)), *carved, *twice_carved(lines, carve_outs)))


def by_line(agreed: AgreedRate) -> bool:
    """Say whether a lesser-of or greater-of is taken line by line: where a unit is paid, and no stay or episode."""
    others = [each.other for each in agreed.wrappers or () if isinstance(each, LesserOf | GreaterOf)]
    models = (agreed.rate, *others)
    units, stays = (any(isinstance(model, kinds) for model in models) for kinds in (BY_UNIT, BY_STAY))
    return bool(others) and units and not stays


class _On(NamedTuple):
    basis: Basis
    manner: Manner
    capped: bool


def _together(agreed: AgreedRate, around: tuple[Around, ...], part: Part, on: _On) -> Priced:
    return _wrapped(price_rate(agreed.rate, part, on.basis, on.manner), around, part, on)


def _line_by_line(agreed: AgreedRate, around: tuple[Around, ...], part: Part, on: _On) -> Priced:
    choices = tuple(each for each in around if not isinstance(each, StopLoss))
    if around[: len(choices)] != choices:
        return unpriced(Missing(what="a stop-loss that comes after what is decided line by line"))
    if part.without:
        return unpriced(Missing(what=f"the line that {part.without[0]} is carved out of"))
    single = on._replace(manner=replace(on.manner, whole=False))
    priced = gathered(_together(agreed, choices, Part(lines=(line,)), single) for line in part.lines)
    return _wrapped(priced, around[len(choices) :], part, on)


def _wrapped(priced: Priced, around: tuple[Around, ...], part: Part, on: _On) -> Priced:
    plain_manner = replace(on.manner, escalations=())
    for wrapper in around:
        match wrapper:
            case LesserOf():
                other = price_rate(wrapper.other, part, on.basis, replace(plain_manner, bounded=True))
                priced = lesser_of(priced, other, part.line_id)
            case GreaterOf():
                other = price_rate(wrapper.other, part, on.basis, replace(plain_manner, bounded=on.capped))
                priced = greater_of(priced, other, part.line_id)
            case StopLoss():
                priced = _stopped(priced, wrapper, part, on.basis)
            case _:
                assert_never(wrapper)
    return priced


def lesser_of(one: Priced, other: Priced, line_id: str | None = None) -> Priced:
    """Return the smaller of two amounts, both of them in its trace (I14); the one known is a bound."""
    both = gathered((one, other))
    highs = [each.high for each in (one, other) if each.high is not None]
    expected = _of_both(min, one.expected, other.expected)
    step = row("lesser of", expected, LESSER, _two(one, other), line_id=line_id)
    low, high = _of_both(min, one.low, other.low), min(highs, default=None)
    return replace(both, low=low, expected=expected, high=high, trace=(*both.trace, step))


def greater_of(one: Priced, other: Priced, line_id: str | None = None) -> Priced:
    """Return the larger of two amounts, both of them in its trace (I14); the one known is a bound."""
    both = gathered((one, other))
    lows = [each.low for each in (one, other) if each.low is not None]
    expected = _of_both(max, one.expected, other.expected)
    step = row("greater of", expected, GREATER, _two(one, other), line_id=line_id)
    low, high = max(lows, default=None), _of_both(max, one.high, other.high)
    return replace(both, low=low, expected=expected, high=high, trace=(*both.trace, step))


def _of_both(
    choose: Callable[[Decimal, Decimal], Decimal], one: Decimal | None, other: Decimal | None
) -> Decimal | None:
    return None if one is None or other is None else choose(one, other)


def _two(one: Priced, other: Priced) -> Inputs:
    return (("rate", shown(one)), ("other", shown(other)))


def _stopped(priced: Priced, loss: StopLoss, part: Part, basis: Basis) -> Priced:
    charges = charges_of(part, basis)
    if isinstance(charges, Missing):
        low = priced.low if loss.pays_from is DollarOf.SECOND else None
        return beside(replace(unpriced(charges), low=low), priced)
    if charges <= loss.threshold:
        return priced
    if loss.pays_from is DollarOf.FIRST:
        amount = cents(percent_of(charges, loss.percent))
        inputs = (("charges", charges), ("threshold", loss.threshold), ("percent", loss.percent))
        step = row("stop-loss", amount, STOP_LOSS_FIRST, inputs, line_id=part.line_id, rounding=Rounding.CENT)
        return replace(priced, low=amount, expected=amount, high=amount, trace=(*priced.trace, step), missing=())
    return _outlier(priced, loss, charges, part)


def _outlier(priced: Priced, loss: StopLoss, charges: Decimal, part: Part) -> Priced:
    more = cents(percent_of(charges - loss.threshold, loss.percent))
    low, expected, high = (None if each is None else each + more for each in (priced.low, priced.expected, priced.high))
    inputs = (
        ("amount", shown(priced)),
        ("charges", charges),
        ("threshold", loss.threshold),
        ("percent", loss.percent),
    )
    step = row("stop-loss", expected, STOP_LOSS_SECOND, inputs, line_id=part.line_id, rounding=Rounding.CENT)
    return replace(priced, low=low, expected=expected, high=high, trace=(*priced.trace, step))


def _manner(agreed: AgreedRate, basis: Basis, *, bounded: bool, whole: bool) -> Manner:
    return Manner(
        rules={rule.modifier: rule.percent for rule in agreed.modifier_rules or ()},
        round_at=agreed.round_at,
        escalations=escalations(agreed, basis),
        bounded=bounded,
        whole=whole,
    )
