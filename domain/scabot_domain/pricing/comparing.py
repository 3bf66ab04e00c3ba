"""Every offer on the same assumptions: totals, percents, the gap, where they break even, what the patient owes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from scabot_domain.lint.subject import Offered
from scabot_domain.parties import Side
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.breakeven import BreakEven, Weighed, break_evens
from scabot_domain.pricing.exact import exactly
from scabot_domain.pricing.exposure import Benefits, cost_share
from scabot_domain.pricing.gap import OfferGap, gap_between, one_basis, share
from scabot_domain.pricing.offers import price_offer
from scabot_domain.pricing.part import Part, charges_of
from scabot_domain.pricing.priced import Missing, Priced
from scabot_domain.pricing.reference import Measure, measure


class Stated(Offered, Protocol):
    """An offer with its number and the side that made it."""

    @property
    def offer_id(self) -> str:
        """Return the number."""
        ...

    @property
    def side(self) -> Side:
        """Return who made it."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """An offer beside others: its total, in percent of Medicare and of the bill with one decimal, the patient's share.

    `of_medicare` is None unless every line has a Medicare amount; `exposure` is None where no benefits were given.
    """

    offer_id: str
    side: Side
    priced: Priced
    of_medicare: Decimal | None
    of_billed: Decimal | None
    exposure: Priced | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Offers on one set of assumptions; `gap` is that of each side's latest, None where a total is unknown (C3).

    There is no gap either where two offers rest on different figures of their own.
    """

    offers: tuple[Compared, ...]
    medicare: Measure
    billed: Decimal | None
    gap: OfferGap | None
    break_evens: tuple[BreakEven, ...]

    @property
    def of_medicare_lines(self) -> str:
        """Say how many lines have a Medicare amount: `3 of 5 lines`."""
        return f"{self.medicare.priced} of {self.medicare.lines} lines"


@exactly
def compare(offers: Iterable[Stated], basis: Basis, benefits: Benefits | None = None) -> Comparison:
    """Hold offers, oldest first, against each other on one set of assumptions; a missing total stays missing."""
    every = tuple(offers)
    medicare, billed = measure(every, basis), _billed(basis)
    compared = tuple(_compared(offer, basis, (medicare, billed), benefits) for offer in every)
    weighed = zip(every, compared, strict=True)
    return Comparison(
        offers=compared,
        medicare=medicare,
        billed=billed,
        gap=_gap(compared),
        break_evens=break_evens(
            tuple(Weighed(offer_id=o.offer_id, offer=o, expected=c.priced.expected) for o, c in weighed)
        ),
    )


def _compared(
    offer: Stated, basis: Basis, measures: tuple[Measure, Decimal | None], benefits: Benefits | None
) -> Compared:
    priced = price_offer(offer, basis)
    medicare, billed = measures
    amount = priced.expected
    return Compared(
        offer_id=offer.offer_id,
        side=offer.side,
        priced=priced,
        of_medicare=None if amount is None else share(amount, medicare.total.expected),
        of_billed=None if amount is None else share(amount, billed),
        exposure=None if benefits is None else cost_share(priced, benefits),
    )


def _billed(basis: Basis) -> Decimal | None:
    charges = basis.assumed.billed or charges_of(Part(lines=basis.lines), basis)
    return None if isinstance(charges, Missing) else charges


def _gap(compared: tuple[Compared, ...]) -> OfferGap | None:
    latest = {each.side: each.priced for each in compared}
    ask, bid = latest.get(Side.PROVIDER), latest.get(Side.PAYER)
    if ask is None or bid is None or ask.expected is None or bid.expected is None or not one_basis(ask, bid):
        return None
    return gap_between(ask.expected, bid.expected)
