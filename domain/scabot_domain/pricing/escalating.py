"""How often an escalator has worked: once for each anniversary of the first day up to the date of service."""

from datetime import date
from decimal import Decimal

from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.priced import Missing
from scabot_domain.terms.agreed import AgreedRate, Escalator


def escalations(agreed: AgreedRate, basis: Basis) -> tuple[Decimal, ...] | Missing:
    """Return an escalator's percent once for each anniversary so far, or what is missing to count them."""
    percents = [each.percent for each in agreed.wrappers or () if isinstance(each, Escalator)]
    if not percents:
        return ()
    if len(percents) > 1:
        return Missing(what="one escalator")
    number = anniversaries(basis)
    return number if isinstance(number, Missing) else (percents[0],) * number


def anniversaries(basis: Basis) -> int | Missing:
    """Return how many anniversaries of the first day have passed at the date of service.

    Without that date, every day of the year of service, or else of the term, must have the same answer.
    """
    term, assumed = basis.term, basis.assumed
    if term is None:
        return Missing(what="the first day of the term")
    if assumed.service_on is not None:
        return _passed(term.effective, assumed.service_on)
    first, last = term.effective, term.end
    if assumed.year is not None:
        first, last = max(first, date(assumed.year, 1, 1)), min(last, date(assumed.year, 12, 31))
    number = _passed(term.effective, first)
    if first > last or number != _passed(term.effective, last):
        return Missing(what="the date of service, to count anniversaries")
    return number


def _passed(effective: date, day: date) -> int:
    early = (day.month, day.day) < (effective.month, effective.day)
    return max(0, day.year - effective.year - early)
