"""Deadlines that are taken on, moved, replaced or refused."""

from dataclasses import replace
from datetime import date

import pytest

import cast as c
import deeds as d
from domain.by_the_clock import Watched, local, shown
from scabot_domain.case import Case
from scabot_domain.commands import AckPing, FireDeadline
from scabot_domain.events import DeadlinesChanged, Urgency
from scabot_domain.evolve import replay
from scabot_domain.playbook import consequences, fire, held, next_fire
from scabot_domain.playbook.book import BeforeRule
from scabot_domain.playbook.plans import Run, Setting, after_anchor, before_target, of_time
from scabot_domain.refusals import Reason, Refused
from scabot_domain.schedule import CancelCause, Canceled, Moved, Next
from scabot_domain.workdays import calendar

CARE = date(2026, 12, 29)
UNHURRIED = d.opens(urgency=Urgency.ROUTINE, care_date=None)


def asked() -> Watched:
    """The payer has been asked twice, on Tuesday and on Friday, to confirm the request of Monday."""
    watched = Watched().do(UNHURRIED, d.records_approval(), d.requests())
    watched.wait("2026-11-25 17:00")
    return watched


def next_of(watched: Watched, deadline: str) -> str:
    planned = watched.case.deadlines[deadline].next
    return f"{planned.n} {planned.level} {shown(planned.fire_at)}" if planned else "none"


def test_taking_a_ping_on_holds_the_next_level_for_two_business_days() -> None:
    watched = asked()
    watched.wait("2026-11-30 09:00")
    watched.acknowledge(c.CARA, "ack.1")
    assert next_of(watched, "ack.1") == "2 2 Wed 2026-12-02 17:00"


def test_an_early_acknowledgment_changes_nothing_that_is_planned_later_anyway() -> None:
    watched = asked()
    watched.acknowledge(c.CARA, "ack.1")
    assert next_of(watched, "ack.1") == "2 2 Mon 2026-11-30 17:00"


def test_only_the_first_acknowledgment_of_a_level_holds() -> None:
    watched = asked()
    watched.wait("2026-11-30 09:00")
    watched.acknowledge(c.CARA, "ack.1")
    watched.wait("2026-12-02 09:00")
    watched.acknowledge(c.RUTH, "ack.1")
    assert next_of(watched, "ack.1") == "2 2 Wed 2026-12-02 17:00"


def test_a_promise_that_is_not_kept_fires_the_next_level_at_once() -> None:
    watched = asked()
    watched.acknowledge(c.CARA, "ack.1", expected_by=date(2026, 11, 27))
    assert next_of(watched, "ack.1") == "2 2 Fri 2026-11-27 17:00"


def test_a_promise_of_today_keeps_the_least_distance() -> None:
    watched = asked()
    watched.acknowledge(c.CARA, "ack.1", expected_by=date(2026, 11, 25))
    assert next_of(watched, "ack.1") == "2 2 Fri 2026-11-27 17:00"


def test_a_promise_holds_for_five_business_days_at_most() -> None:
    watched = asked()
    watched.acknowledge(c.CARA, "ack.1", expected_by=date(2027, 1, 29))
    assert next_of(watched, "ack.1") == "2 2 Thu 2026-12-03 17:00"


def test_a_hard_level_is_not_held() -> None:
    watched = Watched().do(UNHURRIED, *d.agreed[1:])
    watched.wait("2026-12-21 09:00")
    watched.acknowledge(c.CARA, "draft.1", expected_by=date(2026, 12, 28))
    assert next_of(watched, "draft.1") == "2 2 Tue 2026-12-22 17:00"


def test_nothing_is_held_where_nothing_is_planned() -> None:
    watched = asked()
    ack = AckPing(by=c.by(c.CARA, watched.now), deadline="ack.9")
    assert held(watched.case, ack, watched.book) is None
    watched.wait("2026-12-02 17:00")
    watched.acknowledge(c.CARA, "ack.1")
    assert next_of(watched, "ack.1") == "none"


