from datetime import UTC, datetime, timedelta, timezone

import pytest

from scabot.clock.wall import Clock, HandClock, ShiftedClock, SystemClock

START = datetime(2026, 11, 24, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_hand_clock_stands_still_until_it_is_moved() -> None:
    clock = HandClock(START)
    assert (clock.now(), clock.now(), clock.monotonic()) == (START, START, 0)
    assert clock.advance(HOUR) == START + HOUR
    assert clock.advance_to(START + 2 * HOUR) == START + 2 * HOUR
    assert clock.monotonic() == 7200


def test_a_hand_clock_shows_utc_whatever_it_was_given() -> None:
    clock = HandClock(START.astimezone(timezone(-6 * HOUR)))
    assert clock.now().utcoffset() == timedelta()
    assert clock.advance_to((START + HOUR).astimezone(timezone(-6 * HOUR))).utcoffset() == timedelta()


def test_no_clock_goes_back() -> None:
    for clock in (HandClock(START), ShiftedClock(HandClock(START))):
        with pytest.raises(ValueError, match="time does not go back"):
            clock.advance_to(START - HOUR)
        with pytest.raises(ValueError, match="time does not go back"):
            clock.advance(-HOUR)


def test_a_shifted_clock_runs_ahead_of_real_time_but_nothing_ages() -> None:
    real = HandClock(START)
    shifted = ShiftedClock(real)
    assert shifted.advance(timedelta(days=3)) == START + timedelta(days=3)
    real.advance(HOUR)
    assert shifted.now() == START + timedelta(days=3) + HOUR
    assert shifted.monotonic() == real.monotonic() == 3600
    assert shifted.advance_to(START + timedelta(days=5)) == START + timedelta(days=5)


def test_the_machine_s_clock_shows_utc_and_never_goes_back() -> None:
    clock: Clock = SystemClock()
    first, second = clock.monotonic(), clock.monotonic()
    assert first <= second
    assert clock.now().utcoffset() == timedelta()
