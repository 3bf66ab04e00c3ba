"""How loading, claims, the end of the term and what comes after it change a case."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.afterwards import Claim
from scabot_domain.case import Case, Stage
from scabot_domain.events import (
    AgreementLoaded,
    AgreementTerminated,
    CaseEvent,
    CaseLinked,
    CaseSuperseded,
    ClaimMismatchFound,
    ClaimRecorded,
    Fulfilling,
    RenewalOpened,
    TermEnded,
)
from scabot_domain.fold.changing import changed
from scabot_domain.fold.ending import ended


def fold_fulfilling(case: Case, fact: Fulfilling, event: CaseEvent) -> Case:  # noqa: C901, PLR0911 - one arm per fact
    """Return the case after something became of its agreement."""
    match fact:
        case AgreementLoaded():
            return changed(case, loaded=fact)
        case ClaimRecorded():
            return changed(case, claims={**case.claims, fact.claim: Claim(record=fact)})
        case ClaimMismatchFound():
            return _mismatch(case, fact)
        case TermEnded():
            return _term_ended(case, fact, event)
        case RenewalOpened():
            return changed(case, renewed_as=fact.new_case)
        case CaseLinked():
            return changed(case, continues=fact.from_case)
        case AgreementTerminated():
            return changed(ended(case, Stage.TERMINATED, event, fact.cause), terminated=fact)
        case CaseSuperseded():
            return ended(case, Stage.SUPERSEDED, event, fact.cause.value)
        case _:
            assert_never(fact)


def _mismatch(case: Case, fact: ClaimMismatchFound) -> Case:
    claim = case.claims.get(fact.claim)
    if claim is None:
        return case
    return changed(case, claims={**case.claims, fact.claim: replace(claim, mismatch=fact)})


def _term_ended(case: Case, fact: TermEnded, event: CaseEvent) -> Case:
    after = changed(case, term_ended_on=fact.end)
    return after if fact.used else ended(after, Stage.EXPIRED, event)
