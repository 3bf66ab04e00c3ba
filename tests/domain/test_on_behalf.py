"""C12, C15, I3, I5: what a side said by phone, fax, mail or portal is recorded for it, and relied on once read back."""

from datetime import timedelta

import pytest

import cast as c
import deeds as d
import voices as v
from domain.every_deed import DEEDS
from domain.test_acceptance import LAST_INSTANT
from domain.test_roles import CODES, MAY
from scabot_domain.case import Case, EntryState, OfferState, Stage
from scabot_domain.commands import COMMANDS
from scabot_domain.court import court
from scabot_domain.decide.legal import recordable_now
from scabot_domain.decide.relaying import RELAYED
from scabot_domain.decide.relied import pending_offer
from scabot_domain.events import (
    AgreementExecuted,
    DraftApproved,
    EntryConfirmed,
    OfferAccepted,
    OfferCountered,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    RequestAcknowledged,
    ScaDeclined,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
    TermsAgreed,
)
from scabot_domain.parties import OUTSIDE, Actor, Role, Side, Source
from scabot_domain.refusals import Reason
from scabot_domain.terms.sections import Term
from story import Step, given

RELAYS = {command.__name__ for command in RELAYED}
SAID = v.by_phone(d.offers(c.NILS))


def test_c12_what_is_recorded_for_a_side_is_that_sides_and_the_recorder_is_named() -> None:
    event = given(d.requested).when(SAID).events[0]
    assert isinstance(event.fact, OfferMade)
    assert (event.actor, event.side, event.fact.terms.side) == (c.RUTH, Side.PAYER, Side.PAYER)
    assert event.on_behalf_of is not None
    assert (event.on_behalf_of.role, event.on_behalf_of.contact_ref) == (Role.NETWORK_MANAGER, "CONTACT-U0NILS")
    assert (event.source, event.evidence) == (Source.PHONE, v.PHONE)


@pytest.mark.parametrize("recorder", [c.RUTH, c.CARA, c.OLGA], ids=lambda who: who.role.value)
@pytest.mark.parametrize("absent", [c.NILS, c.BEN], ids=lambda who: who.role.value)
def test_c12_a_pa_specialist_a_case_manager_and_an_office_manager_record_for_either_side(
    recorder: Actor, absent: Actor
) -> None:
    given(d.requested).when(v.by_phone(d.offers(absent), recorder)).happens(OfferMade)


@pytest.mark.parametrize("code", sorted(set(CODES) - {"PA", "CM", "OM"}))
def test_c12_nobody_else_records_for_others(code: str) -> None:
    absent = c.BEN if code == "NM" else c.NILS
    given(d.requested).when(v.by_phone(d.offers(absent), CODES[code])).refused_for(Reason.NOT_PERMITTED)


def test_c12_who_recorded_for_others_is_told_who_may() -> None:
    given(d.requested).when(v.by_phone(d.offers(c.NILS), c.DANA)).refused(
        Reason.NOT_PERMITTED,
        role="physician",
        roles="pa_specialist, case_manager, office_manager",
        what="on_behalf_of",
    )


def test_c12_a_person_records_their_own_call_and_it_is_read_back_all_the_same() -> None:
    case = given(d.requested).when(v.by_phone(d.offers(c.NILS), c.NILS)).happens(OfferMade)
    assert [entry.role for entry in case.unconfirmed] == [Role.NETWORK_MANAGER]


def test_c12_the_rules_are_about_the_absent_person() -> None:
    given(d.offered).when(v.by_phone(d.accepts(c.NILS))).refused(Reason.OWN_OFFER, offer="OFR-1", side="payer")
    given(d.requested).when(v.by_phone(d.offers(c.DANA))).refused(
        Reason.NOT_PERMITTED, role="physician", roles="network_manager, provider_biller"
    )
    given(d.requested).when(v.by_phone(d.acknowledges(c.BEN))).refused(
        Reason.WRONG_SIDE, side="payer", own_side="provider"
    )


@pytest.mark.parametrize("role", [Role.NETWORK_MANAGER, Role.PA_SPECIALIST, Role.COMPLIANCE])
def test_c12_an_absent_person_is_of_the_side_of_their_role(role: Role) -> None:
    given(d.requested).when(v.by_phone(d.offers(c.BEN), role=role)).refused(
        Reason.NOT_PERMITTED, role=role.value, side="provider", what="on_behalf_of"
    )
    given(d.requested).when(v.by_phone(d.offers(c.BEN), role=Role.COMPLIANCE, side=Side.NEUTRAL)).refused(
        Reason.NOT_PERMITTED, role="compliance", side="neutral", what="on_behalf_of"
    )


