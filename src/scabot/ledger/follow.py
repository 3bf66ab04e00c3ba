"""Followers: work beside the commit that may fail or be slow, done once for every event, in order, never given up.

What must never lag is a view instead, written by the command's own transaction. Words to the outside are the outbox's.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from typing import NamedTuple

from scabot.ledger.store import CaseStore
from scabot.views.tx import Tx

log = logging.getLogger(__name__)

BATCH = 100
TICK = 1.0
"""Seconds after which a follower looks even if nobody woke it: a wake is a hint, the position is the truth."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 10.0
BEHIND_EVENTS, BEHIND_SECONDS = 1000, 30.0
PATIENCE = 2.0

_POSITION = "SELECT position FROM follower_positions WHERE name = ?"
_BEGIN = "INSERT INTO follower_positions (name, position) VALUES (?, 0) ON CONFLICT (name) DO NOTHING"
_MOVE = "UPDATE follower_positions SET position = ? WHERE name = ? AND position = ? RETURNING position"
_NEXT = """SELECT notification_id, originator_id, originator_version, topic, state FROM scabot_events
    WHERE notification_id > ? ORDER BY notification_id LIMIT ?"""
_BEHIND = "SELECT COUNT(*) FROM scabot_events WHERE notification_id > ?"


class Followed(NamedTuple):
    """An event as it is stored, at its position; positions only grow, but may leave numbers out."""

    position: int
    stream: str
    version: int
    topic: str
    state: bytes


Effect = Callable[[Tx, Followed], None]
"""What a follower does with an event, in the transaction that also moves its position: both happen, or neither."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lag:
    """How far a follower is behind: events left, seconds since it was level, what keeps failing, if anything."""

    events: int
    seconds: float
    error: str = ""

    @property
    def alarming(self) -> bool:
        """Say whether an operator must hear of it."""
        return self.events > BEHIND_EVENTS or (self.events > 0 and self.seconds > BEHIND_SECONDS)


class Follower:
    """One supervised thread; `start` and `stop` it. What its effect raises is logged once, and tried again for ever.

    `seconds` is a monotonic clock. `name` keeps its position: a follower of the same name goes on where it was.
    """

    def __init__(self, store: CaseStore, name: str, effect: Effect, *, seconds: Callable[[], float]) -> None:
        self._store, self._name, self._effect, self._seconds = store, name, effect, seconds
        self.woken, self._stopping = Event(), Event()
        self._thread = Thread(target=self._run, name=f"follower-{name}", daemon=True)
        self._level_at, self._error, self._failed, self._alarmed = seconds(), "", 0, False

    def start(self) -> None:
        """Go on from where a follower of this name was, or begin with the first event."""
        with self._store.writing() as tx:
            tx.run(_BEGIN, self._name)
        self._store.wakes.append(self.woken.set)
        self._thread.start()

    def stop(self) -> bool:
        """End after the events under way, waiting two seconds at most; say whether it has ended. Again is harmless.

        What is not finished happens after the next start. The store must not be closed under one that has not ended.
        """
        self._stopping.set()
        self.woken.set()
        if self.woken.set in self._store.wakes:
            self._store.wakes.remove(self.woken.set)
        self._thread.join(PATIENCE)
        return not self._thread.is_alive()

    def lag(self) -> Lag:
        """Say how far behind it is; from any thread."""
        with self._store.reading() as tx:
            row = tx.one(_BEHIND, _position(tx, self._name))
        left = row[0] if row is not None else 0
        return Lag(events=left, seconds=self._seconds() - self._level_at if left else 0.0, error=self._error)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.woken.clear()  # before looking, so that a commit between the look and the wait is not slept through
            try:
                done = self._advance()
            except Exception as error:  # noqa: BLE001 - a follower is never given up
                self._trouble(error)
                self._stopping.wait(min(FIRST_PAUSE * 2**self._failed, LONGEST_PAUSE))
                self._failed = min(self._failed + 1, 16)
                continue
            self._failed = 0
            if done:
                self._alarm(after=BEHIND_SECONDS)
            else:
                self._level()
                self.woken.wait(TICK)

    def _advance(self) -> int:
        """Do the next events in one transaction; after a failure one alone, so that the others before it are kept."""
        limit = 1 if self._failed else BATCH
        with self._store.reading() as tx:  # no write lock is taken to learn that there is nothing to do
            if not tx.one(_NEXT, _position(tx, self._name), 1):
                return 0
        with self._store.writing() as tx:
            position = _position(tx, self._name)
            events = [
                Followed._make((row[0], row[1], row[2], row[3], row[4])) for row in tx.all(_NEXT, position, limit)
            ]
            self._apply(tx, position, events)
        return len(events)

    def _apply(self, tx: Tx, position: int, events: Sequence[Followed]) -> None:
        for event in events:
            self._effect(tx, event)
        if events and tx.one(_MOVE, events[-1].position, self._name, position) is None:
            raise RuntimeError("another follower of the same name moved on")

    def _level(self) -> None:
        self._level_at, self._alarmed = self._seconds(), False
        if self._error:
            log.info("a follower works again", extra={"kind": self._name})
            self._error = ""

    def _trouble(self, error: Exception) -> None:
        kind = type(error).__name__
        if kind != self._error:
            self._error = kind
            log.error("a follower failed and tries again", extra={"kind": self._name, "error": kind}, exc_info=error)
        self._alarm(after=0)

    def _alarm(self, *, after: float) -> None:
        if self._alarmed or self._seconds() - self._level_at < after:
            return  # counting is not free while much is left
        lag = self._lag_or_none()
        if lag is not None and lag.alarming:
            self._alarmed = True
            log.error("a follower is far behind", extra={"kind": self._name, "count": lag.events})

    def _lag_or_none(self) -> Lag | None:
        try:
            return self.lag()
        except Exception:  # noqa: BLE001 - what keeps the store from answering was logged a line ago
            return None


def _position(tx: Tx, name: str) -> int:
    row = tx.one(_POSITION, name)
    return row[0] if row is not None else 0
