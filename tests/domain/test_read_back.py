"""C12, C14: reading entries back, by whom and with what proof; and putting right what was entered wrongly."""

from dataclasses import replace
from datetime import date

import pytest

import cast as c
import deeds as d
import voices as v
from scabot_domain.case import Case, EntryState, OfferState, Stage
from scabot_domain.commands import Extend
from scabot_domain.decide.correctable import COMMAND_OF, CORRECTABLE, HASHED
from scabot_domain.decide.reading_back import _ROLES
from scabot_domain.decide.relaying import RELAYED
from scabot_domain.decide.relied import pending_offer
from scabot_domain.decide.table import RULES
from scabot_domain.events import (
    AgreementExecuted,
    ClinicalApprovalRecorded,
    EntryConfirmed,
    EntryCorrected,
    Fact,
    OfferMade,
    OfferSuperseded,
    ScaRequested,
    SignatureRecorded,
)
from scabot_domain.evolve import evolve
from scabot_domain.facts.voicing import ReadBack
from scabot_domain.fold.entering import KEPT
from scabot_domain.parties import Actor, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.sections import Term
from story import Story, given

OFFERED = given(d.requested, v.by_phone(d.offers(c.NILS)))
REF = OFFERED.events[-1].version


def test_a_read_back_says_what_how_and_with_which_proof() -> None:
    case = OFFERED.when(v.confirms_entry()).then(
        EntryConfirmed(ref=REF, entry="offer-made", how=ReadBack.LETTER, evidence="LETTER-7")
    )
    assert case.entries[REF].state is EntryState.CONFIRMED


@pytest.mark.parametrize("who", [c.RUTH, c.CARA, c.OLGA], ids=lambda who: who.role.value)
@pytest.mark.parametrize("how", [ReadBack.CALL, ReadBack.LETTER, ReadBack.MAIL])
def test_c12_whoever_records_reads_back(who: Actor, how: ReadBack) -> None:
    OFFERED.when(v.confirms_entry(who, how)).happens(EntryConfirmed)


@pytest.mark.parametrize("who", [c.NILS, c.BEN, c.DANA, c.CHRIS], ids=lambda who: who.role.value)
def test_c12_others_do_not_say_that_it_was_read_back(who: Actor) -> None:
    OFFERED.when(v.confirms_entry(who)).refused(
        Reason.NOT_PERMITTED,
        role=who.role.value,
        roles="pa_specialist, case_manager, office_manager",
        how="letter",
    )


@pytest.mark.parametrize("evidence", [None, " "])
def test_c12_a_read_back_needs_evidence(evidence: str | None) -> None:
    OFFERED.when(v.confirms_entry(evidence=evidence)).refused(Reason.MISSING_EVIDENCE, how="letter", entry="offer-made")


def test_c12_a_letter_is_evidence_of_its_own_and_a_call_may_be_the_same_one() -> None:
    OFFERED.when(v.confirms_entry(evidence=v.PHONE)).refused(
        Reason.MISSING_EVIDENCE, how="letter", entry="offer-made", missing="evidence of its own"
    )
    OFFERED.when(v.confirms_entry(how=ReadBack.CALL, evidence=v.PHONE)).happens(EntryConfirmed)


def test_c12_a_click_of_that_side_is_enough() -> None:
    OFFERED.when(v.clicks(c.NILS)).then(EntryConfirmed(ref=REF, entry="offer-made", how=ReadBack.CLICK, evidence=None))


def test_c12_a_click_of_the_other_side_or_of_a_role_without_that_say_is_none() -> None:
    OFFERED.when(v.clicks(c.BEN)).refused(Reason.WRONG_SIDE, side="payer", own_side="provider")
    OFFERED.when(v.clicks(c.CARA)).refused(
        Reason.NOT_PERMITTED, role="case_manager", roles="network_manager, provider_biller"
    )


