"""Histories to replay, and the shortest way to replay them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import cast as c
import deeds as d
import voices as v
from domain.by_the_clock import Watched, local
from scabot.audit.question import Eyes, Question
from scabot.audit.replay import Retelling, retell
from scabot_domain.events import CaseEvent
from story import Story, given

ZONE = ZoneInfo(c.ZONE)
NAMES = {(person.team, person.user): person.name for person in c.DIRECTORY.people}
HOUR = timedelta(hours=1)


def leaf(version: int) -> bytes:
    """Return a leaf that belongs to a version."""
    return hashlib.sha256(f"{version}".encode()).digest()


def retold(events: Sequence[CaseEvent], eyes: Eyes = Eyes.ALL, **limits: datetime | int) -> Retelling:
    """Replay a history of the cast."""
    question = Question(eyes=eyes, **limits)  # type: ignore[arg-type]  # limits by name
    return retell(events, question, ZONE, leaves={event.version: leaf(event.version) for event in events}, names=NAMES)


def moved(event: CaseEvent, *, said: datetime | None = None, recorded: datetime | None = None) -> CaseEvent:
    """Return an event said or recorded at other times."""
    return replace(event, occurred_at=said or event.occurred_at, recorded_at=recorded or event.recorded_at)


def stalled() -> list[CaseEvent]:
    """Return a case that waits for its draft: pings on two levels, one taken on late, and care coming near."""
    watched = Watched().do(d.agreed)
    watched.wait("2026-12-15 12:00")
    watched.acknowledge(c.CARA, "draft.1", expected_by=date(2026, 12, 17))
    watched.wait("2026-12-22 12:00")
    return watched.events


def told_beside() -> Story:
    """Return a case of people on the phone, with every fact beside the offers."""
    limit = v.assigns_contact(c.OLGA, authority_limit=45_000)
    people = (v.assigns_contact(), limit, v.assigns_owner(), v.logs_attempt(), v.verifies_eligibility())
    figures = (v.requests_benchmark(), v.shares_benchmark(), v.assumes(), v.intervenes())
    said = (v.records_verbal(), v.records_statement(), v.by_phone(d.offers(c.NILS)), v.confirms_entry(), v.holds())
    return given(d.requested, people, figures, said, v.corrects(ref=4), v.resumes())


def everything_that_can_happen() -> list[list[CaseEvent]]:
    """Return histories that the rules allow and that hold events of every kind between them."""
    argued = given(d.requested, d.acknowledges(), d.offers(c.NILS), d.counters(), d.rejects(c.NILS, "OFR-2"))
    stories = (
        given(d.executed, d.starts_care(date(2026, 11, 23))).at(local("2027-06-02 12:00")).and_(d.closes()),
        argued.and_(d.marks_stalled(), d.clears_stall(), d.walks_away()),
        given(d.offered, d.withdraws_offer(), d.declines(), d.reopens(), d.notes()),
        given(d.offered, d.withdraws_case()),
        given(d.drafted, d.redlines(material=True)),
        told_beside(),
    )
    unanswered = Watched().do(d.offered)
    unanswered.wait("2026-12-22 12:00")
    moving = Watched().do(d.executed)
    return [*(list(story.events) for story in stories), stalled(), unanswered.events, moving.events]
