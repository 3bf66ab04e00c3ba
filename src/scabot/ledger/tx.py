"""`Tx` on SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scabot.views.tx import Answer, Row, Value


@dataclass(frozen=True, slots=True)
class SqliteAnswer:
    """The rows of a statement, which are here at once; see `scabot.views.tx.Answer`."""

    _rows: Sequence[Row]

    def one(self) -> Row | None:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def all(self) -> Sequence[Row]:
        """Return all rows."""
        return self._rows


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

    def ask(self, sql: str, *params: Value) -> Answer:
        """Ask for rows that are looked at later."""
        return SqliteAnswer(self._cursor.execute(sql, params).fetchall())

    def one(self, sql: str, *params: Value) -> Row | None:
        """Return the first row, or None."""
        found: Row | None = self._cursor.execute(sql, params).fetchone()
        return found

    def all(self, sql: str, *params: Value) -> Sequence[Row]:
        """Return all rows."""
        return self._cursor.execute(sql, params).fetchall()
