"""What Medicare itself would pay for the services: the measure that every offer is held against (S17)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from scabot_domain.lint.subject import Offered
from scabot_domain.money.benchmarks import MedicareBenchmark, Source, YearPolicy
from scabot_domain.money.rates import PercentOfMedicare, Rate
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.medicare import medicare_unit_of
from scabot_domain.pricing.priced import Missing, Priced, gathered, known, row, unpriced
from scabot_domain.pricing.rules import MEDICARE_DRUG
from scabot_domain.pricing.units import Manner, of_drug_units, of_units
from scabot_domain.terms.agreed import AgreedRate, GreaterOf, LesserOf, lines_paid
from scabot_domain.terms.services import ScopeLine

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """The Medicare amount of all lines, and of how many of them there is one."""

    total: Priced
    priced: int
    lines: int


def measure(offers: tuple[Offered, ...], basis: Basis) -> Measure:
    """Return what Medicare would pay for the services, in US dollars.

    Where all offers name one benchmark for a line, that is it. Else it is the schedule of the date of service, with
    the locality and conversion factor assumed, or those that all name alike; a drug has its quarter's payment limit.
    """
    each = [_line(offers, line, basis) for line in basis.lines]
    total = gathered(each) if each else unpriced(Missing(what="the services"))
    return Measure(total=total, priced=sum(one.expected is not None for one in each), lines=len(each))


def _line(offers: tuple[Offered, ...], line: ScopeLine, basis: Basis) -> Priced:
    marks = {mark for offer in offers for mark in _marks(offer, line, basis)}
    limit = _drug(line, basis)
    if not marks and limit is not None:
        return limit
    if len({mark.source for mark in marks}) > 1 or (len(marks) > 1 and _stated(marks)):
        return unpriced(Missing(what="one Medicare amount: the offers name several", line_id=line.line_id))
    mark = marks.pop() if len(marks) == 1 else _at_date_of_service(marks, basis)
    return of_units(medicare_unit_of(mark, line, basis, Manner()), line, basis, Manner())


def _stated(marks: set[MedicareBenchmark]) -> bool:
    return any(mark.source is Source.STATED_AMOUNT for mark in marks)


def _at_date_of_service(marks: set[MedicareBenchmark], basis: Basis) -> MedicareBenchmark:
    assumed = basis.assumed
    localities = {mark.locality for mark in marks}
    factors = {mark.factor_class for mark in marks}
    settings = {mark.setting for mark in marks}
    return MedicareBenchmark(
        source=next((mark.source for mark in marks), Source.PHYSICIAN_FEE_SCHEDULE),
        year_policy=YearPolicy.DATE_OF_SERVICE,
        locality=assumed.locality or _alike(localities),
        setting=_alike(settings),
        factor_class=assumed.factor_class or _alike(factors),
    )


def _alike(told: Collection[T | None]) -> T | None:
    return next(iter(told)) if len(told) == 1 else None


def _drug(line: ScopeLine, basis: Basis) -> Priced | None:
    quarter = basis.assumed.quarter
    found = basis.schedules.drug(quarter, line.code) if quarter is not None else None
    if quarter is None or found is None:
        return None
    inputs = (("code", line.code), ("quarter", quarter), ("limit", found.limit))
    step = row("Medicare amount of a unit", found.limit, MEDICARE_DRUG, inputs, line_id=line.line_id)
    return of_drug_units(known(found.limit, (step,)), line, basis, Manner())


def _marks(offer: Offered, line: ScopeLine, basis: Basis) -> Iterator[MedicareBenchmark]:
    for agreed in offer.rates:
        if line in lines_paid(agreed, offer.rates, basis.lines):
            yield from (rate.benchmark for rate in _rates(agreed) if isinstance(rate, PercentOfMedicare))


def _rates(agreed: AgreedRate) -> Iterator[Rate]:
    yield agreed.rate
    yield from (each.other for each in agreed.wrappers or () if isinstance(each, LesserOf | GreaterOf))
