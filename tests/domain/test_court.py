"""Whose court the ball is in: one holder at every instant, and since when."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

import cast as c
import deeds as d
import deeds_after as a
import deeds_parties as p
import voices as v
from domain.by_the_clock import Watched
from domain.test_playbook_any_case import LIVES, live
from scabot_domain.case import Case
from scabot_domain.court import Court, court
from scabot_domain.events import EscalationSent, Urgency
from scabot_domain.evolve import replay
from scabot_domain.playbook import Book, read_book
from scabot_domain.schedule import Waiting
from scabot_domain.terms.sections import Term
from scabot_domain.workdays import shipped_calendar
from story import MINUTE, Step, flat, given

LATER = c.NOW + timedelta(hours=1)
SHORTER = Term(effective=date(2026, 12, 1), end=date(2027, 2, 28))
EXPIRY = datetime(2026, 12, 8, 23, 0, tzinfo=UTC)


def after(*steps: Step | tuple[Step, ...]) -> datetime:
    return c.NOW + (len(flat(steps)) - 1) * MINUTE


@pytest.mark.parametrize(
    ("history", "holder", "since"),
    [
        (d.opened, "clinical", after(d.opened)),
        (d.approved, "us", after(d.approved)),
        (d.requested, "payer", after(d.requested)),
        ((*d.requested, d.acknowledges()), "payer", after(d.requested)),
        (d.offered, "provider", after(d.offered)),
        ((*d.offered, d.counters()), "payer", after(d.offered, d.counters())),
        ((*d.offered, d.rejects()), "payer", after(d.offered, d.rejects())),
        (
            (*d.offered, d.counters(), d.withdraws_offer(c.BEN, "OFR-2")),
            "provider",
            after(d.offered, (d.rejects(),) * 2),
        ),
        (d.agreed, "payer", after(d.agreed)),
        (d.complete, "payer", after(d.agreed)),
        (d.drafted, "provider", after(d.issued)),
        ((*d.drafted, d.approves(c.BEN)), "payer", after(d.drafted, d.approves(c.BEN))),
        ((*d.drafted, d.redlines(material=False)), "payer", after(d.drafted, d.issues())),
        ((*d.drafted, d.redlines(c.NILS, material=False)), "provider", after(d.drafted, d.issues())),
        ((*d.drafted, d.approves(c.NILS)), "provider", after(d.issued)),
        (
            (*d.drafted, d.redlines(material=False), d.checks(), d.approves(c.NILS, "v2")),
            "provider",
            after(d.drafted, d.issues(), d.issues(), d.issues()),
        ),
        ((*d.drafted, d.redlines(material=True)), "payer", after(d.drafted, d.issues())),
        ((*d.drafted, d.redlines(c.NILS, material=True)), "provider", after(d.drafted, d.issues())),
        ((*d.reviewed, d.sets(c.BEN, SHORTER)), "payer", after(d.reviewed, d.signs(c.SAM))),
        (d.reviewed, "provider", after(d.reviewed)),
        (d.half_signed, "payer", after(d.half_signed)),
        ((*d.reviewed, d.signs(c.PRIYA)), "provider", after(d.reviewed)),
        (d.executed, "payer", after(d.executed)),
        (a.closed, "nobody", a.AFTER_FILING),
        (p.reviewed, "provider", after(p.reviewed)),
        (p.waiting, "provider", after(p.reviewed)),
        (p.signed_by_lead, "provider", after(p.again)),
        (p.executed[:-1], "provider", after(p.again)),
        ((*p.signed_by_lead, *p.executed[-2:]), "payer", after(p.executed[:-1])),
        (p.reviewed_with(p.ORDERED), "provider", after(p.reviewed_with(p.ORDERED))),
        (
            (*p.reviewed_with(p.ORDERED), d.signs(p.LENA, party_id="P2")),
            "payer",
            after((*p.reviewed_with(p.ORDERED), d.signs(p.LENA))),
        ),
        (
            (*p.reviewed_with(p.ORDERED), d.signs(p.LENA, party_id="P2"), d.signs(c.PRIYA)),
            "provider",
            after((*p.reviewed_with(p.ORDERED), d.signs(p.LENA), d.signs(c.PRIYA))),
        ),
        ((*d.offered, d.declines()), "nobody", after(d.offered, d.declines())),
        ((*d.offered, d.declines(), d.reopens()), "payer", after(d.offered, d.declines(), d.reopens())),
    ],
)
def test_one_holder_holds_the_ball(history: tuple[Step, ...], holder: str, since: datetime) -> None:
    ball = court(given(history).case, LATER)
    assert (ball.holder, ball.since) == (holder, since)


def test_the_ball_comes_back_to_the_maker_when_nobody_answered_in_time() -> None:
    case = given(d.offered).case
    assert court(case, EXPIRY).holder == "provider"
    assert court(case, EXPIRY + MINUTE) == Court(holder="payer", since=EXPIRY)


def test_an_expiry_that_was_marked_counts_from_its_instant() -> None:
    marked = given(d.offered).at(EXPIRY + MINUTE).and_(d.expires())
    assert court(marked.case, EXPIRY + 2 * MINUTE) == Court(holder="payer", since=EXPIRY + MINUTE)


def test_the_newest_open_offer_of_both_sides_decides() -> None:
    assert court(given(d.offered, d.offers(c.BEN)).case, LATER).holder == "payer"
    assert court(given(d.requested, d.offers(c.BEN), d.offers(c.NILS)).case, LATER).holder == "provider"


def test_care_leaves_nobody_waiting() -> None:
    story = given(d.executed).at(d.CARE_DAY).and_(d.starts_care(c.CARE_DATE))
    assert court(story.case, d.CARE_DAY) == Court(holder="nobody", since=d.CARE_DAY)


def test_a_note_moves_no_ball() -> None:
    assert court(given(d.offered, d.notes()).case, LATER) == court(given(d.offered).case, LATER)


def test_a_case_that_was_never_opened_waits_for_nobody() -> None:
    assert court(Case(key=c.KEY), c.NOW) == Court(holder="nobody", since=c.NOW)


def test_a_reopened_negotiation_without_an_offer_that_ended_is_ours() -> None:
    story = given(d.agreed, d.declines(), d.reopens())
    assert court(story.case, LATER) == Court(holder="us", since=story.now - MINUTE)


def test_a_rest_comes_before_a_lapse_and_a_lapse_before_what_waits_to_be_read_back() -> None:
    story = given(d.requested, v.by_phone(d.offers(c.NILS)))
    assert court(story.case, story.now).holder == "us"
    story = story.and_(a.revokes_authorization())
    assert court(story.case, story.now).holder == "clinical"
    story = story.and_(v.holds())
    assert court(story.case, story.now).holder == "nobody"
    story = story.and_(d.withdraws_case())
    assert court(story.case, story.now).holder == "nobody"


IMPASSE = """
[rule.impasse_low]
kind = "after"
title = "The medical director is asked for the patient"
topic = "clinical"
waits_on = "payer"
stages = ["negotiating"]
starts = [{ event = "offer-rejected" }]
ends = [{ event = "offer-accepted" }]
ends_with = "an offer is accepted"

