"""Business-day arithmetic over a frozen calendar; the only place where dates are calculated.

Nobody else adds a `timedelta` to an instant or counts days: weekends, holidays and daylight saving are dealt with here.

    ValueError
    ├── BadPhrase          a span of time that cannot be read, or not in this direction
    └── OutsideCalendar    a date that the calendar does not know
"""

import hashlib
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

SATURDAY = 5
CLOSE_OF_BUSINESS = time(17)
START_OF_WARNINGS = time(9)
PHRASE = re.compile(r"0h|[1-9][0-9]{0,2}(?:min|h|d|bd)")

Unit = Literal["min", "h", "d", "bd"]


class BadPhrase(ValueError):  # noqa: N818 - named as it is read in a sentence
    """A span of time that is not one of `15bd`, `14d`, `72h`, `30min`, `0h`, or cannot be counted in this direction."""


class OutsideCalendar(ValueError):  # noqa: N818 - named as it is read in a sentence
    """A date that the frozen calendar does not reach, so nobody knows whether it is a business day."""


class Span(NamedTuple):
    """A span of time: how many of which unit."""

    number: int
    unit: Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The days between `first` and `last` on which offices are closed though it is no weekend.

    `digest` is the SHA-256 of the sorted ISO dates joined by newlines.
    """

    name: str
    first: date
    last: date
    closed: Mapping[date, str]
    digest: str
    _closings: tuple[tuple[date, str], ...] = field(repr=False, compare=False)
    _open: tuple[int, ...] = field(repr=False, compare=False)

    @property
    def label(self) -> str:
        """Return name and first digits of the digest, as people compare them: `us-federal d3f2-4aeb`."""
        return f"{self.name} {self.digest[:4]}-{self.digest[4:8]}"

    def is_open(self, day: date) -> bool:
        """Say whether a day is a business day; raises `OutsideCalendar`."""
        place = bisect_left(self._open, self._ordinal(day))
        return place < len(self._open) and self._open[place] == day.toordinal()

    def closings(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """Return the closed weekdays from `first` to `last`, both included, in order, with their names."""
        start = bisect_left(self._closings, first, key=_day)
        return self._closings[start : bisect_right(self._closings, last, key=_day)]

    def step(self, day: date, count: int) -> date:
        """Return the `count`-th business day after a day, or before it for a negative count; 0 is the day itself."""
        here = self._ordinal(day)
        if not count:
            return day
        place = bisect_right(self._open, here) + count - 1 if count > 0 else bisect_left(self._open, here) + count
        if not 0 <= place < len(self._open):
            raise OutsideCalendar(f"{count} business days from {day} leave the calendar {self.name}")
        return date.fromordinal(self._open[place])

    def between(self, start: date, end: date) -> int:
        """Return how many business days lie after `start` up to and including `end`; negative if `end` comes first."""
        return bisect_right(self._open, self._ordinal(end)) - bisect_right(self._open, self._ordinal(start))

    def _ordinal(self, day: date) -> int:
        if self.first <= day <= self.last:
            return day.toordinal()
        raise OutsideCalendar(f"the calendar {self.name} knows {self.first} to {self.last}, not {day}")


def _day(closing: tuple[date, str]) -> date:
    return closing[0]


def calendar(name: str, first: date, last: date, closed: Mapping[date, str]) -> Calendar:
    """Build a calendar from its closed weekdays; raises `ValueError` for a day on a weekend or outside its range."""
    astray = [day for day in closed if day.weekday() >= SATURDAY or not first <= day <= last]
    if astray:
        raise ValueError(f"{name}: no weekday between {first} and {last}: {', '.join(map(str, sorted(astray)))}")
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    opened = tuple(day.toordinal() for day in days if day.weekday() < SATURDAY and day not in closed)
    closings = tuple(sorted(closed.items()))
    text = "\n".join(day.isoformat() for day, _ in closings)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Calendar(
        name=name, first=first, last=last, closed=dict(closings), digest=digest, _closings=closings, _open=opened
    )


def read_calendar(text: str) -> Calendar:
    """Read a calendar file: `calendar = { name, first, last }` and a table `day` of dates and names."""
    content = tomllib.loads(text)
    head = content["calendar"]
    closed = {date.fromisoformat(day): name for day, name in content["day"].items()}
    return calendar(head["name"], head["first"], head["last"], closed)


@cache
def shipped_calendar() -> Calendar:
    """Return the calendar that scabot ships: `us-federal`, 2020 to 2040 (5 U.S.C. 6103 with observed days)."""
    return read_calendar(files("scabot_domain.content").joinpath("calendars", "us-federal.toml").read_text("utf-8"))


@lru_cache(maxsize=1024)
def span(phrase: str) -> Span:
    """Read a span of time; raises `BadPhrase`.

    >>> span("15bd")
    Span(number=15, unit='bd')
    """
    if not PHRASE.fullmatch(phrase):
        raise BadPhrase(f"{phrase!r} is no span of time; write 15bd, 14d, 72h, 30min or 0h")
    count = phrase.rstrip("abdhimn")
    return Span(int(count), phrase.removeprefix(count))  # type: ignore[arg-type]  # the pattern allows the four units only


def add_business_days(day: date, count: int, days: Calendar) -> date:
    """Return the `count`-th business day after a day (before it, if negative); the day itself is day 0, open or not.

    Raises `OutsideCalendar`.

    >>> add_business_days(date(2026, 11, 23), 15, shipped_calendar())
    datetime.date(2026, 12, 15)
    """
    return days.step(day, count)


def count_business_days(start: date, end: date, days: Calendar) -> int:
    """Return how many business days passed from `start` (day 0) to `end`; raises `OutsideCalendar`."""
    return days.between(start, end)


def at(day: date, wall: time, zone: str) -> datetime:
    """Return the UTC instant of a wall time; one in a gap moves forward, of two the first is taken."""
    return datetime.combine(day, wall, ZoneInfo(zone)).astimezone(UTC)


def local_day(instant: datetime, zone: str) -> date:
    """Return the date on which an instant falls in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def days_until(target: date, today: date) -> int:
    """Return how many calendar days are left to a date; negative once it has passed."""
    return (target - today).days


