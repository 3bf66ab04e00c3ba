"""C9, P8, I3: an offer is accepted by line; what is agreed stays so; terms are agreed once every line is."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

import cast as c
import deeds as d
import lines as bl
from scabot_domain.case import OfferState, Stage
from scabot_domain.covering import locks, partial
from scabot_domain.decide.legal import legal_now
from scabot_domain.events import (
    OfferAccepted,
    OfferExpired,
    OfferSuperseded,
    OfferWithdrawn,
    SectionSet,
    TermsAgreed,
)
from scabot_domain.money.rates import PercentOfBilled
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.agreed import AgreedRate, DollarOf, LesserOf, StopLoss
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.sections import Reimbursement
from story import Story, given


def test_p8_c9_a_part_of_an_offer_is_accepted_and_the_rest_stays_open() -> None:
    story = given(bl.offered)
    accepted = OfferAccepted(offer_id="OFR-1", offer_hash=story.case.offers[0].hash, line_ids=("L1", "L3"))
    case = story.when(d.accepts(c.BEN, lines=("L1", "L3"))).then(accepted)
    assert (case.stage, partial(case), locks(case)) == (Stage.NEGOTIATING, True, {"L1": "OFR-1", "L3": "OFR-1"})
    assert (bl.left(case), case.offers[0].state, case.sections.get(5)) == (["L2"], OfferState.OPEN, None)


def test_i3_the_last_line_agrees_the_terms_as_they_were_offered() -> None:
    outcome = given(bl.half).when(d.accepts(c.BEN))
    case = outcome.happens(OfferAccepted, SectionSet, TermsAgreed)
    rates = Reimbursement(offer_id="OFR-1", rates=(bl.LINE_1, bl.LINE_2, bl.LINE_3))
    assert outcome.events[0].fact == OfferAccepted(offer_id="OFR-1", offer_hash=case.offers[0].hash, line_ids=("L2",))
    assert outcome.events[1].fact == SectionSet(content=rates)
    assert (case.stage, case.offers[0].state, partial(case)) == (Stage.TERMS_AGREED, OfferState.ACCEPTED, False)
    at_once = given(bl.offered, d.accepts(c.BEN)).case
    assert terms_hash(case) == terms_hash(at_once)


def test_an_acceptance_of_everything_names_no_lines_and_one_of_the_rest_does() -> None:
    whole = given(bl.offered).when(d.accepts(c.BEN, lines=("L3", "L2", "L1"))).events[0].fact
    assert isinstance(whole, OfferAccepted)
    assert whole.line_ids is None


def test_i3_a_line_of_another_offer_completes_the_terms() -> None:
    story = given(bl.half, d.offers(c.BEN, bl.fee(170, "L2")))
    outcome = story.when(d.accepts(c.NILS, "OFR-2"))
    case = outcome.happens(OfferAccepted, OfferSuperseded, SectionSet, TermsAgreed)
    assert outcome.events[1].fact == OfferSuperseded(offer_id="OFR-1", by="OFR-2")
    rates = (bl.LINE_1, bl.LINE_3, bl.fee(170, "L2"))
    assert case.sections[5].content == Reimbursement(offer_id="OFR-1, OFR-2", rates=rates)


def test_c9_a_rate_for_several_lines_is_agreed_for_those_accepted() -> None:
    each = given(bl.scoped, d.offers(c.NILS, bl.fee(100, "L1", "L2", "L3")), d.accepts(c.BEN, lines=("L1", "L3")))
    case = each.and_(d.offers(c.BEN, bl.LINE_2), d.accepts(c.NILS, "OFR-2")).case
    assert case.sections[5].content == Reimbursement(
        offer_id="OFR-1, OFR-2", rates=(bl.fee(100, "L1", "L3"), bl.LINE_2)
    )
    all_lines = given(bl.scoped, d.offers(c.NILS, bl.fee(100)), d.accepts(c.BEN, lines=("L2",)))
    assert (locks(all_lines.case), bl.left(all_lines.case)) == ({"L2": "OFR-1"}, ["L1", "L3"])
    assert all_lines.and_(d.accepts(c.BEN)).case.sections[5].content == Reimbursement(
        offer_id="OFR-1", rates=(bl.fee(100),)
    )


def test_c9_an_all_lines_rate_beside_another_offer_says_which_lines_it_pays() -> None:
    story = given(
        bl.half, d.offers(c.BEN, bl.fee(170), reopens=("all",)), d.accepts(c.NILS, "OFR-2", lines=("L1", "L2"))
    )
    assert (bl.left(story.case), partial(story.case)) == (["L3"], True)
    story = story.and_(d.withdraws_offer(c.BEN, "OFR-2"))
    assert story.case.sections[5].content == Reimbursement(
        offer_id="OFR-1, OFR-2", rates=(bl.LINE_3, bl.fee(170, "L1", "L2"))
    )


@pytest.mark.parametrize("ending", ["withdrawn", "expired", "superseded", "rejected"])
def test_c9_what_is_agreed_outlives_the_offer(ending: str) -> None:
    story = given(bl.half)
    endings = {
        "withdrawn": story.when(d.withdraws_offer()),
        "expired": story.at(bl.LATER).when(d.expires()),
        "superseded": story.when(d.offers(c.NILS, bl.fee(155, "L2"))),
        "rejected": story.when(d.rejects()),
    }
    case = endings[ending].after
    assert (case.offers[0].state.value, locks(case)) == (ending, {"L1": "OFR-1", "L3": "OFR-1"})
    assert (case.stage, bl.left(case), partial(case)) == (Stage.NEGOTIATING, ["L2"], True)


def test_c1_what_is_left_of_an_offer_can_be_accepted_until_its_last_instant() -> None:
    story = given(bl.half)
    story.at(bl.LATER - timedelta(minutes=1)).when(d.accepts(c.BEN)).happens(OfferAccepted, SectionSet, TermsAgreed)
    story.at(bl.LATER).when(d.accepts(c.BEN)).refused_for(Reason.OFFER_NOT_OPEN)
    story.at(bl.LATER).when(d.expires()).happens(OfferExpired)


def test_c9_an_agreed_line_keeps_its_terms_in_a_new_offer() -> None:
    story = given(bl.half)
    story.when(d.offers(c.NILS, bl.CHEAPER_1, bl.LINE_2)).refused(Reason.LINES_LOCKED, lines="L1", offers="OFR-1")
    story.when(d.counters(c.BEN, "OFR-1", bl.CHEAPER_1)).refused(Reason.LINES_LOCKED, lines="L1", offers="OFR-1")
    story.when(d.offers(c.NILS, bl.fee(99))).refused(Reason.LINES_LOCKED, lines="L1, L3", offers="OFR-1")
    story.when(d.offers(c.NILS, bl.fee(155, "L2"), cap_total=Decimal(9000))).refused(
        Reason.LINES_LOCKED, field="cap_total", lines="L1, L3", offers="OFR-1"
    )


@pytest.mark.parametrize(
    "changed",
    [
        replace(bl.LINE_1, wrappers=(LesserOf(other=c.BILLED_55),)),
        replace(bl.LINE_1, note="as before"),
        replace(bl.LINE_1, line_ids=("L1", "L2"), rate=c.MEDICARE_140),
    ],
)
def test_c9_wrappers_and_everything_else_of_the_rate_lock_as_well(changed: AgreedRate) -> None:
    given(bl.half).when(d.offers(c.NILS, changed)).refused_for(Reason.LINES_LOCKED)


def test_an_offer_may_repeat_what_is_agreed_but_must_offer_something_else() -> None:
    story = given(bl.half)
    story.when(d.offers(c.NILS, bl.LINE_1)).refused(Reason.LINES_LOCKED, lines="L1", offers="OFR-1")
    repeated = story.and_(d.offers(c.NILS, bl.LINE_1, bl.fee(155, "L2")))
    case = repeated.when(d.accepts(c.BEN, "OFR-2")).after
    assert case.sections[5].content == Reimbursement(
        offer_id="OFR-1, OFR-2", rates=(bl.LINE_1, bl.LINE_3, bl.fee(155, "L2"))
    )
    repeated.when(d.accepts(c.BEN, "OFR-2", lines=("L1",))).refused(Reason.LINES_LOCKED, lines="L1", offers="OFR-1")


def test_i18_of_two_acceptances_of_a_line_the_loser_is_told_on_which_offer_it_is_agreed() -> None:
    given(bl.half).when(d.accepts(c.BEN, lines=("L1", "L2"))).refused(Reason.LINES_LOCKED, lines="L1", offers="OFR-1")
    given(bl.half).when(d.accepts(c.BEN, lines=("L9",))).refused(
        Reason.BAD_IDENTIFIER, field="line_ids", value="L9", known="L1, L2, L3"
    )


CAPPED = replace(c.BILLED_55, cap=Decimal(50_000))
STOP = StopLoss(pays_from=DollarOf.FIRST, threshold=Decimal(300_000), percent=Decimal(50))
PAIR = ("L1", "L2")


@pytest.mark.parametrize(
    "together",
    [
        bl.BOTH,
        replace(bl.BOTH, rate=c.PER_DIEM_3500),
        replace(bl.BOTH, rate=CAPPED),
        replace(bl.BOTH, rate=c.MEDICARE_140, wrappers=(STOP,)),
        replace(bl.BOTH, rate=c.MEDICARE_140, wrappers=(LesserOf(other=c.CASE_RATE_45000),)),
    ],
    ids=["case rate", "per diem", "capped charges", "stop loss", "lesser of a case rate"],
)
def test_c9_one_amount_for_several_lines_is_indivisible(together: AgreedRate) -> None:
    story = given(bl.scoped, d.offers(c.NILS, together, bl.LINE_3))
    for part in (("L1",), ("L2", "L3")):
        story.when(d.accepts(c.BEN, lines=part)).refused(Reason.ALL_OR_NOTHING, offer="OFR-1", lines="L1, L2")
    story.when(d.accepts(c.BEN, lines=PAIR)).happens(OfferAccepted)
    story.when(d.accepts(c.BEN, lines=("L3",))).happens(OfferAccepted)


def test_c9_charges_without_a_cap_are_paid_line_by_line() -> None:
    assert isinstance(c.BILLED_55, PercentOfBilled)
    story = given(bl.scoped, d.offers(c.NILS, replace(bl.BOTH, rate=c.BILLED_55)))
    story.when(d.accepts(c.BEN, lines=("L1",))).happens(OfferAccepted)


@pytest.mark.parametrize("more", [{"all_or_nothing": True}, {"cap_total": Decimal(9000)}])
def test_c9_an_offer_that_is_one_whole_is_accepted_as_one(more: dict[str, Any]) -> None:
    story = given(bl.scoped, d.offers(c.NILS, bl.LINE_1, bl.LINE_2, **more))
    story.when(d.accepts(c.BEN, lines=("L1",))).refused(Reason.ALL_OR_NOTHING, offer="OFR-1", lines="L1, L2")
    case = story.when(d.accepts(c.BEN)).happens(OfferAccepted)
    assert (bl.left(case), case.offers[0].state) == (["L3"], OfferState.ACCEPTED)


def test_c9_an_offer_about_services_that_nobody_has_listed_is_one_whole() -> None:
    given(d.requested, d.offers(c.NILS, bl.fee(100))).when(d.accepts(c.BEN, lines=("L1",))).refused(
        Reason.BAD_IDENTIFIER, field="line_ids", value="L1", known="all"
    )


def test_c5_what_an_offer_reopens_and_that_it_is_one_whole_are_in_its_hash() -> None:
    story = given(bl.half)
    told = [
        story.and_(d.offers(c.BEN, bl.CHEAPER_1, bl.LINE_2, **more)).case.offers[-1]
        for more in (
            {"reopens": ("L1",)},
            {"reopens": ("L1",), "all_or_nothing": True},
            {"reopens": ("all",)},
        )
    ]
    assert len({offer.hash for offer in told}) == 3
    assert [offer.terms.reopens for offer in told] == [("L1",), ("L1",), ("all",)]


def test_terms_beside_the_rates_are_agreed_with_the_whole_offer_only() -> None:
    fee = bl.LINE_1.rate
    story = given(bl.scoped, d.offers(c.NILS, bl.LINE_1, bl.LINE_2, bl.LINE_3, term=c.TERM, default_rate=fee))
    other = story.and_(d.accepts(c.BEN, lines=("L1", "L2")), d.offers(c.BEN, bl.LINE_3), d.accepts(c.NILS, "OFR-2"))
    assert isinstance(rates := other.case.sections[5].content, Reimbursement)
    assert (rates.default_rate, 3 in other.case.sections) == (None, False)
    whole = story.and_(d.accepts(c.BEN, lines=("L1",)), d.accepts(c.BEN))
    assert isinstance(rates := whole.case.sections[5].content, Reimbursement)
    assert (rates.default_rate, whole.case.sections[3].content) == (fee, c.TERM)


def test_ones_own_offer_gives_way_only_where_it_names_a_line_that_one_accepts() -> None:
    beside = given(bl.scoped, d.offers(c.NILS, bl.LINE_1, bl.LINE_2), d.offers(c.BEN, bl.LINE_3))
    case = beside.when(d.accepts(c.BEN)).happens(OfferAccepted)
    assert case.offers[1].state is OfferState.OPEN
    over = given(bl.scoped, d.offers(c.NILS, bl.LINE_1, bl.LINE_2), d.offers(c.BEN, bl.CHEAPER_1, bl.LINE_3))
    assert over.when(d.accepts(c.BEN)).happens(OfferAccepted, OfferSuperseded).offers[1].superseded_by == "OFR-1"


def test_i3_without_section_4_the_lines_are_those_of_the_offers() -> None:
    story = given(d.requested, d.offers(c.NILS, bl.LINE_1, bl.LINE_2), d.accepts(c.BEN, lines=("L1",)))
    assert (bl.left(story.case), partial(story.case)) == (["L2"], True)
    withdrawn = story.when(d.withdraws_offer()).happens(OfferWithdrawn)
    assert (bl.left(withdrawn), withdrawn.stage) == (["L2"], Stage.NEGOTIATING)
    story.when(d.accepts(c.BEN)).happens(OfferAccepted, SectionSet, TermsAgreed)
    given(d.requested, d.offers(c.NILS, bl.LINE_1, bl.LINE_2), d.counters(c.BEN, "OFR-1", bl.LINE_1)).when(
        d.accepts(c.NILS, "OFR-2")
    ).happens(OfferAccepted, SectionSet, TermsAgreed)


def test_what_a_person_may_do_with_a_part_agreed() -> None:
    story = given(bl.half)
    names = legal_now(story.case, (Role.PROVIDER_BILLER,), Side.PROVIDER, story.now)
    assert {"Accept", "Counter", "Reject", "MakeOffer"} <= set(names)


@drawn(st.permutations(["L1", "L2", "L3", "L4"]))
def test_i3_the_order_in_which_lines_are_accepted_changes_no_terms_hash(order: list[str]) -> None:
    four = replace(bl.SCOPE, lines=(*bl.SCOPE.lines, bl.line("L4", "97112")))
    offers = (d.offers(c.NILS, bl.fee(200, "L1", "L2")), d.offers(c.BEN, bl.fee(90, "L3", "L4")))
    begun = given(d.requested, d.sets(c.RUTH, four), *offers)
    story: Story = begun
    for one in order:
        assert story.case.stage is Stage.NEGOTIATING
        who, offer = (c.BEN, "OFR-1") if one in PAIR else (c.NILS, "OFR-2")
        story = story.and_(d.accepts(who, offer, lines=(one,)))
    at_once = begun.and_(d.accepts(c.BEN), d.accepts(c.NILS, "OFR-2"))
    assert (story.case.stage, terms_hash(story.case)) == (Stage.TERMS_AGREED, terms_hash(at_once.case))
