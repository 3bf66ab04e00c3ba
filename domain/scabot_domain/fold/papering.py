"""How sections, drafts, signatures and the start of care change a case."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.case import Case, Draft, SectionState, Stage
from scabot_domain.events import (
    AgreementExecuted,
    CareStarted,
    CaseEvent,
    CoveredBy,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
)
from scabot_domain.fold.changing import changed
from scabot_domain.parties import Role, Side, speaker
from scabot_domain.terms.hashes import section_hash

BOTH = frozenset({Side.PAYER, Side.PROVIDER})
Drafting = SectionSet | SectionConfirmed | DraftIssued | DraftRedlined | DraftApproved
Binding = SignatureRecorded | AgreementExecuted | CareStarted


def fold_drafting(case: Case, fact: Drafting, event: CaseEvent) -> Case:
    """Return the case after a section was set or confirmed, or a draft issued, redlined or approved."""
    match fact:
        case SectionSet():
            return _set(case, fact, event)
        case SectionConfirmed():
            return _confirmed(case, fact)
        case DraftIssued():
            return _issued(case, fact, event)
        case DraftRedlined():
            return _redlined(case, fact, event)
        case DraftApproved():
            return _approved(case, fact, event)
        case _:
            assert_never(fact)


def fold_binding(case: Case, fact: Binding, event: CaseEvent) -> Case:
    """Return the case after a signature, the execution, or the start of care."""
    match fact:
        case SignatureRecorded():
            signatures = {**case.signatures, fact.seat: fact}
            return changed(
                case,
                signatures=signatures,
                signers={**case.signers, fact.seat: speaker(event.actor, event.on_behalf_of)},
            )
        case AgreementExecuted():
            return changed(case, executed=fact, stage=Stage.EXECUTED)
        case CareStarted():
            covered = fact.covered_by is CoveredBy.EXECUTED
            stage = Stage.IN_CARE if covered else case.stage
            return changed(case, care_started_on=fact.dos, care_at_risk=not covered, stage=stage)
        case _:
            assert_never(fact)


def _set(case: Case, fact: SectionSet, event: CaseEvent) -> Case:
    by_acceptance = event.actor.role is Role.SYSTEM  # both sides stand on what an accepted offer sets
    state = SectionState(
        content=fact.content,
        hash=section_hash(fact.content),
        confirmed_by=BOTH if by_acceptance else frozenset(),
    )
    sections = {**case.sections, int(fact.content.section): state}
    if case.draft is None:
        return changed(case, sections=sections)
    draft = replace(case.draft, approved_by=frozenset(), outdated=True, moved_at=event.occurred_at)
    stage = Stage.DRAFT_REVIEW if case.stage is Stage.SIGNING else case.stage
    return changed(case, sections=sections, draft=draft, stage=stage)


def _confirmed(case: Case, fact: SectionConfirmed) -> Case:
    state = case.sections.get(fact.section)
    if state is None or state.hash != fact.hash:
        return case
    confirmed = replace(state, confirmed_by=state.confirmed_by | {fact.side})
    return changed(case, sections={**case.sections, fact.section: confirmed})


def _issued(case: Case, fact: DraftIssued, event: CaseEvent) -> Case:
    draft = Draft(
        draft=fact.draft,
        doc_sha256=fact.doc_sha256,
        terms_hash=fact.terms_hash,
        template=fact.template,
        issued_at=event.occurred_at,
        moved_at=event.occurred_at,
    )
    return changed(case, draft=draft, drafts=case.drafts + 1, stage=Stage.DRAFT_REVIEW)


def _redlined(case: Case, fact: DraftRedlined, event: CaseEvent) -> Case:
    if case.draft is None:
        return case
    draft = replace(
        case.draft,
        draft=fact.draft,
        doc_sha256=fact.doc_sha256,
        moved_at=event.occurred_at,
        redlined_by=event.side,
        approved_by=frozenset() if fact.material else case.draft.approved_by,
    )
    after = changed(case, draft=draft, drafts=case.drafts + 1)
    return changed(after, stage=Stage.NEGOTIATING, terms_agreed_at=None, acceptances=()) if fact.material else after


def _approved(case: Case, fact: DraftApproved, event: CaseEvent) -> Case:
    if case.draft is None:
        return case
    approved_by = case.draft.approved_by | {fact.side}
    answered = fact.side is case.draft.waits_for
    moved_at = event.occurred_at if answered else case.draft.moved_at
    draft = replace(case.draft, approved_by=approved_by, moved_at=moved_at)
    return changed(case, draft=draft, stage=Stage.SIGNING if approved_by >= BOTH else case.stage)
