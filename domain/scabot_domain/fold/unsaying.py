"""What taking back an offer or an acceptance as never said undoes (C14)."""

from collections.abc import Callable
from dataclasses import replace

from scabot_domain.case import Case, Offer, OfferState
from scabot_domain.covering import stated
from scabot_domain.events import CaseEvent, OfferAccepted, OfferCountered, OfferMade
from scabot_domain.fold.changing import changed


def unsaid(case: Case, fact: OfferMade | OfferCountered, event: CaseEvent) -> Case:
    """Return the case without an offer that nobody made; whatever of it was accepted is open again."""
    offer_id = fact.terms.offer_id
    acceptances = tuple(one for one in case.acceptances if one.offer_id != offer_id)
    after = changed(case, acceptances=acceptances)
    return _put(after, offer_id, lambda offer: _closed(offer, OfferState.WITHDRAWN, event))


def unaccepted(case: Case, fact: OfferAccepted, event: CaseEvent) -> Case:
    """Return the case without an acceptance that nobody gave: its lines are open, or as they were before, again.

    The offer can be answered again, unless the case has ended or its side has made another one since (I1).
    """
    offer = case.offer(fact.offer_id)
    if offer is None:
        return case
    lines = stated(offer.terms) if fact.line_ids is None else frozenset(fact.line_ids)
    kept = tuple(one for one in case.acceptances if (one.offer_id, one.lines) != (fact.offer_id, lines))
    after = changed(case, acceptances=kept)
    return _put(after, fact.offer_id, lambda one: _open_again(case, one, event))


def _put(case: Case, offer_id: str, becomes: Callable[[Offer], Offer]) -> Case:
    stands = (OfferState.OPEN, OfferState.ACCEPTED)
    return changed(
        case,
        offers=tuple(
            becomes(one) if one.terms.offer_id == offer_id and one.state in stands else one for one in case.offers
        ),
    )


def _open_again(case: Case, offer: Offer, event: CaseEvent) -> Offer:
    if case.terminal:
        return _closed(offer, OfferState.WITHDRAWN, event)
    newer = [one for one in case.offers if one.terms.side is offer.terms.side and one.version > offer.version]
    if newer:
        return replace(_closed(offer, OfferState.SUPERSEDED, event), superseded_by=newer[-1].terms.offer_id)
    return replace(offer, state=OfferState.OPEN, closed_at=None, closed_by=None)


def _closed(offer: Offer, state: OfferState, event: CaseEvent) -> Offer:
    return replace(offer, state=state, closed_at=event.occurred_at, closed_by=event.actor)
