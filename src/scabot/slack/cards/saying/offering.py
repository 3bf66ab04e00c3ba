"""Lines about offers and their answers."""

from typing import assert_never

from scabot.slack.cards.offers import rates_in_words
from scabot.slack.cards.saying.plainly import plain
from scabot_domain.events import (
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    Offering,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferWithdrawn,
    TermsAgreed,
)


def say_offering(fact: Offering) -> str:  # noqa: C901, PLR0911 - one line for each kind
    """Say what a fact is about in one line."""
    match fact:
        case OfferMade():
            return f"{fact.terms.offer_id} offered by the {fact.terms.side.value}: {rates_in_words(fact.terms)}"
        case OfferCountered():
            terms = fact.terms
            counter = f"{terms.offer_id} counters {fact.in_reply_to}, by the {terms.side.value}"
            return f"{counter}: {rates_in_words(terms)}"
        case OfferSuperseded():
            return f"{fact.offer_id} superseded by {fact.by}"
        case OfferRejected():
            return f"{fact.offer_id} rejected ({plain(fact.code.value)})"
        case OfferWithdrawn():
            return f"{fact.offer_id} withdrawn"
        case OfferExpired():
            return f"{fact.offer_id} expired without an answer"
        case OfferAccepted():
            lines = f" for {', '.join(fact.line_ids)}" if fact.line_ids else ""
            return f"{fact.offer_id} accepted{lines}"
        case TermsAgreed():
            return f"terms agreed on {fact.offer_id}; next, the written agreement"
        case _:
            assert_never(fact)
