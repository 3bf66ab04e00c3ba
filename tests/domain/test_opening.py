"""Opening a case, the approval, the request, the acknowledgment."""

from datetime import date

import pytest

import cast as c
import deeds as d
from scabot_domain.case import Stage
from scabot_domain.events import (
    CaseOpened,
    PlaybookPinned,
    RequestAcknowledged,
    RequestReason,
    ScaRequested,
    Urgency,
)
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from story import DIGEST, given, nothing


def test_a_case_opens_under_the_playbook_of_the_day_and_belongs_to_whoever_opened_it() -> None:
    opened = CaseOpened(
        patient_token="SUB-0123456789",  # noqa: S106 - a patient's token, no secret
        payer="Northwind Health Plan",
        provider="Lakeside Transplant Center",
        urgency=Urgency.URGENT,
        care_date=date(2026, 12, 11),
        tz="America/Chicago",
        plan_type="PPO",
        state_law="IL",
        owner=c.RUTH,
    )
    case = (
        nothing().when(d.opens(plan_type="PPO", state_law="IL")).then(opened, PlaybookPinned(version=7, digest=DIGEST))
    )
    assert (case.stage, case.owner, case.plan_type) == (Stage.INTAKE, c.RUTH, "PPO")
    assert (case.payer, case.provider, case.patient_token) == (
        "Northwind Health Plan",
        "Lakeside Transplant Center",
        "SUB-0123456789",
    )
    assert (case.urgency, case.care_date, case.tz) == (Urgency.URGENT, date(2026, 12, 11), "America/Chicago")
    assert (case.book_version, case.book_digest, case.opened_at) == (7, DIGEST, c.NOW)


def test_a_case_may_belong_to_somebody_else() -> None:
    assert nothing().when(d.opens(owner=c.OLGA)).after.owner == c.OLGA


@pytest.mark.parametrize("token", ["", "SUB-1", "SUB-01234567890", "SUB-012345678I", "sub-0123456789", "Jane Doe"])
def test_a_patient_is_known_by_token_only(token: str) -> None:
    nothing().when(d.opens(patient_token=token)).refused(
        Reason.BAD_IDENTIFIER,
        field="patient_token",
        pattern="SUB- and ten characters",
    )


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_case_lives_in_a_known_time_zone(zone: str) -> None:
    nothing().when(d.opens(tz=zone)).refused(Reason.BAD_IDENTIFIER, field="tz", value=zone)


def test_care_is_not_planned_for_a_day_that_has_passed_in_the_cases_zone() -> None:
    nothing().when(d.opens(care_date=date(2026, 11, 22))).refused(
        Reason.OUT_OF_RANGE,
        field="care_date",
        value="2026-11-22",
        earliest="2026-11-23",
    )
    nothing().when(d.opens(care_date=date(2026, 11, 23))).happens(CaseOpened, PlaybookPinned)
    nothing().when(d.opens(care_date=date(2026, 11, 23), tz="Pacific/Kiritimati")).refused(
        Reason.OUT_OF_RANGE,
        field="care_date",
        value="2026-11-23",
        earliest="2026-11-24",
    )


def test_a_case_may_have_no_care_date_yet() -> None:
    assert nothing().when(d.opens(care_date=None)).after.care_date is None


def test_an_authorization_does_not_end_before_it_begins() -> None:
    begins, before = date(2026, 11, 20), date(2026, 11, 19)
    given(d.opened).when(d.records_approval(valid_from=begins, valid_to=before)).refused(
        Reason.OUT_OF_RANGE,
        field="valid_to",
        value="2026-11-19",
        earliest="2026-11-20",
    )
    case = given(d.opened).when(d.records_approval(valid_from=begins, valid_to=begins)).after
    assert case.approval is not None
    assert (case.approval.auth_no, case.approval.valid_to) == ("AUTH-20260001", begins)


def test_s8_the_request_follows_the_approval() -> None:
    given(d.opened).when(d.requests()).refused(Reason.WRONG_STAGE, stage="intake", stages="approved")
    case = (
        given(d.approved)
        .when(d.requests(target_signed_by=date(2026, 12, 4)))
        .then(
            ScaRequested(
                department="Network contracting",
                reason=RequestReason.EXPERTISE,
                target_signed_by=date(2026, 12, 4),
            )
        )
    )
    assert (case.stage, case.requested_at) == (Stage.REQUESTED, given(d.approved).now)


def test_a_target_to_sign_by_has_not_passed() -> None:
    given(d.approved).when(d.requests(target_signed_by=date(2026, 11, 22))).refused(
        Reason.OUT_OF_RANGE,
        field="target_signed_by",
        value="2026-11-22",
        earliest="2026-11-23",
    )
    given(d.approved).when(d.requests(target_signed_by=date(2026, 11, 23))).happens(ScaRequested)


def test_the_payer_acknowledges_the_request_once() -> None:
    acknowledged = given(d.requested).when(d.acknowledges()).then(RequestAcknowledged(expected_by=None))
    assert acknowledged.acknowledged
    given(d.requested, d.acknowledges()).when(d.acknowledges(c.NILS)).refused(Reason.ALREADY_DONE, what="acknowledged")


def test_a_neutral_pa_specialist_may_open_a_case() -> None:
    referring = Actor(team=c.LAKESIDE, user="U0RUTH", role=Role.PA_SPECIALIST, side=Side.NEUTRAL)
    assert nothing().when(d.opens(referring)).after.owner == referring
