"""The words of a ping: which placeholders a message may use, what they say, and how dates, spans and people are named.

Every value is made here from typed facts; nothing a person typed and no name of a person ever becomes one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Template
from typing import Literal
from zoneinfo import ZoneInfo

from scabot_domain.case import Case
from scabot_domain.events import EscalationSent
from scabot_domain.parties import Role, Side
from scabot_domain.playbook.book import Book, Message
from scabot_domain.schedule import Armed, Next, Told, Waiting
from scabot_domain.workdays import (
    CLOSE_OF_BUSINESS,
    Calendar,
    before,
    count_business_days,
    day_before,
    days_until,
    due,
    elapsed,
    local_day,
    span,
)

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
UNITS = {"min": "minute", "h": "hour", "d": "day", "bd": "business day"}
ENOUGH_TIME = 3
"""Business days: with fewer left, a signature is asked for as soon as possible."""
LATE = 60
"""Seconds: a ping that is later says so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ping:
    """What a ping is about: the case, its deadline, the level told now, what comes next, and the instant of telling."""

    case: Case
    armed: Armed
    level: int
    levels: int
    told: tuple[Told, ...]
    next: Next | None
    now: datetime
    book: Book


def moment(instant: datetime, zone: str) -> str:
    """Name an instant as people read it: `Tue 2026-12-15 17:00 CST`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{weekday(local.date())} {local:%Y-%m-%d %H:%M} {local.tzname()}"


def weekday(day: date) -> str:
    """Name the day of the week in three letters."""
    return WEEKDAYS[day.weekday()]


def on(day: date) -> str:
    """Name a day: `Mon 2026-12-21`."""
    return f"{weekday(day)} {day}"


def count_of(number: int, unit: str) -> str:
    """Name a number of things: `1 business day`, `15 business days`."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def long(phrase: str) -> str:
    """Spell out a span of time: `15bd` as `15 business days`."""
    number, unit = span(phrase)
    return count_of(number, UNITS[unit])


def role_words(role: Role | Literal["owner"]) -> str:
    """Name a role: `the case manager`."""
    return "compliance" if role is Role.COMPLIANCE else "the " + str(role).replace("_", " ")


