"""The traps of SQLite and of the library, each with the rule that keeps us out; a *canary* says it is still there."""

import ast
import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from weakref import ReferenceType, ref

import pytest
from eventsourcing.persistence import (
    ConnectionUnavailableError,
    IntegrityError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteConnectionPool,
    SQLiteDatastore,
)

import deeds as d
from ledger.shelf import Shelf, Wound, furnished, opened
from scabot.handle import Handle
from scabot.ledger.append import Batch
from scabot.ledger.errors import CannotOpen, Conflict, Forked, Nested, StoreBroken, StoreBusy, StoreFault, VersionGap
from scabot.ledger.faults import in_our_words
from scabot.ledger.keys import Keyring
from scabot.ledger.recorder import SqliteRecorder
from scabot.ledger.sqlite import Pool, SqliteDatastore
from scabot.ledger.store import CaseStore
from scabot.views.tx import Tx

LEDGER = Path(__file__).parents[2] / "src" / "scabot" / "ledger"


def note(version: int, stream: str = "SCA-0AAAAA", state: bytes = b"state") -> StoredEvent:
    return StoredEvent(originator_id=stream, originator_version=version, topic="note-added@1", state=state)


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[SqliteRecorder]:
    made = SqliteRecorder(SqliteDatastore(str(tmp_path / "raw.db")))
    made.create_table()
    yield made
    made.datastore.close()


def plain(shelf_or_path: Shelf | Path) -> sqlite3.Connection:
    path = shelf_or_path if isinstance(shelf_or_path, Path) else shelf_or_path.folder / "scabot.db"
    return sqlite3.connect(path, isolation_level=None)


def count(recorder: SqliteRecorder, table: str = "scabot_events") -> int:
    with recorder.datastore.transaction(commit=False) as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - a test names its table
        found: int = cursor.fetchone()[0]
    return found


def test_p02_canary_an_exhausted_pool_keeps_the_writer_lock(tmp_path: Path) -> None:
    pool = SQLiteConnectionPool(db_name=str(tmp_path / "x.db"), pool_size=1, max_overflow=0, pool_timeout=0.05)
    held = pool.get_connection(is_writer=False)
    with pytest.raises(ConnectionUnavailableError):
        pool.get_connection(is_writer=True)
    pool.put_connection(held)
    with pytest.raises(ConnectionUnavailableError, match="return of writer"):
        pool.get_connection(is_writer=True)
    pool.close()


def test_p02_a_store_without_a_free_connection_is_broken_for_good(shelf: Shelf) -> None:
    pool = shelf.store.log.datastore.pool
    pool.pool_timeout = 0.05
    held = [pool.get_connection(is_writer=False) for _ in range(10)]
    with pytest.raises(StoreBroken, match="No connection"):
        shelf.store.record(lambda _: [])
    for connection in held:
        pool.put_connection(connection)
    with pytest.raises(StoreBroken, match="No connection"):
        shelf.store.record(lambda _: [])
    assert shelf.store.history("SCA-0AAAAA") == []


@pytest.mark.parametrize("name", [":memory:", "file:x?mode=memory"])
def test_p03_a_database_in_memory_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotOpen, match="in memory"):
        Pool(name).get_connection()
    folder, keyfile = furnished(tmp_path)
    with pytest.raises(CannotOpen, match="in memory"):
        opened(folder / name, keyfile, Wound())


def test_p04_a_removed_newest_position_is_never_issued_again(recorder: SqliteRecorder, tmp_path: Path) -> None:
    assert recorder.insert_events([note(1), note(2)]) == [1, 2]
    with closing(plain(tmp_path / "raw.db")) as db:
        db.execute("DROP TRIGGER scabot_events_refuses_delete")
        db.execute("DELETE FROM scabot_events WHERE notification_id = 2")
    assert recorder.insert_events([note(1, "SCA-0BBBBB")]) == [3]


