"""The library's own contract for recorders, bound to ours."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from threading import enumerate as enumerate_threads
from types import ModuleType

from eventsourcing.persistence import StoredEvent

from scabot.ledger.recorder import SqliteRecorder
from scabot.ledger.sqlite import SqliteDatastore

without_cipher = ModuleType("eventsourcing.cipher")  # needs a package of its own, and this contract never encrypts
without_cipher.AESCipher = None  # type: ignore[attr-defined]  # the suite only imports the name
sys.modules.setdefault("eventsourcing.cipher", without_cipher)

from eventsourcing.tests.persistence import ApplicationRecorderTestCase  # noqa: E402 - after its stand-in


class Lenient(SqliteRecorder):
    """Takes the contract's `topic1`, which no leaf of ours would hold."""

    def check(self, stored: object) -> None:
        """Take everything."""


class TestSqliteRecorder(ApplicationRecorderTestCase[Lenient]):
    def setUp(self) -> None:
        self.folder = TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.streams = 0

    def create_recorder(self) -> Lenient:
        recorder = Lenient(SqliteDatastore(str(Path(self.folder.name) / "contract.db")))
        recorder.create_table()
        self.addCleanup(recorder.datastore.close)
        self.addCleanup(self.wait_for_readers, set(enumerate_threads()))
        return recorder

    def wait_for_readers(self, before: set[Thread]) -> None:
        """The suite tells its readers to stop and waits for none; closing under one of them ends the process."""
        for reader in set(enumerate_threads()) - before:
            reader.join(timeout=30)
            assert not reader.is_alive()

    def new_originator_id(self) -> str:
        self.streams += 1
        return f"SCA-{self.streams:06d}"

    def test_performance(self) -> None:
        recorder = self.create_recorder()
        event = StoredEvent(self.new_originator_id(), 1, "topic1", b"state1")
        assert recorder.insert_events([event]) == [1]  # figures come from bench/


del ApplicationRecorderTestCase  # only the bound one is to be collected
