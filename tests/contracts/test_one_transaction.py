"""One command is one transaction: whatever fails on the way, at whatever point, nothing of it is there."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf, rows
from scabot.ledger.errors import LedgerFault
from scabot.ledger.rebuild import check
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
    "sqlite_sequence",
)


def everything(shelf: Shelf) -> dict[str, list[tuple[object, ...]]]:
    with shelf.store.reading() as tx:
        return {table: rows(tx, table) for table in TABLES}


class Denying:
    """An authorizer of SQLite that refuses the n-th thing it is asked about, and lets every rollback pass."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self, action: int, one: str | None, *_: object) -> int:
        if (action, one) == (sqlite3.SQLITE_TRANSACTION, "ROLLBACK"):
            return sqlite3.SQLITE_OK
        self.left -= 1
        return sqlite3.SQLITE_DENY if self.left == 0 else sqlite3.SQLITE_OK


def raw(shelf: Shelf) -> sqlite3.Connection:
    """Return the one connection of a store that is used by one thread."""
    with shelf.store.log.datastore.get_connection(commit=True) as connection:
        return connection.cursor().sqlite_cursor.connection


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
    connection, before = raw(shelf), everything(shelf)
    failures = 0
    while True:
        connection.set_authorizer(Denying(failures + 1))
        try:
            outcome = shelf.handle(c.KEY, command)
        except LedgerFault:
            failures += 1
        else:
            break
        finally:
            connection.set_authorizer(None)
        assert everything(shelf) == before
    assert failures > 80
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
