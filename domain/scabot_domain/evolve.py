"""The fold: what the events so far add up to. It has no rules and never refuses, also on part of a history."""

from collections.abc import Iterable
from functools import reduce
from typing import assert_never

from scabot_domain.case import Case
from scabot_domain.events import (
    AgreementExecuted,
    CareStarted,
    CaseClosed,
    CaseEvent,
    CaseOpened,
    CaseReopened,
    CaseWithdrawn,
    ClinicalApprovalRecorded,
    DeadlinesChanged,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    EscalationAcknowledged,
    EscalationSent,
    NoteAdded,
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferWithdrawn,
    PlaybookPinned,
    ProviderWithdrew,
    RequestAcknowledged,
    ScaDeclined,
    ScaRequested,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
    StallCleared,
    StallDetected,
    TermsAgreed,
)
from scabot_domain.fold.changing import changed
from scabot_domain.fold.ending import fold_ending
from scabot_domain.fold.offering import fold_offering
from scabot_domain.fold.opening import fold_opening
from scabot_domain.fold.papering import fold_binding, fold_drafting
from scabot_domain.fold.timing import fold_timing


def replay(key: str, events: Iterable[CaseEvent]) -> Case:
    """Return the case that these events, in order, add up to; no events give a case that was never opened."""
    return reduce(evolve, events, Case(key=key))


def evolve(case: Case, event: CaseEvent) -> Case:
    """Return the case after one more event; total, also over histories that were filtered for an audience."""
    after = _fold(case, event)
    stage_since = case.stage_since if after.stage is case.stage and case.opened else event.occurred_at
    return changed(after, version=event.version, last_event_at=event.recorded_at, stage_since=stage_since)


def _fold(case: Case, event: CaseEvent) -> Case:  # noqa: PLR0911 - one arm per family of facts
    fact = event.fact
    match fact:  # the most frequent kinds first: every arm before the right one costs
        case NoteAdded():
            return case
        case DeadlinesChanged() | EscalationSent() | EscalationAcknowledged() | StallDetected() | StallCleared():
            return fold_timing(case, fact, event)
        case CaseOpened() | PlaybookPinned() | ClinicalApprovalRecorded() | ScaRequested() | RequestAcknowledged():
            return fold_opening(case, fact, event)
        case (
            OfferMade()
            | OfferCountered()
            | OfferSuperseded()
            | OfferRejected()
            | OfferWithdrawn()
            | OfferExpired()
            | OfferAccepted()
            | TermsAgreed()
        ):
            return fold_offering(case, fact, event)
        case SectionSet() | SectionConfirmed() | DraftIssued() | DraftRedlined() | DraftApproved():
            return fold_drafting(case, fact, event)
        case SignatureRecorded() | AgreementExecuted() | CareStarted():
            return fold_binding(case, fact, event)
        case CaseClosed() | ScaDeclined() | ProviderWithdrew() | CaseWithdrawn() | CaseReopened():
            return fold_ending(case, fact, event)
        case _:
            assert_never(fact)
