"""The walk over every leaf, in order: each is computed again from the stored bytes and compared with the stored one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scabot.ledger.errors import KeyMissing, Unreadable
from scabot.ledger.leaf import NO_PREDECESSOR, leaf_hash, leaf_text, well_formed
from scabot.ledger.tree import Frontier
from scabot.views.tx import Row, Tx, Value

Opener = Callable[[tuple[str, int, str], bytes], None]
"""Opens the envelope of a row (stream, version, topic); raises `Unreadable` or `KeyMissing`."""

PAGE = 1000

_LEAVES = """
    SELECT l.log_no, l.leaf_index, l.notification_id, l.leaf_hash,
           e.originator_id, e.originator_version, e.topic, e.state
    FROM ledger l LEFT JOIN scabot_events e ON e.notification_id = l.notification_id
    WHERE (l.log_no, l.leaf_index) > (?, ?) ORDER BY l.log_no, l.leaf_index LIMIT ?"""

_WITHOUT_LEAF = """
    SELECT e.originator_id, e.originator_version, e.topic
    FROM scabot_events e LEFT JOIN ledger l ON l.notification_id = e.notification_id
    WHERE l.notification_id IS NULL ORDER BY e.notification_id LIMIT ?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something that is not as it was recorded, and where; `what` is a sentence without content of any case."""

    what: str
    leaf_index: int | None = None
    stream: str | None = None
    version: int | None = None
    topic: str | None = None


class Leaf(NamedTuple):
    """A leaf with the event it stands for; the columns are None where the event is missing."""

    log_no: int
    leaf_index: int
    position: int
    stored: bytes
    stream: str | None
    version: int
    topic: str
    state: bytes


class Walk:
    """What the walk knows so far: the tree over the stored leaves, and the newest version and leaf of every stream."""

    def __init__(self, topics: frozenset[str], opener: Opener | None = None) -> None:
        self.frontier = Frontier()
        self.streams: dict[str, tuple[int, bytes]] = {}
        self.opened = 0
        self.keyless = 0
        self._topics = topics
        self._opener = opener
        self._index = 0
        self._position = 0

    def step(self, leaf: Leaf) -> Iterator[Fault]:
        """Check one leaf against the ones before it, and go on from what is stored, so that one change is told once."""
        if leaf.leaf_index != self._index:
            missing = f"leaf {self._index} is missing; the next one is {leaf.leaf_index}"
            yield Fault(leaf_index=self._index, what=missing)
        if leaf.position <= self._position:
            yield _fault(leaf, "its event comes before the event of the leaf before it")
        self._index, self._position = leaf.leaf_index + 1, leaf.position
        self.frontier = self.frontier.grown(leaf.stored)
        if leaf.stream is None:
            yield Fault(leaf_index=leaf.leaf_index, what="its event is missing")
            return
        version, previous = self.streams.get(leaf.stream, (0, NO_PREDECESSOR))
        if wrong := self._wrong(leaf, version, previous):
            yield _fault(leaf, wrong)
        self.streams[leaf.stream] = leaf.version, leaf.stored

    def _wrong(self, leaf: Leaf, version: int, previous: bytes) -> str | None:
        row = leaf.stream or "", leaf.version, leaf.topic
        if leaf.version != version + 1:
            return f"version {leaf.version} follows version {version}"
        if leaf.topic not in self._topics or (not version and not well_formed(row[0], leaf.topic)):
            return "its kind is not one that may be stored"
        if leaf_hash(leaf_text(leaf.leaf_index, row, previous, leaf.state)) != leaf.stored:
            return "the stored event does not give the stored leaf"
        return None if self._opener is None else self._closed(row, leaf.state, self._opener)

    def _closed(self, row: tuple[str, int, str], state: bytes, opener: Opener) -> str | None:
        try:
            opener(row, state)
        except KeyMissing:
            self.keyless += 1
        except Unreadable:
            return "its envelope does not open: altered, moved, or sealed with another key"
        else:
            self.opened += 1
        return None


def leaves(tx: Tx) -> Iterator[Leaf | Fault]:
    """Read every leaf in order, a page at a time; a row that cannot be a leaf comes as a fault."""
    after: tuple[Value, Value] = (-1, -1)
    while page := tx.all(_LEAVES, *after, PAGE):
        for row in page:
            after = row[0], row[1]
            yield _leaf(row) or Fault(what=f"the ledger's row {after[1]!r} cannot be a leaf")


def left_over(tx: Tx, walked: int) -> Iterator[Fault]:
    """Read what the walk cannot have met: events that have no leaf, and rows of the ledger outside its order."""
    for row in tx.all(_WITHOUT_LEAF, PAGE):
        yield Fault(stream=row[0], version=row[1], topic=row[2], what="this event has no leaf")
    counted = tx.one("SELECT count(*) FROM ledger")
    if counted is not None and counted[0] != walked:
        yield Fault(what=f"the ledger holds {counted[0]} rows, {walked} of them in its order")


def _leaf(row: Row) -> Leaf | None:
    columns = [row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]]
    kinds = [*map(type, columns)]
    if kinds == _WHOLE:
        return Leaf._make(columns)
    return Leaf(row[0], row[1], row[2], row[3], None, 0, "", b"") if kinds == _EVENTLESS else None


_WHOLE = [int, int, int, bytes, str, int, str, bytes]
_EVENTLESS = [int, int, int, bytes, *[type(None)] * 4]


def _fault(leaf: Leaf, what: str) -> Fault:
    return Fault(leaf_index=leaf.leaf_index, stream=leaf.stream, version=leaf.version, topic=leaf.topic, what=what)
