"""What the library and SQLite raise, in our words; decided by error codes, never by text."""

import sqlite3

from eventsourcing.persistence import ConnectionUnavailableError, IntegrityError, PersistenceError

from scabot.ledger.errors import Conflict, LedgerFault, StoreBroken, StoreBusy, StoreFault, StoreFull

_PRIMARY = 0xFF
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BROKEN = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN})


def in_our_words(fault: PersistenceError) -> LedgerFault:
    """Return our fault for one of the library's; every constraint means `Conflict`: whoever looks again sees which."""
    if isinstance(fault, ConnectionUnavailableError):  # is an OperationalError too, so it comes first
        return StoreBroken("No connection to the database became free.")
    if isinstance(fault, IntegrityError):
        return Conflict("A version, a key or a position is taken.")
    code = getattr(fault.__cause__, "sqlite_errorcode", 0) & _PRIMARY
    if code in _BUSY:
        return StoreBusy("The database was busy for too long; nothing was recorded. Please try again.")
    if code == sqlite3.SQLITE_FULL:
        return StoreFull("The disk is full; nothing was recorded. What was recorded before can still be read.")
    if code in _BROKEN:
        return StoreBroken(
            f"The database cannot be used any more (SQLite error {code}); restart, and look at the disk."
        )
    return StoreFault(f"The database refused (SQLite error {code}); nothing was recorded.")
