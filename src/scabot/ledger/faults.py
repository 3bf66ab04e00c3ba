"""What the library and the databases raise, in our words; decided by error codes, never by text."""

import sqlite3
from typing import Any

from eventsourcing.persistence import (
    ConnectionUnavailableError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PersistenceError,
)

from scabot.ledger.errors import Conflict, LedgerFault, OutcomeUnknown, StoreBroken, StoreBusy, StoreFault, StoreFull

_PRIMARY = 0xFF
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BROKEN = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN})

_WAIT = frozenset({"55P03", "40001", "40P01", "57014", "53300", "25006"})
"""Lock not available, serialization, deadlock, canceled, too many connections, a standby that does not write yet."""
_FULL = frozenset({"53100"})
_DAMAGED = frozenset({"58030", "XX001", "XX002"})
"""Input or output error, damaged data, damaged index."""
_LOST = "08006"
"""What is meant where a connection ends without a code."""
_GONE = ("08", "57P")
"""How the codes begin that say that the connection is lost, or the server going down."""


def in_our_words(fault: PersistenceError, *, writes: bool = True) -> LedgerFault:
    """Return our fault for one of the library's; every constraint means `Conflict`: whoever looks again sees which."""
    if isinstance(fault, ConnectionUnavailableError):  # is an OperationalError too, so it comes first
        return StoreBroken("No connection to the database became free.")
    if isinstance(fault, IntegrityError):
        return Conflict("A version, a key or a position is taken.")
    cause: Any = fault.__cause__
    if hasattr(cause, "sqlstate"):
        gone = not cause.sqlstate and isinstance(fault, (InterfaceError, OperationalError))
        return fault_of(_LOST if gone else cause.sqlstate or "", writes=writes)
    return of_sqlite(getattr(cause, "sqlite_errorcode", 0))


def of_sqlite(extended: int) -> LedgerFault:
    """Return our fault for an error code of SQLite, plain or extended."""
    code = extended & _PRIMARY
    if code in _BUSY:
        return _busy()
    if code == sqlite3.SQLITE_FULL:
        return _full()
    if code in _BROKEN:
        return StoreBroken(
            f"The database cannot be used any more (SQLite error {code}); restart, and look at the disk."
        )
    return StoreFault(f"The database refused (SQLite error {code}); nothing was recorded.")


def fault_of(code: str, *, writes: bool) -> LedgerFault:
    """Return our fault for a code of PostgreSQL's (its `sqlstate`)."""
    if code in _WAIT:
        return _busy()
    if code in _FULL:
        return _full()
    if code in _DAMAGED:
        return StoreBroken(f"The database cannot be used any more (PostgreSQL error {code}); look at its disk.")
    if code.startswith(_GONE):
        return _lost() if writes else StoreBusy("The connection to the database was lost. Please try again.")
    return StoreFault(f"The database refused (PostgreSQL error {code}); nothing was recorded.")


def _busy() -> StoreBusy:
    return StoreBusy("The database was busy for too long; nothing was recorded. Please try again.")


def _full() -> StoreFull:
    return StoreFull("The disk is full; nothing was recorded. What was recorded before can still be read.")


def _lost() -> OutcomeUnknown:
    return OutcomeUnknown(
        "The connection to the database was lost, and nobody can say yet whether this was recorded. "
        "Please try again: it is not recorded twice."
    )