def test_p04_an_insert_that_was_rolled_back_leaves_no_gap(recorder: SqliteRecorder) -> None:
    recorder.insert_events([note(1)])

    def fails(_tx: Tx, _positions: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        recorder.record(lambda head: Batch([note(2)], head.last_recorded_at), fails)
    assert recorder.insert_events([note(2)]) == [2]


WRITES = """
import sys
from pathlib import Path
from weakref import ReferenceType, ref
from eventsourcing.persistence import StoredEvent
from scabot.ledger.faults import in_our_words
from scabot.ledger.keys import Keyring
from scabot.ledger.recorder import SqliteRecorder
from scabot.ledger.sqlite import SqliteDatastore
recorder = SqliteRecorder(SqliteDatastore(sys.argv[1]))
for version in range(1, 201):
    recorder.insert_events([StoredEvent(sys.argv[2], version, "note-added@1", b"state")])
recorder.datastore.close()
"""


def test_p08_four_processes_write_200_each_and_none_is_ever_locked_out(
    recorder: SqliteRecorder, tmp_path: Path
) -> None:
    streams = [f"SCA-00000{n}" for n in range(4)]
    words = [sys.executable, "-c", WRITES, str(tmp_path / "raw.db")]
    children = [subprocess.Popen([*words, stream]) for stream in streams]  # noqa: S603 - this interpreter, these words
    assert [child.wait() for child in children] == [0, 0, 0, 0]
    assert count(recorder) == count(recorder, "ledger") == 800


def test_p10_every_constraint_is_one_class_so_the_store_says_conflict_and_looks_again(shelf: Shelf) -> None:
    shelf.does(d.opens())
    taken = shelf.store.history("SCA-7QK2M4")
    with pytest.raises(Conflict):
        shelf.store.record(lambda _: taken[:1])
    with pytest.raises(Conflict):
        shelf.store.record(lambda _: [], lambda tx, _: tx.run("INSERT INTO commands SELECT * FROM commands"))
    with pytest.raises(Conflict):
        shelf.store.record(lambda _: [], lambda tx, _: tx.run("DELETE FROM ledger"))


def test_p10_a_refusal_that_no_race_explains_is_a_fault_and_not_tried_again(shelf: Shelf) -> None:
    with shelf.store.writing() as tx:
        tx.run("CREATE TRIGGER no BEFORE INSERT ON board BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StoreFault, match="nothing stands in the way"):
        shelf.does(d.opens())
    assert shelf.waits == []
    assert shelf.store.history("SCA-7QK2M4") == []


def test_p11_the_environment_of_the_process_configures_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "PERSISTENCE_MODULE",
        "SCABOT_PERSISTENCE_MODULE",
        "CIPHER_TOPIC",
        "SCABOT_APPLICATION_RECORDER_TOPIC",
    ):
        monkeypatch.setenv(name, "no.such:thing")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    shelf = opened(*furnished(tmp_path), Wound())
    assert type(shelf.store.recorder) is SqliteRecorder
    assert shelf.store.snapshots is None
    shelf.closed()


@pytest.mark.parametrize("versions", [(5,), (1, 5), (1, 2, 4)])
def test_p12_a_version_without_its_predecessor_is_refused_and_nothing_is_stored(
    recorder: SqliteRecorder, versions: tuple[int, ...]
) -> None:
    with pytest.raises(VersionGap, match=f"SCA-0AAAAA has no version {versions[-1] - 1}"):
        recorder.insert_events([note(version) for version in versions])
    assert count(recorder) == count(recorder, "ledger") == 0


REPLACING = {
    "the position": "REPLACE INTO scabot_events VALUES (1, 'SCA-0CCCCC', 1, 'note-added@1', x'00')",
    "the version": "INSERT OR REPLACE INTO scabot_events VALUES (NULL, 'SCA-0AAAAA', 1, 'note-added@1', x'00')",
    "both": "INSERT OR REPLACE INTO scabot_events VALUES (1, 'SCA-0AAAAA', 1, 'note-added@1', x'00')",
    "a leaf": "REPLACE INTO ledger VALUES (1, 0, 9, x'00')",
    "the leaf of an event": "REPLACE INTO ledger VALUES (1, 9, 1, x'00')",
    "by update": "UPDATE OR REPLACE scabot_events SET state = x'00'",
    "by upsert": """INSERT INTO scabot_events VALUES (1, 'SCA-0AAAAA', 1, 'note-added@1', x'00')
        ON CONFLICT DO UPDATE SET state = x'00'""",
    "by removal": "DELETE FROM ledger",
}


@pytest.mark.parametrize("sql", REPLACING.values(), ids=REPLACING.keys())
def test_p13_a_plain_connection_cannot_replace_what_was_recorded(
    recorder: SqliteRecorder, tmp_path: Path, sql: str
) -> None:
    recorder.insert_events([note(1)])
    with closing(plain(tmp_path / "raw.db")) as db:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(sql)
        assert db.execute("SELECT * FROM scabot_events").fetchall() == [(1, "SCA-0AAAAA", 1, "note-added@1", b"state")]


def test_p15_a_second_transaction_on_the_thread_of_an_open_one_is_refused(shelf: Shelf) -> None:
    def reads(_tx: Tx, _positions: object) -> None:
        shelf.store.history("SCA-0AAAAA")

    with pytest.raises(Nested):
        shelf.store.record(lambda _: [], reads)
    with shelf.store.reading(), pytest.raises(Nested), shelf.store.writing():
        pass
    assert shelf.store.history("SCA-0AAAAA") == []


def test_p16_what_raises_beside_the_events_takes_them_back(recorder: SqliteRecorder) -> None:
    def fails(tx: Tx, positions: object) -> None:
        assert positions == [1]
        tx.run("INSERT INTO store_meta VALUES ('x', 'y')")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        recorder.record(lambda head: Batch([note(1)], head.last_recorded_at), fails)
    assert [count(recorder, table) for table in ("scabot_events", "ledger", "store_meta", "topics_seen")] == [0] * 4
    assert recorder.insert_events([note(1)]) == [1]
    assert count(recorder, "topics_seen") == 1


def test_p20_a_store_does_not_survive_a_fork(shelf: Shelf) -> None:
    child = os.fork()
    if child == 0:
        try:
            shelf.store.history("SCA-0AAAAA")
        except Forked:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_p21_the_store_opens_with_our_pool(shelf: Shelf) -> None:
    assert type(shelf.store.log.datastore.pool) is Pool


def test_p22_a_lock_held_elsewhere_is_told_after_the_patience_and_harms_nothing(tmp_path: Path) -> None:
    impatient = SqliteRecorder(SqliteDatastore(str(tmp_path / "raw.db"), patience=0.05))
    impatient.create_table()
    with closing(plain(tmp_path / "raw.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError) as told:
            impatient.insert_events([note(1)])
        other.execute("ROLLBACK")
    assert isinstance(in_our_words(told.value), StoreBusy)
    assert impatient.insert_events([note(1)]) == [1]
    impatient.datastore.close()


def test_p24_canary_a_datastore_closes_its_pool_when_it_is_collected(tmp_path: Path) -> None:
    pool = SQLiteDatastore(str(tmp_path / "x.db")).pool
    assert pool.closed


def test_p24_whoever_holds_the_one_path_of_commands_holds_the_store(tmp_path: Path) -> None:
    def made() -> tuple[Handle, Keyring, ReferenceType[CaseStore]]:
        shelf = opened(*furnished(tmp_path), Wound())
        return shelf.handle, shelf.keys, ref(shelf.store)

    handle, keys, store = made()
    gc.collect()
    assert handle.directory().people == ()
    kept = store()
    assert kept is not None
    kept.close()
    keys.close()


def test_p28_nothing_in_the_ledger_opens_a_file_but_keys_and_lease() -> None:
    opens = {
        path.name
        for path in LEDGER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2]
        in {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
    }
    assert opens == {"files.py", "keyfile.py", "lease.py"}


def test_p29_only_the_writer_checkpoints_and_never_inside_a_transaction(tmp_path: Path) -> None:
    seen: list[str] = []
    recorder = SqliteRecorder(SqliteDatastore(str(tmp_path / "raw.db")))
    recorder.create_table()
    with recorder.datastore.get_connection(commit=True) as connection:
        assert connection.cursor().sqlite_cursor.connection.execute("PRAGMA wal_autocheckpoint").fetchone()[0] == 0
        connection.cursor().sqlite_cursor.connection.set_trace_callback(seen.append)
    for version in range(1, 65):
        recorder.insert_events([note(version)])
    spied = [sql for sql in seen if sql.startswith(("BEGIN", "COMMIT", "PRAGMA wal_checkpoint"))]
    at = spied.index("PRAGMA wal_checkpoint(PASSIVE)")
    assert (spied[at - 1], spied[at + 1]) == ("COMMIT", "BEGIN IMMEDIATE")
    assert spied.count("PRAGMA wal_checkpoint(PASSIVE)") == 1
    recorder.datastore.bring_home()
    assert seen[-1] == "PRAGMA wal_checkpoint(TRUNCATE)"
    recorder.datastore.close()


def test_a_version_that_is_taken_is_the_librarys_integrity_error(recorder: SqliteRecorder) -> None:
    recorder.insert_events([note(1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([note(1, state=b"other")])


@pytest.mark.parametrize(("stream", "topic"), [("SCA-a", "note-added@1"), ("SCA-0AAAAA", "note\n@1")])
def test_a_stream_or_topic_that_no_leaf_can_hold_is_refused(recorder: SqliteRecorder, stream: str, topic: str) -> None:
    with pytest.raises(StoreFault, match="the form that a leaf needs"):
        recorder.insert_events([StoredEvent(stream, 1, topic, b"state")])