def test_an_entry_is_confirmed_once() -> None:
    OFFERED.and_(v.confirms_entry()).when(v.confirms_entry(ref=REF)).refused(
        Reason.ALREADY_DONE, what="confirmed", entry="offer-made"
    )


def test_i20_what_is_no_entry_cannot_be_told_from_what_is_hidden() -> None:
    story = OFFERED.and_(d.notes(c.BEN))
    for ref in (story.case.version, 999):
        story.when(v.confirms_entry(ref=ref)).refused(Reason.BAD_IDENTIFIER, field="ref", value=str(ref))
        story.when(v.corrects(ref=ref)).refused(Reason.BAD_IDENTIFIER, field="ref", value=str(ref))


def test_what_was_recorded_in_another_act_is_read_back_by_itself() -> None:
    story = OFFERED.and_(v.by_phone(d.counters(c.BEN)))
    assert len(story.when(v.confirms_entry(ref=REF)).after.unconfirmed) == 1


def test_c14_a_correction_names_event_field_old_new_and_reason() -> None:
    story = given(d.approved)
    ref = story.events[-1].version
    case = story.when(v.corrects(field="approver", new="Dr. M. Chen")).then(
        EntryCorrected(ref=ref, field="approver", old="Dr. Mira Chen", new="Dr. M. Chen", reason="Misheard on the call")
    )
    assert case.approval is not None
    assert (case.approval.approver, case.entries[ref].fact) == ("Dr. M. Chen", case.approval)


def test_c14_a_corrected_request_is_the_one_that_counts() -> None:
    case = given(d.requested).when(v.corrects(new="Contracting")).happens(EntryCorrected)
    assert case.request is not None
    assert case.request.department == "Contracting"


def test_c14_a_correction_of_an_older_approval_leaves_the_newer_one() -> None:
    story = given(d.approved)
    assert story.case.approval is not None
    newer = replace(story.case.approval, valid_to=date(2027, 12, 31))
    extended = replace(story, case=replace(story.case, approval=newer))
    assert extended.when(v.corrects(field="approver", new="Dr. M. Chen")).after.approval == newer


def test_c14_a_correction_is_by_who_may_record_the_original() -> None:
    attempt = given(d.requested, v.logs_attempt())
    attempt.when(v.corrects(c.DANA, "provider", "Prairie")).happens(EntryCorrected)
    given(d.requested).when(v.corrects(c.BEN)).refused(
        Reason.NOT_PERMITTED, role="provider_biller", roles="pa_specialist, case_manager", entry="sca-requested"
    )
    OFFERED.when(v.strikes(c.BEN)).refused_for(Reason.NOT_PERMITTED)
    OFFERED.when(v.strikes(c.NILS)).happens(EntryCorrected)


@pytest.mark.parametrize(("field", "new"), [("valid_to", "soon"), ("valid_to", "2026-11-01"), ("approver", "x" * 201)])
def test_c14_a_corrected_value_must_be_one_that_could_have_been_entered(field: str, new: str) -> None:
    given(d.approved).when(v.corrects(field=field, new=new)).refused(Reason.OUT_OF_RANGE, field=field, value=new)


def test_c14_dates_stay_in_order() -> None:
    story = given(d.requested, v.verifies_eligibility(coverage_to=date(2027, 1, 1)))
    story.when(v.corrects(field="coverage_to", new="2025-01-01")).refused_for(Reason.OUT_OF_RANGE)
    case = story.when(v.corrects(field="coverage_to", new="2028-01-01")).happens(EntryCorrected)
    assert getattr(case.entries[story.case.version].fact, "coverage_to", None) == date(2028, 1, 1)
    given(d.requested, v.verifies_eligibility()).when(v.corrects(field="coverage_from", new="2025-01-01")).happens(
        EntryCorrected
    )


