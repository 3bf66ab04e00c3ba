"""A whole offer in dollars: every rate, what no rate names, and the cap on everything."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from scabot_domain.lint.rates import overlapping
from scabot_domain.lint.subject import Offered
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.exact import cents, exactly
from scabot_domain.pricing.models import price_rate
from scabot_domain.pricing.part import Part
from scabot_domain.pricing.priced import Missing, Priced, gathered, row, shown, unpriced
from scabot_domain.pricing.rules import CAP_TOTAL, DEFAULT, TOTAL
from scabot_domain.pricing.units import Manner
from scabot_domain.pricing.wrappers import price_agreed
from scabot_domain.terms.agreed import lines_paid, misallocated


@exactly
def price_offer(offer: Offered, basis: Basis) -> Priced:
    """Return what an offer costs on one set of assumptions, in US dollars to the cent, with every step (I12).

    Rates come first, then the default rate for lines that no rate names, then the cap on everything.
    Nothing that is missing counts as zero: there is no expected total then, and `missing` names all of it.
    """
    on = basis if offer.term is None else replace(basis, term=offer.term)
    parts = [*_rates(offer, on), *_unlisted(offer, on), *(unpriced(gap) for gap in contradictions(offer, on))]
    total = gathered(parts)
    inputs = [(f"{number}", shown(part)) for number, part in enumerate(parts, start=1)]
    total = replace(total, trace=(*total.trace, row("total", total.expected, TOTAL, inputs)))
    return total if offer.cap_total is None else _capped(total, cents(offer.cap_total))


def contradictions(offer: Offered, basis: Basis) -> Iterator[Missing]:
    """Yield what keeps an offer from having one price, whatever its rates are: lines unknown or paid twice, parts."""
    known = {line.line_id for line in basis.lines}
    for line_id in dict.fromkeys(line_id for agreed in offer.rates for line_id in agreed.line_ids):
        if line_id not in known:
            yield Missing(what="the line is not in the scope", line_id=line_id)
    for one, other in overlapping(offer.rates):
        shared = [line_id for line_id in one.line_ids if line_id in other.line_ids]
        yield Missing(what="one rate: two pay the same service", line_id=min(shared, default=None), finding="L16")
    if any(misallocated(agreed) for agreed in offer.rates):
        yield Missing(what="parts of the case rate that sum to it", finding="L9")


def _rates(offer: Offered, basis: Basis) -> Iterator[Priced]:
    for agreed in offer.rates:
        yield price_agreed(
            agreed, lines_paid(agreed, offer.rates, basis.lines), basis, capped=offer.cap_total is not None
        )


def _unlisted(offer: Offered, basis: Basis) -> Iterator[Priced]:
    paid = {line.line_id for agreed in offer.rates for line in lines_paid(agreed, offer.rates, basis.lines)}
    left = tuple(line for line in basis.lines if line.line_id not in paid)
    if not left:
        return
    if offer.default_rate is None:
        yield unpriced(*(Missing(what="a rate", line_id=line.line_id, finding="L12") for line in left))
        return
    priced = price_rate(offer.default_rate, Part(lines=left), basis, Manner(bounded=offer.cap_total is not None))
    inputs = (("lines", ", ".join(line.line_id for line in left)),)
    yield replace(priced, trace=(*priced.trace, row("default rate", priced.expected, DEFAULT, inputs)))


def _capped(total: Priced, cap: Decimal) -> Priced:
    low, expected = (None if each is None else min(each, cap) for each in (total.low, total.expected))
    high = cap if total.high is None else min(total.high, cap)
    step = row("cap on everything", expected, CAP_TOTAL, (("total", shown(total)), ("cap", cap)))
    return replace(total, low=low, expected=expected, high=high, trace=(*total.trace, step))
