"""How the opening facts change a case: opened, approved, requested, acknowledged."""

from typing import assert_never

from scabot_domain.case import Case, Stage
from scabot_domain.events import (
    CaseEvent,
    CaseOpened,
    ClinicalApprovalRecorded,
    Opening,
    PlaybookPinned,
    RequestAcknowledged,
    ScaRequested,
)
from scabot_domain.fold.changing import changed


def fold_opening(case: Case, fact: Opening, event: CaseEvent) -> Case:
    """Return the case after an opening fact."""
    match fact:
        case CaseOpened():
            return _opened(case, fact, event)
        case PlaybookPinned():
            return changed(case, book_version=fact.version, book_digest=fact.digest)
        case ClinicalApprovalRecorded():
            return changed(case, approval=fact, stage=Stage.APPROVED)
        case ScaRequested():
            return changed(
                case, request=fact, requested_at=event.occurred_at, acknowledged=False, stage=Stage.REQUESTED
            )
        case RequestAcknowledged():
            return changed(case, acknowledged=True)
        case _:
            assert_never(fact)


def _opened(case: Case, fact: CaseOpened, event: CaseEvent) -> Case:
    return changed(
        case,
        stage=Stage.INTAKE,
        opened_at=event.occurred_at,
        payer=fact.payer,
        provider=fact.provider,
        patient_token=fact.patient_token,
        urgency=fact.urgency,
        care_date=fact.care_date,
        tz=fact.tz,
        plan_type=fact.plan_type,
        owner=fact.owner,
    )