def test_c14_what_was_empty_is_corrected_from_nothing() -> None:
    case = given(d.requested, d.acknowledges()).when(v.corrects(c.CARA, "expected_by", "2026-12-01"))
    assert [getattr(event.fact, "old", "?") for event in case.events] == [None]


def test_c14_the_same_value_is_no_correction_and_an_unknown_field_is_none() -> None:
    story = given(d.requested)
    story.when(v.corrects(new="Network contracting")).refused(Reason.ALREADY_DONE, what="corrected", field="department")
    story.when(v.corrects(field="reason", new="emergency")).refused(
        Reason.OUT_OF_RANGE, field="field", value="reason", expected="department, target_signed_by"
    )
    given(d.requested, v.assumes()).when(v.corrects(c.BEN, "midnights", "10")).refused(
        Reason.OUT_OF_RANGE, field="field", value="midnights"
    )


def test_c14_a_choice_is_corrected_by_its_code() -> None:
    case = given(d.requested, v.logs_attempt()).when(v.corrects(field="outcome", new="not_able"))
    assert [getattr(event.fact, "old", "?") for event in case.events] == ["no_answer"]


@pytest.mark.parametrize("field", ["terms", "offer_hash"])
def test_c14_it_never_changes_what_is_accepted_by_its_hash(field: str) -> None:
    OFFERED.when(v.corrects(ref=REF, field=field, new="45000")).refused(Reason.TERMS_LOCKED, field=field)


def test_c14_after_a_signature_the_authorization_stands() -> None:
    story = given(d.half_signed)
    ref = next(ref for ref, one in story.case.entries.items() if isinstance(one.fact, ClinicalApprovalRecorded))
    story.when(v.corrects(ref=ref, field="auth_no", new="AUTH-2")).refused(Reason.TERMS_LOCKED, field="auth_no")


def taken_back(story: Story) -> Case:
    ref = max(entry.ref for entry in story.case.unconfirmed)
    return story.when(v.strikes()).then(
        EntryCorrected(ref=ref, field="entry", old="unconfirmed", new="struck", reason="Misheard on the call")
    )


def test_c14_an_offer_that_was_never_made_is_gone() -> None:
    case = taken_back(OFFERED)
    assert (case.offers[0].state, case.unconfirmed, case.entries[REF].state) == (
        OfferState.WITHDRAWN,
        (),
        EntryState.STRUCK,
    )


def test_c14_an_acceptance_that_was_never_given_leaves_the_offer_open() -> None:
    story = given(d.offered, v.by_phone(d.accepts(c.BEN)))
    case = taken_back(story)
    assert (case.offers[0].state, case.offers[0].closed_at, pending_offer(case)) == (OfferState.OPEN, None, None)
    story.and_(v.strikes()).when(d.offers(c.NILS)).happens(OfferMade, OfferSuperseded)


def test_c14_an_offer_of_another_number_is_not_touched() -> None:
    story = given(d.offered, v.by_phone(d.offers(c.BEN)))
    case = taken_back(story)
    assert [offer.state for offer in case.offers] == [OfferState.OPEN, OfferState.WITHDRAWN]


def test_c14_an_offer_already_rejected_stays_rejected() -> None:
    case = taken_back(OFFERED.and_(d.rejects(c.BEN)))
    assert case.offers[0].state is OfferState.REJECTED


def test_c14_a_pending_offer_that_was_never_made_ends_the_wait() -> None:
    case = taken_back(OFFERED.and_(d.accepts(c.BEN)))
    assert (case.offers[0].state, pending_offer(case)) == (OfferState.WITHDRAWN, None)


def test_i15_in_an_ended_case_nothing_opens_again() -> None:
    case = taken_back(given(d.offered, v.by_phone(d.accepts(c.BEN)), d.declines()))
    assert case.offers[0].state is OfferState.WITHDRAWN


def test_c14_a_confirmation_that_was_never_given_is_void() -> None:
    case = taken_back(given(d.filled, v.by_phone(d.confirms(c.NILS, 3))))
    assert case.sections[3].confirmed_by == frozenset()


