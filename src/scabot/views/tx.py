"""What a view gets to work with: SQL common to SQLite and PostgreSQL, `?` for parameters, rows by name."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

Value = str | int | bytes | None
"""What a column may hold."""


class Row(Protocol):
    """A row, its columns by name or place."""

    def __getitem__(self, column: Any, /) -> Any: ...  # noqa: ANN401 - the type is known to the statement only


class Answer(Protocol):
    """Rows that were asked for; they may be looked at any number of times, also when the transaction has ended well."""

    def one(self) -> Row | None:
        """Return the first row, or None."""

    def all(self) -> Sequence[Row]:
        """Return all rows."""


class Tx(Protocol):
    """An open transaction; it is begun and ended by whoever hands it out.

    Statements run in the order in which they are given. What answers nothing may run as late as the next answer is
    looked at, or the transaction ends; if the database refuses it, that is raised there, and nothing is kept.
    """

    alone: bool
    """Whether no other process works on this database."""
    skip_locked: str
    """What to put behind a SELECT to lock its rows and leave out those that another process holds; may be nothing."""

    def run(self, sql: str, *params: Value) -> None:
        """Run a statement that answers nothing."""

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of parameters."""

    def ask(self, sql: str, *params: Value) -> Answer:
        """Ask for rows that are looked at later; what is asked before any is looked at goes to the server together."""

    def one(self, sql: str, *params: Value) -> Row | None:
        """Return the first row, or None."""

    def all(self, sql: str, *params: Value) -> Sequence[Row]:
        """Return all rows."""
