"""S1, P5, I15: the start of care, and how cases end and come back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

import cast as c
import deeds as d
import deeds_after as a
from scabot_domain.case import OfferState, Stage
from scabot_domain.events import (
    CareStarted,
    CaseReopened,
    CaseWithdrawn,
    CoveredBy,
    OfferMade,
    ProviderWithdrew,
    ScaDeclined,
)
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from story import Step, given

YESTERDAY = date(2026, 11, 22)


def test_p5_care_before_signature_rests_on_nothing_and_is_at_risk() -> None:
    case = given(d.drafted).when(d.starts_care(YESTERDAY)).then(CareStarted(dos=YESTERDAY, covered_by=CoveredBy.NONE))
    assert (case.stage, case.care_started_on, case.care_at_risk) == (Stage.DRAFT_REVIEW, YESTERDAY, True)


def test_p5_care_before_signature_is_recorded_once() -> None:
    given(d.drafted, d.starts_care(YESTERDAY)).when(d.starts_care(YESTERDAY)).refused(
        Reason.ALREADY_DONE,
        what="care_started",
        dos="2026-11-22",
    )


def test_p5_a_retroactive_term_covers_care_that_began_before_the_signatures() -> None:
    retro = d.sets(c.RUTH, replace(c.TERM, retro_from=date(2026, 11, 20), retro_text=d.RETRO_TEXT))
    papers = (d.confirms(c.RUTH), d.confirms(c.NILS), d.issues(), d.checks())
    signed = (d.approves(c.NILS), d.approves(c.BEN), d.signs(c.SAM), d.signs(c.PRIYA))
    story = given(d.filled, d.starts_care(YESTERDAY), retro, papers, signed)
    case = story.when(d.starts_care(YESTERDAY)).then(CareStarted(dos=YESTERDAY, covered_by=CoveredBy.EXECUTED))
    assert (case.stage, case.care_at_risk) == (Stage.IN_CARE, False)


@pytest.mark.parametrize("dos", [date(2026, 11, 30), date(2027, 6, 1)])
def test_s1_care_outside_the_term_is_not_covered_by_an_executed_agreement(dos: date) -> None:
    later = given(d.executed).at(datetime(2027, 7, 1, tzinfo=UTC))
    case = later.when(d.starts_care(dos)).then(CareStarted(dos=dos, covered_by=CoveredBy.NONE))
    assert (case.stage, case.care_at_risk) == (Stage.EXECUTED, True)


@pytest.mark.parametrize("dos", [date(2026, 12, 1), date(2027, 5, 31)])
def test_the_first_and_the_last_day_of_the_term_are_covered(dos: date) -> None:
    later = given(d.executed).at(datetime(2027, 7, 1, tzinfo=UTC))
    assert later.when(d.starts_care(dos)).after.stage is Stage.IN_CARE


def test_care_that_has_not_begun_cannot_be_recorded() -> None:
    given(d.executed).when(d.starts_care(date(2026, 11, 24))).refused(
        Reason.DATE_IN_FUTURE,
        dos="2026-11-24",
        now="2026-11-23",
    )


ENDINGS = [
    (d.declines(), ScaDeclined(code="network_alternative", appeal_rights=True), Stage.DECLINED),
    (d.walks_away(), ProviderWithdrew(code="rate"), Stage.PROVIDER_WITHDREW),
    (d.withdraws_case(), CaseWithdrawn(code="care_canceled"), Stage.WITHDRAWN),
]


@pytest.mark.parametrize(("ending", "fact", "stage"), ENDINGS, ids=["declined", "walked away", "withdrawn"])
def test_p1_p2_a_case_ends_and_takes_its_open_offers_with_it(ending: Step, fact: ScaDeclined, stage: Stage) -> None:
    case = given(d.offered, d.rejects(), d.offers(c.NILS)).when(ending).then(fact)
    assert (case.stage, case.stage_before_end, case.terminal) == (stage, Stage.NEGOTIATING, True)
    assert [offer.state for offer in case.offers] == [OfferState.REJECTED, OfferState.WITHDRAWN]
    assert case.offers[1].closed_by in (c.NILS, c.BEN, c.RUTH)
    assert case.offers[1].closed_at == given(d.offered, d.rejects(), d.offers(c.NILS)).now


@pytest.mark.parametrize("ending", [d.declines(), d.walks_away()], ids=["declined", "walked away"])
@pytest.mark.parametrize(
    ("history", "stage"),
    [
        (d.opened, Stage.INTAKE),
        (d.approved, Stage.APPROVED),
        (d.requested, Stage.APPROVED),
        (d.offered, Stage.NEGOTIATING),
        (d.reviewed, Stage.NEGOTIATING),
    ],
)
def test_reopening_goes_back_to_what_had_been_reached(ending: Step, history: tuple[Step, ...], stage: Stage) -> None:
    case = (
        given(history, ending)
        .when(d.reopens())
        .then(
            CaseReopened(
                reason="The named network surgeon does not take the case",
                evidence="Letter of 2026-11-24",
            )
        )
    )
    assert (case.stage, case.stage_before_end) == (stage, None)


def test_a_reopened_case_has_no_open_offers_no_approvals_and_no_signatures() -> None:
    case = given(d.half_signed, d.declines(), d.reopens()).case
    assert case.open_offer(Side.PAYER, c.NOW) is None
    assert (case.signatures, case.signers, case.terms_agreed_at) == ({}, {}, None)
    assert case.draft is not None
    assert case.draft.approved_by == frozenset()


def test_a_reopened_case_negotiates_on() -> None:
    given(d.offered, d.declines(), d.reopens()).when(d.offers(c.NILS)).happens(OfferMade)
    given(d.offered, d.declines(), d.reopens()).when(d.accepts()).refused(
        Reason.OFFER_NOT_OPEN,
        offer="OFR-1",
        state="withdrawn",
        at="2026-11-23T16:16:00Z",
    )


@pytest.mark.parametrize("history", [(*d.offered, d.withdraws_case()), a.closed])
def test_i15_what_was_withdrawn_or_closed_does_not_come_back(history: tuple[Step, ...]) -> None:
    given(history).when(d.reopens()).refused_for(Reason.TERMINAL_CASE)
