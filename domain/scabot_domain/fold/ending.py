"""How a case ends, and how it comes back."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.afterwards import AmendmentState
from scabot_domain.case import Case, Offer, OfferState, Stage
from scabot_domain.events import CaseClosed, CaseEvent, CaseReopened, CaseWithdrawn, ProviderWithdrew, ScaDeclined
from scabot_domain.fold.changing import changed

Ending = CaseClosed | ScaDeclined | ProviderWithdrew | CaseWithdrawn | CaseReopened


def fold_ending(case: Case, fact: Ending, event: CaseEvent) -> Case:
    """Return the case after it ended or came back; an end takes the open offers with it."""
    match fact:
        case CaseClosed():
            return ended(case, Stage.CLOSED, event)
        case ScaDeclined():
            return ended(case, Stage.DECLINED, event, fact.code)
        case ProviderWithdrew():
            return ended(case, Stage.PROVIDER_WITHDREW, event, fact.code)
        case CaseWithdrawn():
            return ended(case, Stage.WITHDRAWN, event, fact.code)
        case CaseReopened():
            return _reopened(case)
        case _:
            assert_never(fact)


def ended(case: Case, stage: Stage, event: CaseEvent, code: str | None = None) -> Case:
    """Return the case in a stage in which it has ended, for a coded reason; what waited for an answer falls."""
    offers = tuple(_fallen(offer, event) for offer in case.offers)
    amendments = tuple(replace(one, state=AmendmentState.DROPPED) if one.open else one for one in case.amendments)
    after = changed(case, stage=stage, stage_before_end=case.stage, stall=None, end_code=code)
    return changed(after, offers=offers, amendments=amendments)


def _fallen(offer: Offer, event: CaseEvent) -> Offer:
    if offer.state is not OfferState.OPEN:
        return offer
    return replace(offer, state=OfferState.WITHDRAWN, closed_at=event.occurred_at, closed_by=event.actor)


def _reopened(case: Case) -> Case:
    draft = None if case.draft is None else replace(case.draft, approved_by=frozenset())
    return changed(
        case,
        stage=_back_to(case),
        stage_before_end=None,
        end_code=None,
        terms_agreed_at=None,
        acceptances=(),
        draft=draft,
        signatures={},
        signers={},
    )


def _back_to(case: Case) -> Stage:
    if case.offers:
        return Stage.NEGOTIATING
    return Stage.INTAKE if case.approval is None else Stage.APPROVED
