"""The walk over every leaf, in order: each is computed again from the stored bytes and compared with the stored one.

It strides over what is as it should be. From the first leaf that is not, it steps to the end of the page, and explains.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, cast

from scabot.ledger.errors import KeyMissing, Unreadable
from scabot.ledger.leaf import FORMAT, NO_PREDECESSOR, leaf_hash, leaf_text, well_formed
from scabot.ledger.tree import Frontier, grow
from scabot.views.tx import Row, Tx, Value

Opener = Callable[[tuple[str, int, str], bytes], None]
"""Opens the envelope of a row (stream, version, topic); raises `Unreadable` or `KeyMissing`."""

PAGE = 250
"""Leaves that are read at once: few enough to stay in the processor's cache."""

MOST = 1000
"""Events without a leaf that are named, at most."""

Stand = tuple[int, bytes]
"""The newest version of a stream, and its leaf."""
NOTHING: Stand = 0, NO_PREDECESSOR

EVENTS = "SELECT count(*) FROM scabot_events"
LEAVES = "SELECT count(*) FROM ledger"
_LOG = 1
_LEAF = f"\0{FORMAT}\n"
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


Columns = tuple[int, int, int, bytes, str, int, str, bytes]
"""A row as it should be."""


class Walk:
    """What the walk knows so far: the tree over the stored leaves, and the newest version and leaf of every stream.

    `position` is that of the last event, `stepped` how many leaves were gone over with an explanation at hand.
    """

    def __init__(self, topics: frozenset[str], opener: Opener | None = None, *, first: int = 0) -> None:
        self.frontier = Frontier()
        self.streams: dict[str, Stand] = {}
        self.opened = 0
        self.keyless = 0
        self.stepped = 0
        self.position = 0
        self._topics = topics
        self._opener = opener
        self._index = first

    def over(self, page: Sequence[Row]) -> Iterator[Fault]:
        """Check the leaves of a page against the ones before them."""
        strode = 0 if self._opener else self.stride(page)
        for row in page[strode:]:
            self.stepped += 1
            leaf = _leaf(row)
            if leaf is None:
                yield Fault(what=f"the ledger's row {row[1]!r} cannot be a leaf")
            else:
                yield from self._step(leaf)

    def stride(self, page: Sequence[Row]) -> int:
        """Go over the leaves that are as they should be and return how many: the same as `_step`, without a reason."""
        known, topics, strode = self.streams, self._topics, []
        index, last = self._index, self.position
        try:
            for number, at, position, stored, stream, version, topic, state in cast(Sequence[Columns], page):
                before, previous = known.get(stream, NOTHING)
                text = f"{_LEAF}{at}\n{stream}\n{version}\n{topic}\n{previous.hex()}\n{sha256(state).hexdigest()}\n"
                if (
                    sha256(text.encode("ascii")).digest() != stored
                    or at != index
                    or version != before + 1
                    or position <= last
                    or topic not in topics
                    or type(number) is not int
                    or type(position) is not int
                    or not (before or well_formed(stream, topic))
                ):
                    break
                index, last = index + 1, position
                known[stream] = version, stored
                strode.append(stored)
        except (TypeError, ValueError):
            pass  # a column holds something of another kind
        self._index, self.position = index, last
        self.frontier = grow(self.frontier, strode)
        return len(strode)

    def _step(self, leaf: Leaf) -> Iterator[Fault]:
        """Check one leaf against the ones before it, and go on from what is stored, so that one change is told once."""
        if leaf.leaf_index != self._index:
            missing = f"leaf {self._index} is missing; the next one is {leaf.leaf_index}"
            yield Fault(leaf_index=self._index, what=missing)
        if leaf.position <= self.position:
            yield _fault(leaf, "its event comes before the event of the leaf before it")
        self._index, self.position = leaf.leaf_index + 1, leaf.position
        self.frontier = self.frontier.grown(leaf.stored)
        if leaf.stream is None:
            yield Fault(leaf_index=leaf.leaf_index, what="its event is missing")
            return
        version, previous = self.streams.get(leaf.stream, NOTHING)
        if wrong := self._wrong(leaf, version, previous):
            yield _fault(leaf, wrong)
        self.streams[leaf.stream] = leaf.version, leaf.stored

    def _wrong(self, leaf: Leaf, version: int, previous: bytes) -> str | None:
        row = leaf.stream or "", leaf.version, leaf.topic
        if leaf.version != version + 1:
            return f"version {leaf.version} follows version {version}"
        if leaf.topic not in self._topics or not well_formed(row[0], leaf.topic):
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


def pages(tx: Tx, first: int = 0) -> Iterator[Sequence[Row]]:
    """Read every leaf with its event in order, a page at a time; from index `first` of the first log on."""
    after: tuple[Value, Value] = (_LOG, first - 1) if first else (-1, -1)
    while page := tx.all(_LEAVES, *after, PAGE):
        yield page
        after = page[-1][0], page[-1][1]


def left_over(tx: Tx, walked: int, *, clean: bool) -> Iterator[Fault]:
    """Read what the walk cannot have met: events that have no leaf, and rows of the ledger outside its order.

    After a `clean` walk every leaf has an event of its own, so that counting them is enough.
    """
    if not clean or counted(tx, EVENTS) != walked:
        for row in tx.all(_WITHOUT_LEAF, MOST):
            yield Fault(stream=row[0], version=row[1], topic=row[2], what="this event has no leaf")
    rows = counted(tx, LEAVES)
    if rows != walked:
        yield Fault(what=f"the ledger holds {rows} rows, {walked} of them in its order")


def counted(tx: Tx, count: str) -> int:
    """Return what a statement counts."""
    row = tx.one(count)
    return 0 if row is None else int(row[0])


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
