"""What holds for every day: counted against a second counter, two other sources of the holidays, and itself."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
from hypothesis import given
from hypothesis import strategies as st

from scabot_domain.workdays import (
    CLOSE_OF_BUSINESS,
    add_business_days,
    before,
    calendar,
    count_business_days,
    day_before,
    due,
    local_day,
    shipped_calendar,
)

US = shipped_calendar()
ZONES = st.sampled_from(
    [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "Pacific/Honolulu",
        "America/Puerto_Rico",
    ]
)
DAYS = st.dates(date(2021, 1, 1), date(2039, 12, 31))
COUNTS = st.integers(1, 60)
INSTANTS = st.datetimes(datetime(2021, 1, 1), datetime(2039, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def step_by_step(day: date, count: int) -> date:
    """Count as a person does: one day after the other."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in US.closed
    return day


def nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def statute(year: int) -> list[date]:
    """5 U.S.C. 6103(a), written out: eleven days, Juneteenth since 2021."""
    last_monday_of_may = nth(year, 5, 0, 5) if nth(year, 5, 0, 5).month == 5 else nth(year, 5, 0, 4)
    return [
        date(year, 1, 1),
        nth(year, 1, 0, 3),
        nth(year, 2, 0, 3),
        last_monday_of_may,
        *([date(year, 6, 19)] if year >= 2021 else []),
        date(year, 7, 4),
        nth(year, 9, 0, 1),
        nth(year, 10, 0, 2),
        date(year, 11, 11),
        nth(year, 11, 3, 4),
        date(year, 12, 25),
    ]


def observed(day: date) -> date:
    """5 U.S.C. 6103(b): Saturday's holiday on Friday, Sunday's on Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def test_the_frozen_list_is_the_statute() -> None:
    days = {observed(day) for year in range(2020, 2042) for day in statute(year)}
    assert {day for day in days if US.first <= day <= US.last} == set(US.closed)


def test_the_frozen_list_agrees_with_the_library_it_came_from() -> None:
    known = holidays.country_holidays("US", years=range(2020, 2042))
    assert {day for day in known if day.weekday() < 5 and day <= US.last} == set(US.closed)


@given(day=DAYS, count=COUNTS)
def test_it_lands_where_one_day_after_the_other_does(day: date, count: int) -> None:
    assert add_business_days(day, count, US) == step_by_step(day, count)


@given(day=DAYS, count=COUNTS)
def test_it_lands_on_an_open_day_and_counting_gives_the_number_back(day: date, count: int) -> None:
    later = add_business_days(day, count, US)
    assert US.is_open(later)
    assert count_business_days(day, later, US) == count


@given(day=DAYS, one=COUNTS, more=COUNTS)
def test_it_adds_up(day: date, one: int, more: int) -> None:
    assert add_business_days(add_business_days(day, one, US), more, US) == add_business_days(day, one + more, US)


@given(day=DAYS, count=COUNTS, later=st.integers(0, 400))
def test_a_later_start_never_ends_earlier(day: date, count: int, later: int) -> None:
    assert add_business_days(day, count, US) <= add_business_days(day + timedelta(days=later), count, US)


@given(day=DAYS, count=COUNTS)
def test_the_way_back_from_an_open_day_leads_to_the_start(day: date, count: int) -> None:
    start = add_business_days(day, 1, US)
    assert add_business_days(add_business_days(start, count, US), -count, US) == start


@given(day=DAYS, count=COUNTS, closed=DAYS)
def test_another_closed_day_makes_no_date_earlier(day: date, count: int, closed: date) -> None:
    extra = {} if closed.weekday() > 4 else {closed: "closed"}
    stricter = calendar("own", US.first, US.last, {**US.closed, **extra})
    assert add_business_days(day, count, stricter) >= add_business_days(day, count, US)
    assert day_before(day, "5bd", stricter) <= day_before(day, "5bd", US)


@given(anchor=INSTANTS, count=COUNTS, zone=ZONES)
def test_business_days_end_at_five_on_the_wall_after_the_anchor(anchor: datetime, count: int, zone: str) -> None:
    end = due(anchor, f"{count}bd", zone, US)
    assert end > anchor
    assert end.astimezone(ZoneInfo(zone)).time() == CLOSE_OF_BUSINESS
    assert end.utcoffset() == timedelta()


@given(anchor=INSTANTS, hours=st.integers(1, 999), zone=ZONES)
def test_hours_elapse_exactly(anchor: datetime, hours: int, zone: str) -> None:
    assert due(anchor.astimezone(ZoneInfo(zone)), f"{hours}h", zone, US) - anchor == timedelta(hours=hours)


@given(target=DAYS, number=COUNTS, unit=st.sampled_from(["d", "bd"]), zone=ZONES)
def test_a_warning_comes_before_its_target_on_an_open_day(target: date, number: int, unit: str, zone: str) -> None:
    warned = local_day(before(target, f"{number}{unit}", zone, US), zone)
    assert warned < target
    assert US.is_open(warned)


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_every_day_of_the_calendar_has_an_answer(day: date) -> None:
    assert US.is_open(day) == (day.weekday() < 5 and day not in US.closed)
