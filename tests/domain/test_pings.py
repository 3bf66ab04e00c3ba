"""Taking on what a ping asked for: who may, and what becomes of the deadline."""

from datetime import date

import pytest

import cast as c
import deeds as d
from domain.by_the_clock import Watched
from scabot_domain.events import EscalationAcknowledged
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason, Refused
from scabot_domain.workdays import local_day

STRANGER = Actor(team=c.NORTHWIND, user="U0NOOR", role=Role.NETWORK_MANAGER, side=Side.PAYER)
OWNER_IN_ANOTHER_ROLE = Actor(team=c.LAKESIDE, user="U0RUTH", role=Role.PHYSICIAN, side=Side.PROVIDER)


def pinged() -> Watched:
    """Return a case whose request nobody has acknowledged, after its first ping to the case manager."""
    watched = Watched().do(d.requested)
    while "ack.1" not in watched.case.deadlines or not watched.case.deadlines["ack.1"].told:
        fire_at = watched.case.deadlines["ack.1"].next
        assert fire_at is not None
        watched.now = fire_at.fire_at
        watched.fire()
    return watched


def refusal(watched: Watched, who: Actor, **more: object) -> Refused:
    with pytest.raises(Refused) as no:
        watched.acknowledge(who, "ack.1", **more)
    return no.value


def test_whoever_was_told_takes_it_on_with_a_date() -> None:
    watched = pinged()
    told = watched.case.deadlines["ack.1"].told_to[0]
    assert told.user == "U0CARA"
    event = watched.acknowledge(c.CARA, "ack.1", expected_by=date(2026, 12, 1))[0]
    assert isinstance(event.fact, EscalationAcknowledged)
    assert (event.fact.level, event.fact.expected_by) == (1, date(2026, 12, 1))
    taken = watched.case.deadlines["ack.1"]
    assert (taken.acknowledged_level, taken.expected_by, taken.next) == (1, date(2026, 12, 1), event.fact.next)


@pytest.mark.parametrize("who", [c.RUTH, c.CARA, c.OLGA, OWNER_IN_ANOTHER_ROLE])
def test_those_who_coordinate_and_the_owner_may_too(who: Actor) -> None:
    assert isinstance(pinged().acknowledge(who, "ack.1")[0].fact, EscalationAcknowledged)


def test_nobody_else_may() -> None:
    no = refusal(pinged(), STRANGER)
    assert (no.reason, no.facts) == (Reason.NOT_PERMITTED, {"role": "network_manager", "deadline": "ack.1"})


def test_there_must_be_something_to_take_on() -> None:
    no = refusal(Watched().do(d.requested), c.CARA)
    assert (no.reason, no.facts) == (Reason.STALE_VIEW, {"deadline": "ack.1", "state": "not waiting"})
    assert "AckPing" not in no.legal
    gone = refusal(pinged().do(d.acknowledges()), c.CARA)
    assert gone.reason is Reason.STALE_VIEW


def test_nobody_promises_a_day_that_has_passed() -> None:
    watched = pinged()
    today = local_day(watched.now, c.ZONE)
    no = refusal(watched, c.CARA, expected_by=date(2026, 11, 23))
    assert (no.reason, no.facts) == (
        Reason.OUT_OF_RANGE,
        {"field": "expected_by", "value": "2026-11-23", "earliest": today.isoformat()},
    )
    assert isinstance(watched.acknowledge(c.CARA, "ack.1", expected_by=today)[0].fact, EscalationAcknowledged)


def test_the_case_keeps_when_and_whom_the_last_level_told() -> None:
    watched = pinged()
    deadline = watched.case.deadlines["ack.1"]
    assert (deadline.told, deadline.last_told_at) == ((1,), watched.now)
    assert {one.user for one in deadline.told_to} >= {"U0CARA"}


def test_who_is_told_may_say_so_on_the_card() -> None:
    assert "AckPing" in refusal(pinged(), STRANGER).legal
