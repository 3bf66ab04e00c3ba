"""Offers and answers in plain words."""

from collections.abc import Iterable
from typing import assert_never

from scabot.audit.moments import show_day
from scabot.audit.telling.pen import Pen
from scabot_domain.events import (
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    Offering,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferTerms,
    OfferWithdrawn,
    TermsAgreed,
)
from scabot_domain.terms.agreed import show_agreed, show_beside, show_conditions
from scabot_domain.terms.canonical import short
from scabot_domain.terms.sections import AgreedRate


def tell_offering(fact: Offering, pen: Pen) -> tuple[str, ...]:
    """Return a headline and details; rates in US dollars or percent."""
    match fact:
        case OfferMade():
            headline = f"offer {fact.terms.offer_id} by the {fact.terms.side.value}"
            return headline, *tell_terms(fact.terms, fact.offer_hash, pen)
        case OfferCountered():
            headline = f"offer {fact.terms.offer_id} by the {fact.terms.side.value}, a counter to {fact.in_reply_to}"
            return headline, *tell_terms(fact.terms, fact.offer_hash, pen)
        case _:
            return (_answer(fact, pen),)


def tell_rates(rates: Iterable[AgreedRate]) -> tuple[str, ...]:
    """Return each rate on a line, with the scope lines that it pays."""
    return tuple(f"{', '.join(rate.line_ids) or 'all services'}: {show_agreed(rate)}" for rate in rates)


def tell_terms(terms: OfferTerms, offer_hash: str, pen: Pen) -> tuple[str, ...]:
    """Return what an offer says, a line for each rate, and until when it is open."""
    days = terms.term
    term = (f"term {show_day(days.effective)} to {show_day(days.end)}",) if days else ()
    until = f"open until {pen.moment(terms.expires_at)}, hash {short(offer_hash)}"
    conditions = show_conditions(terms.reopens, whole=terms.all_or_nothing)
    return *tell_rates(terms.rates), *show_beside(terms.default_rate, terms.cap_total), *conditions, *term, until


def _answer(
    fact: OfferSuperseded | OfferRejected | OfferWithdrawn | OfferExpired | OfferAccepted | TermsAgreed, pen: Pen
) -> str:
    match fact:
        case OfferSuperseded():
            return f"offer {fact.offer_id} closed: offer {fact.by} took its place"
        case OfferRejected():
            return f"offer {fact.offer_id} rejected: {fact.code.value.replace('_', ' ')}"
        case OfferWithdrawn():
            return f"offer {fact.offer_id} withdrawn"
        case OfferExpired():
            return f"offer {fact.offer_id} expired unanswered on {pen.moment(fact.expires_at)}"
        case OfferAccepted():
            lines = f" for {', '.join(fact.line_ids)}" if fact.line_ids else ""
            return f"offer {fact.offer_id} accepted{lines}, hash {short(fact.offer_hash)}"
        case TermsAgreed():
            return f"terms agreed on offer {fact.offer_id}, terms hash {short(fact.terms_hash)}"
        case _:
            assert_never(fact)
