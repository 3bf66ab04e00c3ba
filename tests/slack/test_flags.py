"""What stands beside the stage on a card, and how a line says that somebody was absent, or late (C12, I22)."""

from datetime import datetime, timedelta

import cast as c
import deeds as d
import voices as v
from domain.by_the_clock import Watched
from drawn import INTERNAL, SHARED, card_of, faults_of, reads
from scabot.slack.cards.lines import how_of, log_line
from scabot_domain.commands import AddNote
from story import Step, given


def noted(said_at: datetime) -> Step:
    return lambda _case, at: AddNote(by=c.by(c.RUTH, at, said_at=said_at), text="She called back")


def shown(*steps: Step | tuple[Step, ...]) -> str:
    return reads(card_of(Watched().do(*steps).events))


def test_c12_a_card_says_what_waits_to_be_read_back() -> None:
    waiting = (*d.requested, v.by_phone(d.offers(c.NILS)))
    assert "To be read back, so nothing is agreed on it yet: offer made (payer)." in shown(waiting)
    assert "To be read back" not in shown(waiting, v.confirms_entry())


def test_i3_while_an_acceptance_waits_the_next_thing_is_its_read_back() -> None:
    pending = (*d.offered, v.by_phone(d.accepts(c.BEN)))
    assert "Next: read back what OFR-1 and its acceptance rest on." in shown(pending)
    assert "Owner's court" in shown(pending)


def test_s9_a_card_says_that_a_verbal_yes_is_no_agreement() -> None:
    verbal = (*d.requested, v.records_verbal())
    assert "A verbal yes stands until Wed 2026-12-23; a written agreement must follow." in shown(verbal)
    assert "NOT YET COVERED" in shown(verbal)


def test_a_card_says_until_when_a_case_rests() -> None:
    assert "ON HOLD until Fri 2026-12-04: The patient is in another hospital" in shown(
        *d.offered, v.holds(review_on=c.CARE_DATE - timedelta(days=7))
    )


def test_an_ended_case_has_no_flags() -> None:
    ended = shown(*d.offered, v.records_verbal(), v.holds(), v.by_phone(d.declines(c.NILS)))
    assert not [word for word in ("ON HOLD", "To be read back", "verbal yes") if word in ended]


def test_every_flag_is_what_slack_and_the_house_allow() -> None:
    events = Watched().do(*d.offered, v.records_verbal(), v.holds(), v.by_phone(d.counters(c.BEN))).events
    assert [faults_of(card_of(events, kind)) for kind in (INTERNAL, SHARED)] == [[], []]


def test_c12_a_line_says_for_whom_it_was_recorded_and_that_it_is_to_be_read_back() -> None:
    event = given(d.requested).when(v.by_phone(d.acknowledges(c.CARA))).events[0]
    assert log_line(event, c.ZONE) == (
        "Mon 2026-11-23 10:15 CST · pa specialist for the case manager (payer): "
        "request acknowledged (by phone, to be read back)"
    )


def test_i22_a_line_says_that_it_was_entered_late() -> None:
    story = given(d.requested).at(c.NOW + timedelta(days=2))
    late = story.when(noted(c.NOW + timedelta(days=1, minutes=-1))).events[0]
    assert how_of(late) == ("LATE ENTRY, 1 d 1 min after it was said",)
    in_time = story.when(noted(c.NOW + timedelta(days=1))).events[0]
    assert how_of(in_time) == ()
