"""What an offer comes to where plain sums tell: case rates, fees for units, days that are stated, caps.

Schedules are not priced here: a percent of Medicare, or of a drug price, has no total. Unknown is None, and never 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scabot_domain.case import Case
from scabot_domain.events import AssumptionsSet
from scabot_domain.lint.subject import Offered, Subject, lines_of, subject_of
from scabot_domain.money.rates import CaseRate, FixedFee, PercentOfBilled, PerDiem, Rate
from scabot_domain.pricing.basis import Assumed, assumed_of
from scabot_domain.pricing.exact import cents, percent_of
from scabot_domain.pricing.gap import OfferGap, gap_between
from scabot_domain.terms.agreed import AgreedRate, GreaterOf, LesserOf
from scabot_domain.terms.services import ScopeLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """What is to be expected, and the most that it can come to, in US dollars; None where plain sums do not tell."""

    expected: Decimal | None = None
    most: Decimal | None = None


UNKNOWN = Total()
AS_STATED = Assumed()


def assumed(case: Case) -> Assumed:
    """Return what the newest assumptions of a case say."""
    sets = [entry.fact.values for entry in case.entries.values() if isinstance(entry.fact, AssumptionsSet)]
    return assumed_of(sets[-1]) if sets else AS_STATED


def total_of(case: Case, offer: Offered, supposed: Assumed = AS_STATED) -> Total:
    """Return what an offer comes to for the scope of a case; the most rests on what is stated alone.

    A rate for what no line names leaves the most open, unless everything together is capped.
    """
    subject = subject_of(case, offer, {})
    amounts = [_agreed(subject, agreed, supposed) for agreed in offer.rates]
    expected, most = _sum(one.expected for one in amounts), _sum(one.most for one in amounts)
    bounded = most if offer.default_rate is None else None
    cap = offer.cap_total
    return Total(expected=None if expected is None else _least(expected, cap), most=_least(bounded, cap))


def apart(bid: Decimal | None, ask: Decimal | None) -> OfferGap | None:
    """Return how far a payer's bid and a provider's ask are apart (C3); unknown without both."""
    return gap_between(ask, bid) if bid and ask is not None else None


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = list(amounts)
    return None if None in known else sum((one for one in known if one is not None), Decimal(0))


def _least(*amounts: Decimal | None) -> Decimal | None:
    return min((one for one in amounts if one is not None), default=None)


def _agreed(subject: Subject, agreed: AgreedRate, supposed: Assumed) -> Total:
    if agreed.modifier_rules:
        return UNKNOWN
    lines = lines_of(subject, agreed)
    alone = supposed if len(subject.rates) == 1 else Assumed(units=supposed.units, midnights=supposed.midnights)
    amount = _rate(agreed.rate, lines, alone)
    for wrapper in agreed.wrappers or ():
        if not isinstance(wrapper, LesserOf | GreaterOf):
            return UNKNOWN
        amount = _either(amount, _rate(wrapper.other, lines, alone), lesser=isinstance(wrapper, LesserOf))
    return amount


def _either(one: Total, other: Total, *, lesser: bool) -> Total:
    expected = None if one.expected is None or other.expected is None else (one.expected, other.expected)
    if lesser:
        return Total(expected=expected and min(expected), most=_least(one.most, other.most))
    most = None if one.most is None or other.most is None else max(one.most, other.most)
    return Total(expected=expected and max(expected), most=most)


def _rate(rate: Rate, lines: tuple[ScopeLine, ...], supposed: Assumed) -> Total:
    match rate:
        case CaseRate():
            return Total(expected=rate.amount, most=rate.amount)
        case FixedFee() if lines:
            units = sum(supposed.units.get(line.line_id, line.units_max) for line in lines)
            return Total(
                expected=cents(rate.amount * units), most=cents(rate.amount * sum(line.units_max for line in lines))
            )
        case PerDiem():
            return _per_diem(rate, supposed)
        case PercentOfBilled():
            return _billed(rate, supposed)
        case _:
            return UNKNOWN


def _per_diem(rate: PerDiem, supposed: Assumed) -> Total:
    days = supposed.midnights if supposed.midnights is not None else rate.expected_days
    counted = rate.same_day if days == 0 else days
    stated = rate.expected_days
    return Total(
        expected=None if counted is None else rate.amount * counted,
        most=None if stated is None else rate.amount * stated,
    )


def _billed(rate: PercentOfBilled, supposed: Assumed) -> Total:
    billed = supposed.billed if supposed.billed is not None else rate.charge_estimate
    expected = None if billed is None else _least(cents(percent_of(billed, rate.percent)), rate.cap)
    return Total(expected=expected, most=rate.cap)
