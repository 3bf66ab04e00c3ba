"""I8, C7, I5: an agreement in force changes by an amendment alone; the old terms bind until both sides signed it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

import cast as c
import deeds as d
import deeds_after as a
from scabot_domain.afterwards import AmendmentState
from scabot_domain.case import Case, SectionState, Stage
from scabot_domain.events import (
    AgreementExtended,
    AmendmentAgreed,
    AmendmentDropped,
    AmendmentExecuted,
    AmendmentProposed,
    AmendmentSigned,
    SignatureRecorded,
)
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.standing import term_of
from scabot_domain.terms.amended import Delta, LineUnits
from scabot_domain.terms.hashes import doc_hash, section_hash, terms_hash
from scabot_domain.terms.sections import AgreedRate, Reimbursement, Scope, ScopeLine, SettableSection, Term
from story import Step, given

UNITS = (LineUnits(line_id="L1", units_max=20),)
BASE = given(d.executed).case


def with_section(case: Case, content: SettableSection | Reimbursement) -> Case:
    held = SectionState(content=content, hash=section_hash(content))
    return replace(case, sections={**case.sections, int(content.section): held})


def test_c7_an_extension_is_proposed_over_the_terms_in_force_and_its_hash_is_recomputed() -> None:
    after = with_section(BASE, a.LONGER)
    proposed = AmendmentProposed(
        amendment="AMD-1",
        side=Side.PAYER,
        base_hash=terms_hash(BASE),
        new_hash=terms_hash(after),
        delta=Delta(sections=(a.LONGER,)),
    )
    case = given(d.executed).when(a.extends()).then(proposed)
    assert (case.stage, case.open_amendment) == (Stage.EXECUTED, case.amendments[0])


def test_i8_the_old_terms_bind_until_both_sides_have_signed() -> None:
    for history in (a.proposed, a.amendment_agreed, a.amendment_half_signed):
        case = given(history).case
        assert (case.sections, case.executed, case.stage) == (BASE.sections, BASE.executed, Stage.EXECUTED)
    states = [given(steps).case.amendments[0].state.value for steps in (a.proposed, a.amendment_agreed)]
    assert [*states, given(a.amendment_half_signed).case.amendments[0].state.value] == ["proposed", "agreed", "signing"]


def test_i8_the_last_signature_executes_it_and_the_new_terms_bind() -> None:
    outcome = given(a.amendment_half_signed).when(a.signs_amendment(c.PRIYA))
    case = outcome.happens(AmendmentSigned, AmendmentExecuted, AgreementExtended)
    new_hash = terms_hash(with_section(BASE, a.LONGER))
    assert outcome.events[1].fact == AmendmentExecuted(amendment="AMD-1", base_hash=terms_hash(BASE), new_hash=new_hash)
    assert outcome.events[2].fact == AgreementExtended(new_end=date(2027, 6, 30))
    assert case.executed is not None
    assert (case.executed.terms_hash, case.executed.end, case.executed.sca_no) == (new_hash, a.LONGER.end, c.KEY)
    assert terms_hash(case) == new_hash
    assert (case.stage, case.open_amendment) == (Stage.EXECUTED, None)
    assert case.amendments[0].state is AmendmentState.EXECUTED
    assert case.signatures == BASE.signatures


def test_i5_either_side_signs_first() -> None:
    case = given(a.amendment_agreed, a.signs_amendment(c.PRIYA), a.signs_amendment(c.SAM)).case
    assert term_of(case) == a.LONGER


def test_an_amendment_changes_units_of_a_line_and_whole_sections_at_once() -> None:
    share = replace(c.COST_SHARE, copay=Decimal(25))
    rates = (AgreedRate(rate=c.CASE_RATE_45000),)
    steps = (a.amends(c.BEN, share, units=UNITS, rates=rates), a.agrees(c.NILS), a.signs_amendment(c.SAM))
    outcome = given(d.executed, steps).when(a.signs_amendment(c.PRIYA))
    case = outcome.happens(AmendmentSigned, AmendmentExecuted)
    scope = replace(c.SCOPE, lines=(replace(c.SCOPE.lines[0], units_max=20),))
    assert case.sections[4].content == scope
    assert case.sections[5].content == Reimbursement(offer_id="AMD-1", rates=rates)
    assert case.sections[6].content == share
    assert case.sections[3] == BASE.sections[3]
    assert case.sections[6].confirmed_by == frozenset({Side.PAYER, Side.PROVIDER})


def test_units_count_after_a_scope_of_the_same_amendment() -> None:
    wider = Scope(
        lines=(*c.SCOPE.lines, ScopeLine(line_id="L2", system=c.SCOPE.lines[0].system, code="99215", units_max=2)),
        auth_no=c.SCOPE.auth_no,
    )
    two = (LineUnits(line_id="L2", units_max=5),)
    case = given(d.executed, a.amends(c.BEN, wider, units=two), a.agrees(c.NILS)).case
    both = replace(wider, lines=(wider.lines[0], replace(wider.lines[1], units_max=5)))
    assert case.amendments[0].proposed.new_hash == terms_hash(with_section(BASE, both))


def test_there_is_one_open_amendment_at_most() -> None:
    for step in (a.extends(c.BEN), a.amends(c.BEN, units=UNITS)):
        given(a.proposed).when(step).refused(Reason.AMENDMENT_OPEN, amendment="AMD-1", side="payer", state="proposed")
    assert given(a.proposed, a.drops(), a.extends()).case.amendments[1].id == "AMD-2"
    given(a.amended).when(a.amends(c.BEN, units=UNITS)).happens(AmendmentProposed)


@pytest.mark.parametrize("step", [a.extends(base=d.NO_HASH), a.amends(base=d.NO_HASH, units=UNITS)], ids=["ext", "amd"])
def test_c7_it_changes_the_terms_that_were_seen(step: Step) -> None:
    now = terms_hash(BASE)
    given(d.executed).when(step).refused(
        Reason.BASE_HASH_MISMATCH, seen="0000-0000-0000", now=f"{now[:4]}-{now[4:8]}-{now[8:12]}"
    )


def test_c7_after_an_amendment_the_old_hash_is_no_base_any_more() -> None:
    given(a.amended).when(a.amends(base=terms_hash(BASE), units=UNITS)).refused_for(Reason.BASE_HASH_MISMATCH)


def test_i8_sections_are_closed_once_the_agreement_is_executed() -> None:
    given(d.executed).when(d.sets(c.RUTH, a.LONGER)).refused(
        Reason.TERMS_LOCKED, section="3", signed_by="payer, provider"
    )
    given(a.amended).when(d.sets(c.RUTH, c.TERM)).refused_for(Reason.TERMS_LOCKED)


def test_an_amendment_that_changes_nothing_is_done_already() -> None:
    given(d.executed).when(a.amends(c.NILS, c.TERM)).refused(Reason.ALREADY_DONE, what="amended")
    given(d.executed).when(a.amends(c.NILS)).refused(Reason.ALREADY_DONE, what="amended")


@pytest.mark.parametrize("new_end", [date(2027, 5, 31), date(2027, 5, 1)])
def test_an_extension_ends_later(new_end: date) -> None:
    given(d.executed).when(a.extends(new_end=new_end)).refused(
        Reason.OUT_OF_RANGE, field="new_end", value=new_end.isoformat(), earliest="2027-06-01"
    )


def test_an_extension_needs_a_term() -> None:
    story = given(d.executed)
    no_term = {number: held for number, held in story.case.sections.items() if number != 3}
    replace(story, case=replace(story.case, sections=no_term)).when(a.extends()).refused(
        Reason.OUT_OF_RANGE, field="new_end", value="2027-06-30"
    )


def test_i9_an_extension_stays_within_the_authorization_unless_that_is_waived() -> None:
    beyond = a.extends(new_end=date(2027, 7, 31))
    given(d.executed).when(beyond).refused_for(Reason.TERM_OUTSIDE_AUTHORIZATION)
    given(d.executed, a.extends_authorization(date(2027, 9, 30))).when(beyond).happens(AmendmentProposed)
    rule = "term_outside_authorization"
    given(d.executed, a.asks_to_waive(rule=rule), a.waives(rule=rule)).when(beyond).happens(AmendmentProposed)


def test_i6_an_amendment_holds_the_patient_harmless_too() -> None:
    given(d.executed).when(a.amends(c.NILS, replace(c.COST_SHARE, hold_harmless=False))).refused(
        Reason.HOLD_HARMLESS_REQUIRED, section="6"
    )


def test_fields_are_looked_at_as_ever() -> None:
    short = Term(effective=c.TERM.effective, end=date(2026, 11, 1))
    given(d.executed).when(a.amends(c.NILS, short)).refused(
        Reason.OUT_OF_RANGE, field="end", value="2026-11-01", earliest="2026-12-01"
    )
    given(d.executed).when(a.amends(c.NILS, a.LONGER, c.TERM)).refused(
        Reason.BAD_IDENTIFIER, field="sections", value="3, 3"
    )
    given(d.executed).when(a.amends(units=(LineUnits(line_id="L9", units_max=1),))).refused(
        Reason.BAD_IDENTIFIER, field="units", value="L9", known="L1"
    )
    given(d.executed).when(a.amends(rates=(AgreedRate(line_ids=("L9",), rate=c.PER_DIEM_3500),))).refused_for(
        Reason.BAD_IDENTIFIER
    )


def test_without_a_scope_there_are_no_units_to_change() -> None:
    story = given(d.executed)
    no_scope = {number: held for number, held in story.case.sections.items() if number != 4}
    replace(story, case=replace(story.case, sections=no_scope)).when(a.amends(units=UNITS)).refused(
        Reason.BAD_IDENTIFIER, field="units", value="L1", known=""
    )


def test_i10_an_amendment_that_reaches_further_back_counts_from_its_last_signature() -> None:
    near, far = (
        replace(c.TERM, retro_from=c.NOW.date() - timedelta(days=days), retro_text=d.RETRO_TEXT) for days in (3, 40)
    )
    given(d.executed).when(a.amends(c.NILS, far)).refused(
        Reason.RETRO_TOO_FAR, reach="40", limit="30", earliest="2026-10-24"
    )
    story = given(d.executed, a.amends(c.NILS, near), a.agrees(), a.signs_amendment(c.SAM))
    waits = story.at(c.NOW + timedelta(days=28))
    waits.when(a.signs_amendment(c.PRIYA)).refused_for(Reason.RETRO_TOO_FAR)
    story.when(a.signs_amendment(c.PRIYA)).happens(AmendmentSigned, AmendmentExecuted)


def test_agreeing_is_for_the_other_side_and_to_what_it_saw() -> None:
    new_hash = given(a.proposed).case.amendments[0].proposed.new_hash
    agreed = AmendmentAgreed(amendment="AMD-1", side=Side.PROVIDER, new_hash=new_hash)
    given(a.proposed).when(a.agrees()).then(agreed)
    given(a.proposed).when(a.agrees(c.NOOR)).refused(Reason.OWN_OFFER, offer="AMD-1", side="payer")
    given(a.proposed).when(a.agrees(seen=d.NO_HASH)).refused(
        Reason.HASH_MISMATCH,
        what="terms",
        seen="0000-0000-0000",
        now=f"{new_hash[:4]}-{new_hash[4:8]}-{new_hash[8:12]}",
    )


@pytest.mark.parametrize(
    ("history", "step", "state"),
    [
        (d.executed, a.agrees(), "unknown"),
        (a.amendment_agreed, a.agrees(), "agreed"),
        (a.proposed, a.signs_amendment(c.SAM), "proposed"),
        (a.amended, a.signs_amendment(c.SAM), "executed"),
        ((*a.proposed, a.drops()), a.agrees(), "dropped"),
        ((*a.amendment_agreed, a.drops(c.BEN)), a.signs_amendment(c.SAM), "dropped"),
        ((*a.proposed, a.drops()), a.drops(), "dropped"),
        (a.amended, a.drops(), "executed"),
    ],
    ids=range(8),
)
def test_a_step_out_of_order_is_refused_with_the_state(history: tuple[Step, ...], step: Step, state: str) -> None:
    given(history).when(step).refused(Reason.STALE_VIEW, amendment="AMD-1", state=state)


@pytest.mark.parametrize("history", [a.proposed, a.amendment_agreed, a.amendment_half_signed], ids=range(3))
@pytest.mark.parametrize("who", [c.NILS, c.BEN], ids=["proposer", "other side"])
def test_what_either_side_drops_leaves_the_terms_as_they_are(history: tuple[Step, ...], who: Actor) -> None:
    dropped = AmendmentDropped(amendment="AMD-1", side=who.side, code="no_longer_needed")
    case = given(history).when(a.drops(who)).then(dropped)
    assert (case.sections, case.executed, case.open_amendment) == (BASE.sections, BASE.executed, None)


def test_i5_different_people_sign_for_each_side_and_a_pa_specialist_never() -> None:
    given(a.amendment_agreed).when(a.signs_amendment(c.RUTH)).refused(
        Reason.SIGNER_NOT_AUTHORIZED, role="pa_specialist", roles="payer_signatory, provider_signatory"
    )
    given(a.amendment_half_signed).when(a.signs_amendment(c.SAM)).refused_for(Reason.ALREADY_SIGNED)
    both = Actor(team=c.LAKESIDE, user="U0SAM", role=Role.PAYER_SIGNATORY, side=Side.PAYER)
    given(a.amendment_half_signed).when(a.signs_amendment(both, "Somebody Else")).refused(
        Reason.SAME_SIGNER, side="provider", signatory="U0SAM"
    )
    ahead = c.NOW + timedelta(days=1)
    given(a.amendment_agreed).when(a.signs_amendment(c.SAM, signed_at=ahead)).refused_for(Reason.DATE_IN_FUTURE)


def test_i7_what_is_signed_is_what_was_seen() -> None:
    given(a.amendment_agreed).when(a.signs_amendment(c.SAM, seen=d.NO_HASH)).refused_for(Reason.HASH_MISMATCH)
    given(a.amendment_half_signed).when(a.signs_amendment(c.PRIYA, doc_sha256=d.NO_HASH)).refused_for(
        Reason.HASH_MISMATCH
    )
    case = given(a.amendment_half_signed).case
    signature = case.amendments[0].signatures[Side.PROVIDER]
    assert signature == SignatureRecorded(
        side=Side.PROVIDER,
        signatory="U0SAM",
        authority_basis="Delegation of 2026-01-02",
        method=signature.method,
        terms_hash=case.amendments[0].proposed.new_hash,
        doc_sha256=doc_hash(with_section(BASE, a.LONGER), "AMD-1"),
        signed_at=given(a.amendment_agreed).now,
        party_id="P1",
    )


def test_i11_nobody_signs_an_amendment_while_the_authorization_has_lapsed() -> None:
    given(a.amendment_agreed, a.revokes_authorization()).when(a.signs_amendment(c.SAM)).refused_for(
        Reason.AUTHORIZATION_LAPSED
    )


def test_i15_an_end_takes_the_open_amendment_with_it() -> None:
    case = given(a.amendment_half_signed, a.terminates()).case
    assert case.amendments[0].state is AmendmentState.DROPPED
    assert given(a.amended, a.terminates()).case.amendments[0].state is AmendmentState.EXECUTED


def test_an_extension_after_the_end_of_the_term_brings_it_back() -> None:
    longer = (a.extends(), a.agrees(), a.signs_amendment(c.SAM), a.signs_amendment(c.PRIYA))
    assert given(a.term_over).case.term_ended_on == date(2027, 5, 31)
    assert given(a.term_over, longer).case.term_ended_on is None


@for_all(ends=st.lists(st.integers(1, 28), min_size=1, max_size=5))
def test_i8_whatever_is_amended_the_terms_in_force_are_those_executed_last(ends: list[int]) -> None:
    story = given(d.executed)
    for number, day in enumerate(ends, start=1):
        term = replace(c.TERM, end=date(2027, 6, day))
        if story.case.sections[3].content == term:
            return
        name = f"AMD-{number}"
        signed = (a.signs_amendment(c.SAM, amendment=name), a.signs_amendment(c.PRIYA, amendment=name))
        story = story.and_(a.amends(c.NILS, term), a.agrees(amendment=name), signed)
        assert story.case.executed is not None
        assert (terms_hash(story.case), term.end) == (story.case.executed.terms_hash, story.case.executed.end)
