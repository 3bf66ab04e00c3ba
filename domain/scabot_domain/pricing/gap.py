"""The gap between what the provider asks and what the payer bids, on one set of assumptions (C3)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scabot_domain.pricing.exact import HUNDRED, exactly
from scabot_domain.pricing.priced import Priced

TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferGap:
    """How far apart two expected totals are: US dollars, and percent of the bid with one decimal.

    `crossed` says that the provider asks no more than the payer bids; there is no percent then.
    """

    ask: Decimal
    bid: Decimal
    dollars: Decimal
    percent: Decimal | None
    crossed: bool


@exactly
def gap_between(ask: Decimal, bid: Decimal) -> OfferGap:
    """Return (ask - bid) / bid, half up to one decimal of a percent (C3).

    >>> str(gap_between(Decimal(62000), Decimal(38000)).percent)
    '63.2'
    """
    if ask <= bid:
        return OfferGap(ask=ask, bid=bid, dollars=ask - bid, percent=None, crossed=True)
    percent = share(ask - bid, bid)
    return OfferGap(ask=ask, bid=bid, dollars=ask - bid, percent=percent, crossed=False)


@exactly
def share(amount: Decimal, whole: Decimal | None) -> Decimal | None:
    """Return an amount in percent of a whole, half up to one decimal; of nothing, or of an unknown, there is none."""
    return (amount * HUNDRED / whole).quantize(TENTH, ROUND_HALF_UP) if whole else None


def one_basis(one: Priced, other: Priced) -> bool:
    """Say whether two amounts rest on the same figures, those that their own terms stated included."""
    stated = dict(one.stated)
    return all(stated.get(name, value) == value for name, value in other.stated)
