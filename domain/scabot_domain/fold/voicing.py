"""How read-backs and corrections change a case."""

from dataclasses import replace
from typing import assert_never

from pydantic import ValidationError

from scabot_domain.case import Case, Entry, EntryState, Stage
from scabot_domain.events import (
    AmendmentAgreed,
    AmendmentProposed,
    AmendmentSigned,
    CaseEvent,
    ClinicalApprovalRecorded,
    DraftApproved,
    EntryConfirmed,
    EntryCorrected,
    Fact,
    OfferAccepted,
    OfferCountered,
    OfferMade,
    ScaRequested,
    SectionConfirmed,
    SignatureRecorded,
    StatementRecorded,
    VerbalTermsRecorded,
    Voicing,
)
from scabot_domain.fold.amending import taken_back
from scabot_domain.fold.changing import changed
from scabot_domain.fold.unsaying import unaccepted, unsaid
from scabot_domain.parties import Side

ENTRY = "entry"
STRUCK = "struck"
"""The field and the new value of a correction that takes an entry back as never said."""


def fold_voicing(case: Case, fact: Voicing, event: CaseEvent) -> Case:
    """Return the case after a read-back or a correction; one of an entry that is not in the history changes nothing."""
    match fact:
        case EntryConfirmed():
            return _with_state(case, fact.ref, EntryState.CONFIRMED)
        case EntryCorrected():
            return _corrected(case, fact, event)
        case VerbalTermsRecorded() | StatementRecorded():
            return case
        case _:
            assert_never(fact)


def amended(fact: Fact, field: str, value: str) -> Fact | None:
    """Return a fact with another value in a field, or None where the field cannot have that value."""
    try:
        return replace(fact, **{field: value})  # type: ignore[arg-type]  # the fact checks its own fields
    except ValidationError:
        return None


def _with_state(case: Case, ref: int, state: EntryState) -> Case:
    entry = case.entries.get(ref)
    return case if entry is None else _put(case, replace(entry, state=state))


def _put(case: Case, entry: Entry) -> Case:
    return changed(case, entries={**case.entries, entry.ref: entry})


def _corrected(case: Case, fact: EntryCorrected, event: CaseEvent) -> Case:
    entry = case.entries.get(fact.ref)
    if entry is None:
        return case
    if fact.field == ENTRY:
        return _taken_back(_put(case, replace(entry, state=EntryState.STRUCK)), entry.fact, event)
    corrected = amended(entry.fact, fact.field, fact.new)
    if corrected is None:
        return case
    return _put(_known(case, entry.fact, corrected), replace(entry, fact=corrected))


def _known(case: Case, old: Fact, corrected: Fact) -> Case:
    match corrected:
        case ClinicalApprovalRecorded() if case.approval == old:
            return changed(case, approval=corrected)
        case ScaRequested() if case.request == old:
            return changed(case, request=corrected)
        case _:
            return case


def _taken_back(case: Case, fact: Fact, event: CaseEvent) -> Case:  # noqa: PLR0911 - one arm per kind of fact
    match fact:
        case OfferMade() | OfferCountered():
            return unsaid(case, fact, event)
        case OfferAccepted():
            return unaccepted(case, fact, event)
        case SectionConfirmed():
            return _section_unconfirmed(case, fact)
        case DraftApproved():
            return _unapproved(case, fact.side)
        case SignatureRecorded():
            return _unsigned(case, fact)
        case AmendmentProposed() | AmendmentAgreed() | AmendmentSigned():
            return taken_back(case, fact)
        case _:
            return case


def _section_unconfirmed(case: Case, fact: SectionConfirmed) -> Case:
    state = case.sections.get(fact.section)
    if state is None or state.hash != fact.hash:
        return case
    without = replace(state, confirmed_by=state.confirmed_by - {fact.side})
    return changed(case, sections={**case.sections, fact.section: without})


def _unapproved(case: Case, side: Side) -> Case:
    if case.draft is None:
        return case
    draft = replace(case.draft, approved_by=case.draft.approved_by - {side})
    return changed(case, draft=draft, stage=Stage.DRAFT_REVIEW if case.stage is Stage.SIGNING else case.stage)


def _unsigned(case: Case, fact: SignatureRecorded) -> Case:
    signatures = {seat: one for seat, one in case.signatures.items() if one != fact}
    return changed(
        case, signatures=signatures, signers={seat: who for seat, who in case.signers.items() if seat in signatures}
    )
