"""The library's recorder on SQLite with our tables, our order and one write door."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder

from scabot.ledger.append import Batch, append
from scabot.ledger.errors import StoreFault
from scabot.ledger.head import Head, read_head
from scabot.ledger.leaf import well_formed
from scabot.ledger.sqlite import SqliteDatastore
from scabot.ledger.tables import EVENTS, FACTS, TRIGGERS
from scabot.ledger.tx import SqliteTx
from scabot.views.tx import Tx

_INSERT = f"INSERT INTO {EVENTS} (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"  # noqa: S608 - constants and question marks
_NEWEST = f"SELECT MAX(notification_id) FROM {EVENTS}"  # noqa: S608 - constants and question marks
_SEEN = "INSERT INTO topics_seen (topic, first_position) VALUES (?, ?) ON CONFLICT (topic) DO NOTHING"


class SqliteRecorder(SQLiteApplicationRecorder):
    """Rows in, rows out; it knows bytes, leaves and order, and nothing of cases."""

    def __init__(self, datastore: SqliteDatastore, events_table_name: str = EVENTS) -> None:
        super().__init__(datastore, events_table_name)
        self.datastore: SqliteDatastore = datastore
        self.insert_events_statement = _INSERT
        self.select_max_notification_id_statement = _NEWEST
        self._seen: set[str] = set()

    def construct_create_table_statements(self) -> list[str]:
        """Return our DDL; the base class asks for it before anything of ours exists."""
        return [*FACTS, *TRIGGERS]

    def record(
        self, build: Callable[[Head], Batch], inline: Callable[[Tx, Sequence[int]], None] | None = None
    ) -> Sequence[int]:
        """Append what `build` makes of the head and run `inline` with the new positions, in one write transaction.

        Raises the library's `IntegrityError` if a version, a key or a position is taken, `VersionGap`, and whatever
        `build` and `inline` raise: then nothing happened.
        """
        with self.datastore.transaction(commit=True) as cursor:
            tx = SqliteTx(cursor.sqlite_cursor)
            head = read_head(tx)
            batch = build(head).with_jump(tx)
            self.check(batch.stored)
            positions = append(tx, head, batch) if batch.stored else []
            fresh = self._mark_seen(tx, batch.stored, positions)
            positions = list(batch.own(positions))
            if inline is not None:
                inline(tx, positions)
        self._seen |= fresh
        return positions

    def check(self, stored: Sequence[StoredEvent]) -> None:
        """Raise `StoreFault` for a stream or topic that would break the lines of a leaf."""
        for event in stored:
            if not well_formed(str(event.originator_id), event.topic):
                raise StoreFault("A stream or topic does not have the form that a leaf needs.")

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:  # noqa: ANN401 - the library's signature
        """Append events without anything beside them; only the library's contract tests come in here."""
        return self.record(lambda head: Batch(stored_events, head.last_recorded_at))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return at most `limit` events by position, from `start` to `stop`, of some topics or of all."""
        above = "notification_id >= ?" if inclusive_of_start else "notification_id > ?"
        wanted = [(above, start), ("notification_id <= ?", stop)]
        parts = [(text, value) for text, value in wanted if value is not None]
        conditions = [text for text, _ in parts] + ([f"topic IN ({','.join('?' * len(topics))})"] if topics else [])
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        sql = f"SELECT * FROM {EVENTS} {where} ORDER BY notification_id LIMIT ?"  # noqa: S608 - constants and question marks
        with self.datastore.transaction(commit=False) as cursor:
            rows = SqliteTx(cursor.sqlite_cursor).all(sql, *(value for _, value in parts), *topics, limit)
        return [
            Notification(id=row[0], originator_id=_text(row[1]), originator_version=row[2], topic=row[3], state=row[4])
            for row in rows
        ]

    def _mark_seen(self, tx: Tx, stored: Sequence[StoredEvent], positions: Sequence[int]) -> set[str]:
        fresh = {
            event.topic: place
            for event, place in reversed(list(zip(stored, positions, strict=True)))
            if event.topic not in self._seen
        }
        for topic, position in fresh.items():
            tx.run(_SEEN, topic, position)
        return set(fresh)


def _text(stream: UUID | str) -> str:
    return str(stream)
