"""Saying a row of the outbox: look who reads along, fold what they may see, draw it now, call, classify.

It fails closed: text of the house goes to a channel only while Slack says that nobody else reads it.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ParamSpec, Protocol, TypeVar

from scabot.slack.calls import Calls, CardLost
from scabot.slack.cards.draw import Drawing, audience_of, draw
from scabot.slack.cards.pressing import Presser
from scabot.slack.identity import Home
from scabot.slack.marks import Mark, carries, mark_of, metadata
from scabot.slack.message import Message
from scabot.slack.phi import scan_ours
from scabot.slack.readership import only_parties_read
from scabot.slack.seals import seal_of
from scabot.slack.tokens import Tokens
from scabot.views.channels import Channel
from scabot.views.delivery import Ambiguous, CannotAsk, GivenUp, Needless, Scope, Spoken, TryLater
from scabot.views.outbox import Delivered, OutboxRow
from scabot_domain.events import CaseEvent
from scabot_domain.notices import Stream
from scabot_domain.playbook import Book
from scabot_domain.visible import visible

P = ParamSpec("P")
T = TypeVar("T")

FRESH = 60.0
"""Seconds for which Slack's word on who reads a channel is good."""
MOST_LATE = timedelta(minutes=5)
"""How long after its claim a row may be posted; later, as after a suspend, it is claimed anew."""
AROUND = timedelta(minutes=15)
"""Around the claim of a row, when its message must have been posted, though one of the clocks be ten minutes off."""
_PAGE = 100
_MOST_PAGES = 20
_UNREADABLE = frozenset({"missing_scope", "not_allowed_token_type"})


