"""How a case ends, and how it comes back."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.case import Case, Offer, OfferState, Stage
from scabot_domain.events import CaseClosed, CaseEvent, CaseReopened, CaseWithdrawn, ProviderWithdrew, ScaDeclined
from scabot_domain.fold.changing import changed

Ending = CaseClosed | ScaDeclined | ProviderWithdrew | CaseWithdrawn | CaseReopened


def fold_ending(case: Case, fact: Ending, event: CaseEvent) -> Case:
    """Return the case after it ended or came back; an end takes the open offers with it."""
    match fact:
        case CaseClosed():
            return _ended(case, Stage.CLOSED, event)
        case ScaDeclined():
            return _ended(case, Stage.DECLINED, event)
        case ProviderWithdrew():
            return _ended(case, Stage.PROVIDER_WITHDREW, event)
        case CaseWithdrawn():
            return _ended(case, Stage.WITHDRAWN, event)
        case CaseReopened():
            return _reopened(case)
        case _:
            assert_never(fact)


def _ended(case: Case, stage: Stage, event: CaseEvent) -> Case:
    offers = tuple(_fallen(offer, event) for offer in case.offers)
    return changed(case, stage=stage, stage_before_end=case.stage, stall=None, offers=offers, awaiting=None)


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
        terms_agreed_at=None,
        draft=draft,
        signatures={},
        signers={},
    )


def _back_to(case: Case) -> Stage:
    if case.offers:
        return Stage.NEGOTIATING
    return Stage.INTAKE if case.approval is None else Stage.APPROVED
