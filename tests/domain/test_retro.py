"""C10, I10, P5: how far back an agreement may reach."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

import cast as c
import deeds as d
import deeds_after as a
from scabot_domain.events import AgreementExecuted, DraftApproved, SignatureRecorded
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from scabot_domain.standing import reach, retro, signing_day
from scabot_domain.terms.sections import Term
from story import Story, given

SIGNING_DAY = date(2026, 11, 23)
"""Of the stories: a Monday."""
MIDNIGHT = datetime(2026, 11, 24, 6, tzinfo=UTC)
"""The first instant of Tuesday in Chicago."""


def reviewed(term: Term) -> Story:
    papers = (d.confirms(c.RUTH), d.confirms(c.NILS), d.issues())
    waived = (a.asks_to_waive(rule="term_outside_authorization"), a.waives(rule="term_outside_authorization"))
    return given(d.filled, d.sets(c.RUTH, term), papers, waived, d.checks())


def back(days: int, *, effective: bool = False) -> Term:
    first = SIGNING_DAY - timedelta(days=days)
    return replace(
        c.TERM, retro_text=d.RETRO_TEXT, retro_from=first, effective=first if effective else c.TERM.effective
    )


@pytest.mark.parametrize("effective", [False, True])
def test_i10_30_days_pass_and_31_need_compliance(effective: bool) -> None:  # noqa: FBT001 - a column
    reviewed(back(30, effective=effective)).when(d.approves(c.NILS)).happens(DraftApproved)
    too_far = reviewed(back(31, effective=effective))
    too_far.when(d.approves(c.NILS)).refused(Reason.RETRO_TOO_FAR, reach="31", limit="30", earliest="2026-10-24")
    too_far.and_(a.asks_to_waive(), a.waives()).when(d.approves(c.NILS)).happens(DraftApproved)


def test_i10_the_last_signature_counts_in_the_zone_of_the_case() -> None:
    story = reviewed(back(30)).and_(d.approves(c.NILS), d.approves(c.BEN), d.signs(c.SAM))
    story.at(MIDNIGHT - timedelta(seconds=1)).when(d.signs(c.PRIYA)).happens(SignatureRecorded, AgreementExecuted)
    story.at(MIDNIGHT).when(d.signs(c.PRIYA)).refused(
        Reason.RETRO_TOO_FAR, reach="31", limit="30", earliest="2026-10-25"
    )
    waived = story.at(MIDNIGHT).and_(a.asks_to_waive(), a.waives())
    waived.when(d.signs(c.PRIYA)).happens(SignatureRecorded, AgreementExecuted)


def test_i10_while_a_signature_is_missing_it_counts_to_today() -> None:
    story = reviewed(back(30)).and_(d.approves(c.NILS), d.approves(c.BEN)).at(MIDNIGHT)
    story.when(d.signs(c.SAM, signed_at=c.NOW)).refused_for(Reason.RETRO_TOO_FAR)


def test_i10_a_signature_entered_late_counts_from_its_own_day() -> None:
    story = reviewed(back(30)).and_(d.approves(c.NILS), d.approves(c.BEN), d.signs(c.SAM))
    story.at(MIDNIGHT).when(d.signs(c.PRIYA, signed_at=c.NOW)).happens(SignatureRecorded, AgreementExecuted)


def test_c10_a_term_that_begins_before_the_signature_says_since_when_it_is_retroactive() -> None:
    yesterday = SIGNING_DAY - timedelta(days=1)
    reviewed(replace(c.TERM, effective=yesterday)).when(d.approves(c.NILS)).refused(
        Reason.INCOMPLETE_SECTION,
        sections="3",
        section_3="Term: it begins before the last signature, so it must say since when it is retroactive.",
    )
    reviewed(replace(c.TERM, effective=SIGNING_DAY)).when(d.approves(c.NILS)).happens(DraftApproved)


def test_c10_the_flag_retro_is_what_the_agreement_reaches_back() -> None:
    assert not retro(given(d.reviewed).case, c.NOW)
    assert retro(given(d.reviewed).case, datetime(2026, 12, 2, 18, tzinfo=UTC))
    assert not retro(given(d.executed).case, datetime(2027, 3, 1, tzinfo=UTC))
    story = reviewed(back(5)).and_(d.approves(c.NILS), d.approves(c.BEN), d.signs(c.SAM), d.signs(c.PRIYA))
    assert retro(story.case, story.now)
    assert signing_day(story.case, datetime(2027, 3, 1, tzinfo=UTC)) == SIGNING_DAY


def test_c10_without_a_term_nothing_reaches_back() -> None:
    assert reach(given(d.requested).case, SIGNING_DAY) == 0


@for_all(days=st.integers(-400, 400), retro_days=st.none() | st.integers(-400, 400))
def test_c10_the_reach_is_calendar_days_from_the_earlier_of_both_dates(days: int, retro_days: int | None) -> None:
    effective = SIGNING_DAY - timedelta(days=days)
    retro_from = None if retro_days is None else SIGNING_DAY - timedelta(days=retro_days)
    term = Term(effective=effective, end=date(2028, 12, 31), retro_from=retro_from, retro_text=d.RETRO_TEXT)
    story = given(d.opened, d.sets(c.RUTH, term))
    longest = max([days] if retro_days is None else [days, retro_days])
    assert reach(story.case, SIGNING_DAY) == max(0, longest)


def test_p5_the_term_reaches_back_to_care_that_has_begun_and_says_what_it_leaves_uncovered() -> None:
    began = date(2026, 11, 21)
    story = given(d.drafted, d.starts_care(began))
    story.when(d.approves(c.NILS)).refused(
        Reason.INCOMPLETE_SECTION,
        sections="3",
        section_3="Term: care began before it, so it must be retroactive.",
        uncovered="2026-11-21 to 2026-11-30",
    )
    given(d.reviewed, d.starts_care(began)).when(d.signs(c.SAM)).refused_for(Reason.INCOMPLETE_SECTION)
    reviewed(back(2)).and_(d.starts_care(began)).when(d.approves(c.NILS)).happens(DraftApproved)


def test_p5_without_a_term_the_section_itself_is_what_is_missing() -> None:
    sections = (d.confirms(c.RUTH), d.confirms(c.NILS), d.issues())
    papers = tuple(d.sets(c.RUTH, section) for section in c.SECTIONS if section is not c.TERM)
    story = given(d.agreed, d.starts_care(date(2026, 11, 21)), a.changes_coverage(), papers, sections)
    refusal = story.when(d.approves(c.NILS)).refused_for(Reason.INCOMPLETE_SECTION)
    assert refusal.facts["section_3"] == "Term: nothing is filled in."
    assert Side.PAYER not in story.case.signatures