class Threads(Protocol):
    """Runs calls to the store off the event loop."""

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on a reading thread."""


class Lookups(Protocol):
    """The questions of the sender; each opens its own snapshot."""

    def history(self, case: str) -> list[CaseEvent]:
        """Return all events of a case."""

    def channel(self, alias: str) -> Channel | None:
        """Return the channel that an alias stands for."""

    def last_card(self, case: str, alias: str) -> Delivered | None:
        """Return where the card of a case stands in a channel."""

    def cards(self, case: str, alias: str, channel: str) -> list[str]:
        """Return the timestamps of the cards of a case in a channel, the newest first, also of those replaced."""

    def leaf(self, case: str, version: int) -> bytes | None:
        """Return the leaf hash of an event."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """Everything that the sender is given; `seconds` never runs backwards."""

    calls: Calls
    threads: Threads
    lookups: Lookups
    tokens: Tokens
    home: Home
    book: Book
    now: Callable[[], datetime]
    seconds: Callable[[], float]


class SlackSender:
    """Says rows of the outbox in Slack; the outbox decides which and when."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._proven: dict[Channel, float] = {}

    async def send(self, row: OutboxRow) -> Spoken | Needless:
        """Say a row. Raises the exceptions of `scabot.views.delivery`."""
        channel = await self._channel(row)
        events = await self._history(row)
        message = await self._drawn(row, channel, events)
        if message is None:
            return Needless(why="not for this audience")
        if scan_ours(message.words, self._voice.now().date()):
            raise GivenUp("seems_to_hold_identifiers", Scope.ROW)
        said = _Said(channel.channel, message, self._mark(row, channel, events), row.sent_at)
        standing = await self._standing(row, channel)
        if row.stream is Stream.CARD:
            return await self._say_card(said, standing)
        return await self._reply(said, standing)

    async def ask(self, row: OutboxRow) -> Spoken | None:
        """Look for a row's message among our own, by the mark in its metadata; None if it is not there.

        Raises `CannotAsk` where reading messages was not granted, and the other exceptions of `scabot.views.delivery`.
        """
        channel = await self._channel(row)
        mark = self._mark(row, channel, await self._history(row))
        for thread in (*await self._threads_of(row, channel), None):
            async for one in self._said_in(channel, thread, row):
                if carries(one, mark):
                    return Spoken(channel_id=channel.channel, ts=str(one["ts"]), rendered_hash="")
        return None

    async def _threads_of(self, row: OutboxRow, channel: Channel) -> list[str]:
        if row.stream is Stream.CARD:
            return []
        read, lookups = self._voice.threads.read, self._voice.lookups
        return await read(lookups.cards, row.case_key, row.dest, channel.channel)

    async def say_plainly(self, row: OutboxRow) -> None:
        """Say that the case changed, from nothing but its key. Raises the exceptions of `scabot.views.delivery`."""
        channel = await self._channel(row)
        text = f"{row.case_key} changed, but the message about it could not be shown. Please look at the case."
        await self._voice.calls.call("chat.postMessage", channel.channel, text=text, parse="none", link_names=False)

    async def _standing(self, row: OutboxRow, channel: Channel) -> Delivered | None:
        standing = await self._voice.threads.read(self._voice.lookups.last_card, row.case_key, row.dest)
        return standing if standing is not None and standing.channel_id == channel.channel else None

    async def _said_in(self, channel: Channel, thread: str | None, row: OutboxRow) -> AsyncIterator[dict[str, Any]]:
        asked: dict[str, object] = {"limit": _PAGE, "inclusive": True, "include_all_metadata": True}
        asked |= {"oldest": _ts((row.sent_at or row.queued_at) - AROUND)}
        asked |= {"latest": _ts(row.sent_at + AROUND)} if row.sent_at else {}  # nobody knows when: up to now
        method = "conversations.history" if thread is None else "conversations.replies"
        asked |= {} if thread is None else {"ts": thread}
        cursor = ""
        for _ in range(_MOST_PAGES):
            try:
                answer = await self._voice.calls.call(method, channel.channel, **asked, **_from(cursor))
            except CardLost:
                return
            except GivenUp as no:
                raise (CannotAsk(str(no)) if str(no) in _UNREADABLE else no) from no
            for one in answer.get("messages", []):
                yield one
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return
        raise TryLater("too_much_to_read")  # what was not read to its end proves nothing

    async def _say_card(self, said: "_Said", standing: Delivered | None) -> Spoken | Needless:
        if standing is None:
            return await self._post(said)
        if standing.rendered_hash == said.message.hash:
            return Needless(why="unchanged")
        try:
            answer = await self._voice.calls.call("chat.update", said.channel, ts=standing.ts, **said.arguments)
        except Ambiguous as lost:
            raise TryLater(str(lost)) from lost  # the same state in the same place: twice is the same as once
        except CardLost:
            return await self._post(said)
        return Spoken(channel_id=said.channel, ts=str(answer["ts"]), rendered_hash=said.message.hash)

    async def _reply(self, said: "_Said", standing: Delivered | None) -> Spoken:
        if standing is None:
            return await self._post(said)
        try:
            return await self._post(said, thread_ts=standing.ts)
        except CardLost:
            return await self._post(said)

    async def _post(self, said: "_Said", **where: str) -> Spoken:
        arguments = {**said.arguments, "unfurl_links": False, "unfurl_media": False, **where}
        answer = await self._voice.calls.call(
            "chat.postMessage", said.channel, lambda: self._while_it_can_be_found(said), **arguments
        )
        return Spoken(channel_id=str(answer["channel"]), ts=str(answer["ts"]), rendered_hash=said.message.hash)

    def _while_it_can_be_found(self, said: "_Said") -> None:
        if said.claimed_at is not None and abs(self._voice.now() - said.claimed_at) > MOST_LATE:
            raise TryLater("claimed_too_long_ago")

    async def _history(self, row: OutboxRow) -> list[CaseEvent]:
        return await self._voice.threads.read(self._voice.lookups.history, row.case_key)

    def _mark(self, row: OutboxRow, channel: Channel, events: list[CaseEvent]) -> Mark:
        return mark_of(row, channel.kind, visible(events, audience_of(channel.kind, self._voice.home.side)))

    async def _drawn(self, row: OutboxRow, channel: Channel, events: list[CaseEvent]) -> Message | None:
        voice, now = self._voice, self._voice.now()
        drawing = Drawing(
            events=events,
            kind=channel.kind,
            home=voice.home.side,
            book=voice.book,
            now=now,
            presser=Presser(tokens=voice.tokens, alias=channel.alias, now=now),
        )
        shown = visible(events, drawing.audience)
        if not shown:
            return None
        newest = shown[-1].version
        leaf = await voice.threads.read(voice.lookups.leaf, row.case_key, newest)
        return draw(row, drawing, seal_of(leaf))

    async def _channel(self, row: OutboxRow) -> Channel:
        channel = await self._voice.threads.read(self._voice.lookups.channel, row.dest)
        if channel is None:
            raise GivenUp("no_such_alias", Scope.DESTINATION)
        await self._prove(channel)
        return channel

    async def _prove(self, channel: Channel) -> None:
        now = self._voice.seconds()
        if now - self._proven.get(channel, -FRESH) < FRESH:
            return
        try:
            answer = await self._voice.calls.call("conversations.info", channel.channel)
        except Ambiguous as lost:
            raise TryLater(str(lost)) from lost  # nothing was said yet, so there is nothing to ask about
        if not only_parties_read(channel, answer.get("channel", {}), self._voice.home.team):
            raise GivenUp("channel_is_read_by_others", Scope.DESTINATION)
        self._proven[channel] = now  # as it is linked now; another link of it would have to be proven anew


@dataclass(frozen=True, slots=True)
class _Said:
    channel: str
    message: Message
    mark: Mark
    claimed_at: datetime | None

    @property
    def arguments(self) -> dict[str, object]:
        return {
            "text": self.message.text,
            "blocks": list(self.message.blocks),
            "metadata": metadata(self.mark),
            "parse": "none",
            "link_names": False,
        }


def _ts(instant: datetime) -> str:
    return f"{instant.timestamp():.6f}"


def _from(cursor: str) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}
