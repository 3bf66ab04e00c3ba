"""Terms and coverages end at midnight without anybody saying so: the clock does (command 46, P3)."""

from datetime import date

import pytest

import cast as c
import deeds as d
import deeds_after as a
from domain.by_the_clock import Watched, shown
from scabot_domain.case import Case, Stage
from scabot_domain.events import AgreementExtended, CaseSuperseded, SupersedeCause, TermEnded
from scabot_domain.parties import COMPLIANCE_READERS
from scabot_domain.playbook import explain
from scabot_domain.playbook.transitions import end_of
from scabot_domain.schedule import CancelCause, Canceled, Met, Moved
from story import Step

BEFORE, AFTER = "2027-05-31 23:59", "2027-06-01 00:00"


def test_p3_46_an_agreement_under_which_no_care_began_expires_at_midnight_after_its_last_day() -> None:
    watched = Watched().do(d.executed)
    assert shown(watched.armed("term_end.1").due) == "Tue 2027-06-01 00:00"
    watched.wait(BEFORE)
    assert (watched.case.stage, watched.facts(TermEnded)) == (Stage.EXECUTED, [])
    watched.wait(AFTER)
    assert (watched.case.stage, watched.facts(TermEnded)) == (
        Stage.EXPIRED,
        [TermEnded(end=date(2027, 5, 31), used=False)],
    )
    assert watched.case.deadlines == {}


def test_46_care_that_began_keeps_the_case_open_after_its_term() -> None:
    watched = Watched().do(a.in_care)
    watched.wait(AFTER)
    assert (watched.case.stage, watched.case.term_ended_on) == (Stage.IN_CARE, date(2027, 5, 31))
    assert [change.deadline for change in watched.changes(Met)][-1] == "term_end.1"
    assert watched.case.deadlines == {}
    watched.do(d.notes(c.RUTH))
    assert watched.case.deadlines == {}, "what has ended is not waited for again"


def test_46_the_end_moves_with_an_extension_and_is_waited_for_again_after_a_late_one() -> None:
    watched = Watched().do(a.amended)
    assert [one.deadline for one in watched.changes(Moved)] == ["term_end.1"]
    assert shown(watched.armed("term_end.1").due) == "Thu 2027-07-01 00:00"
    watched.wait(AFTER)
    assert watched.facts(AgreementExtended)
    assert watched.facts(TermEnded) == []
    watched.wait("2027-07-01 00:00")
    assert watched.facts(TermEnded) == [TermEnded(end=date(2027, 6, 30), used=False)]


def test_46_an_agreement_that_was_terminated_waits_for_no_term() -> None:
    watched = Watched().do(a.terminated)
    assert Canceled(deadline="term_end.1", cause=CancelCause.TERMINAL) in watched.changes(Canceled)


@pytest.mark.parametrize("steps", [d.offered, d.executed], ids=["offered", "executed"])
def test_p3_a_case_is_superseded_at_midnight_after_the_coverage(steps: tuple[Step, ...]) -> None:
    watched = Watched().do(steps, a.changes_coverage(ends_on=date(2026, 12, 31)))
    watched.wait("2026-12-31 23:59")
    assert watched.case.stage is not Stage.SUPERSEDED
    watched.wait("2027-01-01 00:00")
    assert watched.facts(CaseSuperseded) == [CaseSuperseded(cause=SupersedeCause.COVERAGE, new_case=None)]
    assert (watched.case.stage, watched.case.deadlines) == (Stage.SUPERSEDED, {})


def test_p3_a_coverage_that_ends_otherwise_moves_the_midnight() -> None:
    watched = Watched().do(d.offered, a.changes_coverage(ends_on=date(2026, 12, 31)))
    watched.do(a.changes_coverage(ends_on=date(2027, 1, 31)))
    assert shown(watched.armed("coverage_end.1").due) == "Mon 2027-02-01 00:00"
    watched.wait("2027-01-31 23:59")
    assert watched.facts(CaseSuperseded) == []


def test_why_the_term_ends_then_is_told_with_the_midnight() -> None:
    watched = Watched().do(d.executed)
    rows = dict(explain(watched.events, "term_end.1", 1, COMPLIANCE_READERS).rows)
    assert rows["Rule"] == "midnight after the last day of the term"
    assert "2027-06-01 00:00" in rows["Due"]


def test_a_case_without_an_agreement_waits_for_neither() -> None:
    assert [end_of(subject, Case(key=c.KEY)) for subject in ("term_end", "coverage_end")] == [None, None]
