"""What a view gets to work with: SQL common to SQLite and PostgreSQL, `?` for parameters, rows by name."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

Value = str | int | bytes | None
"""What a column may hold."""


class Row(Protocol):
    """A row, its columns by name or place."""

    def __getitem__(self, column: Any, /) -> Any: ...  # noqa: ANN401 - the type is known to the statement only


class Tx(Protocol):
    """An open transaction; it is begun and ended by whoever hands it out."""

    alone: bool
    """Whether no other process works on this database."""
    skip_locked: str
    """What to put behind a SELECT to lock its rows and leave out those that another process holds; may be nothing."""

    def run(self, sql: str, *params: Value) -> None:
        """Run a statement that answers nothing."""

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of parameters."""

    def one(self, sql: str, *params: Value) -> Row | None:
        """Return the first row, or None."""

    def all(self, sql: str, *params: Value) -> Sequence[Row]:
        """Return all rows."""
