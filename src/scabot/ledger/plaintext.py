"""The readable JSON of an event: circumstances first, the fact last; decimals as strings, instants in UTC."""

from dataclasses import fields
from operator import attrgetter

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from scabot.ledger.envelope import Row
from scabot.ledger.errors import TooLarge, Unreadable
from scabot.ledger.facts import SiteEvent
from scabot.ledger.topics import TOPICS, K, Stored, Topics
from scabot_domain.events import CaseEvent

Event = CaseEvent | SiteEvent

LARGEST = 64 * 1024


def stream_of(event: Event) -> str:
    """Return the stream an event belongs to."""
    return event.case if isinstance(event, CaseEvent) else event.stream


def row_of(event: Event, topics: Topics = TOPICS) -> Row:
    """Return stream, version and topic of an event."""
    return stream_of(event), event.version, topics.topic_of(event.fact)


def write(event: Event) -> bytes:
    """Return an event's plaintext; raise `TooLarge` above 64 KiB."""
    plaintext = to_json(
        {
            "occurred_at": event.occurred_at,
            "recorded_at": event.recorded_at,
            "actor": event.actor,
            "on_behalf_of": event.on_behalf_of,
            "side": event.side,
            "visibility": event.visibility,
            "source": event.source,
            "evidence": event.evidence,
            "key": event.key,
            "corr": event.corr,
            "fact": event.fact,
        },
    )
    if len(plaintext) > LARGEST:
        raise TooLarge(
            f"An event of {len(plaintext)} bytes is larger than the {LARGEST} that fit; refer to evidence instead."
        )
    return plaintext


def read(row: Row, plaintext: bytes, topics: Topics = TOPICS) -> Event:
    """Return the event of a row, validated; raise `UnknownTopic` before all else, `Unreadable` if it does not fit."""
    kind = topics.kind(row)
    try:
        if kind is not None:
            return _placed(row, topics.reading(kind)(plaintext))
        whole = from_json(plaintext)
        kind, whole["fact"] = topics.upcast(row[2], whole["fact"])
        return _placed(row, topics.reading(kind)(to_json(whole)))
    except (ValidationError, ValueError, KeyError, TypeError) as misfit:
        what = f"The content of {row[0]} version {row[1]} ({row[2]}) does not fit its kind: {_why(misfit)}."
        raise Unreadable(what) from None  # a chained error would show the content


def _why(misfit: Exception) -> str:
    if isinstance(misfit, ValidationError):
        return ", ".join(sorted({error["type"] for error in misfit.errors(include_input=False, include_url=False)}))
    return type(misfit).__name__


def _placed(row: Row, stored: Stored[K]) -> Event:
    of_a_case = row[0].startswith("SCA-")  # validated a line ago; a second look would cost more than the first
    event: Event = object.__new__(CaseEvent) if of_a_case else object.__new__(SiteEvent)
    setters = _CASE if of_a_case else _SITE
    for put, value in zip(setters, (row[0], row[1], *_values(stored)), strict=True):
        put(event, value)
    return event


_IN_BOTH = tuple(part.name for part in fields(Stored))
_values = attrgetter(*_IN_BOTH)
_CASE = tuple(getattr(CaseEvent, name).__set__ for name in ("case", "version", *_IN_BOTH))
_SITE = tuple(getattr(SiteEvent, name).__set__ for name in ("stream", "version", *_IN_BOTH))
