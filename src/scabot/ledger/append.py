"""Appending under the write lock: row, predecessor, leaf, ledger row, head. The same statements on every database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from eventsourcing.persistence import StoredEvent

from scabot.ledger.errors import StoreFault, VersionGap
from scabot.ledger.head import Head, write_head
from scabot.ledger.leaf import NO_PREDECESSOR, leaf_hash, leaf_text
from scabot.views.tx import Tx

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
    positions: list[int] = []
    frontier = head.frontier
    newest: dict[str, tuple[int, bytes]] = {}
    for stored in batch.stored:
        stream, version = str(stored.originator_id), stored.originator_version
        position = _inserted(tx, stored)
        previous = _predecessor(tx, stream, version, newest)
        leaf = leaf_hash(leaf_text(frontier.size, (stream, version, stored.topic), previous, stored.state))
        tx.run(_LEAF, head.log_no, frontier.size, position, leaf)
        frontier = frontier.grown(leaf)
        newest[stream] = version, leaf
        positions.append(position)
    write_head(tx, replace(head, frontier=frontier, last_recorded_at=batch.recorded_at or head.last_recorded_at))
    return positions


def _inserted(tx: Tx, stored: StoredEvent) -> int:
    row = tx.one(_INSERT, str(stored.originator_id), stored.originator_version, stored.topic, stored.state)
    if row is None:
        raise StoreFault("The database did not answer with the position of an event.")
    position: int = row[0]
    return position


def _predecessor(tx: Tx, stream: str, version: int, newest: dict[str, tuple[int, bytes]]) -> bytes:
    if version <= 1:
        return NO_PREDECESSOR
    if stream in newest and newest[stream][0] == version - 1:
        return newest[stream][1]
    row = tx.one(_PREDECESSOR, stream, version - 1)
    if row is None:
        raise VersionGap(f"{stream} has no version {version - 1}, so version {version} cannot follow it.")
    leaf: bytes = row[0]
    return leaf
