"""One command is one transaction: whatever fails on the way, at whatever point, nothing of it is there."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf, rows
from scabot.ledger.errors import LedgerFault
from scabot.ledger.rebuild import check
from scabot.ledger.sqlite import SqliteDatastore
from scabot.views.tx import Answer, Row, Tx, Value
from scabot_domain.refusals import Refused
from story import Step

TABLES = (
    "scabot_events",
    "ledger",
    "ledger_head",
    "commands",
    "topics_seen",
    "board",
    "timeline",
    "deadlines",
    "outbox",
    "people",
    "channels",
)


def everything(shelf: Shelf) -> dict[str, list[tuple[object, ...]]]:
    with shelf.store.reading() as tx:
        sequence = ("sqlite_sequence",) if tx.alone else ()  # on PostgreSQL what was rolled back leaves a gap
        return {table: sorted(rows(tx, table), key=repr) for table in (*TABLES, *sequence)}


class Denying:
    """An authorizer of SQLite that refuses the n-th thing it is asked about, and lets every rollback pass."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self, action: int, one: str | None, *_: object) -> int:
        if (action, one) == (sqlite3.SQLITE_TRANSACTION, "ROLLBACK"):
            return sqlite3.SQLITE_OK
        self.left -= 1
        return sqlite3.SQLITE_DENY if self.left == 0 else sqlite3.SQLITE_OK


class Failing:
    """A transaction whose n-th statement is one that the database refuses."""

    def __init__(self, tx: Tx, left: list[int]) -> None:
        self._tx, self._left = tx, left
        self.alone, self.skip_locked = tx.alone, tx.skip_locked

    def _count(self) -> None:
        self._left[0] -= 1
        if self._left[0] == 0:
            self._tx.run("SELECT 1 / 0")

    def run(self, sql: str, *params: Value) -> None:
        self._count()
        self._tx.run(sql, *params)

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self._count()
        self._tx.many(sql, rows)

    def ask(self, sql: str, *params: Value) -> Answer:
        self._count()
        return self._tx.ask(sql, *params)

    def one(self, sql: str, *params: Value) -> Row | None:
        self._count()
        return self._tx.one(sql, *params)

    def all(self, sql: str, *params: Value) -> Sequence[Row]:
        self._count()
        return self._tx.all(sql, *params)


@contextmanager
def failing(shelf: Shelf, n: int) -> Iterator[None]:
    """Let the n-th thing fail that the store asks of its database, beginning now."""
    base: Any = shelf.store.log.datastore
    if isinstance(base, SqliteDatastore):
        with base.get_connection(commit=True) as connection:  # the one connection of a store used by one thread
            raw = connection.cursor().sqlite_cursor.connection
        raw.set_authorizer(Denying(n))
        yield
        raw.set_authorizer(None)
        return
    real, left = base.tx, [n]

    @contextmanager
    def tx(*, commit: bool) -> Iterator[Tx]:
        with real(commit=commit) as opened:
            yield Failing(opened, left)

    base.tx = tx
    yield
    base.tx = real


@pytest.mark.parametrize(
    ("before_it", "step"),
    [((), d.opens()), (d.opened, d.records_approval()), (d.offered, d.accepts())],
    ids=["opening", "approval", "acceptance"],
)
def test_s2_a_fault_at_any_point_leaves_nothing_behind_and_the_command_can_be_given_again(
    shelf: Shelf, before_it: Sequence[Step], step: Step
) -> None:
    if before_it:
        shelf.does(before_it)
    command = shelf.asks(step)
    before, outcome, failures = everything(shelf), None, 0
    while outcome is None:
        with failing(shelf, failures + 1):
            try:
                outcome = shelf.handle(c.KEY, command)
            except LedgerFault:
                failures += 1
        assert outcome or everything(shelf) == before
    with shelf.store.reading() as tx:
        assert failures > (80 if tx.alone else 12)  # SQLite asks about every column, we count statements
    assert not outcome.repeated
    assert check(shelf.store) == []


def test_s2_a_command_writes_event_leaf_head_key_views_and_outbox_together(shelf: Shelf) -> None:
    before = everything(shelf)
    shelf.does(d.opens())
    after = everything(shelf)
    grown = {table: len(after[table]) - len(before[table]) for table in TABLES}
    assert {table: more for table, more in grown.items() if more} == {
        "scabot_events": 2,
        "ledger": 2,
        "commands": 1,
        "topics_seen": 2,
        "board": 1,
        "timeline": 2,
        "outbox": 4,
    }
    assert before["ledger_head"] != after["ledger_head"]


def test_a_refusal_writes_nothing(shelf: Shelf) -> None:
    before = everything(shelf)
    with pytest.raises(Refused):
        shelf.does(d.records_approval())
    with pytest.raises(Refused):
        shelf.does(d.opens(c.NILS))
    assert everything(shelf) == before


def test_a_hook_that_fails_is_heard_although_the_command_is_recorded(shelf: Shelf) -> None:
    def fails(_outcome: object) -> None:
        raise RuntimeError("the wake-up call failed")

    shelf.handle.on_commit.append(fails)
    command = shelf.asks(d.opens())
    with pytest.raises(RuntimeError):
        shelf.handle(c.KEY, command)
    assert shelf.handle(c.KEY, command).repeated


def test_a_view_that_fails_takes_the_command_back(shelf: Shelf) -> None:
    with shelf.store.writing() as tx:
        tx.run("DROP TABLE timeline")
    with pytest.raises(LedgerFault):
        shelf.does(d.opens())
    assert shelf.store.history(c.KEY) == []


def test_recorded_at_never_goes_back_and_a_slow_clock_repeats_the_last_instant(shelf: Shelf) -> None:
    shelf.does(d.opens())
    last = shelf.store.history(c.KEY)[-1].recorded_at
    command = shelf.asks(d.records_approval())
    shelf.clock.instant = last - timedelta(minutes=5)
    outcome = shelf.handle(c.KEY, replace(command))
    assert {event.recorded_at for event in outcome.events} == {last}
