"""How offers and their answers change a case."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.case import Acceptance, Case, Draft, Offer, OfferState, Stage
from scabot_domain.covering import remaining, stated
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

_Closing = OfferSuperseded | OfferRejected | OfferWithdrawn | OfferExpired

_BECOMES: dict[type[_Closing], OfferState] = {
    OfferSuperseded: OfferState.SUPERSEDED,
    OfferRejected: OfferState.REJECTED,
    OfferWithdrawn: OfferState.WITHDRAWN,
    OfferExpired: OfferState.EXPIRED,
}


def fold_offering(case: Case, fact: Offering, event: CaseEvent) -> Case:
    """Return the case after an offer or an answer; an answer to an offer that is not in the history changes nothing."""
    match fact:
        case OfferMade() | OfferCountered():
            return _made(case, fact, event)
        case OfferSuperseded() | OfferRejected() | OfferWithdrawn() | OfferExpired():
            by = fact.by if isinstance(fact, OfferSuperseded) else None
            return _with(case, fact.offer_id, event, state=_BECOMES[type(fact)], superseded_by=by)
        case OfferAccepted():
            return _accepted(case, fact, event)
        case TermsAgreed():
            acceptances = tuple(replace(one, agreed=True) for one in case.acceptances)
            return changed(case, stage=Stage.TERMS_AGREED, terms_agreed_at=event.occurred_at, acceptances=acceptances)
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


def _made(case: Case, fact: OfferMade | OfferCountered, event: CaseEvent) -> Case:
    after = changed(case, offers=(*case.offers, _offer(fact, event)), stage=Stage.NEGOTIATING)
    if case.stage is not Stage.TERMS_AGREED:
        return after
    return changed(after, terms_agreed_at=None, draft=None if case.draft is None else _in_question(case.draft))


def _in_question(draft: Draft) -> Draft:
    return replace(draft, approved_by=frozenset(), outdated=True)


def _accepted(case: Case, fact: OfferAccepted, event: CaseEvent) -> Case:
    offer = case.offer(fact.offer_id)
    if offer is None:
        return case
    lines = stated(offer.terms) if fact.line_ids is None else frozenset(fact.line_ids)
    one = Acceptance(offer_id=fact.offer_id, lines=lines, held=lines)
    after = changed(case, acceptances=(*case.acceptances, one))
    if fact.line_ids is not None and remaining(after, offer.terms):
        return after
    return _with(after, fact.offer_id, event, state=OfferState.ACCEPTED)


def _with(case: Case, offer_id: str, event: CaseEvent, *, state: OfferState, superseded_by: str | None = None) -> Case:
    def after(offer: Offer) -> Offer:
        if offer.terms.offer_id != offer_id:
            return offer
        at, by = event.occurred_at, event.actor
        return replace(offer, state=state, superseded_by=superseded_by, closed_at=at, closed_by=by)

    return changed(case, offers=tuple(map(after, case.offers)))
