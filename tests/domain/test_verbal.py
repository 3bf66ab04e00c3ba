"""S9, S9a-S9d, P5, P9: a verbal yes takes every answer, is backed by a letter, and covers care while it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest

import cast as c
import deeds as d
import voices as v
from domain.by_the_clock import Watched
from scabot_domain.case import Stage
from scabot_domain.events import CareStarted, CoveredBy, EntryConfirmed, OfferMade, StatementRecorded
from scabot_domain.facts.voicing import PatientCost, ReadBack, VerbalRate, VerbalScope
from scabot_domain.parties import Side
from scabot_domain.playbook import read_book
from scabot_domain.readback import read_back_letter
from scabot_domain.refusals import Reason
from scabot_domain.workdays import shipped_calendar
from story import given

EACH = ("scope", "rate", "guarantee", "in_network_copay_only", "copay_confirmed", "no_liability", "rep", "call_ref")
TODAY = c.NOW.date()


def test_s9_a_verbal_yes_keeps_every_answer() -> None:
    story = given(d.requested)
    case = story.when(v.records_verbal(scope=VerbalScope.REFILLS, rate=VerbalRate.CALCULATED)).after
    assert case.verbal is not None
    assert (case.verbal.scope, case.verbal.rate, case.verbal.guarantee) == (
        VerbalScope.REFILLS,
        VerbalRate.CALCULATED,
        True,
    )
    assert case.verbal.patient_cost == PatientCost(in_network_copay_only=True, confirmed=True, no_liability=True)
    assert (case.verbal.rep, case.verbal.call_ref, case.verbal.said_at) == ("Rep 12", v.PHONE, story.now)
    assert case.stage is Stage.REQUESTED


@pytest.mark.parametrize("missing", [*EACH, "expires_at"])
def test_s9_each_answer_missing_alone_is_refused(missing: str) -> None:
    given(d.requested).when(v.records_verbal(c.RUTH, **{missing: None})).refused(
        Reason.VERBAL_INCOMPLETE, missing=missing
    )


@pytest.mark.parametrize("missing", ["guarantee", "in_network_copay_only", "copay_confirmed", "no_liability"])
def test_s9_a_no_where_only_a_yes_protects_the_patient_is_no_yes(missing: str) -> None:
    given(d.requested).when(v.records_verbal(c.RUTH, **{missing: False})).refused(
        Reason.VERBAL_INCOMPLETE, missing=missing
    )


@pytest.mark.parametrize("scope", list(VerbalScope))
def test_s9a_how_far_the_yes_reaches_is_kept_as_one_of_three_choices(scope: VerbalScope) -> None:
    case = given(d.requested).when(v.records_verbal(scope=scope)).after
    assert case.verbal is not None
    assert case.verbal.scope is scope
    assert [one.value for one in VerbalScope] == ["this_visit", "refills", "follow_ups"]


def test_s9b_a_rate_without_a_guarantee_of_payment_is_no_yes() -> None:
    story = given(d.requested)
    story.when(v.records_verbal(guarantee=False)).refused(Reason.VERBAL_INCOMPLETE, missing="guarantee")
    story.when(v.records_verbal(rate=None)).refused(Reason.VERBAL_INCOMPLETE, missing="rate")
    yes = story.when(v.records_verbal(rate=VerbalRate.CALCULATED)).after.verbal
    assert yes is not None
    assert (yes.rate, yes.guarantee) == (VerbalRate.CALCULATED, True)


def test_s9c_the_patients_cost_takes_three_answers() -> None:
    story = given(d.requested)
    nothing_of_it = v.records_verbal(in_network_copay_only=None, copay_confirmed=None, no_liability=None)
    story.when(nothing_of_it).refused(
        Reason.VERBAL_INCOMPLETE, missing="in_network_copay_only, copay_confirmed, no_liability"
    )
    yes = story.when(v.records_verbal()).after.verbal
    assert yes is not None
    assert yes.patient_cost == PatientCost(in_network_copay_only=True, confirmed=True, no_liability=True)


def test_s9_all_that_is_missing_is_named_at_once() -> None:
    given(d.requested).when(v.records_verbal(scope=None, guarantee=None)).refused(
        Reason.VERBAL_INCOMPLETE, missing="scope, guarantee"
    )


def test_s9_a_yes_that_is_over_when_it_is_given_is_refused() -> None:
    story = given(d.requested)
    story.when(v.records_verbal(expires_at=story.now)).refused(
        Reason.OUT_OF_RANGE,
        field="expires_at",
        value="2026-11-23T16:15:00Z",
        said_at="2026-11-23T16:15:00Z",
    )


def test_s9d_a_verbal_yes_waits_to_be_read_back_to_the_payer() -> None:
    story = given(d.requested, v.records_verbal())
    assert [(entry.side, entry.fact) for entry in story.case.unconfirmed] == [(Side.PAYER, story.case.verbal)]
    story.when(v.clicks(c.RUTH)).refused(Reason.WRONG_SIDE, side="payer", own_side="provider")
    story.when(v.clicks(c.CARA)).happens(EntryConfirmed)
    story.when(v.confirms_entry(how=ReadBack.LETTER)).happens(EntryConfirmed)


def test_s9d_the_letter_names_the_terms_in_writing() -> None:
    case = given(d.requested, v.records_verbal(scope=VerbalScope.FOLLOW_UPS, rate_words="140 % of Medicare")).case
    assert case.verbal is not None
    assert read_back_letter(case, case.verbal) == LETTER


def test_s1_the_letter_of_a_bare_yes_says_that_it_is_no_coverage() -> None:
    case = given(d.requested, v.records_verbal()).case
    assert case.verbal is not None
    letter = read_back_letter(case, case.verbal)
    assert "2. Rate: usual and customary. Payment is guaranteed.\n" in letter
    assert "until it is signed, this is not coverage" in letter


LETTER = """\
CONFIRMATION OF VERBAL TERMS