[[rule.impasse_low.level]]
at = { routine = "4h", urgent = "1h", emergency = "30min" }
tell = ["case_manager"]
message = "impasse"

[[rule.impasse_low.level]]
at = { routine = "2bd", urgent = "1bd", emergency = "4h" }
tell = ["medical_director", "owner"]
message = "impasse"

[message.impasse]
audience = "shared"
text = "$case ($urgency), $level: $asked_of, please help by $reply_by; $days_to_care. Since $since, $bd_waiting."
"""
SHIPPED = (files("scabot_domain.content") / "playbook.toml").read_text(encoding="utf-8")


def book(text: str) -> Book:
    return read_book(text, {"us-federal": shipped_calendar()})


def test_s22_at_an_impasse_the_ball_is_ours_until_the_script_is_sent_and_clinical_until_the_director_speaks() -> None:
    watched = Watched(book=book(SHIPPED + IMPASSE)).do(d.offered, d.rejects())
    began = watched.now - MINUTE
    assert court(watched.case, watched.now) == Court(holder="us", since=began)
    watched.wait("2026-11-23 12:00")
    assert court(watched.case, watched.now).holder == "payer"
    watched.wait("2026-11-24 17:00")
    assert court(watched.case, watched.now) == Court(holder="clinical", since=watched.now)
    watched.do(v.intervenes())
    assert court(watched.case, watched.now).holder == "payer"


def test_a_statement_of_before_answers_no_impasse_of_now() -> None:
    watched = Watched(book=book(SHIPPED + IMPASSE)).do(d.offered, v.intervenes(), d.rejects())
    watched.wait("2026-11-24 17:00")
    assert court(watched.case, watched.now).holder == "clinical"


def out_of_court(watched: Watched) -> list[str]:
    """Return the pings that reach a side which neither has the ball nor is the one that the rule waits for."""
    found = []
    for at, event in enumerate(watched.events):
        if isinstance(event.fact, EscalationSent):
            case = replay(c.KEY, watched.events[:at])
            ball = court(case, event.recorded_at).holder
            waits_on = case.deadlines[event.fact.deadline].armed.waits_on
            about = {ball, waits_on.value}
            sides = {one.side.value for one in event.fact.told if not one.copied and one.role != "owner"}
            owners = waits_on is Waiting.OWNER
            found += [event.fact.deadline for side in sides if side not in {*about, "neutral"} and not owners]
    return found


@settings(max_examples=60, deadline=None)
@for_any(life=LIVES, urgency=st.sampled_from(Urgency))
def test_no_ping_goes_to_a_side_without_the_ball_unless_the_rule_escalates_about_it(
    life: list[int], urgency: Urgency
) -> None:
    assert out_of_court(live(life, urgency)) == []


def test_a_playbook_that_pings_the_wrong_side_would_be_seen() -> None:
    odd = SHIPPED.replace(
        'tell = ["case_manager"]\ncc = ["owner"]\nmessage = "draft_1"', 'tell = ["office_manager"]\nmessage = "draft_1"'
    )
    watched = Watched(book=book(odd)).do(d.agreed)
    watched.wait("2026-12-03 12:00")
    assert out_of_court(watched) == ["draft.1"]
