"""Histories to replay, and the shortest way to replay them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import cast as c
import clean
import deeds as d
import deeds_after as a
import deeds_parties as p
import lines as bl
import voices as v
from approvers import because, drops_held, held, releases
from domain.by_the_clock import Watched
from scabot.audit.question import Eyes, Question
from scabot.audit.replay import Retelling, retell
from scabot_domain.events import CaseEvent
from scabot_domain.terms.amended import LineUnits
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


def around_and_after() -> tuple[Story, ...]:
    """Return stories in which the ground of an agreement moves, it is amended, held against claims, and ends."""
    lapsing = given(d.half_signed, a.asks_to_waive(rule="hold_harmless", acknowledgment="FORM-17"))
    amending = given(
        a.amended, a.amends(c.NILS, units=(LineUnits(line_id="L1", units_max=20),)), a.drops(amendment="AMD-2")
    )
    return (
        lapsing.and_(
            a.waives(rule="hold_harmless"), a.revokes_authorization(), a.changes_coverage(new_payer="Southgate")
        ),
        given(d.half_signed, a.extends_authorization(date(2027, 9, 30), a.RECODED), a.supersedes(new_case=a.NEXT_CASE)),
        given(d.requested).at(a.AFTER_FILING).and_(a.changes_authorization()),
        amending.and_(a.loads(), a.renews())
        .at(a.CARE_DAY)
        .and_(a.claims(), a.claims(claim="CLM-2", carc="45", paid=None)),
        given(a.in_care).at(a.CARE_DAY).and_(a.claims(carc="242"), a.terminates(runout=date(2027, 3, 31))),
        given(a.expired),
        given(d.opens(continues=a.NEXT_CASE)),
    )


def told_beside() -> Story:
    """Return a case of people on the phone, with every fact beside the offers."""
    limit = v.assigns_contact(c.OLGA, authority_limit=45_000)
    people = (v.assigns_contact(), limit, v.assigns_owner(), v.logs_attempt(), v.verifies_eligibility())
    figures = (v.requests_benchmark(), v.shares_benchmark(), v.assumes(), v.intervenes())
    said = (v.records_verbal(), v.records_statement(), v.by_phone(d.offers(c.NILS)), v.confirms_entry(), v.holds())
    return given(d.requested, people, figures, said, v.corrects(ref=4), v.resumes())


def withheld() -> Story:
    """Return a case in which an offer is held and released, the answer is held and dropped, and the next goes stale."""
    cheap = because(d.counters(c.BEN, "OFR-1", replace(c.MEDICARE_140, percent=Decimal(100))))
    again = because(d.offers(c.NILS, c.MEDICARE_140))
    return given(held, releases(), cheap, drops_held(c.SAM), again, d.accepts(c.BEN))


def checked() -> Story:
    """Return a case whose draft deviates, is found out, redlined, and found clean by another person."""
    planted = d.checks(c.CARA, read={"rate-1-percent": "135", "hold-harmless": "no", "payer-id": "", "late-fee": "9"})
    text = "Paid at 140 %, dated 11/23/2026, fee $75.\nNo term: 40."
    scanned = d.checks(c.SAM, text=text, set_aside=("11/23/2026",))
    return given(clean.complete, d.issues(), planted, d.redlines(material=False), scanned, d.checks(c.OLGA))


def by_line() -> Story:
    """Return a case in which lines are agreed one by one, one of them on the phone, and one is reopened."""
    return given(
        *(bl.offered, d.accepts(c.BEN, lines=("L1",)), d.withdraws_offer()),
        *(d.offers(c.BEN, bl.LINE_2, bl.LINE_3, all_or_nothing=True), v.by_phone(d.accepts(c.NILS, "OFR-2"))),
        *(v.confirms_entry(), d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",)), d.accepts(c.BEN, "OFR-3")),
        *(d.offers(c.NILS, bl.LINE_1, reopens=("all",)), d.rejects(c.BEN, "OFR-4")),
    )


def everything_that_can_happen() -> list[list[CaseEvent]]:
    """Return histories that the rules allow and that hold events of every kind between them."""
    argued = given(d.requested, d.acknowledges(), d.offers(c.NILS), d.counters(), d.rejects(c.NILS, "OFR-2"))
    stories: tuple[Story, ...] = (
        given(a.closed),
        given(d.executed, d.starts_care(date(2026, 11, 23))),
        argued.and_(d.marks_stalled(), d.clears_stall(), d.walks_away()),
        given(d.offered, d.withdraws_offer(), d.declines(), d.reopens(), d.notes()),
        given(d.offered, d.withdraws_case()),
        given(d.drafted, d.redlines(material=True)),
        told_beside(),
    )
    stories = (*stories, *around_and_after(), checked())
    unanswered = Watched().do(d.offered)
    unanswered.wait("2026-12-22 12:00")
    moving = Watched().do(d.executed)
    timed = (stalled(), unanswered.events, moving.events)
    late = (withheld(), given(p.executed), by_line())
    return [*(list(story.events) for story in stories), *timed, *(list(story.events) for story in late)]
