"""Where two offers cost the same: at how many days, or at which billed charges."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import permutations
from typing import assert_never

from scabot_domain.lint.subject import Offered
from scabot_domain.money.amounts import show_dollars
from scabot_domain.money.rates import PastTerm, PercentOfBilled, PerDiem, Rate
from scabot_domain.pricing.exact import CENT, HUNDRED, cents, exactly
from scabot_domain.terms.agreed import CarveOut, Escalator, GreaterOf, LesserOf, StopLoss


class Along(StrEnum):
    """What a break-even point is counted in."""

    DAYS = "days"
    BILLED = "billed charges"


@dataclass(frozen=True, kw_only=True, slots=True)
class BreakEven:
    """Where an offer that grows costs as much as one that stays: `at` days with two decimals, or US dollars billed."""

    growing: str
    staying: str
    along: Along
    at: Decimal
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """An offer by its id, and its expected total in US dollars, where there is one."""

    offer_id: str
    offer: Offered
    expected: Decimal | None


@exactly
def break_evens(offers: tuple[Weighed, ...]) -> tuple[BreakEven, ...]:
    """Return every point at which an offer by days or charges costs what one costs that does not grow with them."""
    return tuple(point for one, other in permutations(offers, 2) for point in _points(one, other))


@exactly
def days_at(total: Decimal, per_diem: Decimal) -> Decimal:
    """Return after how many days a per diem has cost a total, half up to two decimals.

    >>> str(days_at(Decimal(45000), Decimal(3500)))
    '12.86'
    """
    return (total / per_diem).quantize(CENT, ROUND_HALF_UP)


@exactly
def billed_at(total: Decimal, percent: Decimal) -> Decimal:
    """Return the billed charges of which a percent is a total, in US dollars, half up to the cent.

    >>> str(billed_at(Decimal(45000), Decimal(55)))
    '81818.18'
    """
    return cents(total * HUNDRED / percent)


def _points(growing: Weighed, staying: Weighed) -> Iterator[BreakEven]:
    rate, total = _only(growing.offer), staying.expected
    if total is None:
        return
    if isinstance(rate, PerDiem) and rate.past_term is not PastTerm.ENDS_WITH_TERM and not by_days(staying.offer):
        at, said = days_at(total, rate.amount), _days(growing, staying, rate.amount, total)
        yield BreakEven(growing=growing.offer_id, staying=staying.offer_id, along=Along.DAYS, at=at, sentence=said)
    if isinstance(rate, PercentOfBilled) and rate.cap is None and not by_charges(staying.offer):
        at = billed_at(total, rate.percent)
        said = f"{growing.offer_id} costs what {staying.offer_id} costs at billed charges of {show_dollars(at)}."
        yield BreakEven(growing=growing.offer_id, staying=staying.offer_id, along=Along.BILLED, at=at, sentence=said)


def _days(growing: Weighed, staying: Weighed, per_diem: Decimal, total: Decimal) -> str:
    whole = int((total / per_diem).to_integral_value(ROUND_FLOOR))
    equal = per_diem * whole == total
    before, after = whole - equal, whole + 1
    less = f"{growing.offer_id} costs less up to {before} days ({show_dollars(cents(per_diem * before))})"
    same = f"the same at {whole}, " if equal else ""
    return f"{less}, {same}{staying.offer_id} from {after} ({show_dollars(cents(per_diem * after))})."


def by_days(offer: Offered) -> bool:
    """Say whether anything in an offer depends on the length of the stay."""
    return any(isinstance(rate, PerDiem) for rate in _every(offer))


def by_charges(offer: Offered) -> bool:
    """Say whether anything in an offer depends on billed charges."""
    losses = (isinstance(wrapper, StopLoss) for agreed in offer.rates for wrapper in agreed.wrappers or ())
    return any(losses) or any(isinstance(rate, PercentOfBilled) for rate in _every(offer))


def _only(offer: Offered) -> Rate | None:
    alone = len(offer.rates) == 1 and not offer.rates[0].wrappers and offer.cap_total is None
    return offer.rates[0].rate if alone else None


def _every(offer: Offered) -> Iterator[Rate]:
    if offer.default_rate is not None:
        yield offer.default_rate
    for agreed in offer.rates:
        yield agreed.rate
        for wrapper in agreed.wrappers or ():
            match wrapper:
                case LesserOf() | GreaterOf():
                    yield wrapper.other
                case CarveOut():
                    yield wrapper.rate
                case StopLoss() | Escalator():
                    pass
                case _:
                    assert_never(wrapper)