@pytest.mark.parametrize("name", sorted({name for name in MAY if name.partition(" ")[0] not in RELAYS} - {"OpenCase"}))
def test_c12_what_is_no_word_of_a_side_is_never_recorded_for_another(name: str) -> None:
    may = MAY[name].split()
    who = CODES[next((code for code in may if code not in {"PA", "SYS", "CO", "AD"}), may[0])]
    given(d.agreed).when(v.by_phone(DEEDS[name](who), c.RUTH)).refused(
        Reason.NOT_PERMITTED, role="pa_specialist", what="on_behalf_of"
    )


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"evidence": None}, "evidence"),
        ({"evidence": "  "}, "evidence"),
        ({"contact_ref": " "}, "contact"),
        ({"source": Source.SLACK}, "source"),
        ({"source": Source.CLI}, "source"),
    ],
)
def test_c12_each_circumstance_missing_alone_is_refused(told: dict[str, object], missing: str) -> None:
    source = told.get("source", Source.PHONE)
    assert isinstance(source, Source)
    given(d.requested).when(v.by_phone(d.offers(c.NILS), **told)).refused(  # type: ignore[arg-type]  # as told
        Reason.MISSING_EVIDENCE, source=source.value, missing=missing
    )


def test_c12_an_unconfirmed_offer_is_open_starts_clocks_and_can_be_answered() -> None:
    story = given(d.requested, SAID)
    assert story.case.open_offer(Side.PAYER, story.now) is not None
    assert [entry.state for entry in story.case.unconfirmed] == [EntryState.UNCONFIRMED]
    story.when(d.counters(c.BEN)).happens(OfferCountered, OfferSuperseded)
    story.when(d.rejects(c.BEN)).happens(OfferRejected)


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        (SAID, d.accepts(c.BEN)),
        (d.offers(c.NILS), v.by_phone(d.accepts(c.BEN), evidence="CALL-0043")),
        (SAID, v.by_phone(d.accepts(c.BEN), evidence="CALL-0043")),
    ],
    ids=["the offer", "the answer", "both"],
)
def test_i3_what_was_not_read_back_never_completes_the_terms(offer: Step, answer: Step) -> None:
    story = given(d.requested, offer)
    case = story.when(answer).happens(OfferAccepted)
    assert (case.stage, case.offers[0].state, pending_offer(case)) == (Stage.NEGOTIATING, OfferState.ACCEPTED, "OFR-1")
    assert 5 not in case.sections


def test_i3_the_last_read_back_agrees_the_terms() -> None:
    story = given(d.requested, SAID, v.by_phone(d.accepts(c.BEN), evidence="CALL-0043"))
    first, second = (entry.ref for entry in story.case.unconfirmed)
    story.when(v.confirms_entry(ref=second)).happens(EntryConfirmed)
    case = (
        story.and_(v.confirms_entry(ref=second))
        .when(v.confirms_entry(ref=first))
        .happens(EntryConfirmed, SectionSet, TermsAgreed)
    )
    assert (case.stage, pending_offer(case), case.unconfirmed) == (Stage.TERMS_AGREED, None, ())
    assert case.sections[5].confirmed_by == {Side.PAYER, Side.PROVIDER}


def test_i3_while_an_acceptance_waits_nobody_states_other_terms() -> None:
    story = given(d.offered, v.by_phone(d.accepts(c.BEN)))
    story.when(d.offers(c.NILS)).refused(Reason.UNCONFIRMED_ENTRY, offer="OFR-1", entries="offer-accepted")
    story.when(d.offers(c.BEN)).refused_for(Reason.UNCONFIRMED_ENTRY)
    story.when(d.accepts(c.BEN)).refused_for(Reason.STALE_VIEW)


def test_i3_a_case_that_ended_meanwhile_is_not_agreed_by_a_read_back() -> None:
    story = given(d.offered, v.by_phone(d.accepts(c.BEN)), d.declines())
    story.when(v.confirms_entry()).happens(EntryConfirmed)
    back = story.and_(d.reopens())
    back.when(v.confirms_entry()).happens(EntryConfirmed)
    back.when(d.offers(c.NILS)).happens(OfferMade)


