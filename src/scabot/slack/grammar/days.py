"""Typed dates: `2026-12-04`, `fri`, `+3bd`, and nothing else; always echoed with the weekday."""

import re
from collections.abc import Callable
from datetime import date, timedelta

HOW_TO_WRITE = "Write a date like `2026-12-04`, a weekday like `fri`, or business days from today like `+3bd`."
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_BUSINESS_DAYS = re.compile(r"\+([0-9]{1,3})bd", re.ASCII)
_WEEK = 7


def read_day(text: str, today: date, add_business_days: Callable[[date, int], date]) -> date:
    """Read a typed date; a weekday is the next one after today. Raises `ValueError` with a sentence otherwise."""
    word = text.strip().lower()
    if _ISO.fullmatch(word):
        return _calendar_day(word)
    if word in WEEKDAYS:
        ahead = (WEEKDAYS.index(word) - today.weekday() - 1) % _WEEK + 1
        return today + timedelta(days=ahead)
    counted = _BUSINESS_DAYS.fullmatch(word)
    if counted is None:
        raise ValueError(f"That is not a date scabot can read. {HOW_TO_WRITE}")
    return add_business_days(today, int(counted[1]))


def show_day(day: date) -> str:
    """Write a date as it is always echoed: `Fri 2026-12-04`.

    >>> show_day(date(2026, 12, 4))
    'Fri 2026-12-04'
    """
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.isoformat()}"


def _calendar_day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f"There is no such day. {HOW_TO_WRITE}") from None