def days_between(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`, both included, in order; none if `last` comes first."""
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def is_weekend(day: date) -> bool:
    """Say whether a day is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def days_earlier(day: date, number: int) -> date:
    """Return the date a number of calendar days before another."""
    return day - timedelta(days=number)


def elapsed(since: datetime, until: datetime) -> timedelta:
    """Return the time that passed between two instants, whatever the clocks on the wall did."""
    return until.astimezone(UTC) - since.astimezone(UTC)


def is_late_entry(happened: datetime, entered: datetime) -> bool:
    """Say whether something was entered more than a day after it happened (I22)."""
    return elapsed(happened, entered) > timedelta(days=1)


def due(anchor: datetime, phrase: str, zone: str, days: Calendar) -> datetime:
    """Return the UTC instant at which a span that starts at `anchor` ends.

    Business days count from the anchor's local date as day 0 and end at 17:00 local; hours and minutes just elapse.
    Raises `BadPhrase` (also for `d`: plain days only count back from a date) and `OutsideCalendar`.

    >>> due(datetime(2026, 11, 23, 16, 12, tzinfo=UTC), "15bd", "America/Chicago", shipped_calendar()).isoformat()
    '2026-12-15T23:00:00+00:00'
    """
    count, unit = span(phrase)
    if unit == "bd":
        return at(days.step(local_day(anchor, zone), count), CLOSE_OF_BUSINESS, zone)
    if unit == "d":
        raise BadPhrase(f"{phrase!r}: plain days count back from a date; after an event write business days or hours")
    return anchor.astimezone(UTC) + (timedelta(hours=count) if unit == "h" else timedelta(minutes=count))


def day_before(target: date, phrase: str, days: Calendar) -> date:
    """Return the business day that lies a span before a date, the date itself not counted.

    Business days are counted back over open days; plain days by the calendar and then back to an open day.
    Raises `BadPhrase` (hours need an instant) and `OutsideCalendar`.
    """
    count, unit = span(phrase)
    if unit == "bd":
        return days.step(target, -count)
    if unit != "d":
        raise BadPhrase(f"{phrase!r}: before a date only business days and days can be counted")
    day = target - timedelta(days=count)
    return day if days.is_open(day) else days.step(day, -1)


def before(target: date, phrase: str, zone: str, days: Calendar, *, wall: time = START_OF_WARNINGS) -> datetime:
    """Return the UTC instant a span before a date: a warning at 09:00 local, a target at `CLOSE_OF_BUSINESS`.

    >>> before(date(2026, 12, 11), "5bd", "America/New_York", shipped_calendar(), wall=CLOSE_OF_BUSINESS).isoformat()
    '2026-12-04T22:00:00+00:00'
    """
    return at(day_before(target, phrase, days), wall, zone)


def midnight_after(day: date, zone: str) -> datetime:
    """Return the instant at which a date is over in a zone."""
    return at(day + timedelta(days=1), time(0), zone)


def first_instant_after(instant: datetime) -> datetime:
    """Return the next instant that a clock of ours can tell from this one."""
    return instant.astimezone(UTC) + timedelta(microseconds=1)
