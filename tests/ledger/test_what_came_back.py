"""What the store does about whatever comes back from SQLite: real causes where one can make them, and every code."""

import resource
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import pytest
from eventsourcing.persistence import (
    ConnectionUnavailableError,
    DatabaseError,
    IntegrityError,
    OperationalError,
    PersistenceError,
)

import cast as c
import deeds as d
from ledger.shelf import Shelf, again
from ledger.test_traps import plain
from scabot.handle import ATTEMPTS
from scabot.ledger.errors import Conflict, LedgerFault, LostRace, StoreBroken, StoreBusy, StoreFault, StoreFull
from scabot.ledger.faults import in_our_words
from scabot.ledger.rebuild import check
from scabot.views.tx import Tx


def raw_of(shelf: Shelf) -> sqlite3.Connection:
    """Return the one connection of a store that is used by one thread."""
    with shelf.store.log.datastore.get_connection(commit=True) as connection:
        raw: sqlite3.Connection = connection.cursor().sqlite_cursor.connection
    return raw


@contextmanager
def before_commit(shelf: Shelf, does: Callable[[], None], times: int = 1) -> Iterator[list[int]]:
    """Let something happen each time the store is about to write, as often as said; tell how often it tried."""
    base: Any = shelf.store.log.datastore
    real, tried = base.tx, list[int]()

    @contextmanager
    def tx(*, commit: bool) -> Iterator[Tx]:
        if commit:
            tried.append(1)
            if len(tried) <= times:
                does()
        with real(commit=commit) as opened:
            yield opened

    base.tx = tx
    yield tried
    base.tx = real


def busy() -> None:
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise OperationalError from cause


# ---- integrity: the key, then the version, then neither --------------------------------------------------------------


def test_a_key_that_is_there_by_now_is_an_own_repeat(shelf: Shelf) -> None:
    shelf.does(d.opens())
    command = shelf.asks(d.notes())
    own: list[object] = []

    def first() -> None:
        if not own:
            own.append(1)
            own.append(shelf.handle(c.KEY, command))

    with before_commit(shelf, first):
        outcome = shelf.handle(c.KEY, command)
    assert outcome.repeated
    assert len(shelf.store.history(c.KEY)) == 3
    assert len(shelf.waits) == 1


def test_a_version_that_somebody_else_took_is_decided_afresh_on_what_is_there_now(shelf: Shelf) -> None:
    shelf.does(d.opens())
    mine = shelf.asks(d.notes())
    others: list[int] = []

    def other() -> None:
        if not others:
            others.append(1)
            shelf.handle(c.KEY, again(shelf.asks(d.notes()), key="other"))

    with before_commit(shelf, other, times=2):
        outcome = shelf.handle(c.KEY, mine)
    assert [event.version for event in outcome.events] == [4]
    assert shelf.waits == [0.001]


def test_when_neither_key_nor_version_explain_it_nothing_is_tried_again(shelf: Shelf) -> None:
    shelf.does(d.opens())

    def refused() -> None:
        raise IntegrityError from sqlite3.IntegrityError("FOREIGN KEY constraint failed")

    with before_commit(shelf, refused, times=99) as tried, pytest.raises(StoreFault, match="nothing stands in the way"):
        shelf.does(d.notes())
    assert (len(tried), shelf.waits) == (1, [])


# ---- busy: bounded, then said ----------------------------------------------------------------------------------------


def test_a_lock_that_becomes_free_in_time_costs_attempts_and_nothing_else(shelf: Shelf) -> None:
    with before_commit(shelf, busy, times=ATTEMPTS - 1) as tried:
        outcome = shelf.does(d.opens())
    assert (len(tried), outcome.repeated) == (ATTEMPTS, False)
    assert shelf.waits == [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.032]


def test_a_lock_that_stays_taken_is_told_after_eight_attempts(shelf: Shelf) -> None:
    with before_commit(shelf, busy, times=99) as tried, pytest.raises(StoreBusy, match="Please try again"):
        shelf.does(d.opens())
    assert len(tried) == ATTEMPTS
    assert shelf.does(d.opens()).case.opened


# ---- full: refuse, read on, and go on when there is room -------------------------------------------------------------


def test_a_full_disk_refuses_in_plain_words_keeps_reading_and_goes_on_when_there_is_room(shelf: Shelf) -> None:
    shelf.does(d.opens())
    raw = raw_of(shelf)
    [pages] = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(StoreFull, match="The disk is full; nothing was recorded"):
        shelf.does([d.notes(shared=True)] * 500)
    assert shelf.waits == []
    kept = shelf.store.history(c.KEY)
    assert [event.version for event in kept] == list(range(1, len(kept) + 1))
    assert 2 <= len(kept) < 500
    raw.execute(f"PRAGMA max_page_count = {pages * 1000}").fetchall()
    shelf.does(d.notes(shared=True))
    assert check(shelf.store) == []


