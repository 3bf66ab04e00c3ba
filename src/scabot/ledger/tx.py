"""`Tx` on SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence

from scabot.views.tx import Row, Value


class SqliteTx:
    """The statements of one open transaction; see `scabot.views.tx.Tx`."""

    alone = True
    skip_locked = ""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def run(self, sql: str, *params: Value) -> None:
        """Run a statement that answers nothing."""
        self._cursor.execute(sql, params)

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of parameters."""
        self._cursor.executemany(sql, rows)

    def one(self, sql: str, *params: Value) -> Row | None:
        """Return the first row, or None."""
        found: Row | None = self._cursor.execute(sql, params).fetchone()
        return found

    def all(self, sql: str, *params: Value) -> Sequence[Row]:
        """Return all rows."""
        return self._cursor.execute(sql, params).fetchall()
