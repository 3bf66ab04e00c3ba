"""Offers in words, term by term."""

from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from scabot.slack.grammar.days import show_day
from scabot_domain.case import Case, Offer, OfferState
from scabot_domain.covering import locks
from scabot_domain.events import OfferTerms
from scabot_domain.terms.agreed import show_agreed, show_beside, show_conditions
from scabot_domain.terms.sections import AgreedRate

MOST_RATES = 12
"""Rates of one offer on a card; its log line says all of them."""

ROOM = 2200
"""Characters of rates on a card: a block of Slack has 3000, and nothing may be cut off in the middle of a rate."""


def rates_in_words(terms: OfferTerms) -> str:
    """Say every rate of an offer in one line."""
    return "; ".join((*map(_rate, terms.rates), *_beside(terms)))


def offers_shown(case: Case, now: datetime) -> list[Offer]:
    """Return what is on the table: open offers and the accepted one; without any, each side's latest position."""
    agreed = locks(case).values()
    live = [
        one
        for one in case.offers
        if one.open_at(now) or one.state is OfferState.ACCEPTED or one.terms.offer_id in agreed
    ]
    if live:
        return live
    latest = {one.terms.side: one for one in case.offers}
    return sorted(latest.values(), key=lambda one: one.version)


def offer_lines(offer: Offer, zone: str, now: datetime, agreed: str = "") -> list[str]:
    """Return what an offer says, term by term: a line that names it, then one for each rate and one for its term.

    `agreed` names the lines that have its terms, where those are not all.
    """
    terms = offer.terms
    became = "; agreed: ".join((_until(offer, zone, now), agreed)) if agreed else _until(offer, zone, now)
    head = f"{terms.offer_id} by the {terms.side.value} ({became})"
    rates = _that_fit([f"  {_rate(one)}" for one in terms.rates[:MOST_RATES]])
    beyond = len(terms.rates) - len(rates)
    rest = [f"  and {beyond} more rate{'s' if beyond > 1 else ''}: the history says all of them"] if beyond > 0 else []
    term = [f"  Term {show_day(terms.term.effective)} to {show_day(terms.term.end)}"] if terms.term else []
    beside = [f"  {line}" for line in _beside(terms)]
    return [head, *rates, *rest, *beside, *term]


def _beside(terms: OfferTerms) -> tuple[str, ...]:
    conditions = show_conditions(terms.reopens, whole=terms.all_or_nothing)
    return (*show_beside(terms.default_rate, terms.cap_total), *conditions)


def agreed_of(case: Case, offer: Offer) -> str:
    """Name the lines that have the terms of an offer which was not accepted in full: `L1, L3`."""
    if offer.state is OfferState.ACCEPTED:
        return ""
    return ", ".join(line for line, offer_id in locks(case).items() if offer_id == offer.terms.offer_id)


def _that_fit(rates: list[str]) -> list[str]:
    ends = list(accumulate(len(rate) + 1 for rate in rates))
    return [rate for rate, end in zip(rates, ends, strict=True) if end <= ROOM]


def _rate(agreed: AgreedRate) -> str:
    return f"{show_agreed(agreed)}{' for ' + ', '.join(agreed.line_ids) if agreed.line_ids else ''}"


def _until(offer: Offer, zone: str, now: datetime) -> str:
    if not offer.open_at(now):
        return offer.state.value if offer.state is not OfferState.OPEN else "expired"
    local = offer.terms.expires_at.astimezone(ZoneInfo(zone))
    return f"open until {show_day(local.date())} {local:%H:%M %Z}"