def listed(words: Iterable[str]) -> str:
    """Join names: `the medical director and the owner`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def party(waits_on: Waiting) -> str:
    """Name whom a deadline waits for."""
    return {Waiting.PAYER: "the payer", Waiting.PROVIDER: "the provider", Waiting.OWNER: "the owner"}[waits_on]


def lateness(seconds: int) -> str:
    """Spell out a lateness in days, hours and minutes, the smallest zero ones left out: `3 h 12 min`."""
    days, rest = divmod(seconds, 86_400)
    parts = ((days, "d"), (rest // 3600, "h"), (rest % 3600 // 60, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def ping_words(book: Book, ping: EscalationSent) -> str:
    """Return the text of a ping: its script filled in, and a sentence more if it comes late.

    Raises `KeyError` if the book has no such message.
    """
    text = Template(book.messages[ping.template].text).substitute(ping.placeholders)
    lines = [*text.splitlines(), *filter(None, [ping.placeholders.get("late_note")])]
    return "\n".join(line[:1].upper() + line[1:] for line in lines)


def filled(message: Message, ping: Ping, late_seconds: int) -> dict[str, str]:
    """Return the values of the placeholders that a message uses, and `late_note` for a late ping."""
    values = {name: VALUES[name](ping) for name in Template(message.text).get_identifiers()}
    if late_seconds <= LATE:
        return values
    due_at = next(rung.due for rung in ping.armed.plan if rung.level == ping.level)
    told_at = moment(ping.now, ping.armed.zone)
    note = f"Due {moment(due_at, ping.armed.zone)}, sent {told_at}: {lateness(late_seconds)} late."
    return values | {"late_note": note}


def _since(ping: Ping) -> str:
    armed = ping.armed
    entered = f", entered {moment(armed.entered_at, armed.zone)}" if armed.entered_at else ""
    return moment(armed.anchor, armed.zone) + entered


def _waited(ping: Ping) -> str:
    zone = ping.armed.zone
    days = count_business_days(local_day(ping.armed.anchor, zone), local_day(ping.now, zone), ping.book.calendar)
    hours = int(elapsed(ping.armed.anchor, ping.now).total_seconds()) // 3600
    return count_of(days, "business day") if days else count_of(hours, "hour")


def _to_care(ping: Ping) -> str:
    if ping.case.care_date is None:
        return "no care date recorded"
    days = days_until(ping.case.care_date, local_day(ping.now, ping.armed.zone))
    if days < 0:
        return f"care overdue by {count_of(-days, 'day')}"
    return f"care in {count_of(days, 'day')}" if days else "care today"


def _sign_by(ping: Ping) -> str:
    calendar, today = ping.book.calendar, local_day(ping.now, ping.armed.zone)
    if ping.case.care_date is None:
        return f"by {on(local_day(due(ping.now, '5bd', ping.armed.zone, calendar), ping.armed.zone))}"
    safe = day_to_sign(ping.case, ping.case.care_date, calendar)
    if count_business_days(today, safe, calendar) >= ENOUGH_TIME:
        return f"by {on(safe)}"
    last = day_before(ping.case.care_date, "1bd", calendar)
    return f"as soon as possible, at the latest by {on(last)}" if last > today else "at once"


def day_to_sign(case: Case, care: date, calendar: Calendar, phrase: str = "5bd") -> date:
    """Return the day by which it is safe to sign: a span before care, or earlier where the request asked for it."""
    safe = day_before(care, phrase, calendar)
    asked = case.request.target_signed_by if case.request else None
    return min(safe, asked) if asked else safe


def _reply_by(ping: Ping) -> str:
    armed, days = ping.armed, ping.book.calendar
    answer = (
        ping.next.fire_at if ping.next else due(ping.now, ping.book.ladder[ping.case.urgency].ack, armed.zone, days)
    )
    if armed.target is not None:
        last = before(armed.target, "1bd", armed.zone, days, wall=CLOSE_OF_BUSINESS)
        answer = min(answer, max(last, ping.now))
    return moment(answer, armed.zone)


def _asked_of(ping: Ping) -> str:
    asked = [one for one in ping.told if not one.copied]
    home = {Side.NEUTRAL, ping.case.owner.side if ping.case.owner else Side.NEUTRAL}
    others = [one for one in asked if one.user and one.role != "owner" and one.side not in home]
    return listed(role_words(one.role) for one in others or asked)  # the other side reads nothing about home's people


def _expires(ping: Ping) -> str:
    offer = ping.case.offer(ping.armed.subject)
    return moment(offer.terms.expires_at, ping.armed.zone) if offer else "never"


VALUES: Mapping[str, Callable[[Ping], str]] = {
    "case": lambda ping: ping.case.key,
    "urgency": lambda ping: ping.case.urgency.value,
    "days_to_care": _to_care,
    "bd_waiting": _waited,
    "since": _since,
    "asked_of": _asked_of,
    "reply_by": _reply_by,
    "sign_by": _sign_by,
    "level": lambda ping: f"level {ping.level} of {ping.levels}",
    "offer": lambda ping: ping.armed.subject,
    "expires": _expires,
    "party": lambda ping: party(ping.armed.waits_on),
    "payer": lambda ping: ping.case.payer,
    "provider": lambda ping: ping.case.provider,
    "stage": lambda ping: ping.case.stage.value.replace("_", " "),
}
"""Every placeholder with what it says; a date of care, a diagnosis, an amount or a person's name is none of them."""
HOME_ONLY = frozenset({"payer", "provider", "stage"})
SHARED = frozenset(VALUES) - HOME_ONLY
OF_AN_OFFER = frozenset({"offer", "expires"})
