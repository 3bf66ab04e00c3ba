"""Appending under the write lock: row, predecessor, leaf, ledger row, head. The same statements on every database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from eventsourcing.persistence import StoredEvent

from scabot.ledger.errors import StoreFault, VersionGap
from scabot.ledger.head import Head, write_head
from scabot.ledger.leaf import NO_PREDECESSOR, leaf_hash, leaf_text
from scabot.views.tx import Answer, Tx, Value

_INSERT = """INSERT INTO scabot_events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)
    RETURNING notification_id"""
_PREDECESSOR = """SELECT leaf_hash FROM ledger WHERE notification_id =
    (SELECT notification_id FROM scabot_events WHERE originator_id = ? AND originator_version = ?)"""
_LEAF = "INSERT INTO ledger (log_no, leaf_index, notification_id, leaf_hash) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Batch:
    """Events to append, and the instant at which the last of them is recorded."""

    stored: Sequence[StoredEvent]
    recorded_at: datetime | None
    jump: Callable[[Tx], StoredEvent] | None = None
    """Makes the row that goes first where the clock went back; only then time may run backwards."""

    def with_jump(self, tx: Tx) -> "Batch":
        """Return the batch with that row in front."""
        return self if self.jump is None else replace(self, stored=[self.jump(tx), *self.stored])

    def own(self, positions: Sequence[int]) -> Sequence[int]:
        """Return the positions without the one of that row."""
        return positions if self.jump is None else positions[1:]


def append(tx: Tx, head: Head, batch: Batch) -> list[int]:
    """Append a batch and return its positions; raise `VersionGap` for an event without its predecessor."""
    if batch.jump is None and head.last_recorded_at and batch.recorded_at and batch.recorded_at < head.last_recorded_at:
        raise StoreFault("An event may not be recorded before the one that precedes it in the log.")
    inserted = [
        tx.ask(_INSERT, str(one.originator_id), one.originator_version, one.topic, one.state) for one in batch.stored
    ]
    before = _predecessors(tx, batch.stored)
    positions = [_position(answer) for answer in inserted]
    frontier = head.frontier
    leaves: list[tuple[Value, ...]] = []
    newest: dict[tuple[str, int], bytes] = {}
    for stored, position in zip(batch.stored, positions, strict=True):
        stream, version = str(stored.originator_id), stored.originator_version
        previous = _previous((stream, version), newest, before)
        leaf = leaf_hash(leaf_text(frontier.size, (stream, version, stored.topic), previous, stored.state))
        leaves.append((head.log_no, frontier.size, position, leaf))
        frontier = frontier.grown(leaf)
        newest[stream, version] = leaf
    tx.many(_LEAF, leaves)
    write_head(tx, replace(head, frontier=frontier, last_recorded_at=batch.recorded_at or head.last_recorded_at))
    return positions


def _predecessors(tx: Tx, stored: Sequence[StoredEvent]) -> dict[tuple[str, int], Answer]:
    """Ask for the leaves before those events whose predecessor is not in the batch itself."""
    here = {(str(one.originator_id), one.originator_version) for one in stored}
    wanted = {(stream, version - 1) for stream, version in here if version > 1} - here
    return {place: tx.ask(_PREDECESSOR, *place) for place in sorted(wanted)}


def _position(inserted: Answer) -> int:
    row = inserted.one()
    if row is None:
        raise StoreFault("The database did not answer with the position of an event.")
    position: int = row[0]
    return position


def _previous(
    place: tuple[str, int], newest: dict[tuple[str, int], bytes], before: dict[tuple[str, int], Answer]
) -> bytes:
    stream, version = place
    if version <= 1:
        return NO_PREDECESSOR
    if (stream, version - 1) in newest:
        return newest[stream, version - 1]
    answer = before.get((stream, version - 1))
    row = answer.one() if answer else None
    if row is None:
        raise VersionGap(f"{stream} has no version {version - 1}, so version {version} cannot follow it.")
    leaf: bytes = row[0]
    return leaf
