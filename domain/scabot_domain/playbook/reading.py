"""Reading a playbook: everything that is wrong with a file is said at once, with rule and key.

ValueError
└── BookFaults    the file cannot be used; carries every `Fault`
"""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from scabot_domain.events import Urgency
from scabot_domain.fact import fact
from scabot_domain.playbook.book import AfterRule, BeforeRule, Book, Message, Rule, Spacing, TransitionRule
from scabot_domain.playbook.checks import Fault, faults
from scabot_domain.workdays import Calendar, shipped_calendar

LARGEST = 128 * 1024
MOST_RULES = 60
TABLES = ("playbook", "ladder", "rule", "message")
KINDS_OF_RULE = ("after", "before", "transition")

T = TypeVar("T")


class BookFaults(ValueError):  # noqa: N818 - it carries faults, and is named so
    """A playbook cannot be used; nothing of it was taken over."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, found)))
        self.faults = found


@fact
class _Head:
    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    version: Annotated[int, Field(ge=1)]
    calendar: str


@fact
class _Ladder:
    routine: Spacing
    urgent: Spacing
    emergency: Spacing

    def by_urgency(self) -> dict[Urgency, Spacing]:
        return {Urgency.ROUTINE: self.routine, Urgency.URGENT: self.urgent, Urgency.EMERGENCY: self.emergency}


_HEAD: TypeAdapter[_Head] = TypeAdapter(_Head)
_LADDER: TypeAdapter[_Ladder] = TypeAdapter(_Ladder)
_RULE: TypeAdapter[AfterRule | BeforeRule | TransitionRule] = TypeAdapter(Rule)
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)


def read_book(text: str, calendars: Mapping[str, Calendar]) -> Book:
    """Read a playbook from the text of its file (TOML); raises `BookFaults` with everything that is wrong with it.

    `calendars` are the calendars it may name.
    """
    raw = _tables(text)
    found: list[Fault] = [Fault("file", key, "is not a table of a playbook") for key in raw if key not in TABLES]
    head = _valid(_HEAD, raw.get("playbook"), "playbook", found)
    ladder = _valid(_LADDER, raw.get("ladder"), "ladder", found)
    rules = _entries(_RULE, raw, "rule", found)
    messages = _entries(_MESSAGE, raw, "message", found)
    if len(rules) > MOST_RULES:
        found.append(Fault("file", "rule", f"has more than {MOST_RULES} rules"))
    calendar = calendars.get(head.calendar) if head else None
    if head and not calendar:
        found.append(Fault("playbook", "calendar", f"{head.calendar!r} is no calendar known here"))
    found += faults(rules, messages)
    if found or not (head and ladder and calendar):
        raise BookFaults(tuple(found))
    return Book(
        name=head.name,
        version=head.version,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        calendar=calendar,
        ladder=ladder.by_urgency(),
        rules={key: rule for key, rule in rules.items() if rule},
        messages={key: message for key, message in messages.items() if message},
    )


@cache
def shipped_book() -> Book:
    """Return the playbook that scabot ships, over the calendar that it ships."""
    text = files("scabot_domain.content").joinpath("playbook.toml").read_text("utf-8")
    return read_book(text, {shipped_calendar().name: shipped_calendar()})


def _tables(text: str) -> dict[str, object]:
    if len(text.encode()) > LARGEST:
        raise BookFaults((Fault("file", "", f"is larger than {LARGEST} bytes"),))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as unreadable:
        raise BookFaults((Fault("file", "", f"is no TOML: {unreadable}"),)) from unreadable


def _entries(adapter: TypeAdapter[T], raw: Mapping[str, object], table: str, found: list[Fault]) -> dict[str, T | None]:
    entries = raw.get(table)
    if not isinstance(entries, dict) or not entries:
        found.append(Fault("file", table, "is missing"))
        return {}
    return {key: _valid(adapter, entry, f"{table} {key}", found) for key, entry in entries.items()}


def _valid(adapter: TypeAdapter[T], raw: object, place: str, found: list[Fault]) -> T | None:
    try:
        return adapter.validate_python(raw)
    except ValidationError as wrong:
        found += [Fault(place, _key(error["loc"]), _what(error["msg"])) for error in wrong.errors()]
        return None


def _key(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in place if part not in KINDS_OF_RULE)


def _what(message: str) -> str:
    return message.removeprefix("Value error, ")
