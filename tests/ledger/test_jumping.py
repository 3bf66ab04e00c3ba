"""A clock that goes back: a little is borne, more is a fact in the log, once, and the operator hears of it."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

import cast as c
import deeds as d
from audit.forgery import reading
from ledger.shelf import MINUTE, Shelf
from scabot.audit.verify import verify
from scabot.ledger.append import Batch
from scabot.ledger.errors import StoreFault
from scabot.ledger.facts import LEDGER, ROLES, SYSTEM, ClockJumped
from scabot.ledger.jumping import stamp
from scabot.ledger.rebuild import check
from scabot.views import outbox

FIVE = timedelta(minutes=5)
TICK = timedelta(microseconds=1)


def test_up_to_five_minutes_behind_the_last_instant_is_repeated() -> None:
    assert stamp(None, c.NOW) == c.NOW
    assert stamp(c.NOW, c.NOW + TICK) == c.NOW + TICK
    assert stamp(c.NOW, c.NOW - FIVE) == c.NOW
    assert stamp(c.NOW, c.NOW - FIVE - TICK) == c.NOW - FIVE - TICK


def test_a_clock_a_little_behind_adds_nothing(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    first = shelf.does(d.opens()).events[-1].recorded_at
    shelf.clock.instant = first - FIVE
    assert shelf.does(d.records_approval()).events[-1].recorded_at == first
    assert len(shelf.store.site_history(LEDGER)) == 1
    assert caplog.records == []


def test_a_clock_further_behind_is_recorded_first_once_and_logged(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    was = shelf.does(d.opens()).events[-1].recorded_at
    shelf.clock.instant = was - timedelta(hours=2)
    [now] = {event.recorded_at for event in shelf.does(d.records_approval()).events}
    assert now == was - timedelta(hours=2) + MINUTE  # the shelf winds its clock at every step
    shelf.does(d.requests())
    _, jumped = shelf.store.site_history(LEDGER)
    assert (jumped.fact, jumped.actor, jumped.recorded_at) == (ClockJumped(was=was, now=now), SYSTEM, now)
    [line] = caplog.records
    assert (line.levelno, line.getMessage()) == (logging.ERROR, "the clock of this machine went back")
    assert line.__dict__["seconds"] == 7140


def test_positions_beside_a_jump_are_those_of_the_command(shelf: Shelf) -> None:
    shelf.does(d.opens())
    shelf.clock.instant -= timedelta(hours=2)
    shelf.does(d.records_approval())
    with shelf.store.reading() as tx:
        sql = "SELECT originator_id, topic FROM scabot_events WHERE notification_id >= ? ORDER BY notification_id"
        queued = max(int(row.id.partition(".")[0]) for row in outbox.of_case(tx, c.KEY))
        [first, *_] = tx.all(sql, queued)
        [seen] = tx.all("SELECT first_position FROM topics_seen WHERE topic = 'clock-jumped@1'")
        [jump] = tx.all("SELECT notification_id FROM scabot_events WHERE topic = 'clock-jumped@1'")
    assert (first[0], first[1]) == (c.KEY, "clinical-approval-recorded@2")
    assert seen[0] == jump[0] == queued - 1
    assert check(shelf.store) == []
    with reading(shelf.store.file) as tx:
        assert verify(tx).faults == ()


def test_a_refused_command_leaves_no_jump(shelf: Shelf) -> None:
    shelf.does(d.opens())
    shelf.clock.instant -= timedelta(hours=2)

    def fails(_tx: object, _positions: object) -> None:
        raise StoreFault("no")

    at = shelf.clock.instant
    newest = shelf.store.site_history(ROLES)[-1]
    again = replace(newest, version=newest.version + 1)
    with pytest.raises(StoreFault):
        shelf.store.record(lambda head: [replace(again, recorded_at=head.stamp(at))], fails)
    assert len(shelf.store.site_history(LEDGER)) == 1


def test_time_never_runs_back_without_a_jump(shelf: Shelf) -> None:
    stored = shelf.store.case_mapper.to_stored_event(shelf.store.site_history(LEDGER)[0])
    with pytest.raises(StoreFault, match="before the one that precedes it"):
        shelf.store.log.record(lambda _: Batch([stored], c.NOW - timedelta(days=1)))