def test_c12_an_entry_that_waits_to_be_read_back_is_in_our_court() -> None:
    story = given(d.requested)
    case = story.when(SAID).after
    assert (court(case, story.now).holder, court(case, story.now).since) == ("us", story.now)
    assert court(given(d.requested, SAID, v.confirms_entry()).case, story.now).holder == "provider"


def test_c12_a_section_confirmed_by_phone_is_read_back_before_anybody_approves_or_signs() -> None:
    story = given(d.filled, d.confirms(c.RUTH), v.by_phone(d.confirms(c.NILS)), d.issues(), d.checks())
    entries = [entry.fact for entry in story.case.unconfirmed]
    assert [fact.section for fact in entries if isinstance(fact, SectionConfirmed)] == [1, 3, 4, 6, 7]
    story.when(d.approves(c.BEN)).refused(Reason.UNCONFIRMED_ENTRY, entries="section-confirmed")
    outcome = story.when(v.confirms_entry())
    outcome.happens(*[EntryConfirmed] * 5)
    story.and_(v.confirms_entry()).when(d.approves(c.BEN)).happens(DraftApproved)


def test_c12_an_approval_by_phone_is_read_back_before_anybody_signs() -> None:
    story = given(d.drafted, d.approves(c.BEN), v.by_phone(d.approves(c.NILS)))
    assert story.case.stage is Stage.SIGNING
    story.when(d.signs(c.SAM)).refused(Reason.UNCONFIRMED_ENTRY, entries="draft-approved")
    story.and_(v.confirms_entry()).when(d.signs(c.SAM)).happens(SignatureRecorded)


def test_c12_a_section_that_changed_meanwhile_is_no_longer_relied_on() -> None:
    changed = d.sets(c.RUTH, Term(effective=c.TERM.effective, end=c.CARE_DATE))
    story = given(d.filled, d.confirms(c.RUTH), d.confirms(c.NILS, 1, 4, 6, 7), v.by_phone(d.confirms(c.NILS, 3)))
    again = story.and_(changed, d.confirms(c.RUTH, 3), d.confirms(c.NILS, 3), d.issues(), d.checks())
    again.when(d.approves(c.BEN)).happens(DraftApproved)


def test_i5_a_pa_specialist_never_signs_but_records_a_signature_with_evidence() -> None:
    by_fax = v.by_phone(d.signs(c.PRIYA, "Priya Nair"), source=Source.FAX, evidence="FAX-1")
    story = given(d.half_signed)
    story.when(d.signs(c.RUTH)).refused_for(Reason.SIGNER_NOT_AUTHORIZED)
    story.when(v.by_phone(d.signs(c.PRIYA), role=Role.NETWORK_MANAGER)).refused_for(Reason.SIGNER_NOT_AUTHORIZED)
    case = story.when(by_fax).happens(SignatureRecorded)
    assert (case.stage, case.executed) == (Stage.SIGNING, None)
    signer = case.signers[Side.PAYER]
    assert (signer.team, signer.user, signer.role) == (OUTSIDE, "CONTACT-U0PRIYA", Role.PAYER_SIGNATORY)
    done = story.and_(by_fax).when(v.confirms_entry()).happens(EntryConfirmed, AgreementExecuted)
    assert (done.stage, done.executed and done.executed.sca_no) == (Stage.EXECUTED, c.KEY)


def test_i5_the_other_sides_own_signature_does_not_complete_what_waits_to_be_read_back() -> None:
    by_fax = v.by_phone(d.signs(c.PRIYA), source=Source.FAX)
    story = given(d.reviewed, by_fax)
    story.when(d.signs(c.SAM)).happens(SignatureRecorded)
    story.and_(d.signs(c.SAM)).when(v.confirms_entry()).happens(EntryConfirmed, AgreementExecuted)


def test_i5_one_contact_does_not_sign_for_both_sides() -> None:
    story = given(d.reviewed, v.by_phone(d.signs(c.PRIYA, "P. Nair"), contact_ref="CONTACT-9"))
    story.when(v.by_phone(d.signs(c.SAM, "S. Vega"), contact_ref="CONTACT-9")).refused_for(Reason.SAME_SIGNER)
    story.when(v.by_phone(d.signs(c.SAM, "S. Vega"))).happens(SignatureRecorded)


