"""A store opened for reading alone: no lease, no write, beside a running service or long after it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scabot.ledger.envelope import Row
from scabot.ledger.errors import CannotOpen, Foreign, KeyMissing, LedgerFault, StoreBroken, StoreBusy, StoreFull
from scabot.ledger.facts import ROLES, RoleGranted
from scabot.ledger.keys import Keyring
from scabot.ledger.mapper import CaseMapper
from scabot.ledger.rebuild import check_in
from scabot.ledger.sqlite import LOCK_TIMEOUT
from scabot.ledger.tables import APPLICATION_ID, SCHEMA
from scabot.ledger.tx import SqliteTx
from scabot.views.tx import Tx
from scabot_domain.events import CaseEvent

_STREAM = """SELECT originator_version, topic, state FROM scabot_events WHERE originator_id = ?
    ORDER BY originator_version"""
_LEAVES = """SELECT e.originator_version, l.leaf_hash FROM scabot_events e
    JOIN ledger l ON l.notification_id = e.notification_id WHERE e.originator_id = ?"""


class Archive:
    """Everything recorded up to one instant; without keys the content stays sealed."""

    def __init__(self, tx: Tx, keys: Keyring | None = None, places: tuple[str, str] = ("temp", "main")) -> None:
        self.tx = tx
        self._places = places
        self._mapper = None if keys is None else CaseMapper(keys)

    def history(self, case_key: str) -> list[CaseEvent]:
        """Return the events of a case in order; empty if there is no such case. Raises one of the `Unreadable`."""
        rows = self.tx.all(_STREAM, case_key)
        events = [self._keyed().event_of((case_key, row[0], row[1]), row[2]) for row in rows]
        return [event for event in events if isinstance(event, CaseEvent)]

    def names(self) -> dict[tuple[str, str], str]:
        """Return the name that each person was last granted roles under, by team and user, revoked ones included."""
        events = [self._keyed().event_of((ROLES, row[0], row[1]), row[2]) for row in self.tx.all(_STREAM, ROLES)]
        people = [event.fact.person for event in events if isinstance(event.fact, RoleGranted)]
        return {(person.team, person.user): person.name for person in people}

    def leaves(self, case_key: str) -> dict[int, bytes]:
        """Return the leaf hash of every event of a case by its version."""
        return {row[0]: row[1] for row in self.tx.all(_LEAVES, case_key)}

    def open_envelope(self, row: Row, state: bytes) -> None:
        """Open an envelope and check its content, which is thrown away; raise one of the `Unreadable`."""
        self._keyed().event_of(row, state)

    def differences(self) -> list[str]:
        """Compare every view with a rebuild from the events, once; one sentence each. Raises one of the `Unreadable`.

        Every case is read and folded for that, and nothing is written: the rebuilt tables live in memory.
        """
        return check_in(self.tx, self._keyed(), self._places)

    def _keyed(self) -> CaseMapper:
        if self._mapper is None:
            raise KeyMissing("The ledger was opened without keys.")
        return self._mapper


@contextmanager
def open_archive(file: Path, keys: Keyring | None = None) -> Iterator[Archive]:
    """Open a database file in one snapshot, read-only: SQLite itself refuses every write.

    Raises `CannotOpen` if there is no such file or it is not ours to read, `StoreBusy`, and `StoreBroken` if it turns
    out to be damaged while it is read.
    """
    if not file.is_file():
        raise CannotOpen(f"There is no ledger at {file}.")
    try:
        with closing(_connected(file)) as db:
            tx = SqliteTx(db.cursor())
            _refuse_foreign(tx, file)
            yield Archive(tx, keys)
    except sqlite3.Error as fault:
        raise said_of(fault, file) from fault


def _connected(file: Path) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode=ro"
    db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=LOCK_TIMEOUT)
    db.row_factory = sqlite3.Row
    for pragma in ("trusted_schema = OFF", "temp_store = MEMORY"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("BEGIN")
    return db


def _refuse_foreign(tx: Tx, file: Path) -> None:
    marks = tx.one("SELECT a.application_id, u.user_version FROM pragma_application_id a, pragma_user_version u")
    if marks is None or marks[0] != APPLICATION_ID:
        raise Foreign(f"{file} is not a ledger of scabot.")
    if marks[1] > SCHEMA:
        raise Foreign(f"{file} was written by a newer release than this one.")


def said_of(fault: sqlite3.Error, file: Path) -> LedgerFault:
    """Return our fault for one of SQLite's about a file that is no open store."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(f"{file} was busy for too long. Please try again.")
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(f"The disk of {file} is full.")
    if code == sqlite3.SQLITE_NOTADB:
        return Foreign(f"{file} is not a ledger of scabot.")
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY}:
        return CannotOpen(
            f"{file} cannot be read (SQLite error {code}): look at its permissions and those of its folder."
        )
    return StoreBroken(f"{file} is damaged: it stops being readable (SQLite error {code}).")