Case SCA-7QK2M4

To: Northwind Health Plan

For: Lakeside Transplant Center

On Mon 2026-11-23 10:15 CST your representative Rep 12 told us by telephone, call reference CALL-0042:

1. Scope: this fill or visit, and its follow-ups, for the one patient on file under SUB-0123456789.

2. Rate: usual and customary, as stated: 140 % of Medicare. Payment is guaranteed.

3. Patient: the in-network copay only, as confirmed on the call. \
The patient is not liable for the full amount and receives no balance bill.

This yes stands until Wed 2026-12-23 10:15 CST.

Please tell us at once if any of this is not what was said. \
A written single-case agreement with the same terms is to follow; until it is signed, this is not coverage.
"""


def test_p5_care_under_a_verbal_yes_is_covered_by_it_and_at_risk_all_the_same() -> None:
    case = (
        given(d.requested, v.records_verbal())
        .when(d.starts_care(TODAY))
        .then(CareStarted(dos=TODAY, covered_by=CoveredBy.VERBAL))
    )
    assert (case.stage, case.care_at_risk) == (Stage.REQUESTED, True)


def test_p5_care_without_any_yes_is_covered_by_nothing() -> None:
    given(d.requested).when(d.starts_care(TODAY)).then(CareStarted(dos=TODAY, covered_by=CoveredBy.NONE))


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2026, 11, 22), CoveredBy.NONE),
        (date(2026, 11, 23), CoveredBy.VERBAL),
        (date(2026, 11, 25), CoveredBy.VERBAL),
        (date(2026, 11, 26), CoveredBy.NONE),
    ],
)
def test_p5_a_verbal_yes_covers_from_the_day_it_was_said_to_the_day_it_ends(day: date, covered: CoveredBy) -> None:
    until = datetime(2026, 11, 26, 5, 59, tzinfo=UTC)
    story = given(d.requested, v.records_verbal(expires_at=until)).at(c.NOW + timedelta(days=5))
    story.when(d.starts_care(day)).then(CareStarted(dos=day, covered_by=covered))


def test_p5_a_verbal_yes_that_was_never_given_covers_nothing() -> None:
    story = given(d.requested, v.records_verbal(), v.strikes())
    assert story.case.verbal is None
    story.when(d.starts_care(TODAY)).then(CareStarted(dos=TODAY, covered_by=CoveredBy.NONE))


def test_p5_the_executed_agreement_comes_before_a_verbal_yes() -> None:
    story = given(
        d.requested, v.records_verbal(), d.offers(c.NILS), d.accepts(), *d.complete[5:], *d.executed[len(d.complete) :]
    )
    case = (
        story.at(d.CARE_DAY)
        .when(d.starts_care(c.CARE_DATE))
        .then(CareStarted(dos=c.CARE_DATE, covered_by=CoveredBy.EXECUTED))
    )
    assert (case.stage, case.care_at_risk) == (Stage.IN_CARE, False)


def test_a_statement_is_kept_and_cannot_be_accepted() -> None:
    case = (
        given(d.requested)
        .when(v.records_statement())
        .then(StatementRecorded(side=Side.PAYER, said="The usual rate", findings=("L17",)))
    )
    assert (case.offers, case.stage) == ((), Stage.REQUESTED)


def test_a_statement_stops_no_clock() -> None:
    watched = Watched().do(d.offered)
    before = dict(watched.case.deadlines)
    watched.do(v.records_statement(side=Side.PROVIDER))
    assert watched.case.deadlines == before
    assert [type(event.fact) for event in watched.events[-1:]] == [StatementRecorded]
    assert not any(isinstance(event.fact, OfferMade) for event in watched.events[-1:])


BOOK = """
playbook = { name = "verbal", version = 1, calendar = "us-federal" }
[ladder]
routine = { ack = "1bd", hold = "2bd", promise = "5bd", gap = "1bd" }
urgent = { ack = "4h", hold = "1bd", promise = "2bd", gap = "4h" }
emergency = { ack = "1h", hold = "4h", promise = "24h", gap = "1h" }
[rule.verbal]
kind = "after"
title = "A verbal yes is put in writing"
topic = "paper"
waits_on = "payer"
starts = [{ event = "verbal-terms-recorded" }]
ends = [{ event = "agreement-executed" }]
ends_with = "the agreement is executed"
[[rule.verbal.level]]
at = { routine = "1bd", urgent = "1bd", emergency = "1bd" }
tell = ["owner"]
message = "verbal_1"
[[rule.verbal.level]]
at = { routine = "5bd", urgent = "5bd", emergency = "5bd" }
tell = ["case_manager"]
message = "verbal_1"
[[rule.verbal.level]]
at = { routine = "10bd", urgent = "10bd", emergency = "10bd" }
tell = ["compliance", "owner"]
message = "verbal_1"
[message.verbal_1]
audience = "shared"
text = "$case: a verbal yes waits for a written agreement."
"""


def test_p9_a_verbal_yes_without_a_written_agreement_is_level_3_after_ten_business_days() -> None:
    watched = Watched(book=read_book(BOOK, {"us-federal": shipped_calendar()})).do(d.requested, v.records_verbal())
    pings = watched.wait("2026-12-08 17:00")
    assert [(ping.rule, ping.level) for ping in pings] == [("verbal", 1), ("verbal", 2), ("verbal", 3)]
    assert pings[-1].due == datetime(2026, 12, 8, 23, tzinfo=UTC)


def test_p9_the_executed_agreement_ends_the_wait() -> None:
    watched = Watched(book=read_book(BOOK, {"us-federal": shipped_calendar()})).do(d.requested, v.records_verbal())
    watched.do(d.offers(c.NILS), d.accepts(), *d.executed[len(d.agreed) :])
    assert watched.case.deadlines == {}
