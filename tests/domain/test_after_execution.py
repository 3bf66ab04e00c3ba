"""P11, P12, S8: what becomes of an agreement that binds, to its end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

import cast as c
import deeds as d
import deeds_after as a
from scabot_domain.case import Stage
from scabot_domain.court import court
from scabot_domain.events import (
    AgreementLoaded,
    AgreementTerminated,
    CareStarted,
    CaseClosed,
    ClaimMismatchFound,
    ClaimPoint,
    ClaimRecorded,
    CoveredBy,
    RenewalOpened,
    TermEnded,
)
from scabot_domain.money.rates import PerDiem
from scabot_domain.refusals import Reason
from scabot_domain.standing import active, covers
from scabot_domain.terms.completeness import warnings
from scabot_domain.terms.sections import AgreedRate
from story import Step, Story, given

IN_CARE = (*a.in_care, a.later(d.notes(), a.CARE_DAY))
CASE_RATE = (*d.requested, d.offers(c.NILS, c.CASE_RATE_45000), *d.executed[4:])


def in_care(history: tuple[Step, ...] = d.executed) -> Story:
    return given(history).at(a.CARE_DAY).and_(d.starts_care(c.CARE_DATE))


def mismatch(story: Story, **claim: object) -> dict[ClaimPoint, tuple[str, str]]:
    outcome = story.when(a.claims(**claim))
    outcome.happens(ClaimRecorded, ClaimMismatchFound)
    found = outcome.events[1].fact
    assert isinstance(found, ClaimMismatchFound)
    assert found.expected.keys() == found.diff.keys()
    return {point: (found.expected[point], found.diff[point]) for point in found.diff}


def test_p12_signed_is_not_loaded_and_the_payer_has_the_ball_until_it_is() -> None:
    story = given(d.executed)
    assert (story.case.loaded, court(story.case, story.now).holder) == (None, "payer")
    fact = AgreementLoaded(loaded_on=date(2026, 11, 23), loaded_by="Provider data team", reference="LOAD-4711")
    case = story.when(a.loads()).then(fact)
    assert (case.loaded, court(case, story.now).holder) == (fact, "nobody")


def test_p12_once_it_is_loaded_nobody_is_warned_that_it_is_not() -> None:
    sentence = "Claims: the payer has not confirmed that it loaded the agreement for claims."
    assert sentence in str(warnings(given(d.executed).case))
    assert "loaded" not in str(warnings(given(d.executed, a.loads()).case))


def test_p12_it_is_loaded_once_and_not_in_the_future() -> None:
    given(d.executed, a.loads()).when(a.loads()).refused(Reason.ALREADY_DONE, what="loaded", loaded_on="2026-11-23")
    given(d.executed).when(a.loads(loaded_on=date(2026, 11, 24))).refused(
        Reason.DATE_IN_FUTURE, loaded_on="2026-11-24", now="2026-11-23"
    )


def test_p11_a_claim_as_agreed_raises_nothing() -> None:
    case = in_care().when(a.claims()).happens(ClaimRecorded)
    assert case.claims["CLM-1"].mismatch is None


@pytest.mark.parametrize(
    ("claim", "point", "expected", "found"),
    [
        ({"code": "99215", "allowed": None, "member_resp": None}, ClaimPoint.CODE, "99214", "99215"),
        ({"units": 13, "allowed": Decimal(45500)}, ClaimPoint.UNITS, "12 left", "13"),
        ({"dos": date(2026, 11, 30)}, ClaimPoint.DATE, "2026-12-01 to 2027-05-31", "2026-11-30"),
        ({"auth_no": "AUTH-2"}, ClaimPoint.AUTHORIZATION, "AUTH-20260001", "AUTH-2"),
        ({"allowed": Decimal("3499.98")}, ClaimPoint.ALLOWED, "$3,500.00", "$3,499.98"),
        ({"member_resp": Decimal("740.02")}, ClaimPoint.PATIENT_SHARE, "at most $740.00", "$740.02"),
        (
            {"carc": "242"},
            ClaimPoint.DENIAL,
            "paid under the agreement",
            "CARC 242 (not provided by network providers)",
        ),
    ],
    ids=lambda value: value.value if isinstance(value, ClaimPoint) else "",
)
def test_p11_each_point_that_is_not_as_agreed_is_named_alone(
    claim: dict[str, object], point: ClaimPoint, expected: str, found: str
) -> None:
    assert mismatch(in_care(), **claim) == {point: (expected, found)}


def test_p11_a_repricers_low_payment_names_the_adjustment_reason_that_was_seen() -> None:
    low = {"allowed": Decimal("120.50"), "member_resp": Decimal(40), "carc": "45"}
    assert mismatch(in_care(), **low) == {
        ClaimPoint.ALLOWED: ("$3,500.00", "$120.50, CARC 45 (the charge exceeds the fee schedule)")
    }
    assert mismatch(in_care(), **{**low, "carc": "P12"})[ClaimPoint.ALLOWED][1] == "$120.50, CARC P12"


@pytest.mark.parametrize("claim", [{"allowed": Decimal("3499.99")}, {"allowed": None, "member_resp": Decimal(9000)}])
def test_p11_a_cent_or_what_nobody_knows_is_no_mismatch(claim: dict[str, object]) -> None:
    in_care().when(a.claims(**claim)).happens(ClaimRecorded)


def test_p11_units_left_count_over_all_claims_and_a_claim_that_comes_again_replaces_itself() -> None:
    in_care().when(a.claims(units=12, allowed=Decimal(42000))).happens(ClaimRecorded)
    story = in_care().and_(a.claims(units=12, allowed=Decimal(42000)))
    assert mismatch(story, claim="CLM-2") == {ClaimPoint.UNITS: ("0 left", "1")}
    story.when(a.claims(units=11, allowed=Decimal(38500))).happens(ClaimRecorded)


def test_p11_a_mismatch_gives_the_payer_the_ball_until_the_claim_is_put_right() -> None:
    story = in_care().and_(a.loads())
    assert court(story.case, story.now).holder == "nobody"
    wrong = story.and_(a.claims(carc="197"))
    assert court(wrong.case, wrong.now).holder == "payer"
    right = wrong.and_(a.claims())
    assert court(right.case, right.now).holder == "nobody"


def test_p11_a_case_rate_is_one_amount_whatever_the_units() -> None:
    story = in_care(CASE_RATE)
    story.when(a.claims(units=3, allowed=Decimal(45000))).happens(ClaimRecorded)
    assert mismatch(story, allowed=Decimal(44000)) == {ClaimPoint.ALLOWED: ("$45,000.00", "$44,000.00")}


@pytest.mark.parametrize(
    "rates",
    [
        (c.MEDICARE_140,),
        (c.BILLED_55,),
        (PerDiem(amount=Decimal(3500), level="ward"), PerDiem(amount=Decimal(5000), level="icu")),
    ],
    ids=["percent of Medicare", "percent of billed", "two levels"],
)
def test_p11_what_needs_a_fee_schedule_is_not_compared_here(rates: tuple[AgreedRate, ...]) -> None:
    history = (*d.requested, d.offers(c.NILS, *rates), *d.executed[4:])
    in_care(history).when(a.claims(allowed=Decimal(1), member_resp=None)).happens(ClaimRecorded)


@pytest.mark.parametrize(
    ("copay", "coinsurance", "share", "fits"),
    [
        (Decimal(40), None, "40.01", True),
        (Decimal(40), None, "40.02", False),
        (None, None, "9000", True),
        (None, Decimal(20), "700", True),
        (None, Decimal(20), "701", False),
    ],
)
def test_s15_the_patient_owes_at_most_copay_and_coinsurance(
    copay: Decimal | None,
    coinsurance: Decimal | None,
    share: str,
    fits: bool,  # noqa: FBT001 - a column
) -> None:
    other = replace(c.COST_SHARE, copay=copay, coinsurance_percent=coinsurance)
    sections = tuple(other if section is c.COST_SHARE else section for section in c.SECTIONS)
    history = (*d.agreed, *(d.sets(c.RUTH, section) for section in sections), *d.executed[len(d.filled) :])
    outcome = in_care(history).when(a.claims(member_resp=Decimal(share)))
    assert (outcome.after.claims["CLM-1"].mismatch is None) == fits


def test_p11_a_claim_without_sections_to_hold_it_against_is_only_recorded() -> None:
    story = in_care()
    replace(story, case=replace(story.case, sections={})).when(a.claims()).happens(ClaimRecorded)


def test_a_claim_is_of_care_that_was_given_under_an_agreement() -> None:
    given(d.executed).when(a.claims()).refused(Reason.DATE_IN_FUTURE, dos="2026-12-11", now="2026-11-23")
    given(a.superseded).at(a.CARE_DAY).when(a.claims()).refused(
        Reason.WRONG_STAGE, stage="superseded", missing="agreement"
    )


@pytest.mark.parametrize("history", [a.closed, a.terminated, a.expired, (*IN_CARE, a.supersedes())], ids=range(4))
def test_i15_claims_are_taken_after_the_end(history: tuple[Step, ...]) -> None:
    case = given(history).at(a.AFTER_FILING).when(a.claims(auth_no=None)).happens(ClaimRecorded)
    assert case.terminal


def test_the_term_ends_at_midnight_of_the_case_after_its_last_day() -> None:
    story = in_care()
    story.at(a.AFTER_TERM - timedelta(seconds=1)).when(a.ends_term()).then()
    case = story.at(a.AFTER_TERM).when(a.ends_term()).then(TermEnded(end=date(2027, 5, 31), used=True))
    assert (case.stage, case.term_ended_on) == (Stage.IN_CARE, date(2027, 5, 31))
    given(a.term_over).at(a.AFTER_FILING).when(a.ends_term()).then()


def test_an_agreement_without_care_expires_with_its_term() -> None:
    case = given(d.executed).at(a.AFTER_TERM).when(a.ends_term()).then(TermEnded(end=date(2027, 5, 31), used=False))
    assert (case.stage, case.terminal, case.end_code) == (Stage.EXPIRED, True, None)


def test_care_of_the_term_that_is_recorded_late_brings_an_expired_case_into_care() -> None:
    late = given(a.expired).at(a.AFTER_TERM + timedelta(days=3))
    case = late.when(d.starts_care(c.CARE_DATE)).then(CareStarted(dos=c.CARE_DATE, covered_by=CoveredBy.EXECUTED))
    assert (case.stage, case.term_ended_on) == (Stage.IN_CARE, date(2027, 5, 31))
    late.when(d.starts_care(date(2027, 6, 1))).refused(
        Reason.OUT_OF_RANGE, field="dos", value="2027-06-01", stage="expired"
    )


def test_the_term_ends_with_the_coverage_if_that_ends_first() -> None:
    story = in_care().and_(a.changes_coverage(ends_on=date(2027, 2, 28)))
    case = story.at(datetime(2027, 3, 1, 6, tzinfo=UTC)).when(a.ends_term()).happens(TermEnded)
    assert case.term_ended_on == date(2027, 2, 28)


def test_without_a_term_nothing_ends() -> None:
    story = in_care().at(a.AFTER_TERM)
    replace(story, case=replace(story.case, sections={})).when(a.ends_term()).then()


@pytest.mark.parametrize(
    ("history", "missing"),
    [
        (IN_CARE, "term_ended"),
        (a.term_over, "claims_paid_or_filing_limit_past"),
        ((*a.term_over, a.later(a.claims(paid=None), a.AFTER_TERM)), "claims_paid_or_filing_limit_past"),
        ((*a.term_over, a.later(a.claims(carc="29"), a.AFTER_TERM)), "claims_that_match"),
    ],
    ids=["in care", "no claim", "an unpaid claim", "a mismatch"],
)
def test_a_case_is_not_closed_before_its_claims_are_settled(history: tuple[Step, ...], missing: str) -> None:
    given(history).at(a.AFTER_TERM).when(d.closes()).refused(Reason.WRONG_STAGE, stage="in_care", missing=missing)


def test_a_case_is_closed_when_its_claims_are_paid() -> None:
    story = given(a.term_over).at(a.AFTER_TERM).and_(a.claims(carc="242"), a.claims())
    assert story.when(d.closes()).then(CaseClosed()).stage is Stage.CLOSED
    story.when(d.closes(c.CLOCK)).happens(CaseClosed)


def test_a_case_is_closed_when_nobody_can_file_any_more() -> None:
    story = given(a.term_over).at(a.AFTER_FILING - timedelta(seconds=1))
    story.when(d.closes()).refused_for(Reason.WRONG_STAGE)
    story.at(a.AFTER_FILING).when(d.closes()).happens(CaseClosed)
    unpaid = story.and_(a.claims(paid=None)).at(a.AFTER_FILING)
    unpaid.when(d.closes()).happens(CaseClosed)
    wrong = story.and_(a.claims(carc="242")).at(a.AFTER_FILING)
    wrong.when(d.closes()).refused_for(Reason.WRONG_STAGE)


def test_without_a_filing_limit_none_is_waited_for() -> None:
    story = given(a.term_over).at(a.AFTER_TERM)
    replace(story, case=replace(story.case, sections={})).when(d.closes()).happens(CaseClosed)


def test_a_side_terminates_the_agreement_and_care_in_progress_runs_out() -> None:
    fact = AgreementTerminated(cause="breach", effective=date(2027, 1, 31), runout=date(2027, 3, 31))
    case = in_care().when(a.terminates(runout=date(2027, 3, 31))).then(fact)
    assert (case.stage, case.terminated, case.end_code) == (Stage.TERMINATED, fact, "breach")
    assert [covers(case, day) for day in (date(2027, 3, 31), date(2027, 4, 1))] == [True, False]
    unused = given(d.executed).when(a.terminates(runout=date(2027, 3, 31))).after
    assert [covers(unused, day) for day in (date(2027, 1, 31), date(2027, 2, 1))] == [True, False]
    plain = in_care().when(a.terminates(c.SAM)).after
    assert [covers(plain, day) for day in (date(2027, 1, 31), date(2027, 2, 1))] == [True, False]


def test_a_termination_is_of_a_day_of_the_term_and_a_run_out_follows_it() -> None:
    given(d.executed).when(a.terminates(effective=date(2026, 11, 30))).refused(
        Reason.OUT_OF_RANGE, field="effective", value="2026-11-30", earliest="2026-12-01"
    )
    given(d.executed).when(a.terminates(runout=date(2027, 1, 30))).refused(
        Reason.OUT_OF_RANGE, field="runout", value="2027-01-30", earliest="2027-01-31"
    )


def test_the_next_agreement_is_negotiated_in_another_case_that_is_named_once() -> None:
    fact = RenewalOpened(new_case=a.NEXT_CASE, from_case=c.KEY)
    assert given(d.executed).when(a.renews()).then(fact).renewed_as == a.NEXT_CASE
    given(d.executed, a.renews()).when(a.renews()).refused(Reason.ALREADY_DONE, what="renewed", new_case="SCA-8RM3N5")
    given(d.executed).when(a.renews(new_case=c.KEY)).refused(
        Reason.BAD_IDENTIFIER, field="new_case", value="SCA-7QK2M4"
    )


def test_s1_active_is_executed_within_the_term_and_authorized() -> None:
    story = in_care()
    assert active(story.case, a.CARE_DAY)
    assert not active(story.case, c.NOW)
    assert not active(story.case, a.AFTER_TERM)
    assert not active(story.and_(a.revokes_authorization(date(2026, 12, 11))).case, story.now + timedelta(days=1))
    assert not active(given(d.half_signed).case, a.CARE_DAY)
    assert not active(story.and_(a.terminates()).case, a.CARE_DAY)
