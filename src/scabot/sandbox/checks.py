"""Checks of single values inside blocks: each yields one sentence per fault, and nothing when all is well."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from scabot.sandbox.ports import JsonObject

Check: TypeAlias = Callable[[object, str], Iterator[str]]
Rule: TypeAlias = Callable[[JsonObject, str], Iterator[str]]

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The keys one kind of block or element may have, where it may stand, and rules across its keys."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    surfaces: frozenset[str] = frozenset({"message", "modal", "home"})
    rules: tuple[Rule, ...] = ()


def check_shape(thing: JsonObject, shape: Shape, path: str) -> Iterator[str]:
    """Yield the faults of one object against its shape: missing and unknown keys, bad values, broken rules."""
    for key in shape.required:
        if key not in thing:
            yield f'{path}: "{key}" is missing'
    for key, value in thing.items():
        check = shape.required.get(key) or shape.optional.get(key)
        if check is not None:
            yield from check(value, f"{path}.{key}")
        elif key != "type":
            yield f'{path}: the key "{key}" is unknown'
    for rule in shape.rules:
        yield from rule(thing, path)


def string(most: int, *, least: int = 1) -> Check:
    """Accept a string of `least` to `most` characters."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{path} must be a string"
        elif not least <= len(value) <= most:
            yield f"{path} must have {least} to {most} characters, not {len(value)}"

    return check


def url(value: object, path: str) -> Iterator[str]:
    """Accept an https address."""
    yield from string(3000)(value, path)
    if isinstance(value, str) and not value.startswith("https://"):
        yield f"{path} must start with https://"


def flag(value: object, path: str) -> Iterator[str]:
    """Accept true or false."""
    if not isinstance(value, bool):
        yield f"{path} must be true or false"


def whole(least: int, most: int) -> Check:
    """Accept a whole number from `least` to `most`."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"{path} must be a whole number from {least} to {most}"

    return check


def number_string(value: object, path: str) -> Iterator[str]:
    """Accept a number written as a string, as number inputs want it."""
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value, re.ASCII):
        yield f'{path} must be a number in a string, such as "38000.00"'


def one_of(*words: str) -> Check:
    """Accept one of the given words."""

    def check(value: object, path: str) -> Iterator[str]:
        if value not in words:
            yield f"{path} must be one of {', '.join(words)}"

    return check


def iso_date(value: object, path: str) -> Iterator[str]:
    """Accept a date such as 2026-12-04."""
    try:
        date.fromisoformat(str(value))
    except ValueError:
        yield f"{path} must be a date such as 2026-12-04"


def clock_time(value: object, path: str) -> Iterator[str]:
    """Accept a time of day such as 14:30."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        yield f"{path} must be a time of day such as 14:30"


def plain_text(most: int) -> Check:
    """Accept a plain_text object of at most `most` characters."""
    return _text_object(most, ("plain_text",))


def any_text(most: int) -> Check:
    """Accept a plain_text or mrkdwn object of at most `most` characters."""
    return _text_object(most, ("plain_text", "mrkdwn"))


def _text_object(most: int, kinds: tuple[str, ...]) -> Check:
    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, dict) or value.get("type") not in kinds:
            yield f"{path} must be a text object of type {' or '.join(kinds)}"
            return
        yield from string(most)(value.get("text"), f"{path}.text")
        allowed = {"type", "text", "emoji"} if value["type"] == "plain_text" else {"type", "text", "verbatim"}
        for key in sorted(value.keys() - allowed):
            yield f'{path}: the key "{key}" is unknown on {value["type"]}'

    return check


def list_of(check_one: Check, least: int, most: int) -> Check:
    """Accept a list of `least` to `most` entries that each pass `check_one`."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path} must be a list"
            return
        if not least <= len(value) <= most:
            yield f"{path} must have {least} to {most} entries, not {len(value)}"
        for at, entry in enumerate(value):
            yield from check_one(entry, f"{path}[{at}]")

    return check


def shaped(shape: Shape) -> Check:
    """Accept an object of one shape."""

    def check(value: object, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            yield from check_shape(value, shape, path)
        else:
            yield f"{path} must be an object"

    return check


def any_of(kinds: Callable[[], Mapping[str, Shape]], *only: str) -> Check:
    """Accept an object whose `type` names one of `kinds` (limited to `only`, if given)."""

    def check(value: object, path: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        shape = kinds().get(str(kind))
        if not isinstance(value, dict) or shape is None or (only and kind not in only):
            yield f'{path}: the type "{kind}" is not allowed here'
        else:
            yield from check_shape(value, shape, f"{path} ({kind})")

    return check


def unique(values: list[object], what: str, path: str) -> Iterator[str]:
    """Yield one sentence per value that occurs twice."""
    seen: list[object] = []
    for value in values:
        if value in seen:
            yield f'{path}: two {what} are "{value}"'
        seen.append(value)
