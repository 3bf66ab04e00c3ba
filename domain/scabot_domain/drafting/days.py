"""Dates as agreements write them: ISO, the American forms with figures, and with the month in words."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_THEN = r"(?:\s*,\s*|\s+)"
_FLAGS = re.ASCII | re.IGNORECASE
DAYS = (
    re.compile(r"(?<!\w)(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)", _FLAGS),
    re.compile(
        r"(?<!\w)(?<!\d[/.])(?P<month>\d{1,2})\s?(?P<sign>[-/.])\s?(?P<day>\d{1,2})\s?(?P=sign)\s?(?P<year>\d{4})(?!\d)",
        _FLAGS,
    ),
    re.compile(
        r"(?<!\w)(?<!\d[/.])(?P<month>\d{1,2})(?P<sign>[-/])(?P<day>\d{1,2})(?P=sign)(?P<year>\d{2})(?![\w/])", _FLAGS
    ),
    re.compile(rf"\b{_MONTH}\s*{_DAY}{_THEN}{_YEAR}", _FLAGS),
    re.compile(rf"(?<!\d){_DAY}(?:\s+day)?(?:\s+of|-)?\s*{_MONTH}(?:{_THEN}|-){_YEAR}", _FLAGS),
)
"""Months come first where both are figures, as in the United States."""

_THIS_CENTURY = 2000
_SHORT = 100


def day_of(match: re.Match[str]) -> date | None:
    """Return the day that a match of one of `DAYS` names, or None where no calendar has it."""
    parts = match.groupdict()
    month = _MONTHS.index(parts["name"][:3].lower()) + 1 if parts.get("name") else int(parts["month"])
    year = int(parts["year"])
    try:
        return date(year + _THIS_CENTURY if year < _SHORT else year, month, int(parts["day"]))
    except ValueError:
        return None


def read_day(text: str) -> date:
    """Read one date, alone; raise `ValueError` with a sentence for anything else."""
    matches = (pattern.fullmatch(text.strip()) for pattern in DAYS)
    day = next((day_of(match) for match in matches if match), None)
    if day is None:
        msg = "write a date like 2026-12-04, 12/04/2026 or December 4, 2026"
        raise ValueError(msg)
    return day