def test_an_acknowledgment_without_a_known_last_ping_counts_from_itself() -> None:
    watched = asked()
    one = replace(watched.case.deadlines["ack.1"], last_told_at=None)
    case = replace(watched.case, deadlines={"ack.1": one})
    ack = AckPing(by=c.by(c.CARA, local("2026-11-30 09:00")), deadline="ack.1", expected_by=date(2026, 11, 30))
    assert held(case, ack, watched.book) == Next(n=2, level=2, fire_at=local("2026-12-01 17:00"))


def test_an_earlier_target_of_the_request_is_what_is_shown_as_due() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE), d.records_approval())
    assert shown(watched.armed("signed_by.1").due) == "Mon 2026-12-21 17:00"
    watched.do(d.requests(target_signed_by=date(2026, 12, 18)))
    (moved,) = watched.changes(Moved)
    assert (shown(moved.old_due), shown(moved.due)) == ("Mon 2026-12-21 17:00", "Fri 2026-12-18 17:00")
    assert shown(watched.armed("signed_by.1").due) == "Fri 2026-12-18 17:00"
    assert "signed by Fri 2026-12-18" in watched.text(watched.wait("2026-12-15 09:00")[-1])


def test_a_later_target_of_the_request_moves_nothing() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE), d.records_approval())
    watched.do(d.requests(target_signed_by=date(2026, 12, 28)))
    assert watched.changes(Moved) == []


def moved_to(watched: Watched, care: date) -> Moved:
    """Return how the deadline moves when care does; no command of today moves it."""
    before = replace(watched.case, care_date=CARE)
    watched.do(d.notes(shared=True))
    added = consequences(
        before, replace(watched.case, care_date=care), watched.events[-1:], watched.book, by=c.by(c.RUTH, watched.now)
    )
    change = added[0].fact.changes[0] if isinstance(added[0].fact, DeadlinesChanged) else None
    assert isinstance(change, Moved)
    return change


def test_a_new_date_of_care_moves_every_warning_that_was_not_given_yet() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE))
    moved = moved_to(watched, date(2027, 1, 15))
    assert [shown(rung.due) for rung in moved.plan] == [
        "Thu 2026-12-31 09:00",
        "Fri 2027-01-08 09:00",
        "Thu 2027-01-14 09:00",
    ]
    assert moved.next == Next(n=1, level=1, fire_at=local("2026-12-31 09:00"))
    watched.wait("2026-12-15 09:00")
    assert moved_to(watched, date(2027, 1, 15)).next == Next(n=2, level=2, fire_at=local("2027-01-08 09:00"))
    watched.wait("2026-12-28 09:00")
    assert moved_to(watched, date(2027, 1, 15)).next is None


def test_another_calendar_and_other_levels_move_nothing_that_was_written_down() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE), *d.agreed[1:])
    days, signed_by = watched.book.calendar, watched.book.rules["signed_by"]
    stricter = calendar("own", days.first, days.last, {**days.closed, date(2026, 12, 21): "closed"})
    assert isinstance(signed_by, BeforeRule)
    other = replace(
        watched.book, calendar=stricter, rules={**watched.book.rules, "signed_by": replace(signed_by, due="7bd")}
    )
    watched.do(d.notes(shared=True))
    by = c.by(c.RUTH, watched.now)
    assert consequences(watched.case, watched.case, watched.events[-1:], other, by=by) == ()


