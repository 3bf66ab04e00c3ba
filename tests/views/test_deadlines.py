"""Open deadlines as rows: the clock finds what is due, people find what waits, and a failed firing is held back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf, rows, shelf_in
from scabot.ledger.facts import RoleRevoked
from scabot.ledger.rebuild import check
from scabot.views import deadlines, outbox
from scabot.views.deadlines import DeadlineRow
from scabot_domain.commands import FireDeadline
from scabot_domain.parties import EVERYBODY, Visibility
from scabot_domain.playbook import shipped_book
from scabot_domain.schedule import Waiting

MINUTE = timedelta(minutes=1)
FIRST_ACK = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
"""One business day after the request of Monday 2026-11-23: Tuesday, 17:00 in Chicago."""


@pytest.fixture
def clocked(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path, book=shipped_book()) as shelf:
        shelf.does(d.requested)
        yield shelf


def of_case(shelf: Shelf) -> dict[str, DeadlineRow]:
    with shelf.store.reading() as tx:
        return {row.deadline: row for row in deadlines.of_case(tx, c.KEY, EVERYBODY)}


def due(shelf: Shelf, now: datetime, limit: int = 20) -> list[str]:
    with shelf.store.reading() as tx:
        return [row.deadline for row in deadlines.due_rows(tx, now, limit)]


def fires(shelf: Shelf, row: DeadlineRow, at: datetime) -> None:
    shelf.clock.instant = at
    key = f"clock:{row.case_key}:{row.deadline}:{row.n}"
    by = c.by(c.CLOCK, at, key=key)
    shelf.handle(c.KEY, FireDeadline(by=by, deadline=row.deadline, n=row.n or 1, directory=shelf.handle.directory()))


def test_a_request_starts_the_clocks_and_each_is_a_row(clocked: Shelf) -> None:
    found = of_case(clocked)
    assert {"ack.1", "first_offer.1", "signed_by.1"} <= set(found)
    ack = found["ack.1"]
    assert (ack.rule, ack.episode, ack.waits_on, ack.visibility) == ("ack", 1, Waiting.PAYER, Visibility.SHARED)
    assert (ack.n, ack.level, ack.fire_at) == (1, 1, FIRST_ACK)
    assert check(clocked.store) == []


def test_what_is_met_leaves_the_view(clocked: Shelf) -> None:
    clocked.does(d.acknowledges())
    assert "ack.1" not in of_case(clocked)
    clocked.does(d.withdraws_case())
    assert of_case(clocked) == {}
    assert check(clocked.store) == []


def test_the_clock_finds_what_is_due_to_the_very_instant_and_the_oldest_first(clocked: Shelf) -> None:
    assert due(clocked, FIRST_ACK - MINUTE) == []
    assert due(clocked, FIRST_ACK) == ["ack.1"]
    waiting = sorted((row for row in of_case(clocked).values() if row.fire_at), key=lambda row: row.fire_at or c.NOW)
    assert due(clocked, FIRST_ACK + timedelta(days=60)) == [row.deadline for row in waiting]
    assert due(clocked, FIRST_ACK + timedelta(days=60), limit=1) == ["ack.1"]
    with clocked.store.reading() as tx:
        assert deadlines.next_due(tx, c.NOW) == FIRST_ACK


def test_i19_a_firing_plans_the_next_one_and_firing_again_is_a_repeat(clocked: Shelf) -> None:
    ack = of_case(clocked)["ack.1"]
    fires(clocked, ack, FIRST_ACK)
    after = of_case(clocked)["ack.1"]
    assert (after.n, after.level) == (2, 2)
    events = len(clocked.store.history(c.KEY))
    clocked.governs(RoleRevoked(team=c.NORTHWIND, user="U0CARA"))
    fires(clocked, ack, FIRST_ACK + MINUTE)
    assert len(clocked.store.history(c.KEY)) == events
    with clocked.store.reading() as tx:
        pings = [row.dest for row in outbox.of_case(tx, c.KEY) if row.stream.value == "ping"]
    assert pings == ["shared"]
    assert check(clocked.store) == []


def test_a_firing_that_comes_too_late_has_nothing_to_do_and_writes_nothing(clocked: Shelf) -> None:
    ack = of_case(clocked)["ack.1"]
    clocked.does(d.acknowledges())
    with clocked.store.reading() as tx:
        before = rows(tx, "scabot_events"), rows(tx, "commands")
    fires(clocked, ack, FIRST_ACK)
    with clocked.store.reading() as tx:
        assert (rows(tx, "scabot_events"), rows(tx, "commands")) == before


def test_a_failed_firing_is_held_back_and_counted_and_the_others_go_on(clocked: Shelf) -> None:
    ack = of_case(clocked)["ack.1"]
    later = FIRST_ACK + timedelta(days=60)
    with clocked.store.writing() as tx:
        assert deadlines.put_off(tx, ack, later + MINUTE, "StoreFault") == 1
        assert deadlines.put_off(tx, ack, later + MINUTE, "StoreFault") == 2
    assert "ack.1" not in due(clocked, later)
    assert len(due(clocked, later)) == len([row for row in of_case(clocked).values() if row.fire_at]) - 1
    assert "ack.1" in due(clocked, later + MINUTE)
    with clocked.store.writing() as tx:
        deadlines.release(tx, ack)
    assert "ack.1" in due(clocked, later)


def test_the_clock_sleeps_until_the_earliest_free_firing_or_the_end_of_a_hold(clocked: Shelf) -> None:
    waiting = [row for row in of_case(clocked).values() if row.fire_at]
    until = FIRST_ACK + timedelta(days=99)
    with clocked.store.writing() as tx:
        for row in waiting:
            deadlines.put_off(tx, row, until, "StoreFault")
        assert deadlines.next_due(tx, c.NOW) == until


def test_people_find_what_is_due_in_all_cases(clocked: Shelf) -> None:
    clocked.does(d.requested, case="SCA-0BBBBB")
    with clocked.store.reading() as tx:
        found = deadlines.all_due(tx, FIRST_ACK + timedelta(days=60), EVERYBODY)
        assert {row.case_key for row in found} == {c.KEY, "SCA-0BBBBB"}
        assert [row.due_at for row in found] == sorted(row.due_at for row in found)
        assert deadlines.all_due(tx, c.NOW, EVERYBODY) == []
        assert len(deadlines.all_due(tx, FIRST_ACK + timedelta(days=60), EVERYBODY, limit=1)) == 1


def test_i20_a_deadline_of_one_side_is_shown_to_that_side_only(clocked: Shelf) -> None:
    with clocked.store.writing() as tx:
        tx.run("UPDATE deadlines SET visibility = 'provider_only' WHERE deadline = 'ack.1'")
        assert "ack.1" not in {row.deadline for row in deadlines.of_case(tx, c.KEY, EVERYBODY)}
        assert "ack.1" not in {row.deadline for row in deadlines.all_due(tx, FIRST_ACK + timedelta(days=60), EVERYBODY)}
        assert [row.deadline for row in deadlines.due_rows(tx, FIRST_ACK)] == ["ack.1"]
