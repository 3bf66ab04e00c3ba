"""S1, S3, S8, P3, P5, P10, P11, P12: whole stories around and after an agreement, from one end to the other."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import cast as c
import deeds as d
import deeds_after as a
from scabot_domain.case import Case, Stage
from scabot_domain.commands import RecordCareStart
from scabot_domain.events import CareStarted, ClaimMismatchFound, ClaimRecorded, CoveredBy
from scabot_domain.refusals import Reason
from scabot_domain.standing import active, carried_over, counts_in_outcomes, covers
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.letter import letter
from scabot_domain.terms.sections import Reimbursement
from story import Step, given

STEPS: tuple[tuple[Step, ...], ...] = (
    (d.records_approval(),),
    (d.requests(),),
    (d.offers(c.NILS),),
    (d.accepts(c.BEN),),
    (*d.complete[len(d.agreed) :], d.issues()),
    (d.checks(),),
    (d.approves(c.NILS), d.approves(c.BEN)),
    (d.signs(c.SAM), d.signs(c.PRIYA)),
    (a.later(d.starts_care(c.CARE_DATE), a.CARE_DAY),),
)
"""Approval, request, terms, draft, its check, two approvals, two signatures, care."""
OUT_OF_ORDER = [(done, tried) for done in range(len(STEPS)) for tried in range(len(STEPS)) if tried > done]


@pytest.mark.parametrize(("done", "tried"), OUT_OF_ORDER)
def test_s8_no_step_is_skipped_but_care_that_does_not_wait(done: int, tried: int) -> None:
    story = given(d.opened, *STEPS[:done])
    last = STEPS[tried][-1]
    outcome = story.when(last)
    if isinstance(last(story.case, story.now), RecordCareStart):
        assert outcome.after.care_at_risk  # P5
    else:
        assert outcome.refusal is not None


@pytest.mark.parametrize("done", range(len(STEPS)))
def test_s8_no_step_is_taken_twice(done: int) -> None:
    story = given(d.opened, *STEPS[: done + 1])
    assert story.when(STEPS[done][-1]).refusal is not None or done in (2, 4, 5)  # an offer and a draft may be made anew


@pytest.mark.parametrize("done", range(8))
def test_s1_nothing_is_covered_before_the_agreement_is_executed(done: int) -> None:
    case = given(d.opened, *STEPS[:done]).case
    days = [date.fromordinal(c.CARE_DATE.toordinal() + shift) for shift in range(-30, 200)]
    assert not any(covers(case, day) for day in days)
    assert not active(case, a.CARE_DAY)
    assert active(given(d.opened, *STEPS[:8]).case, a.CARE_DAY)


def test_s3_the_agreement_promises_payment_in_full_and_no_balance_bill() -> None:
    text = letter(given(d.drafted).case, "v1")
    assert "Hold harmless: payment in full; the patient receives no balance bill" in text
    assert "In-network cost sharing only" in text


def test_p3_a_change_of_coverage_ends_the_case_and_another_continues_it_without_the_rates() -> None:
    old = given(a.in_care).at(a.CARE_DAY).and_(a.changes_coverage(new_payer="Southgate Mutual"))
    assert old.case.stage is Stage.IN_CARE
    over = old.at(datetime(2027, 3, 1, 6, tzinfo=UTC)).and_(a.supersedes(c.CLOCK, "coverage", a.NEXT_CASE))
    assert (over.case.stage, counts_in_outcomes(over.case)) == (Stage.SUPERSEDED, False)
    begun = given(d.opens(payer="Southgate Mutual", continues=c.KEY))
    carried = carried_over(over.case)
    new = begun.and_(*(d.sets(c.OLGA if content.section == 2 else c.RUTH, content) for content in carried))
    assert new.case.continues == c.KEY
    assert set(new.case.sections) == {1, 2, 3, 4, 6, 7}
    assert not any(isinstance(held.content, Reimbursement) for held in new.case.sections.values())
    assert all(held.confirmed_by == frozenset() for held in new.case.sections.values())


def test_p5_care_that_did_not_wait_is_covered_in_the_end_and_its_claim_is_as_agreed() -> None:
    began = date(2026, 11, 20)
    at_risk = given(d.filled, d.starts_care(began), d.confirms(c.RUTH), d.confirms(c.NILS), d.issues())
    assert (at_risk.case.care_at_risk, covers(at_risk.case, began)) == (True, False)
    at_risk.when(d.approves(c.NILS)).refused_for(Reason.INCOMPLETE_SECTION)
    retro = (d.sets(c.RUTH, a.RETRO), d.confirms(c.RUTH), d.confirms(c.NILS), d.issues())
    signed = (d.checks(), d.approves(c.NILS, "v2"), d.approves(c.BEN, "v2"), d.signs(c.SAM), d.signs(c.PRIYA))
    bound = at_risk.and_(retro, signed)
    covered = CareStarted(dos=began, covered_by=CoveredBy.EXECUTED)
    case = bound.when(d.starts_care(began)).then(covered)
    assert (case.stage, case.care_at_risk) == (Stage.IN_CARE, False)
    bound.and_(d.starts_care(began)).when(a.claims(dos=began)).happens(ClaimRecorded)


def test_p11_p12_from_signature_to_the_end_of_filing() -> None:
    bound = given(d.executed, a.loads()).at(a.CARE_DAY).and_(d.starts_care(c.CARE_DATE))
    low = bound.when(a.claims(allowed=Decimal("120.50"), member_resp=Decimal(40), carc="45"))
    low.happens(ClaimRecorded, ClaimMismatchFound)
    wrong = bound.and_(a.claims(allowed=Decimal("120.50"), member_resp=Decimal(40), carc="45"))
    ended = wrong.at(a.AFTER_TERM).and_(a.ends_term())
    ended.when(d.closes()).refused(Reason.WRONG_STAGE, stage="in_care", missing="claims_that_match")
    case = ended.and_(a.claims(), d.closes()).case
    assert (case.stage, counts_in_outcomes(case)) == (Stage.CLOSED, True)


def test_p10_a_provider_that_joins_the_network_leaves_the_figures_and_its_claims_are_still_taken() -> None:
    joined = given(a.in_care).at(a.CARE_DAY).and_(a.supersedes())
    assert (joined.case.stage, counts_in_outcomes(joined.case)) == (Stage.SUPERSEDED, False)
    joined.when(a.claims()).happens(ClaimRecorded)
    joined.when(d.reopens()).refused_for(Reason.TERMINAL_CASE)


def test_s8_an_extension_keeps_the_stage_and_the_care_goes_on() -> None:
    extended = given(a.in_care).at(a.CARE_DAY).and_(*a.amended[len(d.executed) :])
    assert (extended.case.stage, covers(extended.case, date(2027, 6, 30))) == (Stage.IN_CARE, True)
    extended.at(a.AFTER_TERM).when(a.ends_term()).then()
    june = extended.at(datetime(2027, 7, 1, 5, tzinfo=UTC)).when(a.ends_term()).after
    assert june.term_ended_on == date(2027, 6, 30)


def test_hashes_of_terms_that_nobody_changed_are_those_of_before() -> None:
    case = given(d.executed).case
    plain = Case(key=c.KEY, version=1, sections=case.sections)
    waived = replace(case, overrides=given(a.waived).case.overrides)
    assert terms_hash(plain) == terms_hash(case) == terms_hash(waived)
    assert letter(waived, "v1") == letter(case, "v1")
