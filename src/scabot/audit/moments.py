"""Instants as a person types and reads them: strict to read, and shown with weekday, local time and UTC."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_FORM = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[Tt ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?P<offset>[Zz]|[+-]\d{2}:\d{2})?)?",
    re.ASCII,
)
HOW = "write it like 2026-12-03, 2026-12-03T14:00 or 2026-12-03T14:00:00-06:00"


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read an instant (RFC 3339) and return it in UTC; without offset it is in the zone, a bare date means its end.

    Raises `ValueError` with a sentence for anything else, and for a local time that a clock change skips or repeats.
    """
    form = _FORM.fullmatch(text.strip())
    if form is None:
        raise ValueError(f"{text.strip()!r} is no instant: {HOW}")
    try:
        day = date.fromisoformat(form["day"])
        at = time.max if form["time"] is None else time.fromisoformat(form["time"])
        if form["offset"]:
            return datetime.fromisoformat(f"{day}T{at.isoformat()}{form['offset'].upper()}").astimezone(UTC)
    except ValueError as wrong:
        raise ValueError(f"{text.strip()!r} is on no calendar or clock: {HOW}") from wrong
    return _in_zone(datetime.combine(day, at), zone)


def _in_zone(wall: datetime, zone: ZoneInfo) -> datetime:
    first, second = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        skipped = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
        what = "does not exist there" if skipped else "comes twice there"
        raise ValueError(
            f"{wall:%Y-%m-%d %H:%M} in {zone.key} {what} because of a clock change: add the offset, like -06:00"
        )
    return first.astimezone(UTC)


def show_moment(instant: datetime, zone: ZoneInfo) -> str:
    """Show an instant in a zone: `Thu 2026-12-03 14:00:00 CST`."""
    return f"{instant.astimezone(zone):%a %Y-%m-%d %H:%M:%S %Z}"


def show_both(instant: datetime, zone: ZoneInfo) -> str:
    """Show an instant in a zone and in UTC, with the part of a second if there is one."""
    utc = instant.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00").rstrip("0").rstrip(".")
    return f"{show_moment(instant, zone)} ({utc}Z)"


def show_day(day: date) -> str:
    """Show a day with its weekday: `Fri 2026-12-11`."""
    return f"{day:%a %Y-%m-%d}"


def show_span(seconds: int) -> str:
    """Show a length of time of at least a minute by its two largest units: `26 h 14 min`, `3 d 2 h`."""
    minutes = seconds // 60
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"
