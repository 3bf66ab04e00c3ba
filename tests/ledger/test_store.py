"""A store is opened, keeps its promises over restarts, and tells nothing in clear."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import DatabaseError, IntegrityError, OperationalError, PersistenceError

import cast as c
import deeds as d
from ledger.shelf import Shelf, Wound, furnished, opened, rows
from scabot.ledger.beginning import store_meta
from scabot.ledger.errors import (
    BadKey,
    CannotOpen,
    Conflict,
    Foreign,
    LedgerFault,
    StoreBroken,
    StoreBusy,
    StoreFault,
    StoreFull,
)
from scabot.ledger.facts import LedgerOpened, RoleGranted
from scabot.ledger.faults import in_our_words
from scabot.ledger.head import read_head
from scabot.ledger.leaf import NO_PREDECESSOR, leaf_hash, leaf_text
from scabot.ledger.rebuild import check, rebuild
from scabot.ledger.sqlite import PRAGMAS, connect
from scabot.ledger.store import CaseStore
from scabot.ledger.tree import root_of
from scabot_domain.parties import Side, Visibility


def damaged(shelf: Shelf, *statements: str) -> None:
    with closing(sqlite3.connect(shelf.folder / "scabot.db", isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def leaves(store: CaseStore) -> tuple[list[bytes], list[bytes]]:
    """Return the stored leaves, and those that the rows give when they are hashed again from scratch."""
    newest: dict[str, bytes] = {}
    computed = []
    with store.reading() as tx:
        stored = [row[0] for row in tx.all("SELECT leaf_hash FROM ledger ORDER BY leaf_index")]
        events = tx.all("SELECT * FROM scabot_events ORDER BY notification_id")
    for index, row in enumerate(events):
        leaf = leaf_hash(leaf_text(index, (row[1], row[2], row[3]), newest.get(row[1], NO_PREDECESSOR), row[4]))
        newest[row[1]] = leaf
        computed.append(leaf)
    return stored, computed


def test_leaf_0_says_that_the_ledger_was_opened_and_by_whom(shelf: Shelf) -> None:
    [first] = shelf.store.site_history("SYS-LEDGER")
    assert first.fact == LedgerOpened(origin="scabot.example/log1", home_side=Side.PROVIDER)
    assert (first.actor.team, first.visibility, first.recorded_at) == ("system", Visibility.COMPLIANCE, c.NOW)
    with shelf.store.reading() as tx:
        assert rows(tx, "scabot_events")[0][:4] == (1, "SYS-LEDGER", 1, "ledger-opened@1")


def test_the_head_is_the_root_over_all_leaves_and_every_leaf_says_what_its_row_says(shelf: Shelf) -> None:
    shelf.does(d.executed)
    shelf.does(d.opened, d.notes(), case="SCA-0BBBBB")
    stored, computed = leaves(shelf.store)
    assert stored == computed
    with shelf.store.reading() as tx:
        head = read_head(tx)
    assert (head.frontier.size, head.frontier.root()) == (len(stored), root_of(stored))
    assert head.last_recorded_at == shelf.store.history("SCA-0BBBBB")[-1].recorded_at
    newest = shelf.store.history(c.KEY)[-1].version
    assert shelf.store.leaf_of(c.KEY, newest) in stored
    assert shelf.store.leaf_of(c.KEY, newest + 1) is None


def test_what_was_recorded_is_read_back_after_a_restart(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    clock = Wound()
    first = opened(folder, keyfile, clock)
    first.furnish()
    outcome = first.does(d.executed)
    history = first.store.history(c.KEY)
    first.closed()
    second = opened(folder, keyfile, clock)
    assert second.store.history(c.KEY) == history
    assert second.handle.directory() == c.DIRECTORY
    assert second.does(d.starts_care(c.CARE_DATE.replace(month=11, day=20))).case.version > outcome.case.version
    assert len(second.store.site_history("SYS-LEDGER")) == 1
    second.closed()


def test_nothing_of_a_case_lies_in_clear_in_any_file(shelf: Shelf) -> None:
    planted: dict[str, Any] = {"patient_token": "SUB-W1234CANAR", "plan_type": "CANARYPLAN"}
    shelf.does(d.opens(**planted), d.notes(shared=True))
    for path in shelf.folder.iterdir():
        content = path.read_bytes()
        assert b"W1234CANAR" not in content, path.name
        assert b"CANARYPLAN" not in content, path.name
        assert b"Left a message" not in content, path.name
    assert shelf.store.history(c.KEY)[0].fact.patient_token == "SUB-W1234CANAR"  # type: ignore[union-attr]  # noqa: S105 - the case was opened; no secret


@pytest.mark.parametrize("key", ["", "k" * 201, "schlüssel", "two\nlines"])
def test_a_key_that_is_not_short_printable_ascii_is_refused(shelf: Shelf, key: str) -> None:
    with pytest.raises(BadKey):
        shelf.handle.govern(RoleGranted(person=c.DIRECTORY.people[0]), c.by(c.ADA, key=key))


def test_a_store_that_reads_history_into_the_past_is_refused(shelf: Shelf) -> None:
    shelf.does(d.opens())
    late = shelf.store.history(c.KEY)[-1]
    shelf.does(d.records_approval())
    with pytest.raises(StoreFault, match="before the one that precedes it"):
        shelf.store.record(lambda _: [late])


def test_every_connection_keeps_its_pragmas_and_a_database_that_does_not_take_one_stays_shut(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "x.db")) as db:
        taken = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name, _, _ in PRAGMAS}
    assert taken["journal_mode"] == "wal"
    assert (taken["synchronous"], taken["foreign_keys"], taken["wal_autocheckpoint"]) == (2, 1, 0)
    with pytest.raises(CannotOpen, match="does not accept journal_mode = WAL"):
        connect(Path(":memory:"))


def test_a_database_of_something_else_is_refused_and_not_touched(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    folder.mkdir(mode=0o700)
    (folder / "scabot.db").touch(mode=0o600)
    with closing(sqlite3.connect(folder / "scabot.db", isolation_level=None)) as db:
        db.execute("CREATE TABLE recipes (name)")
    with pytest.raises(Foreign, match="a database of something else"):
        opened(folder, keyfile, Wound())
    with closing(sqlite3.connect(folder / "scabot.db")) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("PRAGMA user_version = 2", r"was written by scabot 3000\.1\.0, which is newer"),
        ("INSERT INTO topics_seen VALUES ('offer-made@99', 9)", r"by scabot 3000\.1\.0 and holds offer-made@99"),
    ],
    ids=["schema", "topic"],
)
def test_a_store_of_a_newer_release_is_refused_by_its_name(tmp_path: Path, statement: str, words: str) -> None:
    shelf = opened(*furnished(tmp_path), Wound())
    shelf.closed()
    damaged(shelf, "UPDATE store_meta SET value = '3000.1.0' WHERE name = 'release'", statement)
    with pytest.raises(Foreign, match=words):
        opened(shelf.folder, shelf.keyfile, Wound())


def test_a_start_that_was_cut_off_before_leaf_0_is_finished_by_the_next_one(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    shelf = opened(folder, keyfile, Wound())
    store_id = store_meta(shelf.store, "store_id")
    shelf.closed()
    damaged(
        shelf,
        *(f"DROP TRIGGER {table}_refuses_delete" for table in ("scabot_events", "ledger")),
        "DELETE FROM ledger",
        "DELETE FROM scabot_events",
        "DELETE FROM topics_seen",
        "UPDATE ledger_head SET frontier = zeroblob(8), last_recorded_at = ''",
    )
    again = opened(folder, keyfile, Wound())
    assert len(again.store.site_history("SYS-LEDGER")) == 1
    assert store_meta(again.store, "store_id") == store_id
    again.closed()


def test_s6_every_view_equals_its_rebuild_and_a_rebuild_changes_nothing(shelf: Shelf) -> None:
    shelf.does(d.executed, d.notes(c.RUTH), d.notes(c.CARA))
    shelf.does(d.offered, d.rejects(), case="SCA-0BBBBB")
    assert check(shelf.store) == []
    with shelf.store.reading() as tx:
        before = {table: rows(tx, table) for table in ("board", "timeline", "deadlines", "people", "channels")}
    rebuild(shelf.store)
    with shelf.store.reading() as tx:
        assert {table: rows(tx, table) for table in before} == before
    assert check(shelf.store) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DELETE FROM board", "board lacks 1 rows, the first with key SCA-7QK2M4."),
        ("UPDATE timeline SET kind = 'x' WHERE version = 1", "timeline lacks 1 rows, the first with key SCA-7QK2M4."),
        ("DELETE FROM people WHERE user = 'U0ADA'", "people lacks 1 rows, the first with key T0LAKESIDE."),
        ("UPDATE commands SET version = 9 WHERE case_key = 'SCA-7QK2M4'", "commands has 1 receipts"),
    ],
    ids=["board", "timeline", "people", "commands"],
)
def test_s6_a_view_that_differs_is_named(shelf: Shelf, statement: str, sentence: str) -> None:
    shelf.does(d.opens())
    with shelf.store.writing() as tx:
        tx.run(statement)
    assert check(shelf.store)[0].startswith(sentence)
    rebuild(shelf.store)
    assert len(check(shelf.store)) == (1 if statement.startswith("UPDATE commands") else 0)


def test_a_view_of_another_version_is_written_anew_at_the_start_and_the_outbox_kept(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    clock = Wound()
    shelf = opened(folder, keyfile, clock)
    shelf.furnish()
    shelf.does(d.requested)
    with shelf.store.reading() as tx:
        queued, board = rows(tx, "outbox"), rows(tx, "board")
    shelf.closed()
    damaged(shelf, "UPDATE view_state SET version = 0 WHERE view = 'board'", "ALTER TABLE board ADD COLUMN old TEXT")
    again = opened(folder, keyfile, clock)
    with again.store.reading() as tx:
        assert (rows(tx, "outbox"), rows(tx, "board")) == (queued, board)
    assert check(again.store) == []
    again.closed()


def cause(error: type[sqlite3.Error], code: int) -> sqlite3.Error:
    fault = error("words that nobody reads")
    fault.sqlite_errorcode = code
    return fault


@pytest.mark.parametrize(
    ("library", "code", "ours"),
    [
        (IntegrityError, sqlite3.SQLITE_CONSTRAINT_UNIQUE, Conflict),
        (IntegrityError, sqlite3.SQLITE_CONSTRAINT_TRIGGER, Conflict),
        (OperationalError, sqlite3.SQLITE_BUSY, StoreBusy),
        (OperationalError, sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusy),
        (OperationalError, sqlite3.SQLITE_FULL, StoreFull),
        (OperationalError, sqlite3.SQLITE_IOERR_FSYNC, StoreBroken),
        (DatabaseError, sqlite3.SQLITE_CORRUPT, StoreBroken),
        (OperationalError, sqlite3.SQLITE_ERROR, StoreFault),
    ],
)
def test_p10_a_fault_is_named_by_its_code(library: type[PersistenceError], code: int, ours: type[LedgerFault]) -> None:
    fault = library("text")
    fault.__cause__ = cause(sqlite3.OperationalError, code)
    assert type(in_our_words(fault)) is ours


def test_a_broken_store_writes_nothing_more_and_still_reads(shelf: Shelf) -> None:
    shelf.does(d.opens())

    def fails(_tx: object, _positions: object) -> None:
        raise cause(sqlite3.OperationalError, sqlite3.SQLITE_IOERR_FSYNC)

    with pytest.raises(StoreBroken, match="look at the disk"):
        shelf.store.record(lambda _: [], fails)
    with pytest.raises(StoreBroken, match="look at the disk"):
        shelf.does(d.records_approval())
    assert len(shelf.store.history(c.KEY)) == 2
