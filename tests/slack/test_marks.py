"""The mark in a message's metadata: one row's alone, found again, and no count of what the readers may not see."""

import cast as c
import deeds as d
from domain.by_the_clock import Watched
from drawn import INTERNAL, SHARED, row
from scabot.slack.marks import carries, mark_of, metadata
from scabot_domain.notices import Stream
from scabot_domain.parties import EVERYBODY
from scabot_domain.visible import visible

CASE = Watched().do(*d.opened, d.notes(c.RUTH), d.notes(c.NILS), d.records_approval())
SHOWN = visible(CASE.events, EVERYBODY)
LAST = CASE.events[-1].version


def test_i20_at_home_it_names_the_row_and_no_version() -> None:
    assert mark_of(row(Stream.LOG, LAST), INTERNAL, SHOWN) == {"id": f"{LAST}.1", "case": c.KEY}


def test_i20_elsewhere_it_counts_only_what_may_be_seen_there() -> None:
    plain = Watched().do(*d.opened, d.records_approval())
    with_notes = mark_of(row(Stream.LOG, LAST), SHARED, SHOWN)
    without = mark_of(row(Stream.LOG, plain.events[-1].version), SHARED, plain.events)
    assert with_notes == without == {"id": f"log.{len(plain.events)}", "case": c.KEY}


def test_every_row_of_a_channel_has_its_own() -> None:
    rows = [row(stream, event.version) for event in SHOWN for stream in Stream]
    marks = [str(mark_of(one, SHARED, SHOWN)) for one in rows]
    assert len(set(marks)) == len(rows)


def test_a_message_is_known_by_it_whatever_slack_added_and_others_are_not() -> None:
    mark = mark_of(row(Stream.LOG, LAST), INTERNAL, SHOWN)
    other = mark_of(row(Stream.LOG, LAST), SHARED, SHOWN)
    message = {"ts": "1", "metadata": metadata({**mark, "more": 1})}
    assert carries(message, mark)
    assert not carries(message, other)
    assert not carries({"ts": "1"}, mark)
    assert not carries({"ts": "1", "metadata": {**metadata(mark), "event_type": "another_app"}}, mark)
    assert not carries({"ts": "1", "metadata": {"event_type": "scabot_outbox"}}, mark)
    assert not carries({"ts": "1", "metadata": metadata({**mark, "case": "SCA-0BBBBB"})}, mark)