# ---- input and output: never again on this store ---------------------------------------------------------------------


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    """Let the kernel refuse every write of this process beyond a size, as a dying disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_write_that_the_disk_refuses_breaks_the_store_for_good_and_reading_goes_on(shelf: Shelf) -> None:
    shelf.does(d.opens())
    before = shelf.store.history(c.KEY)
    command = shelf.asks(d.notes())
    size = (shelf.folder / "scabot.db-wal").stat().st_size
    with no_file_grows_beyond(size), pytest.raises(StoreBroken, match="look at the disk"):
        shelf.handle(c.KEY, command)
    seen: list[str] = []
    raw_of(shelf).set_trace_callback(seen.append)
    with pytest.raises(StoreBroken, match="look at the disk"):
        shelf.handle(c.KEY, command)
    with pytest.raises(StoreBroken), shelf.store.writing():
        pass
    shelf.store.close()
    assert [sql for sql in seen if sql.startswith(("BEGIN IMMEDIATE", "COMMIT", "PRAGMA wal"))] == []
    with closing(plain(shelf)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [count] = db.execute("SELECT COUNT(*) FROM scabot_events WHERE originator_id = ?", [c.KEY]).fetchone()
    assert count == len(before)


# ---- every code of SQLite --------------------------------------------------------------------------------------------

MEANT: dict[str, type[LedgerFault]] = {
    "SQLITE_BUSY": StoreBusy,
    "SQLITE_LOCKED": StoreBusy,
    "SQLITE_FULL": StoreFull,
    "SQLITE_IOERR": StoreBroken,
    "SQLITE_CORRUPT": StoreBroken,
    "SQLITE_NOTADB": StoreBroken,
    "SQLITE_CANTOPEN": StoreBroken,
}
CODES = sorted(name for name in vars(sqlite3) if name.startswith("SQLITE_") and isinstance(getattr(sqlite3, name), int))
SPECIAL = [name for name in CODES if name.count("_") > 1 and name.startswith(tuple(f"{primary}_" for primary in MEANT))]


def of_code(code: int, library: type[PersistenceError] = OperationalError) -> LedgerFault:
    cause = sqlite3.OperationalError("words that nobody reads: database is locked, disk is full, disk I/O error")
    cause.sqlite_errorcode = code
    fault = library("UNIQUE constraint failed")
    fault.__cause__ = cause
    return in_our_words(fault)


@pytest.mark.parametrize("name", [*MEANT, *SPECIAL])
def test_a_code_and_all_its_special_cases_mean_the_same(name: str) -> None:
    primary = next(one for one in MEANT if name == one or name.startswith(f"{one}_"))
    for library in (OperationalError, DatabaseError):
        assert type(of_code(getattr(sqlite3, name), library)) is MEANT[primary]


@pytest.mark.parametrize(
    "name", ["SQLITE_ERROR", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_MISUSE", "SQLITE_INTERRUPT", "SQLITE_AUTH"]
)
def test_any_other_code_is_a_fault_that_is_not_tried_again(name: str) -> None:
    assert type(of_code(getattr(sqlite3, name))) is StoreFault


def test_a_constraint_is_a_conflict_whatever_its_code_and_an_exhausted_pool_comes_first() -> None:
    constraints = [name for name in CODES if name.startswith("SQLITE_CONSTRAINT")]
    assert len(constraints) > 5
    assert {type(of_code(getattr(sqlite3, name), IntegrityError)) for name in constraints} == {Conflict}
    exhausted = ConnectionUnavailableError("timed out")
    assert isinstance(exhausted, OperationalError)
    assert type(in_our_words(exhausted)) is StoreBroken


def test_a_race_lost_eight_times_is_told_as_such(shelf: Shelf) -> None:
    shelf.does(d.opens())
    numbers = iter(range(99))
    nested: list[int] = []

    def other() -> None:
        if not nested:
            nested.append(1)
            shelf.handle(c.KEY, again(shelf.asks(d.notes()), key=f"other-{next(numbers)}"))
            nested.clear()

    with before_commit(shelf, other, times=99), pytest.raises(LostRace):
        shelf.handle(c.KEY, shelf.asks(d.notes()))
    assert len(shelf.store.history(c.KEY)) == 2 + ATTEMPTS


def test_what_raises_beside_the_events_is_nobodys_business_but_the_callers(shelf: Shelf) -> None:
    def fails(_tx: Tx, _positions: Sequence[int]) -> None:
        raise KeyError("of the caller")

    with pytest.raises(KeyError):
        shelf.store.record(lambda _: [], fails)
    assert shelf.does(d.opens()).case.opened
