"""The key store `keys.db`: a wrapped key for each stream and each purpose, apart from the facts and backed up apart."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from os import urandom
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scabot.ledger.envelope import NONCE
from scabot.ledger.errors import KeyMissing
from scabot.ledger.faults import of_sqlite
from scabot.ledger.files import private_file, private_folder
from scabot.ledger.keyfile import KeyProvider
from scabot.views.instants import text_of

_KEY = 32
_PRAGMAS = ("journal_mode = DELETE", "synchronous = EXTRA", "secure_delete = ON", "trusted_schema = OFF")
"""Not FULL: a rollback journal that is deleted but comes back after a power cut would take the newest key back."""
_DDL = (
    """CREATE TABLE IF NOT EXISTS keys (
        key_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, kek_id TEXT NOT NULL,
        wrapped BLOB NOT NULL, created_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS keys_by_name ON keys (name)",
)


class Keyring:
    """The keys of an installation; each is committed here before the first event that uses it.

    `draw` is where keys and nonces come from. It must never give the same bytes again for one data folder: a nonce that
    is used twice with a key gives away what it sealed.

    What asks the disk raises `StoreFull`, `StoreBusy` or `StoreBroken`.
    """

    def __init__(
        self,
        file: Path,
        provider: KeyProvider,
        now: Callable[[], datetime],
        draw: Callable[[int], bytes] = urandom,
        *,
        remembered: int = 4096,
    ) -> None:
        self._provider, self._now, self._draw, self._remembered = provider, now, draw, remembered
        self._lock = Lock()
        self._newest: dict[str, tuple[int, AESGCM]] = {}
        self._by_id: dict[int, AESGCM] = {}
        private_folder(file.parent)
        self._keys = sqlite3.connect(private_file(file), isolation_level=None, check_same_thread=False, timeout=5)
        with _speaking():
            for statement in (*(f"PRAGMA {pragma}" for pragma in _PRAGMAS), *_DDL):
                self._keys.execute(statement)

    def sealing(self, stream: str) -> tuple[int, AESGCM]:
        """Return id and cipher of the key for new events of a stream; the first call makes and commits it."""
        return self._sealing(f"stream:{stream}")

    def sealing_subject(self, subject: str) -> tuple[int, AESGCM]:
        """Return the same for what tells who a person is, by the person's token `SUB-…`, in all their cases."""
        return self._sealing(f"subject:{subject}")

    def opening(self, key_id: int) -> AESGCM:
        """Return the cipher of a key; raise `KeyMissing` if the key is not here any more."""
        cipher = self._by_id.get(key_id)
        if cipher is None:
            with self._lock, _speaking():
                row = self._keys.execute("SELECT name, wrapped FROM keys WHERE key_id = ?", (key_id,)).fetchone()
            if row is None:
                raise KeyMissing(f"Key {key_id} is not in the key store: it was erased, or the keys were not restored.")
            cipher = AESGCM(self._provider.unwrap(row[0], row[1]))
            self._bound()
            self._by_id[key_id] = cipher
        return cipher

    def secret(self, name: str) -> bytes:
        """Return the 32 bytes kept under a name like `button`; the first call makes and commits them."""
        return self._found_or_made(name)[1]

    def nonce(self) -> bytes:
        """Return 12 bytes that were never drawn before."""
        return self._draw(NONCE)

    def close(self) -> None:
        """Close the key store."""
        with self._lock:
            self._keys.close()

    def _sealing(self, name: str) -> tuple[int, AESGCM]:
        known = self._newest.get(name)
        if known is None:
            key_id, key = self._found_or_made(name)
            known = key_id, AESGCM(key)
            self._bound()
            self._newest[name] = known
            self._by_id[key_id] = known[1]
        return known

    def _found_or_made(self, name: str) -> tuple[int, bytes]:
        newest = "SELECT key_id, wrapped FROM keys WHERE name = ? ORDER BY key_id DESC LIMIT 1"
        with self._lock, _speaking():
            row = self._keys.execute(newest, (name,)).fetchone() or self._made(name, newest)
        return row[0], self._provider.unwrap(name, row[1])

    def _made(self, name: str, newest: str) -> tuple[int, bytes]:
        wrapped = self._provider.wrap(name, self._draw(_KEY))
        self._keys.execute("BEGIN IMMEDIATE")
        try:
            row: tuple[int, bytes] | None = self._keys.execute(newest, (name,)).fetchone()
            if row is None:
                made = (name, self._provider.kek_id(), wrapped, text_of(self._now()))
                insert = "INSERT INTO keys (name, kek_id, wrapped, created_at) VALUES (?, ?, ?, ?) RETURNING key_id"
                row = (self._keys.execute(insert, made).fetchone()[0], wrapped)
            self._keys.execute("COMMIT")
        except BaseException:
            if self._keys.in_transaction:
                self._keys.execute("ROLLBACK")
            raise
        return row

    def _bound(self) -> None:
        if len(self._by_id) >= self._remembered:
            self._by_id.clear()
            self._newest.clear()


@contextmanager
def _speaking() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as fault:
        raise of_sqlite(getattr(fault, "sqlite_errorcode", 0)) from fault
