"""Cycle time: holders partition the time of a case, and the times of the sides add up to the whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from scabot_domain.case import Stage
from scabot_domain.events import CaseEvent
from scabot_domain.insight import Cycle, cycle
from scabot_domain.insight.holding import Held
from scabot_domain.workdays import shipped_calendar
from story import MINUTE, Step, flat, given

DAYS = shipped_calendar()
FRIDAY = datetime(2026, 12, 4, 18, tzinfo=UTC)
AFTER_LIFE = datetime(2026, 12, 10, 18, tzinfo=UTC)
"""Thursday, two days after OFR-1 has died of itself on Tuesday at 17:00."""

histories = st.sampled_from(
    [
        d.executed,
        (*d.offered, d.counters(), d.rejects(c.NILS, "OFR-2"), d.offers(c.NILS)),
        (*d.drafted, d.redlines(material=True), d.offers(c.BEN)),
        (*d.requested, v.by_phone(d.offers(c.NILS)), v.confirms_entry(), v.holds(), v.resumes()),
        (*d.offered, d.declines(), d.reopens()),
        (*a.in_care, a.claims(carc="242", dos=c.NOW.date())),
        (*d.reviewed, a.revokes_authorization()),
    ]
)
gaps = st.lists(st.integers(1, 9 * 24 * 60), min_size=60, max_size=60)


def told(history: tuple[Step, ...], minutes: list[int]) -> tuple[CaseEvent, ...]:
    story = given()
    for step, gap in zip(flat(history), minutes, strict=False):
        outcome = story.when(step)
        story = story.and_(step) if outcome.refusal is None else story
        story = story.at(story.now + gap * MINUTE)
    return story.events


def of(*history: Step | tuple[Step, ...], until: datetime = FRIDAY) -> Cycle:
    return cycle(given(*history).events, until, DAYS)


def test_each_side_has_its_time_in_business_days() -> None:
    opened = given(d.offered)
    story = opened.at(datetime(2026, 11, 30, 16, tzinfo=UTC)).and_(d.counters())
    shown = cycle(story.events, FRIDAY, DAYS)
    assert {side: held.business_days for side, held in shown.by_holder.items()} == {
        "clinical": 0,
        "us": 0,
        "payer": 4,  # from Monday to Friday
        "provider": 4,  # the week of Thanksgiving
    }
    assert shown.total == Held(time=FRIDAY - c.NOW, business_days=8)
    assert shown.by_stage[Stage.NEGOTIATING].business_days == 8


def test_an_offer_that_dies_of_itself_gives_the_ball_back_at_that_instant() -> None:
    shown = of(d.offered, until=AFTER_LIFE)
    assert [one.holder for one in shown.spans][-2:] == ["provider", "payer"]
    assert shown.spans[-1].since == datetime(2026, 12, 8, 23, 0, 0, 1, tzinfo=UTC)
    assert shown.by_holder["payer"].business_days == 2


@settings(max_examples=40, deadline=None)
@for_any(history=histories, minutes=gaps, left=st.integers(0, 60 * 24 * 40))
def test_holders_partition_time_and_sum_to_the_total(history: tuple[Step, ...], minutes: list[int], left: int) -> None:
    events = told(history, minutes)
    until = events[-1].recorded_at + left * MINUTE
    shown = cycle(events, until, DAYS)
    assert all(one.until == other.since for one, other in zip(shown.spans, shown.spans[1:], strict=False))
    assert (shown.spans[0].since, shown.spans[-1].until) == (events[0].occurred_at, until) if left else True
    assert shown.total.time == until - events[0].occurred_at
    for parts in (shown.by_holder.values(), shown.by_stage.values()):
        assert sum((one.time for one in parts), timedelta(0)) == shown.total.time
        assert sum(one.business_days for one in parts) == shown.total.business_days


@settings(max_examples=40, deadline=None)
@for_any(history=histories, minutes=gaps, places=st.lists(st.integers(0, 20), max_size=5), shared=st.booleans())
def test_notes_in_any_order_change_nothing(
    history: tuple[Step, ...],
    minutes: list[int],
    places: list[int],
    shared: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    events = told(history, minutes)
    noted = list(events)
    for place in places:
        at = min(place, len(events) - 1)
        note = given(d.opens(), d.notes(shared=shared)).events[-1]
        told_at = events[at].recorded_at
        noted.insert(noted.index(events[at]) + 1, replaced(note, told_at))
    until = events[-1].recorded_at + 9 * MINUTE
    assert cycle(noted, until, DAYS) == cycle(events, until, DAYS)


def replaced(note: CaseEvent, at: datetime) -> CaseEvent:
    return replace(note, occurred_at=at + timedelta(seconds=50), recorded_at=at)


def test_a_late_entry_never_counts_time_twice() -> None:
    early = given(d.requested, v.by_phone(d.offers(c.NILS), said_at=c.NOW + timedelta(seconds=30)))
    shown = cycle(early.events, FRIDAY, DAYS)
    assert shown.total.time == FRIDAY - c.NOW
    assert shown.spans[-1].holder == "us"


def test_a_case_that_ended_waits_for_nobody_from_then_on() -> None:
    shown = of(d.offered, d.declines())
    assert shown.by_holder["nobody"].business_days == 8
    assert sorted(shown.by_stage) == ["approved", "declined", "intake", "negotiating", "requested"]


def test_without_events_there_is_no_time() -> None:
    assert cycle((), FRIDAY, DAYS) == Cycle(spans=(), total=Held(), by_holder={}, by_stage={})


def test_nothing_counts_that_lies_after_the_instant_asked_for() -> None:
    shown = of(d.executed, until=c.NOW + 3 * MINUTE)
    assert shown.total.time == 3 * MINUTE
    assert of(d.executed, until=c.NOW).spans == ()
