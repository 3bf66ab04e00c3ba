"""The readable JSON of an event: circumstances first, the fact last; decimals as strings, instants in UTC."""

from pydantic import ValidationError
from pydantic_core import to_json

from scabot.ledger.envelope import Row
from scabot.ledger.errors import TooLarge, Unreadable
from scabot.ledger.facts import SiteEvent
from scabot.ledger.topics import TOPICS, Reading, Topics
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
    return validated(row, plaintext, topics.reading(row))


def validated(row: Row, plaintext: bytes, reading: Reading) -> Event:
    """Return the event of a row, validated by what `Topics.reading` gave for it; raise `Unreadable`."""
    stream, version, _ = row
    event: Event
    # It knows its place only. The validator writes the rest into it, so that nothing is built twice or looked at again.
    if stream.startswith("SCA-"):
        event = object.__new__(CaseEvent)
        _put(event, "case", stream)
    else:
        event = object.__new__(SiteEvent)
        _put(event, "stream", stream)
    _put(event, "version", version)
    try:
        return reading(plaintext, self_instance=event)
    except (ValidationError, ValueError, KeyError, TypeError) as misfit:
        what = f"The content of {row[0]} version {row[1]} ({row[2]}) does not fit its kind: {_why(misfit)}."
        raise Unreadable(what) from None  # a chained error would show the content


def _why(misfit: Exception) -> str:
    if isinstance(misfit, ValidationError):
        return ", ".join(sorted({error["type"] for error in misfit.errors(include_input=False, include_url=False)}))
    return type(misfit).__name__


_put = object.__setattr__  # both are frozen
