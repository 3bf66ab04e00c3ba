"""How offers and their answers change a case."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.case import Case, Offer, OfferState, Stage
from scabot_domain.events import (
    CaseEvent,
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
from scabot_domain.fold.changing import changed

_Closing = OfferSuperseded | OfferRejected | OfferWithdrawn | OfferExpired | OfferAccepted

_BECOMES: dict[type[_Closing], OfferState] = {
    OfferSuperseded: OfferState.SUPERSEDED,
    OfferRejected: OfferState.REJECTED,
    OfferWithdrawn: OfferState.WITHDRAWN,
    OfferExpired: OfferState.EXPIRED,
    OfferAccepted: OfferState.ACCEPTED,
}


def fold_offering(case: Case, fact: Offering, event: CaseEvent) -> Case:
    """Return the case after an offer or an answer; an answer to an offer that is not in the history changes nothing."""
    match fact:
        case OfferMade() | OfferCountered():
            return changed(case, offers=(*case.offers, _offer(fact, event)), stage=Stage.NEGOTIATING)
        case OfferSuperseded() | OfferRejected() | OfferWithdrawn() | OfferExpired() | OfferAccepted():
            awaiting = fact.offer_id if isinstance(fact, OfferAccepted) else case.awaiting
            offers = tuple(_answered(offer, fact, event) for offer in case.offers)
            return changed(case, offers=offers, awaiting=awaiting)
        case TermsAgreed():
            return changed(case, stage=Stage.TERMS_AGREED, terms_agreed_at=event.occurred_at, awaiting=None)
        case _:
            assert_never(fact)


def _offer(fact: OfferMade | OfferCountered, event: CaseEvent) -> Offer:
    return Offer(
        terms=fact.terms,
        hash=fact.offer_hash,
        made_at=event.occurred_at,
        made_by=event.actor,
        version=event.version,
        in_reply_to=fact.in_reply_to if isinstance(fact, OfferCountered) else None,
    )


def _answered(offer: Offer, fact: _Closing, event: CaseEvent) -> Offer:
    if offer.terms.offer_id != fact.offer_id:
        return offer
    return replace(
        offer,
        state=_BECOMES[type(fact)],
        superseded_by=fact.by if isinstance(fact, OfferSuperseded) else None,
        closed_at=event.occurred_at,
        closed_by=event.actor,
    )
