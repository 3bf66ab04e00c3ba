"""P3, P10: the coverage ends, a provider joins the network, and what is left out of the figures."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

import cast as c
import deeds as d
import deeds_after as a
from domain.by_the_clock import Watched
from scabot_domain.case import OfferState, Stage
from scabot_domain.commands import WithdrawCase
from scabot_domain.events import (
    CaseLinked,
    CaseOpened,
    CaseSuperseded,
    CoverageChanged,
    PlaybookPinned,
    SectionSet,
    SupersedeCause,
    TermsReopened,
)
from scabot_domain.refusals import Reason
from scabot_domain.schedule import CancelCause, Canceled
from scabot_domain.standing import counts_in_outcomes, covers
from story import Step, given

ENDS = date(2027, 2, 28)
DAY_AFTER = datetime(2027, 3, 1, 6, tzinfo=UTC)
"""Monday 2027-03-01, 00:00 in Chicago."""


def test_p3_the_term_ends_with_the_coverage_and_must_be_confirmed_again() -> None:
    story = given(d.reviewed)
    case = story.when(a.changes_coverage(new_payer="Southgate Mutual")).then(
        CoverageChanged(ends_on=ENDS, new_payer="Southgate Mutual"),
        SectionSet(content=replace(c.PATIENT, coverage_to=ENDS)),
        SectionSet(content=replace(c.TERM, end=ENDS)),
    )
    assert (case.stage, case.coverage_ends_on) == (Stage.DRAFT_REVIEW, ENDS)
    assert case.sections[3].confirmed_by == frozenset()


def test_p3_a_signature_under_the_longer_term_is_void() -> None:
    outcome = given(d.half_signed).when(a.changes_coverage())
    case = outcome.happens(CoverageChanged, SectionSet, SectionSet, TermsReopened)
    assert outcome.events[3].fact == TermsReopened(cause="coverage")
    assert (case.stage, case.signatures, case.signers) == (Stage.DRAFT_REVIEW, {}, {})


def test_p3_a_coverage_that_outlasts_the_term_changes_section_2_alone() -> None:
    given(d.reviewed).when(a.changes_coverage(ends_on=date(2027, 8, 31))).happens(CoverageChanged, SectionSet)


@pytest.mark.parametrize("history", [d.requested, (*d.requested, d.sets(c.RUTH, c.PATIENT), a.changes_coverage())])
def test_p3_what_is_not_filled_in_or_says_so_already_stays(history: tuple[Step, ...]) -> None:
    case = given(history, a.changes_coverage(ends_on=date(2027, 4, 30))).case
    again = given(history, a.changes_coverage(ends_on=date(2027, 4, 30)))
    again.when(a.changes_coverage(ends_on=date(2027, 4, 30))).refused(
        Reason.ALREADY_DONE, what="coverage_changed", ends_on="2027-04-30"
    )
    assert case.coverage_ends_on == date(2027, 4, 30)


def test_p3_section_2_that_knows_it_is_not_set_again() -> None:
    knows = d.sets(c.RUTH, replace(c.PATIENT, coverage_to=ENDS))
    given(d.requested, knows).when(a.changes_coverage()).happens(CoverageChanged)


def test_p3_coverage_does_not_end_before_it_begins() -> None:
    given(d.complete).when(a.changes_coverage(ends_on=date(2025, 12, 31))).refused(
        Reason.OUT_OF_RANGE, field="ends_on", value="2025-12-31", earliest="2026-01-01"
    )


def test_p3_a_term_that_would_begin_after_the_coverage_cannot_be_signed() -> None:
    early = a.changes_coverage(ends_on=date(2026, 11, 30))
    outcome = given(d.reviewed).when(early)
    assert outcome.happens(CoverageChanged, SectionSet).sections[3].content == c.TERM
    again = (d.sets(c.RUTH, c.PATIENT), d.confirms(c.RUTH), d.issues())
    given(d.reviewed, early, again).when(d.approves(c.NILS, "v2")).refused(
        Reason.INCOMPLETE_SECTION, sections="3", section_3="Term: coverage ends on 2026-11-30, before it does."
    )


def test_p3_i8_an_agreement_in_force_keeps_its_terms_and_covers_no_day_after_the_coverage() -> None:
    case = given(a.in_care).when(a.changes_coverage()).then(CoverageChanged(ends_on=ENDS, new_payer=None))
    assert case.sections == given(a.in_care).case.sections
    assert (covers(case, ENDS), covers(case, date(2027, 3, 1))) == (True, False)


def test_p3_a_case_is_superseded_from_the_day_after_the_coverage_ends() -> None:
    story = given(d.offered, a.changes_coverage())
    step = a.supersedes(cause="coverage", new_case=a.NEXT_CASE)
    story.at(datetime(2027, 3, 1, 5, 59, tzinfo=UTC)).when(step).refused(
        Reason.OUT_OF_RANGE, field="cause", value="coverage", coverage_ends_on="2027-02-28"
    )
    fact = CaseSuperseded(cause=SupersedeCause.COVERAGE, new_case=a.NEXT_CASE)
    case = story.at(DAY_AFTER).when(step).then(fact)
    assert (case.stage, case.terminal, case.stage_before_end) == (Stage.SUPERSEDED, True, Stage.NEGOTIATING)
    assert case.offers[0].state is OfferState.WITHDRAWN


def test_p3_the_clock_supersedes_when_the_day_has_come_and_says_nothing_before() -> None:
    clock = a.supersedes(c.CLOCK, "coverage")
    given(d.offered).when(clock).then()
    given(d.offered, a.changes_coverage()).when(clock).then()
    given(d.offered, a.changes_coverage()).at(DAY_AFTER).when(clock).happens(CaseSuperseded)


def test_p3_a_case_does_not_go_on_in_itself() -> None:
    given(d.offered).when(a.supersedes(new_case=c.KEY)).refused(
        Reason.BAD_IDENTIFIER, field="new_case", value="SCA-7QK2M4"
    )


def test_p3_a_new_case_links_back() -> None:
    outcome = given().when(d.opens(continues=a.NEXT_CASE))
    case = outcome.happens(CaseOpened, PlaybookPinned, CaseLinked)
    assert (outcome.events[2].fact, case.continues) == (CaseLinked(from_case=a.NEXT_CASE), a.NEXT_CASE)


@pytest.mark.parametrize(
    "ending",
    [a.later(a.supersedes(), c.NOW), a.later(a.terminates(), a.CARE_DAY), a.later(a.ends_term(), a.AFTER_TERM)],
    ids=["superseded", "terminated", "expired"],
)
def test_p3_every_new_end_cancels_the_deadlines_that_are_open(ending: Step) -> None:
    watched = Watched().do(d.executed)
    waiting = Watched().do(d.offered, a.supersedes())
    canceled = [one for event in waiting.events for one in getattr(event.fact, "changes", ())]
    assert {one.cause for one in canceled if isinstance(one, Canceled)} == {CancelCause.TERMINAL}
    assert waiting.case.deadlines == watched.do(ending).case.deadlines == {}


def withdraws(code: str) -> Step:
    return lambda _case, at: WithdrawCase(by=c.by(c.RUTH, at), code=code)


@pytest.mark.parametrize(
    ("ending", "counts"),
    [
        ((a.supersedes(),), False),
        ((withdraws("joined_network"),), False),
        ((withdraws("care_canceled"),), False),
        ((withdraws("patient_died"),), False),
        ((withdraws("other_provider"),), True),
        ((d.declines(),), True),
        ((d.walks_away(),), True),
        ((), True),
    ],
)
def test_p10_what_the_network_or_fate_overtook_is_left_out_of_the_figures(
    ending: tuple[Step, ...],
    counts: bool,  # noqa: FBT001 - a column
) -> None:
    assert counts_in_outcomes(given(d.offered, ending).case) is counts


@pytest.mark.parametrize(("cause", "counts"), [("patient_died", False), ("breach", True)])
def test_p10_a_terminated_agreement_counts_by_its_cause(cause: str, counts: bool) -> None:  # noqa: FBT001 - a column
    assert counts_in_outcomes(given(d.executed, a.terminates(cause=cause)).case) is counts


def test_p10_a_code_alone_leaves_nothing_out_once_the_case_is_open_again() -> None:
    assert given(d.offered, d.declines(), d.reopens()).case.end_code is None
