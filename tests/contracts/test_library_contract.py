"""The library's own contract for recorders, bound to ours on both databases."""

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from threading import enumerate as enumerate_threads

import pytest
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.tests.persistence import ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase

from scabot.ledger.address import read_address
from scabot.ledger.postgres import PgDatastore, PgRecorder
from scabot.ledger.recorder import SqliteRecorder
from scabot.ledger.sqlite import SqliteDatastore
from servers.grounds import migrated
from servers.postgres import Server


class LenientSqlite(SqliteRecorder):
    """Takes the contract's `topic1`, which no leaf of ours would hold."""

    def check(self, stored: object) -> None:
        """Take everything."""


class LenientPostgres(PgRecorder):
    """The same on PostgreSQL."""

    def check(self, stored: object) -> None:
        """Take everything."""


class Streams:
    """Names for streams, as ours look."""

    streams = 0

    def wait_for_readers(self, before: set[Thread]) -> None:
        """The suite tells its readers to stop and waits for none; closing under one of them ends the process.

        A pool's own threads live as long as the pool.
        """
        readers = [one for one in set(enumerate_threads()) - before if not one.name.startswith("pool-")]
        for reader in readers:
            reader.join(timeout=30)
            assert not reader.is_alive()

    def new_originator_id(self) -> str:
        self.streams += 1
        return f"SCA-{self.streams:06d}"


class OnSqlite(Streams):
    """A recorder on a file of its own."""

    def create_recorder(self) -> LenientSqlite:
        folder = TemporaryDirectory()
        recorder = LenientSqlite(SqliteDatastore(str(Path(folder.name) / "contract.db")))
        recorder.create_table()
        self.addCleanup(folder.cleanup)  # type: ignore[attr-defined]  # of the TestCase beside it
        self.addCleanup(recorder.datastore.close)  # type: ignore[attr-defined]  # the same
        self.addCleanup(self.wait_for_readers, set(enumerate_threads()))  # type: ignore[attr-defined]  # the same
        return recorder


class OnPostgres(Streams):
    """A recorder on tables of its own."""

    server: Server

    @pytest.fixture(autouse=True)
    def _served(self, postgres: Server) -> None:
        self.server = postgres

    def create_recorder(self) -> LenientPostgres:
        recorder = LenientPostgres(PgDatastore(read_address(migrated(self.server))))
        self.addCleanup(recorder.datastore.close)  # type: ignore[attr-defined]  # of the TestCase beside it
        self.addCleanup(self.wait_for_readers, set(enumerate_threads()))  # type: ignore[attr-defined]  # the same
        return recorder


def once(recorder: ApplicationRecorder, stream: str) -> None:
    assert recorder.insert_events([StoredEvent(stream, 1, "topic1", b"state1")]) == [1]  # figures come from bench/


class TestSqliteRecorder(OnSqlite, ApplicationRecorderTestCase[LenientSqlite]):
    def test_performance(self) -> None:
        once(self.create_recorder(), self.new_originator_id())


class TestPostgresRecorder(OnPostgres, ApplicationRecorderTestCase[LenientPostgres]):
    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = False

    def test_performance(self) -> None:
        once(self.create_recorder(), self.new_originator_id())

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestSqlitePositions(OnSqlite, NonInterleavingNotificationIDsBaseCase):
    pass


class TestPostgresPositions(OnPostgres, NonInterleavingNotificationIDsBaseCase):
    pass


del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase  # only the bound ones are to be collected
