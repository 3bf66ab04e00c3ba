"""Drawing a row of the outbox for its destination: only from what the audience there may read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from scabot.slack.answers.coming import drift_words
from scabot.slack.cards.card import card, summary
from scabot.slack.cards.lines import log_line
from scabot.slack.cards.pings import ping
from scabot.slack.cards.pressing import Presser, card_buttons
from scabot.slack.forms.inputs import small
from scabot.slack.message import Message, paragraphs
from scabot.views.channels import ChannelKind
from scabot.views.delivery import MAY_REPEAT
from scabot.views.outbox import OutboxRow
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent, NoteAdded, kind_of
from scabot_domain.evolve import replay
from scabot_domain.insight import drifts_of
from scabot_domain.insight.drift import DRIFTING, before
from scabot_domain.notices import Readers, Stream
from scabot_domain.parties import EVERYBODY, Audience, Side, Visibility
from scabot_domain.playbook import Book
from scabot_domain.playbook.words import LATE, lateness, moment
from scabot_domain.visible import visible

_MAY_REPEAT = "This may be a repeat: the answer to the first try was lost."


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """What a row is drawn from: all events of the case, the kind of channel, the house, the book, now."""

    events: Sequence[CaseEvent]
    kind: ChannelKind
    home: Side
    book: Book
    now: datetime
    presser: Presser

    @property
    def audience(self) -> Audience:
        """Return who reads along: the house in its own channels, and otherwise everybody."""
        return audience_of(self.kind, self.home)


def audience_of(kind: ChannelKind, home: Side) -> Audience:
    """Return who reads along in a channel of a kind, where `home` is the side of the house."""
    return Audience(side=home) if kind is ChannelKind.INTERNAL else EVERYBODY


def draw(row: OutboxRow, drawing: Drawing, seal: str) -> Message | None:
    """Return the message of a row, or None where its audience may not see the event.

    `seal` proves what was shown: digits of the newest leaf that this audience may see.
    """
    shown = visible(drawing.events, drawing.audience)
    case = replay(row.case_key, shown)
    if row.stream is Stream.CARD:
        return _card(case, shown, drawing, seal) if case.opened else None
    event = next((one for one in shown if one.version == row.version), None)
    if event is None:
        return None
    said = _ping(event, case, drawing) if row.stream is Stream.PING else _drifting(_line(event, case), event, shown)
    return _with(said, _MAY_REPEAT) if said is not None and row.error == MAY_REPEAT else said


def _card(case: Case, shown: Sequence[CaseEvent], drawing: Drawing, seal: str) -> Message:
    kept = [one for one in shown if isinstance(one.fact, NoteAdded) and one.visibility is not Visibility.SHARED]
    face = card(case, drawing.audience, drawing.now, drawing.book, own_notes=len(kept)).blocks
    blocks = (*face, card_buttons(case, drawing.presser), small(f"Seal {seal}"))
    return Message(text=summary(case, drawing.now, drawing.book)[:300], blocks=blocks)


def _ping(event: CaseEvent, case: Case, drawing: Drawing) -> Message | None:
    readers = Readers.HOME if drawing.kind is ChannelKind.INTERNAL else Readers.SHARED
    said = ping(event, drawing.book, drawing.presser, readers=readers, home=drawing.home)
    late = int((drawing.now - event.recorded_at).total_seconds())
    if said is None or late <= LATE:
        return said
    went = f"Was to go out {moment(event.recorded_at, case.tz)}, sent {moment(drawing.now, case.tz)}"
    return _with(said, f"{went}: {lateness(late)} late.")


def _line(event: CaseEvent, case: Case) -> Message:
    return Message(text=f"{case.key}: {kind_of(event).replace('-', ' ')}.", blocks=paragraphs(log_line(event, case.tz)))


def _drifting(said: Message, event: CaseEvent, shown: Sequence[CaseEvent]) -> Message:
    """Return a line with what its offer or draft changes of the terms that both sides stood by."""
    if not isinstance(event.fact, DRIFTING):
        return said
    return reduce(_with, drift_words(drifts_of(event, before(event, shown))), said)


def _with(said: Message, more: str) -> Message:
    return replace(said, blocks=(*said.blocks, small(more)))
