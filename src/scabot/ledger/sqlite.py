"""SQLite under the library: connections that keep their promises, and transactions that take the write lock first."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType

from eventsourcing.persistence import ConnectionUnavailableError, DatabaseError, InterfaceError, OperationalError
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from scabot.ledger.errors import CannotOpen
from scabot.ledger.ground import OneAtATime
from scabot.ledger.tx import SqliteTx
from scabot.views.tx import Tx

POOL = 10
POOL_TIMEOUT = 10
LOCK_TIMEOUT = 5
CHECKPOINT_EVERY = 64
"""Commits between two checkpoints: about 1,000 frames of the write-ahead log."""

_CAN_WAIT = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_MAC: tuple[tuple[str, str | int, str | int], ...] = (("fullfsync", "ON", 1), ("checkpoint_fullfsync", "ON", 1))
PRAGMAS: tuple[tuple[str, str | int, str | int], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("wal_autocheckpoint", 0, 0),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("cell_size_check", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("mmap_size", 0, 0),
    ("temp_store", "MEMORY", 2),
    *(_MAC if sys.platform == "darwin" else ()),
)
"""Name, what we ask for, what must be answered."""


def connect(file: Path, patience: float = LOCK_TIMEOUT) -> sqlite3.Connection:
    """Open a connection with every PRAGMA set and read back; raise `CannotOpen` if one of them is not taken."""
    raw = sqlite3.connect(file, isolation_level=None, check_same_thread=False, cached_statements=256, timeout=patience)
    for name, asked, expected in PRAGMAS:
        raw.execute(f"PRAGMA {name} = {asked}").fetchall()  # to its end: a commit that fails there would go unheard
        answer = raw.execute(f"PRAGMA {name}").fetchone()
        if answer is not None and answer[0] != expected:  # builds without memory mapping answer nothing
            raw.close()
            raise CannotOpen(
                f"{file} does not accept {name} = {asked} (it answers {answer[0]}): is it on a local disk?"
            )
    raw.row_factory = sqlite3.Row
    return raw


class Immediate(SQLiteTransaction):
    """A transaction that takes the write lock at once if it will write, and leaves no open transaction behind."""

    def __enter__(self) -> SQLiteCursor:
        """Begin; raise the library's `OperationalError` if the lock is not free in time, never SQLite's own errors."""
        cursor = self.connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        except sqlite3.OperationalError as fault:
            raise OperationalError(fault) from fault
        except sqlite3.DatabaseError as fault:
            raise DatabaseError(fault) from fault
        return cursor

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        """Commit, or roll back; a COMMIT that failed is rolled back too, so that the connection can be used again."""
        try:
            super().__exit__(exc_type, exc_val, exc_tb)
        except BaseException:
            self.connection.rollback()
            raise


class Conn(SQLiteConnection):
    """A pooled connection."""

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """Open a transaction for reading, or for writing."""
        with Immediate(self, commit=commit) as cursor, cursor:
            yield cursor

    def checkpoint(self, mode: str) -> None:
        """Move the write-ahead log into the database file; only whoever holds the pool's writer lock may ask.

        On a full disk it waits for another time: what was committed is safe in the log. Raises the library's error
        for a disk that fails: the next sync could report success for pages that were lost.
        """
        try:
            self._sqlite_conn.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
        except sqlite3.Error as fault:
            if fault.sqlite_errorcode & 0xFF not in _CAN_WAIT:
                raise OperationalError(fault) from fault


class Pool(SQLiteConnectionPool):
    """The library's pool with our connections, which wait `patience` seconds for a lock."""

    def __init__(self, db_name: str, patience: float = LOCK_TIMEOUT) -> None:
        self._patience = patience
        super().__init__(db_name=db_name, pool_size=POOL, max_overflow=0, pool_timeout=POOL_TIMEOUT)

    def _create_connection(self) -> Conn:
        if self.is_sqlite_memory_mode:
            raise CannotOpen("A database in memory gives every connection one of its own; name a file.")
        try:
            return Conn(connect(Path(self.db_name), self._patience), max_age=self.max_age)
        except sqlite3.Error as fault:
            raise InterfaceError(fault) from fault


class SqliteDatastore(SQLiteDatastore):
    """The pool of one database file, used by one process, one transaction per thread."""

    def __init__(self, db_name: str, patience: float = LOCK_TIMEOUT) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.pool = Pool(db_name, patience)
        self._patience = patience
        self._turns = OneAtATime()
        self._commits = 0
        self.checkpoint_every = CHECKPOINT_EVERY

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """Open a transaction; raise `Nested` inside another one of this thread, `Forked` in a child process."""
        with self._turns.turn(), self.get_connection(commit=commit) as conn:
            with conn.transaction(commit=commit) as cursor:
                yield cursor
            if commit:
                self._checkpoint_if_due(conn)

    @contextmanager
    def tx(self, *, commit: bool) -> Iterator[Tx]:
        """Open the same for our statements."""
        with self.transaction(commit=commit) as cursor:
            yield SqliteTx(cursor.sqlite_cursor)

    @contextmanager
    def aside(self) -> Iterator[tuple[Tx, tuple[str, str]]]:
        """Open a transaction on a connection of its own, and let it be rolled back."""
        with closing(connect(Path(self.pool.db_name), self._patience)) as own:
            own.execute("BEGIN")
            yield SqliteTx(own.cursor()), ("temp", "main")

    def lock(self, tx: Tx) -> None:
        """Do nothing: a transaction that writes began with the lock."""

    def announce(self, tx: Tx) -> None:
        """Do nothing: there is no other process."""

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[SQLiteConnection]:
        """Lend a connection, with one more try if none came free in time; then the library's error rises."""
        try:
            connection = self.pool.get_connection(is_writer=commit)
        except ConnectionUnavailableError:
            connection = self.pool.get_connection(is_writer=commit)
        try:
            yield connection
        finally:
            self.pool.put_connection(connection)

    def bring_home(self) -> None:
        """Move the write-ahead log into the database file, if anything was written; nothing may be in use any more."""
        if self._commits and self._turns.at_home and not self.pool.closed:
            with self.get_connection(commit=True) as conn:
                _ours(conn).checkpoint("TRUNCATE")

    def _checkpoint_if_due(self, conn: SQLiteConnection) -> None:
        self._commits += 1
        if self._commits % self.checkpoint_every == 0:
            _ours(conn).checkpoint("PASSIVE")


def _ours(conn: SQLiteConnection) -> Conn:
    if not isinstance(conn, Conn):
        raise TypeError("the pool makes our connections only")
    return conn