def test_i5_one_recorder_enters_the_signatures_of_both_sides() -> None:
    story = given(d.reviewed, v.by_phone(d.signs(c.PRIYA)), v.by_phone(d.signs(c.SAM)))
    assert len(story.case.signatures) == 2
    first, second = (entry.ref for entry in story.case.unconfirmed)
    story.when(v.confirms_entry(ref=first)).happens(EntryConfirmed)
    story.and_(v.confirms_entry(ref=first)).when(v.confirms_entry(ref=second)).happens(
        EntryConfirmed, AgreementExecuted
    )


def test_c15_a_yes_in_time_that_was_entered_late_takes_evidence_and_is_read_back() -> None:
    late = given(d.offered).at(LAST_INSTANT + timedelta(hours=1))
    late.when(d.accepts(said_at=LAST_INSTANT, evidence="mail of Tuesday")).refused(
        Reason.MISSING_EVIDENCE,
        offer="OFR-1",
        expires_at="2026-12-08T23:00:00Z",
        said_at="2026-12-08T23:00:00Z",
    )
    by_mail = v.by_phone(d.accepts(c.BEN), source=Source.MAIL, evidence="MAIL-3", said_at=LAST_INSTANT)
    assert late.when(by_mail).happens(OfferAccepted).stage is Stage.NEGOTIATING
    late.and_(by_mail).when(v.confirms_entry()).happens(EntryConfirmed, SectionSet, TermsAgreed)


def test_c15_a_yes_on_the_phone_after_the_last_instant_is_too_late() -> None:
    late = given(d.offered).at(LAST_INSTANT + timedelta(hours=1))
    late.when(v.by_phone(d.accepts(c.BEN), said_at=LAST_INSTANT + timedelta(seconds=1))).refused_for(
        Reason.OFFER_NOT_OPEN
    )


def test_c15_a_late_yes_does_not_bring_back_an_offer_that_was_replaced() -> None:
    replaced = given(d.offered).at(LAST_INSTANT + timedelta(hours=1)).and_(d.offers(c.NILS))
    replaced.when(v.by_phone(d.accepts(c.BEN), said_at=LAST_INSTANT)).refused_for(Reason.STALE_VIEW)


def test_i22_deadlines_count_from_when_it_was_said() -> None:
    story = given(d.requested).at(c.NOW + timedelta(days=2))
    said_at = c.NOW + timedelta(minutes=10)
    case = story.when(v.by_phone(d.offers(c.NILS), said_at=said_at)).after
    assert case.offers[0].made_at == said_at
    assert case.offers[0].terms.expires_at == LAST_INSTANT


def test_c12_acknowledgments_and_refusals_are_recorded_too() -> None:
    given(d.requested).when(v.by_phone(d.acknowledges(c.CARA), c.OLGA)).happens(RequestAcknowledged)
    case = given(d.offered).when(v.by_phone(d.declines(c.NILS))).happens(ScaDeclined)
    assert (case.stage, len(case.unconfirmed)) == (Stage.DECLINED, 1)


@pytest.mark.parametrize("who", [c.RUTH, c.CARA, c.OLGA], ids=lambda who: who.role.value)
def test_c12_what_can_be_recorded_now_is_named_by_command_and_side(who: Actor) -> None:
    story = given(d.offered)
    named = recordable_now(story.case, who.role, who.side, story.now)
    assert {name for name, side in named if side is Side.PROVIDER} == {
        "MakeOffer",
        "Counter",
        "Reject",
        "Accept",
        "ProviderWithdraw",
    }
    assert ("Acknowledge", Side.PAYER) in named
    assert ("Acknowledge", Side.PROVIDER) not in named


def test_c12_nobody_else_is_offered_to_record() -> None:
    story = given(d.offered)
    assert recordable_now(story.case, Role.NETWORK_MANAGER, Side.PAYER, story.now) == ()
    assert recordable_now(story.case, Role.CASE_MANAGER, Side.PROVIDER, story.now) == ()
    assert recordable_now(Case(key=c.KEY), Role.CASE_MANAGER, Side.PAYER, story.now) == ()


def test_every_command_is_either_a_word_of_a_side_or_is_not() -> None:
    assert {command.__name__ for command in COMMANDS} >= RELAYS
    assert not RELAYS & {"OpenCase", "AddNote", "ConfirmEntry", "CorrectEntry", "Escalate", "FireDeadline"}
