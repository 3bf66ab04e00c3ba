"""Messages as the outbox would draw them, over histories of the shipped playbook."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import cast as c
from scabot.sandbox.blocks import house, lint
from scabot.sandbox.controls import elements_of
from scabot.sandbox.plain import plain, text_of
from scabot.slack.cards.draw import Drawing, draw
from scabot.slack.cards.pressing import Presser
from scabot.slack.message import Message
from scabot.slack.tokens import Tokens
from scabot.views.channels import ChannelKind
from scabot.views.outbox import OutboxRow, State
from scabot_domain.events import CaseEvent
from scabot_domain.notices import PRIORITY, Stream
from scabot_domain.parties import Side
from scabot_domain.playbook import shipped_book

TOKENS = Tokens(b"the key of the buttons in a test")
SEAL = "3f9a-1c42-b7"
INTERNAL, SHARED = ChannelKind.INTERNAL, ChannelKind.SHARED


def row(stream: Stream, version: int, error: str | None = None) -> OutboxRow:
    """Return a row that is on its way."""
    return OutboxRow(
        id=f"{version}.1",
        case_key=c.KEY,
        stream=stream,
        dest="alias",
        kind=stream.value,
        version=version,
        priority=PRIORITY[stream],
        queued_at=c.NOW,
        not_before=None,
        attempts=0,
        state=State.SENDING,
        claimed_by=None,
        claimed_until=None,
        sent_at=None,
        channel_id=None,
        ts=None,
        rendered_hash=None,
        error=error,
    )


def drawing(events: Sequence[CaseEvent], kind: ChannelKind, now: datetime) -> Drawing:
    """Return what a row is drawn from; the provider is at home."""
    presser = Presser(tokens=TOKENS, alias=kind.value, now=now)
    return Drawing(events=events, kind=kind, home=Side.PROVIDER, book=shipped_book(), now=now, presser=presser)


def drawn(stream: Stream, events: Sequence[CaseEvent], kind: ChannelKind, now: datetime, **row_: Any) -> Message | None:  # noqa: ANN401 - as `row` takes them
    """Return the message of a row about the last event, unless another version is told."""
    told = {"version": events[-1].version, **row_}
    return draw(row(stream, **told), drawing(events, kind, now), SEAL)


def card_of(events: Sequence[CaseEvent], kind: ChannelKind = SHARED, now: datetime | None = None) -> Message:
    """Return the card after these events; a minute after the last of them unless told otherwise."""
    message = drawn(Stream.CARD, events, kind, now or events[-1].recorded_at)
    assert message is not None
    return message


def reads(message: Message) -> str:
    """Return a message as a person reads it, no line broken."""
    return plain(list(message.blocks), width=None)


def buttons_of(message: Message) -> dict[str, dict[str, Any]]:
    """Return the buttons of a message by their words."""
    return {text_of(part["text"]): part for block in message.blocks for part in elements_of(block)}


def faults_of(message: Message) -> list[str]:
    """Return everything that Slack or the house would refuse about a message."""
    blocks = list(message.blocks)
    size = len(json.dumps(blocks).encode())
    return [
        *lint(blocks, "message"),
        *house(message.text, blocks),
        *([f"{len(blocks)} blocks"] if len(blocks) > 20 else []),
        *([f"{size} bytes"] if size > 16_384 else []),
    ]


def raw_markup(message: Message) -> list[str]:
    """Return every piece of markup in a message, which is where words of people could do harm."""
    return [text for block in message.blocks for text in _markup(block)]


def _markup(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield str(part["text"])
        for value in part.values():
            yield from _markup(value)
    if isinstance(part, list):
        for value in part:
            yield from _markup(value)
