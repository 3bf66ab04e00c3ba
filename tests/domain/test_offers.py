"""I1, C1, C2, L7: stating terms, and taking them back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

import cast as c
import deeds as d
from scabot_domain.case import OfferState, Stage
from scabot_domain.events import (
    OfferCountered,
    OfferExpired,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferTerms,
    OfferWithdrawn,
    RejectionCode,
)
from scabot_domain.money.rates import PercentOfBilled, PerDiem, Rate, show_rate
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.hashes import offer_hash
from scabot_domain.terms.sections import AgreedRate, Term
from story import Step, given

LAST_INSTANT = datetime(2026, 12, 8, 23, 0, tzinfo=UTC)
"""Tuesday 2026-12-08 17:00 in Chicago: ten business days after Monday 2026-11-23, Thanksgiving left out."""


@pytest.mark.parametrize("rate", [c.MEDICARE_140, c.BILLED_55, c.PER_DIEM_3500, c.CASE_RATE_45000])
def test_s18_to_s21_an_offer_states_a_rate_in_any_of_the_four_models(rate: Rate) -> None:
    terms = OfferTerms(
        offer_id="OFR-1",
        side=Side.PAYER,
        rates=(AgreedRate(rate=rate),),
        expires_at=LAST_INSTANT,
    )
    case = given(d.requested).when(d.offers(c.NILS, rate)).then(OfferMade(terms=terms, offer_hash=offer_hash(terms)))
    assert (case.stage, case.offers[0].hash) == (Stage.NEGOTIATING, offer_hash(terms))


def test_c2_an_offer_stands_ten_business_days_until_five_local_time() -> None:
    assert given(d.offered).case.offers[0].terms.expires_at == LAST_INSTANT


def test_c2_an_offer_may_state_its_own_life() -> None:
    until = c.NOW + timedelta(hours=3)
    assert given(d.requested, d.offers(c.NILS, expires_at=until)).case.offers[0].terms.expires_at == until


def test_an_offer_that_nobody_could_answer_is_refused() -> None:
    story = given(d.requested)
    story.when(d.offers(c.NILS, expires_at=story.now)).refused(
        Reason.OUT_OF_RANGE,
        field="expires_at",
        value="2026-11-23T16:15:00Z",
        now="2026-11-23T16:15:00Z",
    )
    long_ago = d.offers(c.NILS, said_at=c.NOW - timedelta(days=30))
    story.when(long_ago).refused_for(Reason.OUT_OF_RANGE)


def test_an_offer_said_before_the_calendar_begins_is_refused() -> None:
    said_at = datetime(2019, 12, 30, tzinfo=UTC)
    given(d.requested).when(d.offers(c.NILS, said_at=said_at)).refused(
        Reason.OUT_OF_RANGE,
        field="said_at",
        earliest="2020-01-01",
        latest="2040-12-31",
    )


def test_i1_a_newer_offer_of_a_side_supersedes_its_older_one() -> None:
    outcome = given(d.offered).when(d.offers(c.NOOR, c.CASE_RATE_45000))
    case = outcome.happens(OfferMade, OfferSuperseded)
    assert outcome.events[1].fact == OfferSuperseded(offer_id="OFR-1", by="OFR-2")
    assert [(offer.state, offer.superseded_by) for offer in case.offers] == [
        (OfferState.SUPERSEDED, "OFR-2"),
        (OfferState.OPEN, None),
    ]


def test_i1_each_side_may_have_an_open_offer() -> None:
    case = given(d.offered).when(d.offers(c.BEN)).happens(OfferMade)
    assert [offer.state for offer in case.offers] == [OfferState.OPEN, OfferState.OPEN]


def test_i1_a_counter_supersedes_the_offer_it_answers_and_the_own_one() -> None:
    outcome = given(d.offered, d.offers(c.BEN)).when(d.counters(c.NOOR, "OFR-2"))
    case = outcome.happens(OfferCountered, OfferSuperseded, OfferSuperseded)
    assert [event.fact for event in outcome.events[1:]] == [
        OfferSuperseded(offer_id="OFR-2", by="OFR-3"),
        OfferSuperseded(offer_id="OFR-1", by="OFR-3"),
    ]
    assert (case.offers[2].in_reply_to, case.offers[2].terms.side) == ("OFR-2", Side.PAYER)


def test_i1_an_expired_offer_that_nobody_marked_is_superseded_too() -> None:
    story = given(d.offered).at(LAST_INSTANT + timedelta(days=1))
    assert story.when(d.offers(c.NILS)).happens(OfferMade, OfferSuperseded).offers[0].state is OfferState.SUPERSEDED


def test_i2_nobody_counters_their_own_offer() -> None:
    given(d.offered).when(d.counters(c.NOOR)).refused(Reason.OWN_OFFER, offer="OFR-1", side="payer")


def test_an_offer_that_never_was_cannot_be_answered() -> None:
    for step in (d.counters(c.BEN, "OFR-9"), d.rejects(c.BEN, "OFR-9"), d.accepts(c.BEN, "OFR-9")):
        given(d.offered).when(step).refused(Reason.OFFER_NOT_OPEN, offer="OFR-9", state="unknown")


def test_the_recipient_rejects_and_the_negotiation_goes_on() -> None:
    case = given(d.offered).when(d.rejects()).then(OfferRejected(offer_id="OFR-1", code=RejectionCode.RATE_LOW))
    assert (case.stage, case.offers[0].state) == (Stage.NEGOTIATING, OfferState.REJECTED)
    given(d.offered).when(d.rejects(c.NILS)).refused(Reason.OWN_OFFER, offer="OFR-1", side="payer")


def test_the_maker_withdraws_and_nobody_else_does() -> None:
    case = given(d.offered).when(d.withdraws_offer(c.NOOR)).then(OfferWithdrawn(offer_id="OFR-1"))
    assert case.offers[0].state is OfferState.WITHDRAWN
    given(d.offered).when(d.withdraws_offer(c.BEN)).refused(
        Reason.WRONG_SIDE,
        offer="OFR-1",
        side="payer",
        own_side="provider",
    )


@pytest.mark.parametrize(
    ("ending", "state"),
    [(d.rejects(), "rejected"), (d.withdraws_offer(), "withdrawn")],
    ids=["rejected", "withdrawn"],
)
def test_a_closed_offer_cannot_be_answered(ending: Step, state: str) -> None:
    given(d.offered, ending).when(d.accepts()).refused(
        Reason.OFFER_NOT_OPEN,
        offer="OFR-1",
        state=state,
        at="2026-11-23T16:16:00Z",
    )


def test_the_maker_cannot_take_back_what_is_closed() -> None:
    given(d.offered, d.rejects()).when(d.withdraws_offer()).refused(
        Reason.OFFER_NOT_OPEN,
        offer="OFR-1",
        state="rejected",
        at="2026-11-23T16:16:00Z",
    )


def test_an_offer_expires_by_the_word_of_the_clock_after_its_last_instant() -> None:
    given(d.offered).at(LAST_INSTANT).when(d.expires()).then()
    after = given(d.offered).at(LAST_INSTANT + timedelta(microseconds=1)).when(d.expires())
    case = after.then(OfferExpired(offer_id="OFR-1", expires_at=LAST_INSTANT))
    assert case.offers[0].state is OfferState.EXPIRED


def test_a_clock_has_nothing_to_say_about_an_offer_that_was_answered() -> None:
    given(d.agreed).at(LAST_INSTANT + timedelta(days=1)).when(d.expires()).then()
    given(d.requested).when(d.expires()).then()


def test_l7_percent_of_billed_without_a_bound_is_refused_with_the_question_to_ask() -> None:
    given(d.requested).when(d.offers(c.NILS, PercentOfBilled(percent=Decimal(55)))).refused(
        Reason.AMBIGUOUS_TERMS,
        finding="L7",
        rate="55% of billed charges",
        question="What is the cap, or else the charge estimate and the date of the chargemaster it comes from?",
    )


@pytest.mark.parametrize(
    ("bound", "unbounded"),
    [
        ({"cap": Decimal(132_000)}, False),
        ({"charge_estimate": Decimal(240_000), "chargemaster_date": date(2026, 7, 1)}, False),
        ({"charge_estimate": Decimal(240_000)}, True),
        ({"chargemaster_date": date(2026, 7, 1)}, True),
    ],
)
def test_l7_a_cap_or_a_dated_estimate_bounds_percent_of_billed(bound: dict[str, object], *, unbounded: bool) -> None:
    rate = PercentOfBilled(percent=Decimal(55), **bound)  # type: ignore[arg-type]  # pydantic checks the bound
    refusal = given(d.requested).when(d.offers(c.NILS, rate)).refusal
    assert (refusal is not None) is unbounded


LINE_1 = AgreedRate(line_ids=("L1",), rate=c.CASE_RATE_45000)
LINE_2 = AgreedRate(line_ids=("L2",), rate=c.PER_DIEM_3500)
ALL_LINES = AgreedRate(rate=c.MEDICARE_140)
ICU = AgreedRate(rate=PerDiem(amount=Decimal(6000), level="icu"))
STEP_DOWN = AgreedRate(rate=PerDiem(amount=Decimal(3000), level="step_down"))


@pytest.mark.parametrize("rates", [(LINE_1, ALL_LINES), (LINE_1, LINE_1), (ICU, ICU), (ICU, ALL_LINES)])
def test_i3_a_service_is_paid_by_one_rate(rates: tuple[AgreedRate, ...]) -> None:
    given(d.requested).when(d.offers(c.NILS, *rates)).refused(
        Reason.AMBIGUOUS_TERMS,
        finding="L16",
        rate=show_rate(rates[0].rate),
        other_rate=show_rate(rates[1].rate),
        question="Which one rate pays each service?",
    )


@pytest.mark.parametrize("rates", [(LINE_1, LINE_2), (ICU, STEP_DOWN)])
def test_rates_for_different_lines_or_levels_stand_side_by_side(rates: tuple[AgreedRate, ...]) -> None:
    given(d.requested).when(d.offers(c.NILS, *rates)).happens(OfferMade)


def test_a_rate_names_lines_of_the_scope() -> None:
    scoped = given(d.requested, d.sets(c.RUTH, c.SCOPE))
    scoped.when(d.offers(c.NILS, LINE_1)).happens(OfferMade)
    scoped.when(d.offers(c.NILS, LINE_2)).refused(Reason.BAD_IDENTIFIER, field="line_ids", value="L2", known="L1")


def test_a_proposed_term_may_be_one_day_long() -> None:
    one_day = Term(effective=date(2026, 12, 2), end=date(2026, 12, 2))
    given(d.requested).when(d.offers(c.NILS, term=one_day)).happens(OfferMade)


def test_a_proposed_term_does_not_end_before_it_begins() -> None:
    backward = Term(effective=date(2026, 12, 2), end=date(2026, 12, 1))
    given(d.requested).when(d.offers(c.NILS, term=backward)).refused(
        Reason.OUT_OF_RANGE,
        field="end",
        value="2026-12-01",
        earliest="2026-12-02",
    )
