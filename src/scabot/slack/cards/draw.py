"""Drawing a row of the outbox for its destination: only from what the audience there may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scabot.slack.cards.card import card, summary
from scabot.slack.cards.lines import log_line
from scabot.slack.cards.pings import ping
from scabot.slack.cards.pressing import Presser, card_buttons
from scabot.slack.forms.inputs import small, words
from scabot.slack.message import Message
from scabot.views.channels import ChannelKind
from scabot.views.outbox import OutboxRow
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import replay
from scabot_domain.notices import Readers, Stream
from scabot_domain.parties import EVERYBODY, Audience, Side
from scabot_domain.playbook import Book
from scabot_domain.visible import visible


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """What a row is drawn from: all events of the case, the kind of channel, the house, the book, now.

    `seals` gives the hex digits of an event's leaf by its version.
    """

    events: Sequence[CaseEvent]
    kind: ChannelKind
    home: Side
    book: Book
    now: datetime
    presser: Presser

    @property
    def audience(self) -> Audience:
        """Return who reads along: the house in its own channels, and otherwise everybody."""
        return Audience(side=self.home) if self.kind is ChannelKind.INTERNAL else EVERYBODY


def draw(row: OutboxRow, drawing: Drawing, seal: str) -> Message | None:
    """Return the message of a row, or None where its audience may not see the event.

    `seal` proves what was shown: digits of the newest leaf that this audience may see.
    """
    shown = visible(drawing.events, drawing.audience)
    case = replay(row.case_key, shown)
    if row.stream is Stream.CARD:
        return _card(case, drawing, seal) if case.opened else None
    event = next((one for one in shown if one.version == row.version), None)
    if event is None:
        return None
    if row.stream is Stream.PING:
        readers = Readers.HOME if drawing.kind is ChannelKind.INTERNAL else Readers.SHARED
        return ping(event, drawing.book, drawing.presser, readers=readers, home=drawing.home)
    return Message(text=f"{case.key}: {row.kind.replace('-', ' ')}.", blocks=(words(log_line(event, case.tz)),))


def _card(case: Case, drawing: Drawing, seal: str) -> Message:
    face = card(case, drawing.audience, drawing.now, drawing.book).blocks
    blocks = (*face, card_buttons(case, drawing.presser), small(f"Seal {seal}"))
    return Message(text=summary(case, drawing.now, drawing.book)[:300], blocks=blocks)
