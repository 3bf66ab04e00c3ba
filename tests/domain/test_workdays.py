"""The figures of business-day arithmetic: each is one that a person has counted by hand."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scabot_domain.workdays import (
    CLOSE_OF_BUSINESS,
    BadPhrase,
    OutsideCalendar,
    Span,
    add_business_days,
    at,
    before,
    calendar,
    count_business_days,
    day_before,
    days_between,
    days_until,
    due,
    elapsed,
    first_instant_after,
    is_late_entry,
    local_day,
    read_calendar,
    shipped_calendar,
    span,
)

US = shipped_calendar()
CHICAGO, NEW_YORK, LOS_ANGELES = "America/Chicago", "America/New_York", "America/Los_Angeles"


def wall(text: str, zone: str = CHICAGO) -> datetime:
    """Return the instant of a wall time like `2026-11-23 10:12`."""
    moment = datetime.fromisoformat(text)
    return at(moment.date(), moment.time(), zone)


def seen(instant: datetime, zone: str = CHICAGO) -> str:
    """Return what the wall shows at an instant, with the day of the week."""
    return f"{instant.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("anchor", "phrase", "ends"),
    [
        ("2026-11-23 10:12", "15bd", "Tue 2026-12-15 17:00"),
        ("2026-11-02 10:00", "15bd", "Tue 2026-11-24 17:00"),
        ("2026-11-02 10:00", "5bd", "Mon 2026-11-09 17:00"),
        ("2026-11-02 10:00", "10bd", "Tue 2026-11-17 17:00"),
        ("2026-11-23 10:12", "5bd", "Tue 2026-12-01 17:00"),
        ("2026-11-23 10:12", "10bd", "Tue 2026-12-08 17:00"),
        ("2026-11-23 10:12", "20bd", "Tue 2026-12-22 17:00"),
    ],
)
def test_business_days_count_from_the_day_after_and_end_at_five(anchor: str, phrase: str, ends: str) -> None:
    assert seen(due(wall(anchor), phrase, CHICAGO, US)) == ends


@pytest.mark.parametrize("anchor", ["2026-11-20 23:59", "2026-11-20 00:00", "2026-11-21 08:00", "2026-11-22 23:59"])
def test_one_business_day_from_an_evening_or_a_weekend_ends_on_monday(anchor: str) -> None:
    assert seen(due(wall(anchor), "1bd", CHICAGO, US)) == "Mon 2026-11-23 17:00"


@pytest.mark.parametrize(
    ("anchor", "ends"),
    [("2026-10-30 17:00", "Mon 2026-11-02 16:00"), ("2026-03-06 17:00", "Mon 2026-03-09 18:00")],
)
def test_hours_elapse_whatever_daylight_saving_does(anchor: str, ends: str) -> None:
    assert seen(due(wall(anchor, NEW_YORK), "72h", NEW_YORK, US), NEW_YORK) == ends


def test_minutes_elapse_too_and_zero_hours_are_now() -> None:
    noon = wall("2026-11-23 12:00")
    assert due(noon, "30min", CHICAGO, US) == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert due(noon, "0h", CHICAGO, US) == noon


@pytest.mark.parametrize(("phrase", "day"), [("5bd", "Fri 2026-12-04"), ("1bd", "Thu 2026-12-10")])
def test_business_days_before_a_date_leave_the_date_itself_out(phrase: str, day: str) -> None:
    care = date(2026, 12, 11)
    assert seen(before(care, phrase, CHICAGO, US, wall=CLOSE_OF_BUSINESS)) == f"{day} 17:00"
    assert seen(before(care, phrase, CHICAGO, US)) == f"{day} 09:00"


@pytest.mark.parametrize(
    ("target", "day"),
    [
        (date(2027, 1, 15), "Thu 2026-12-31"),
        (date(2026, 12, 25), "Fri 2026-12-11"),
        (date(2026, 12, 12), "Fri 2026-11-27"),
    ],
)
def test_a_warning_14_days_before_rolls_back_to_an_open_day(target: date, day: str) -> None:
    assert seen(before(target, "14d", CHICAGO, US)) == f"{day} 09:00"


def test_a_target_on_a_saturday_is_warned_of_on_friday_and_thursday() -> None:
    saturday = date(2026, 12, 12)
    assert seen(before(saturday, "7d", CHICAGO, US)) == "Fri 2026-12-04 09:00"
    assert seen(before(saturday, "2d", CHICAGO, US)) == "Thu 2026-12-10 09:00"


def test_days_are_local_dates_not_utc_dates() -> None:
    evening = datetime(2026, 11, 24, 3, tzinfo=UTC)  # still Monday in Los Angeles
    assert local_day(evening, LOS_ANGELES) == date(2026, 11, 23)
    assert due(evening, "1bd", LOS_ANGELES, US) == datetime(2026, 11, 25, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("anchor", "utc"),
    [
        ("2026-03-05 10:00", datetime(2026, 3, 9, 21, tzinfo=UTC)),
        ("2026-10-29 10:00", datetime(2026, 11, 2, 22, tzinfo=UTC)),
    ],
)
def test_five_in_the_afternoon_is_five_on_both_sides_of_daylight_saving(anchor: str, utc: datetime) -> None:
    assert due(wall(anchor, NEW_YORK), "2bd", NEW_YORK, US) == utc


def test_a_wall_time_in_the_gap_moves_forward_and_of_two_the_first_is_taken() -> None:
    assert at(date(2026, 3, 8), time(2, 30), CHICAGO) == datetime(2026, 3, 8, 8, 30, tzinfo=UTC)
    assert at(date(2026, 11, 1), time(1, 30), CHICAGO) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_an_offer_lives_ten_business_days() -> None:
    assert seen(due(wall("2026-11-23 10:12"), "10bd", CHICAGO, US)) == "Tue 2026-12-08 17:00"


def test_the_shipped_calendar_has_the_230_days_that_were_frozen() -> None:
    assert (US.name, US.first, US.last) == ("us-federal", date(2020, 1, 1), date(2040, 12, 31))
    assert (len(US.closed), US.digest[:16], US.label) == (230, "d3f24aeb463c855f", "us-federal d3f2-4aeb")
    assert US.closed[date(2026, 11, 26)] == "Thanksgiving Day"
    assert not US.is_open(date(2027, 12, 31))


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2041, 1, 1)])
def test_a_day_that_the_calendar_does_not_reach_is_refused(day: date) -> None:
    with pytest.raises(OutsideCalendar, match="us-federal knows 2020-01-01 to 2040-12-31"):
        US.is_open(day)


@pytest.mark.parametrize(("day", "count"), [(date(2040, 12, 28), 5), (date(2020, 1, 3), -5)])
def test_a_count_that_leaves_the_calendar_is_refused(day: date, count: int) -> None:
    with pytest.raises(OutsideCalendar, match="business days from"):
        add_business_days(day, count, US)


def test_the_last_days_of_the_calendar_can_be_counted() -> None:
    assert add_business_days(date(2040, 12, 28), 1, US) == date(2040, 12, 31)
    assert add_business_days(date(2020, 1, 3), -1, US) == date(2020, 1, 2)
    assert not US.is_open(date(2040, 12, 30))


@pytest.mark.parametrize("wrong", ["", "15", "bd", "0bd", "0d", "1000bd", "015bd", "1.5h", "15 bd", "15BD", "3w", "h"])
def test_a_span_of_time_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(BadPhrase, match="is no span of time"):
        span(wrong)


@pytest.mark.parametrize(
    ("phrase", "read"),
    [("15bd", Span(15, "bd")), ("14d", Span(14, "d")), ("72h", Span(72, "h")), ("30min", Span(30, "min"))],
)
def test_a_span_of_time_is_a_number_and_a_unit(phrase: str, read: Span) -> None:
    assert span(phrase) == read


def test_plain_days_count_only_back_from_a_date_and_hours_only_on_from_an_instant() -> None:
    with pytest.raises(BadPhrase, match="plain days count back"):
        due(wall("2026-11-23 10:12"), "14d", CHICAGO, US)
    with pytest.raises(BadPhrase, match="only business days and days"):
        day_before(date(2026, 12, 11), "72h", US)


def test_business_days_between_two_days_are_counted() -> None:
    assert count_business_days(date(2026, 11, 23), date(2026, 12, 15), US) == 15
    assert count_business_days(date(2026, 11, 21), date(2026, 11, 22), US) == 0
    assert count_business_days(date(2026, 12, 15), date(2026, 11, 23), US) == -15


def test_a_calendar_takes_weekdays_in_its_range_only() -> None:
    with pytest.raises(ValueError, match="no weekday between 2026-01-01 and 2026-12-31: 2026-07-04, 2027-01-01"):
        calendar(
            "own",
            date(2026, 1, 1),
            date(2026, 12, 31),
            {date(2026, 7, 4): "Saturday", date(2027, 1, 1): "too late", date(2026, 7, 3): "fine"},
        )


def test_a_calendar_file_is_read() -> None:
    text = 'calendar = { name = "own", first = 2026-01-01, last = 2026-12-31 }\n[day]\n2026-07-03 = "Day off"\n'
    own = read_calendar(text)
    assert own.closings(date(2026, 7, 3), date(2026, 7, 3)) == ((date(2026, 7, 3), "Day off"),)
    assert add_business_days(date(2026, 7, 2), 1, own) == date(2026, 7, 6)


def test_small_sums_of_dates() -> None:
    assert add_business_days(date(2026, 11, 21), 0, US) == date(2026, 11, 21)
    assert days_until(date(2026, 12, 29), date(2026, 12, 15)) == 14
    assert days_between(date(2026, 12, 30), date(2027, 1, 1))[-1] == date(2027, 1, 1)
    assert days_between(date(2027, 1, 1), date(2026, 12, 30)) == []
    noon = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert elapsed(noon, first_instant_after(noon)).microseconds == 1


def test_i22_an_entry_more_than_a_day_after_the_fact_is_late() -> None:
    said = datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert not is_late_entry(said, datetime(2026, 11, 24, 16, tzinfo=UTC))
    assert is_late_entry(said, datetime(2026, 11, 24, 16, 0, 1, tzinfo=UTC))
