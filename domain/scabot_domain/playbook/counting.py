"""Showing a count: every day that was counted, every day that was not, and where it ended."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scabot_domain.playbook.words import count_of, long, moment, on, weekday
from scabot_domain.schedule import Armed, DeadlineKind, Rung
from scabot_domain.workdays import days_between, days_earlier, is_weekend, local_day, span

Row = tuple[str, str]


def counted(armed: Armed, rung: Rung) -> list[Row]:
    """Return the rows that show how a level's instant was counted; enough to count it again by hand."""
    unit = span(rung.phrase).unit
    if armed.kind is DeadlineKind.BEFORE:
        return _back(armed, rung)
    if unit != "bd":
        return [("Rule", f"{long(rung.phrase)}, elapsed"), ("Elapsed", _sum(armed.anchor, rung))]
    start, end = local_day(armed.anchor, armed.zone), local_day(rung.due, armed.zone)
    days = [day for day in days_between(start, end) if day > start]
    return [
        ("Rule", f"{long(rung.phrase)}, ends {_wall(rung.due, armed)}, calendar {armed.calendar}"),
        ("Days", _numbered(_open(days, armed))),
        ("Skipped", _skipped(days, armed)),
    ]


def utc(instant: datetime) -> str:
    """Write an instant so that a program reads it back: `2026-12-15T23:00:00Z`, with microseconds where it has some."""
    return instant.isoformat().replace("+00:00", "Z")


def both(instant: datetime, zone: str) -> str:
    """Write an instant twice, for people and for programs."""
    return f"{moment(instant, zone)} = {utc(instant)}"


def _back(armed: Armed, rung: Rung) -> list[Row]:
    rule = f"{long(rung.phrase)} before the date of care, {_wall(rung.due, armed)}, calendar {armed.calendar}"
    if armed.target is None:
        return [("Rule", rule)]
    end = local_day(rung.due, armed.zone)
    days = [day for day in days_between(end, armed.target) if day < armed.target]
    if span(rung.phrase).unit == "bd":
        counted_back = _open(days, armed)[::-1]
        return [("Rule", rule), ("Days", _numbered(counted_back)), ("Skipped", _skipped(days, armed))]
    number = span(rung.phrase).number
    first = days_earlier(armed.target, number)
    rolled = f", back to {on(end)}" if end < first else ""
    return [("Rule", rule), ("Days", f"{on(armed.target)} - {number} d = {on(first)}{rolled}")]


def _wall(instant: datetime, armed: Armed) -> str:
    return f"{instant.astimezone(ZoneInfo(armed.zone)):%H:%M} {armed.zone}"


def _sum(anchor: datetime, rung: Rung) -> str:
    number, unit = span(rung.phrase)
    return f"{utc(anchor)} + {number} {unit} = {utc(rung.due)}"


def _open(days: Sequence[date], armed: Armed) -> list[date]:
    closed = {one.day for one in armed.closed}
    return [day for day in days if not is_weekend(day) and day not in closed]


def _numbered(days: Sequence[date]) -> str:
    return " · ".join(f"{number} {weekday(day)} {day:%m-%d}" for number, day in enumerate(days, start=1))


def _skipped(days: Sequence[date], armed: Armed) -> str:
    names = [f"{weekday(one.day)} {one.day:%m-%d} {one.name}" for one in armed.closed if one.day in days]
    return "; ".join([*names, *_weekends(days)]) or "nothing"


def _weekends(days: Sequence[date]) -> Iterator[str]:
    if weekends := {day.isocalendar()[:2] for day in days if is_weekend(day)}:
        yield count_of(len(weekends), "weekend")