def test_c14_a_confirmation_of_what_changed_since_changes_nothing() -> None:
    story = given(
        d.filled, v.by_phone(d.confirms(c.NILS, 3)), d.sets(c.RUTH, Term(effective=c.TERM.effective, end=c.CARE_DATE))
    )
    assert taken_back(story).sections == story.case.sections


def test_c14_an_approval_that_was_never_given_takes_the_draft_back_to_review() -> None:
    case = taken_back(given(d.drafted, d.approves(c.BEN), v.by_phone(d.approves(c.NILS))))
    assert case.draft is not None
    assert case.stage is Stage.DRAFT_REVIEW
    assert case.draft.approved_by == {Side.PROVIDER}
    first = taken_back(given(d.drafted, v.by_phone(d.approves(c.NILS))))
    assert first.stage is Stage.DRAFT_REVIEW


def test_c14_a_signature_that_was_never_given_is_missing_again() -> None:
    story = given(d.half_signed, v.by_phone(d.signs(c.PRIYA)))
    case = taken_back(story)
    assert (set(case.signatures), set(case.signers)) == ({Side.PROVIDER}, {Side.PROVIDER})
    story.and_(v.strikes()).when(d.signs(c.PRIYA)).happens(SignatureRecorded, AgreementExecuted)


def test_c14_another_answer_that_was_never_given_is_marked_and_answered_anew() -> None:
    case = taken_back(given(d.offered, v.by_phone(d.rejects(c.BEN))))
    assert case.offers[0].state is OfferState.REJECTED
    assert case.unconfirmed == ()


def test_c14_a_confirmed_word_is_not_taken_back_and_nothing_twice() -> None:
    read = OFFERED.and_(v.confirms_entry())
    read.when(v.strikes(ref=REF)).refused(Reason.TERMS_LOCKED, entry="offer-made", state="confirmed")
    OFFERED.and_(v.strikes()).when(v.strikes(ref=REF)).refused(Reason.ALREADY_DONE, what="struck", entry="offer-made")
    OFFERED.and_(v.strikes()).when(v.confirms_entry(ref=REF)).refused(
        Reason.ALREADY_DONE, what="struck", entry="offer-made"
    )
    OFFERED.when(v.corrects(field="entry", new="other", ref=REF)).refused(
        Reason.OUT_OF_RANGE, field="entry", value="other", expected="struck"
    )


def test_the_fold_is_total_over_what_it_does_not_know() -> None:
    story = given(d.drafted, v.by_phone(d.approves(c.NILS)))
    event = story.events[-1]
    odd: list[Fact] = [
        EntryConfirmed(ref=99, entry="offer-made", how=ReadBack.CALL, evidence=None),
        EntryCorrected(ref=99, field="entry", old=None, new="struck", reason="because"),
        EntryCorrected(ref=event.version, field="draft", old="v1", new="none", reason="because"),
    ]
    for fact in odd:
        after = evolve(story.case, replace(event, fact=fact, on_behalf_of=None, version=event.version + 1))
        assert (after.entries, after.draft) == (story.case.entries, story.case.draft)
    bare = replace(story.case, draft=None)
    struck = EntryCorrected(ref=event.version, field="entry", old=None, new="struck", reason="because")
    assert evolve(bare, replace(event, fact=struck, on_behalf_of=None)).draft is None


def test_the_tables_of_entries_agree_with_the_rules() -> None:
    assert set(COMMAND_OF) >= KEPT
    assert {command.__name__ for command in COMMAND_OF.values()} >= {command.__name__ for command in RELAYED - {Extend}}
    assert all(_ROLES[command] == RULES[command].roles for command in COMMAND_OF.values())
    assert not HASHED & CORRECTABLE.keys()
    assert CORRECTABLE.keys() <= COMMAND_OF.keys()
    assert ScaRequested in CORRECTABLE
