"""The latest safe date of every step: the figures of the page, and what must hold for any calendar (C10, S24)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from scabot_domain.events import Urgency
from scabot_domain.insight import Plan, Step, plan, planned
from scabot_domain.insight.planner import Retro, durations, read_durations
from scabot_domain.workdays import Calendar, calendar, shipped_calendar
from story import Step as Deed
from story import given

DAYS = shipped_calendar()
FIGURES = {
    Step.REQUESTED: date(2026, 10, 30),
    Step.OFFERED: date(2026, 11, 6),
    Step.AGREED: date(2026, 11, 17),
    Step.DRAFTED: date(2026, 11, 24),
    Step.APPROVED: date(2026, 12, 1),
    Step.SIGNED: date(2026, 12, 4),
}
"""Counted over Thanksgiving (26 November) and Veterans Day (11 November) of the calendar that ships."""

urgencies = st.sampled_from(Urgency)
cares = st.dates(date(2026, 2, 1), date(2026, 12, 31))
ROUTINE = d.opens(urgency=Urgency.ROUTINE)


def of(*steps: Deed | tuple[Deed, ...], at: datetime | None = None) -> Plan:
    story = given(*steps)
    return planned(story.case, at or story.now, DAYS)


def test_s24_the_figures_of_a_routine_case() -> None:
    assert plan(c.CARE_DATE, Urgency.ROUTINE, DAYS) == FIGURES
    assert list(plan(c.CARE_DATE, Urgency.ROUTINE, DAYS)) == list(Step)


def test_s24_an_earlier_day_that_was_asked_for_moves_every_step_along() -> None:
    asked = plan(c.CARE_DATE, Urgency.ROUTINE, DAYS, signed_by=date(2026, 12, 2))
    assert (asked[Step.SIGNED], asked[Step.APPROVED]) == (date(2026, 12, 2), date(2026, 11, 27))
    assert plan(c.CARE_DATE, Urgency.ROUTINE, DAYS, signed_by=date(2026, 12, 10)) == FIGURES


def test_a_case_takes_the_day_that_its_request_asked_for() -> None:
    shown = of(ROUTINE, d.records_approval(), d.requests(target_signed_by=date(2026, 12, 2)))
    assert shown.steps[-1].latest == date(2026, 12, 2)


@for_any(care=cares, urgency=urgencies)
def test_dates_are_monotone(care: date, urgency: Urgency) -> None:
    days = [*plan(care, urgency, DAYS).values(), care]
    assert days == sorted(days)


@for_any(care=cares, urgency=urgencies)
def test_care_a_business_day_later_moves_no_step_earlier(care: date, urgency: Urgency) -> None:
    before, after = plan(care, urgency, DAYS), plan(DAYS.step(care, 1), urgency, DAYS)
    assert all(before[step] <= after[step] for step in Step)


def with_holiday(day: date) -> Calendar:
    return calendar("more", DAYS.first, DAYS.last, {**DAYS.closed, day: "Another"})


@for_any(care=cares, urgency=urgencies, back=st.integers(0, 70))
def test_another_holiday_never_moves_a_step_later(care: date, urgency: Urgency, back: int) -> None:
    day = care - timedelta(days=back)
    if day.weekday() >= 5:
        return
    before, after = plan(care, urgency, DAYS), plan(care, urgency, with_holiday(day))
    assert all(after[step] <= before[step] for step in Step)


def test_an_infeasible_plan_names_the_first_step_that_cannot_be_done_in_time() -> None:
    shown = of(ROUTINE)  # opened on 23 November for care on 11 December
    assert shown.first_red is not None
    assert (shown.first_red.step, shown.first_red.slack) == (Step.REQUESTED, -15)
    assert shown.first_red.latest == date(2026, 10, 30)


def test_what_is_done_is_not_red_and_shows_how_late_or_early_it_was() -> None:
    shown = of(ROUTINE, d.offered[1:])
    assert shown.first_red is not None
    assert [one.step for one in shown.steps if one.done == date(2026, 11, 23)] == [Step.REQUESTED, Step.OFFERED]
    assert [one.step for one in shown.steps if one.red] == [Step.AGREED]
    assert [one.slack for one in shown.steps] == [-15, -10, -4, 1, 5, 8]


def test_every_step_of_an_executed_agreement_is_done() -> None:
    shown = of(d.executed)
    assert {one.step: one.done for one in shown.steps} == dict.fromkeys(Step, date(2026, 11, 23))
    assert shown.first_red is None


def test_a_material_redline_undoes_the_later_steps() -> None:
    shown = of(d.drafted, d.redlines(material=True))
    assert [one.step for one in shown.steps if one.done] == [Step.REQUESTED, Step.OFFERED]


def test_a_day_past_the_last_safe_one_is_late_also_on_a_weekend() -> None:
    shown = of(ROUTINE, d.reviewed[1:], at=datetime(2026, 12, 5, 18, tzinfo=UTC))
    assert (shown.steps[-1].slack, shown.steps[-1].red) == (-1, True)
    friday = of(ROUTINE, d.reviewed[1:], at=datetime(2026, 12, 4, 18, tzinfo=UTC))
    assert (friday.steps[-1].slack, friday.steps[-1].red) == (0, False)


def test_without_a_care_date_there_is_nothing_to_count_back_from() -> None:
    shown = of(d.opens(care_date=None))
    assert (shown.care_date, shown.steps, shown.first_red) == (None, (), None)


def test_a_care_date_that_no_calendar_reaches_has_no_steps() -> None:
    shown = of(d.opens(care_date=date(2041, 6, 3)))
    assert (shown.care_date, shown.steps) == (date(2041, 6, 3), ())


BACK = replace(c.TERM, effective=date(2026, 11, 1), retro_from=date(2026, 11, 1))


def test_c10_it_warns_before_day_30_of_the_retroactive_reach() -> None:
    assert of(d.filled).retro is None
    assert of(d.filled, d.sets(c.RUTH, BACK)).retro == Retro(reach=22, last=date(2026, 12, 1))
    late = of(d.filled, d.sets(c.RUTH, BACK), at=datetime(2026, 12, 2, 18, tzinfo=UTC))
    assert late.retro is not None
    assert (late.retro.reach, late.retro.over) == (31, True)
    on_time = of(d.filled, d.sets(c.RUTH, BACK), at=datetime(2026, 12, 1, 18, tzinfo=UTC))
    assert on_time.retro is not None
    assert not on_time.retro.over


def test_c10_care_that_began_without_an_agreement_counts_too() -> None:
    assert of(d.requested, d.starts_care(date(2026, 11, 20))).retro == Retro(reach=3, last=date(2026, 12, 20))


def test_c10_a_signed_or_ended_agreement_reaches_back_no_further() -> None:
    assert of(a.in_care).retro is None
    assert of(d.requested, d.starts_care(date(2026, 11, 20)), d.withdraws_case()).retro is None


def test_a_rest_moves_no_date() -> None:
    assert [one.latest for one in of(d.requested, v.holds()).steps] == [one.latest for one in of(d.requested).steps]


def test_durations_need_every_step_for_every_urgency() -> None:
    assert sum(durations()[Urgency.ROUTINE].values()) == 28
    with pytest.raises(ValueError, match="every step"):
        read_durations("[routine]\nsigned = 5\n")
    with pytest.raises(ValueError, match="less than or equal to 60"):
        read_durations("[routine]\nsigned = 61\n")