def test_a_rule_that_the_book_no_longer_has_is_replaced_at_the_next_occasion() -> None:
    watched = asked()
    newer = replace(watched.book, rules={"offer_end": watched.book.rules["offer_end"]})
    watched.do(d.notes(shared=True))
    (added,) = consequences(watched.case, watched.case, watched.events[-1:], newer, by=c.by(c.RUTH, watched.now))
    assert added.fact == DeadlinesChanged(
        changes=(
            Canceled(deadline="ack.1", cause=CancelCause.REPLACED),
            Canceled(deadline="first_offer.1", cause=CancelCause.REPLACED),
        )
    )
    ack = AckPing(by=c.by(c.CARA, watched.now), deadline="ack.1")
    assert held(watched.case, ack, newer) == watched.case.deadlines["ack.1"].next
    late = c.by(c.CLOCK, local("2026-12-02 17:00"))
    (gone,) = fire(watched.case, FireDeadline(by=late, deadline="ack.1", n=2, directory=c.DIRECTORY), newer)
    assert gone.fact == DeadlinesChanged(changes=(Canceled(deadline="ack.1", cause=CancelCause.REPLACED),))


def test_a_reply_is_not_asked_for_once_its_offer_has_expired() -> None:
    watched = Watched().do(
        UNHURRIED, *d.approved[1:], d.requests(), d.offers(c.NILS, expires_at=local("2026-11-25 12:00"))
    )
    reply = watched.case.deadlines["reply.1"]
    assert reply.next is not None
    fired = c.by(c.CLOCK, reply.next.fire_at)
    (end,) = watched.run(FireDeadline(by=fired, deadline="reply.1", n=1, directory=c.DIRECTORY))
    assert end.fact == DeadlinesChanged(changes=(Canceled(deadline="reply.1", cause=CancelCause.MOOT),))


def test_a_transition_tells_nobody_and_is_never_held() -> None:
    watched = Watched().do(UNHURRIED, *d.approved[1:], d.requests(), d.offers(c.NILS))
    end = watched.case.deadlines["offer_end.1"].next
    assert end is not None
    fired = c.by(c.CLOCK, end.fire_at)
    assert (
        fire(watched.case, FireDeadline(by=fired, deadline="offer_end.1", n=1, directory=c.DIRECTORY), watched.book)
        == []
    )
    assert held(watched.case, AckPing(by=c.by(c.BEN), deadline="offer_end.1"), watched.book) == end


def test_a_deadline_that_is_not_due_yet_does_not_fire() -> None:
    watched = asked()
    early = c.by(c.CLOCK, local("2026-11-30 16:59"))
    assert fire(watched.case, FireDeadline(by=early, deadline="ack.1", n=2, directory=c.DIRECTORY), watched.book) == []


def test_a_date_beyond_the_calendar_is_refused_and_nothing_is_done() -> None:
    watched = Watched()
    with pytest.raises(Refused) as no:
        watched.do(d.opens(care_date=date(2041, 3, 1)))
    assert no.value.reason is Reason.OUT_OF_RANGE
    assert no.value.facts == {"field": "date", "earliest": "2020-01-01", "latest": "2040-12-31"}
    assert watched.events == []


def test_a_deadline_needs_what_it_is_counted_from() -> None:
    watched = asked()
    setting = Setting(case=watched.case, book=watched.book, by=c.by(c.RUTH))
    run = Run(rule="signed_by", episode=1, subject="OFR-7", cause=watched.events[0], setting=setting)
    signed_by = watched.book.rules["signed_by"]
    with pytest.raises(ValueError, match="no care date"):
        before_target(run, signed_by)  # type: ignore[arg-type]  # the rule before a date
    with pytest.raises(ValueError, match="no end of OFR-7"):
        of_time(run)
    with pytest.raises(ValueError, match="no offer OFR-7"):
        after_anchor(run, watched.book.rules["reply"])  # type: ignore[arg-type]  # the rule after an offer


def test_replaying_the_events_gives_the_schedule_back_without_a_playbook() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE), *d.agreed[1:])
    watched.wait("2026-12-22 17:00")
    watched.acknowledge(c.CARA, "draft.1")
    assert replay(c.KEY, watched.events) == watched.case
    assert next_fire(watched.case) == local("2026-12-28 09:00")
    assert next_fire(Case(key=c.KEY)) is None
