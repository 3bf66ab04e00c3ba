"""Rates for a whole stay or bill: percent of billed charges, per diem, case rate."""

from dataclasses import replace
from decimal import Decimal

from scabot_domain.lint.rates import ANY_LEVEL
from scabot_domain.money.rates import CaseRate, PastTerm, PercentOfBilled, PerDiem, unbounded
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.exact import cents, exactly, percent_of, plain
from scabot_domain.pricing.part import Part, charges_of
from scabot_domain.pricing.priced import Missing, Priced, Rounding, beside, known, lacking, row, unpriced
from scabot_domain.pricing.rules import CAPPED_CHARGES, CASE_RATE, CHARGES, DAYS
from scabot_domain.pricing.units import Manner, escalated
from scabot_domain.terms.sections import Runout


@exactly
def percent_of_charges(charges: Decimal, percent: Decimal) -> Decimal:
    """Return a percent of billed charges, in US dollars, half up to the cent; 55 is 55 %.

    >>> percent_of_charges(Decimal(240000), Decimal(55))
    Decimal('132000.00')
    """
    return cents(percent_of(charges, percent))


@exactly
def per_diem_total(per_diem: Decimal, days: int) -> Decimal:
    """Return the amount of a stay, in US dollars, half up to the cent.

    >>> per_diem_total(Decimal(3500), 9)
    Decimal('31500.00')
    """
    return cents(per_diem * days)


def billed_amount(rate: PercentOfBilled, part: Part, basis: Basis, manner: Manner) -> Priced:
    """Return a percent of the charges of some lines, at most the rate's cap (L7).

    Charges are the assumed ones; only where there are none, the rate's own estimate at its chargemaster date counts.
    """
    if unbounded(rate) and not manner.bounded:
        what = "a cap, or a charge estimate with its chargemaster date"
        return unpriced(Missing(what=what, line_id=part.line_id, finding="L7"))
    if manner.escalations:
        return unpriced(Missing(what="what an escalator means for a percent of charges", line_id=part.line_id))
    cap = None if rate.cap is None else cents(rate.cap)
    charges, stated = _charges(rate, part, basis, manner)
    if isinstance(charges, Missing):
        return unpriced(charges, high=cap)
    amount = percent_of_charges(charges, rate.percent)
    inputs = (("charges", charges), ("percent", rate.percent))
    steps = [row("percent of billed", amount, CHARGES, inputs, line_id=part.line_id, rounding=Rounding.CENT)]
    if cap is not None:
        inputs = (("amount", amount), ("cap", cap))
        amount = min(amount, cap)
        steps.append(row("cap of the rate", amount, CAPPED_CHARGES, inputs, line_id=part.line_id))
    return replace(known(amount, tuple(steps)), stated=stated)


_Stated = tuple[tuple[str, str], ...]


def _charges(rate: PercentOfBilled, part: Part, basis: Basis, manner: Manner) -> tuple[Decimal | Missing, _Stated]:
    charges = charges_of(part, basis)
    silent = basis.assumed.billed is None and not basis.assumed.charges
    usable = silent and rate.chargemaster_date is not None and manner.whole and not part.without
    if not isinstance(charges, Missing) or rate.charge_estimate is None or not usable:
        return charges, ()
    return rate.charge_estimate, ((f"billed charges of {part.words}", plain(rate.charge_estimate)),)


def per_diem_amount(rate: PerDiem, part: Part, basis: Basis, manner: Manner) -> Priced:
    """Return the amount of the days of a stay at the rate's level (L8).

    Days are the assumed midnights; only where there are none, the rate's own expected days count.
    """
    days, stated = _days(rate, part, basis)
    daily = escalated(rate.amount, manner, part.line_id)
    if isinstance(days, Missing) or daily.expected is None:
        return beside(unpriced(*lacking(days)), daily)
    amount = per_diem_total(daily.expected, days)
    inputs = (("per diem", daily.expected), ("days", days), ("level", rate.level or ""))
    step = row("per diem", amount, DAYS, inputs, line_id=part.line_id, rounding=Rounding.CENT)
    return beside(replace(known(amount, (step,)), stated=stated), daily)


def _days(rate: PerDiem, part: Part, basis: Basis) -> tuple[int | Missing, _Stated]:
    if rate.day_count is None or rate.level is None:
        what = "how days are counted" if rate.day_count is None else "the level of care"
        return Missing(what=what, line_id=part.line_id, finding="L8"), ()
    stated: _Stated = ()
    nights = basis.assumed.midnights if rate.level == ANY_LEVEL else basis.assumed.nights.get(rate.level)
    if nights is None and rate.expected_days is not None:
        nights, stated = rate.expected_days, ((f"days at {rate.level}", f"{rate.expected_days}"),)
    if nights is None:
        at = "" if rate.level == ANY_LEVEL else f" at level {rate.level}"
        return Missing(what=f"the midnights{at}", line_id=part.line_id), ()
    if basis.assumed.too_many_nights:
        return Missing(what="one length of stay: the nights assumed by level are more", line_id=part.line_id), ()
    if nights == 0 and rate.level == ANY_LEVEL:
        same_day = Missing(what="what a stay without a midnight counts", line_id=part.line_id, finding="L8")
        return same_day if rate.same_day is None else rate.same_day, stated
    return _within_term(nights, rate, part, basis), stated


_RUNOUT: dict[Runout | None, PastTerm] = {
    Runout.UNTIL_DISCHARGE: PastTerm.UNTIL_DISCHARGE,
    Runout.COURSE_OF_TREATMENT: PastTerm.UNTIL_DISCHARGE,
    Runout.ENDS_WITH_TERM: PastTerm.ENDS_WITH_TERM,
}
"""What an agreement's own rule for care in progress means for an admission, where the rate says nothing."""


def _within_term(nights: int, rate: PerDiem, part: Part, basis: Basis) -> int | Missing:
    admitted, term = basis.assumed.admitted_on, basis.term
    rule = rate.past_term or _RUNOUT.get(term.runout_rule if term is not None else None)
    if rule is PastTerm.UNTIL_DISCHARGE:
        return nights
    if admitted is None or term is None:
        what = "the day of admission" if admitted is None else "the term"
        return nights if rule is None else Missing(what=what, line_id=part.line_id, finding="L8")
    inside = max(0, (term.end - admitted).days + 1)
    if nights <= inside:
        return nights
    if rule is None or rate.level != ANY_LEVEL:
        return Missing(what="what is paid past the last day of the term", line_id=part.line_id, finding="L8")
    return inside


def case_rate_amount(rate: CaseRate, part: Part, manner: Manner) -> Priced:
    """Return the one amount of an episode."""
    amount = escalated(cents(rate.amount), manner, part.line_id)
    if amount.expected is None:
        return amount
    inputs = (("case rate", amount.expected), ("episode", rate.episode))
    step = row("case rate", amount.expected, CASE_RATE, inputs, line_id=part.line_id)
    return beside(known(amount.expected, (step,)), amount)
