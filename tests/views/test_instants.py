"""Instants in columns: 27 characters that sort as text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from scabot.views.instants import instant_of, text_of

ONE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (ONE, "2026-11-23T12:00:00.000000Z"),
        (ONE + timedelta(microseconds=7), "2026-11-23T12:00:00.000007Z"),
        (ONE.astimezone(timezone(timedelta(hours=-6))), "2026-11-23T12:00:00.000000Z"),
        (datetime(999, 1, 1, tzinfo=UTC), "0999-01-01T00:00:00.000000Z"),
    ],
)
def test_an_instant_is_27_characters_of_utc_and_comes_back(instant: datetime, text: str) -> None:
    assert text_of(instant) == text
    assert instant_of(text) == instant
