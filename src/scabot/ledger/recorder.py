"""The library's recorder on SQLite with our tables, our order and our write door."""

from collections.abc import Sequence
from uuid import UUID

from eventsourcing.persistence import Notification
from eventsourcing.sqlite import SQLiteApplicationRecorder

from scabot.ledger.ground import Door
from scabot.ledger.sqlite import SqliteDatastore
from scabot.ledger.tables import EVENTS, FACTS, TRIGGERS

_INSERT = f"INSERT INTO {EVENTS} (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"  # noqa: S608 - constants and question marks
_NEWEST = f"SELECT MAX(notification_id) FROM {EVENTS}"  # noqa: S608 - constants and question marks


class SqliteRecorder(Door, SQLiteApplicationRecorder):
    """Rows in, rows out, on SQLite."""

    def __init__(self, datastore: SqliteDatastore, events_table_name: str = EVENTS) -> None:
        super().__init__(datastore, events_table_name)
        self.datastore: SqliteDatastore = datastore
        self.insert_events_statement = _INSERT
        self.select_max_notification_id_statement = _NEWEST

    def construct_create_table_statements(self) -> list[str]:
        """Return our DDL; the base class asks for it before anything of ours exists."""
        return [*FACTS, *TRIGGERS]

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
        with self.datastore.tx(commit=False) as tx:
            rows = tx.all(sql, *(value for _, value in parts), *topics, limit)
        return [
            Notification(id=row[0], originator_id=_text(row[1]), originator_version=row[2], topic=row[3], state=row[4])
            for row in rows
        ]


def _text(stream: UUID | str) -> str:
    return str(stream)
