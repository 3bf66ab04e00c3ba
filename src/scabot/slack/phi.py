"""A safety net for identifiers of patients in text: it finds shapes, not people, and is no de-identification.

It runs before anything is stored or logged, and says only which kind of shape it found, never where or what.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

OLD = timedelta(days=400)


class Shape(StrEnum):
    """A kind of text that may identify a patient."""

    SSN = "a Social Security number"
    MRN = "a medical record number"
    MEMBER_ID = "a member id"
    EMAIL = "an e-mail address"
    PHONE = "a phone number"
    OLD_DATE = "a date more than 400 days ago"


_OURS = re.compile(r"\b(?:SCA|SUB)-[0-9A-Z]+\b|\b[0-9a-f]{64}\b|\b[0-9a-f]{4}(?:-[0-9a-f]{4}){2}\b", re.ASCII)
_SURE = {
    Shape.SSN: re.compile(r"(?<![\w-])\d{3}([- ])\d{2}\1\d{4}(?![\w-])|\bssn\W{0,4}\d{9}\b", re.ASCII | re.IGNORECASE),
    Shape.MRN: re.compile(r"\b(?:mrn|medical record)\b\D{0,12}\d{4,}", re.ASCII | re.IGNORECASE),
    Shape.EMAIL: re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", re.ASCII),
    Shape.PHONE: re.compile(r"(?<![\w-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])?\d{3}[.-]\d{4}(?![\w-])", re.ASCII),
}
_LIKELY = {
    Shape.SSN: re.compile(r"(?<![\w-])\d{9}(?![\w-])", re.ASCII),
    Shape.PHONE: re.compile(r"(?<![\w-])[2-9]\d{2}[2-9]\d{6}(?![\w-])", re.ASCII),
    Shape.MEMBER_ID: re.compile(
        r"\b(?:member|subscriber|policy)\s?(?:id|no|number|#)?\W{1,3}(?=\w*\d)\w{6,}|\b[A-Z]{1,4}\d{8,12}\b",
        re.ASCII | re.IGNORECASE,
    ),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DATES = (
    re.compile(rf"\b{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})\b", re.ASCII),
    re.compile(rf"\b(?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})[-/.]{_YEAR}\b", re.ASCII),
    re.compile(r"(?<![\w/])(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<short>\d{2})(?![\w/])", re.ASCII),
    re.compile(
        rf"\b(?P<name>[a-z]{{3,9}})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}\b", re.ASCII | re.IGNORECASE
    ),
    re.compile(rf"\b(?P<day>\d{{1,2}})\.? (?P<name>[a-z]{{3,9}})\.? {_YEAR}\b", re.ASCII | re.IGNORECASE),
)


def scan(text: str, today: date, *, identifiers: bool = False) -> tuple[Shape, ...]:
    """Return the kinds of identifiers that a text seems to hold, each once.

    `identifiers` is for fields that ask for a number of the business (an authorization, an NPI, a payer id): there a
    bare number, or one shaped like a member id, is expected, and everything else is still found.
    """
    plain = _OURS.sub(" ", unicodedata.normalize("NFKC", text))
    patterns = [*_SURE.items(), *(() if identifiers else _LIKELY.items())]
    found = [shape for shape, pattern in patterns if pattern.search(plain)]
    if any(day < today - OLD for day in _days(plain, today)):
        found.append(Shape.OLD_DATE)
    return tuple(dict.fromkeys(found))


def scan_ours(text: str, today: date) -> tuple[Shape, ...]:
    """Return the same for what we say ourselves, in which old dates are those of schedules and agreements."""
    return tuple(shape for shape in scan(text, today) if shape is not Shape.OLD_DATE)


def _days(text: str, today: date) -> Iterator[date]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            yield from _day(match.groupdict(), today)


def _day(parts: dict[str, str], today: date) -> Iterator[date]:
    name = parts.get("name", "").lower()[:3]
    month = _MONTHS.index(name) + 1 if name in _MONTHS else int(parts.get("month", 0))
    year = int(parts["year"]) if "year" in parts else _full_year(int(parts["short"]), today)
    try:
        yield date(year, month, int(parts["day"]))
    except ValueError:
        return


def _full_year(short: int, today: date) -> int:
    this_century = today.year - today.year % 100 + short
    return this_century if this_century <= today.year + 1 else this_century - 100
