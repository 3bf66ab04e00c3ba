"""Instants as compliance types them: strict, in the case's zone, and never guessed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from scabot.audit.moments import read_moment, show_both, show_day, show_span

CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-12-03T14:00:00-06:00", datetime(2026, 12, 3, 20, tzinfo=UTC)),
        ("2026-12-03T14:00:00Z", datetime(2026, 12, 3, 14, tzinfo=UTC)),
        ("2026-12-03t14:00:00z", datetime(2026, 12, 3, 14, tzinfo=UTC)),
        ("2026-12-03 14:00", datetime(2026, 12, 3, 20, tzinfo=UTC)),
        ("2026-12-03T14:00:00.5", datetime(2026, 12, 3, 20, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-12-03", datetime(2026, 12, 4, 5, 59, 59, 999_999, tzinfo=UTC)),
        (" 2026-07-03 ", datetime(2026, 7, 4, 4, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_an_instant_without_offset_is_in_the_zone_and_a_bare_date_means_its_end(typed: str, instant: datetime) -> None:
    assert read_moment(typed, CHICAGO) == instant
    assert read_moment(typed, CHICAGO).tzinfo is UTC


@pytest.mark.parametrize("typed", ["", "yesterday", "2026-12-3", "03/12/2026", "2026-W49-4", "٢٠٢٦-12-03", "20261203"])
def test_what_has_another_form_is_refused_with_the_form(typed: str) -> None:
    with pytest.raises(ValueError, match="is no instant: write it like 2026-12-03, "):
        read_moment(typed, CHICAGO)


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-12-03T25:00", "2026-12-03T14:00+99:00"])
def test_what_is_on_no_calendar_or_clock_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="is on no calendar or clock"):
        read_moment(typed, CHICAGO)


def test_a_local_time_that_comes_twice_needs_its_offset() -> None:
    with pytest.raises(ValueError, match="2026-11-01 01:30 in America/Chicago comes twice there"):
        read_moment("2026-11-01T01:30", CHICAGO)
    assert read_moment("2026-11-01T01:30-06:00", CHICAGO) == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)


def test_a_local_time_that_a_clock_change_skips_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-03-08 02:30 in America/Chicago does not exist there"):
        read_moment("2026-03-08T02:30", CHICAGO)


def test_an_instant_is_echoed_with_weekday_local_time_and_utc() -> None:
    instant = datetime(2026, 12, 3, 20, tzinfo=UTC)
    assert show_both(instant, CHICAGO) == "Thu 2026-12-03 14:00:00 CST (2026-12-03T20:00:00Z)"
    end = read_moment("2026-12-03", CHICAGO)
    assert show_both(end, CHICAGO) == "Thu 2026-12-03 23:59:59 CST (2026-12-04T05:59:59.999999Z)"
    assert show_day(date(2026, 12, 11)) == "Fri 2026-12-11"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(60, "0 h 1 min"), (94_440, "26 h 14 min"), (48 * 3600, "2 d 0 h"), (8 * 86_400 + 3600, "8 d 1 h")],
)
def test_a_length_of_time_shows_its_two_largest_units(seconds: int, shown: str) -> None:
    assert show_span(seconds) == shown
