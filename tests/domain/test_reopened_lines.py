"""C9, P4, C11, C14: an agreed line changes only where an offer reopens it, and stands as it was until then."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

import cast as c
import deeds as d
import deeds_after as a
import lines as bl
import voices as v
from scabot_domain.case import OfferState, Stage
from scabot_domain.covering import locks, partial, remaining
from scabot_domain.decide.relied import pending_offer
from scabot_domain.events import (
    AuthorizationExtended,
    EntryConfirmed,
    EntryCorrected,
    OfferAccepted,
    OfferExpired,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferWithdrawn,
    SectionSet,
    TermsAgreed,
    TermsReopened,
)
from scabot_domain.evolve import replay
from scabot_domain.money.rates import FixedFee
from scabot_domain.refusals import Reason
from scabot_domain.terms.agreed import show_conditions
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.sections import Reimbursement
from story import Step, Story, given

REOPENED = given(bl.agreed, d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",)))
"""All three lines were agreed on OFR-1; the payer asks for a lower rate of L1 in OFR-2."""

RECODES = a.extends_authorization(date(2027, 9, 30), a.RECODED)
"""The plan authorizes another code for L1."""


def test_c9_terms_agreed_are_left_only_by_an_offer_that_reopens_lines() -> None:
    story = given(bl.agreed)
    story.when(d.offers(c.NILS, bl.CHEAPER_1)).refused(
        Reason.WRONG_STAGE, stage="terms_agreed", stages="requested, negotiating"
    )
    case = story.when(d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",))).happens(OfferMade)
    assert (case.stage, case.terms_agreed_at, partial(case)) == (Stage.NEGOTIATING, None, True)


def test_c9_the_old_term_stands_until_the_reopening_offer_is_accepted() -> None:
    case = REOPENED.case
    assert (locks(case)["L1"], bl.left(case)) == ("OFR-1", ["L1"])
    assert case.sections[5].content == Reimbursement(offer_id="OFR-1", rates=(bl.LINE_1, bl.LINE_2, bl.LINE_3))
    after = REOPENED.when(d.accepts(c.BEN, "OFR-2")).happens(OfferAccepted, SectionSet, TermsAgreed)
    assert after.sections[5].content == Reimbursement(
        offer_id="OFR-1, OFR-2", rates=(bl.LINE_2, bl.LINE_3, bl.CHEAPER_1)
    )


@pytest.mark.parametrize(
    ("ending", "kind"),
    [(d.rejects(c.BEN, "OFR-2"), OfferRejected), (d.withdraws_offer(c.NILS, "OFR-2"), OfferWithdrawn)],
    ids=["rejected", "withdrawn"],
)
def test_i3_once_the_reopening_offer_is_gone_the_old_terms_are_agreed_again(ending: Step, kind: type) -> None:
    case = REOPENED.when(ending).happens(kind, TermsAgreed)
    assert (case.stage, terms_hash(case)) == (Stage.TERMS_AGREED, terms_hash(given(bl.agreed).case))


def test_i3_the_clock_brings_the_old_terms_back_too() -> None:
    case = REOPENED.at(bl.LATER).when(d.expires("OFR-2")).happens(OfferExpired, TermsAgreed)
    assert case.stage is Stage.TERMS_AGREED


def test_a_draft_of_terms_in_question_is_out_of_date() -> None:
    story = given(bl.agreed, d.issues(), d.redlines(material=True))
    again = story.and_(d.offers(c.NILS, bl.LINE_1, bl.LINE_2, bl.LINE_3), d.accepts(c.BEN, "OFR-2"))
    case = again.and_(d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",))).case
    assert case.draft is not None
    assert (case.draft.outdated, case.draft.approved_by) == (True, frozenset())


def test_c11_a_material_redline_reopens_every_line() -> None:
    case = given(bl.agreed, d.issues(), d.redlines(material=True)).case
    assert (case.stage, locks(case), partial(case)) == (Stage.NEGOTIATING, {}, False)


@pytest.mark.parametrize(
    ("reopens", "value", "known"),
    [(("L2",), "L2", "L1, all"), (("L1", "L9"), "L9", "L1, all")],
)
def test_c9_what_is_reopened_is_agreed_and_named(reopens: tuple[str, ...], value: str, known: str) -> None:
    given(bl.half).when(d.offers(c.NILS, bl.CHEAPER_1, bl.LINE_2, reopens=reopens)).refused(
        Reason.BAD_IDENTIFIER, field="reopens", value=value, known=known
    )


def test_nothing_is_reopened_where_nothing_is_agreed() -> None:
    given(bl.offered).when(d.offers(c.NILS, bl.CHEAPER_1, reopens=("all",))).refused(
        Reason.BAD_IDENTIFIER, field="reopens", value="all", known="all"
    )


def test_c9_lines_that_were_agreed_together_are_reopened_together() -> None:
    story = given(bl.scoped, d.offers(c.NILS, bl.BOTH), d.accepts(c.BEN))
    story.when(d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",))).refused(
        Reason.ALL_OR_NOTHING, offer="OFR-1", lines="L1, L2"
    )
    reopened = story.and_(d.offers(c.NILS, bl.CHEAPER_1, bl.LINE_2, reopens=("L1", "L2")))
    reopened.when(d.accepts(c.BEN, "OFR-2", lines=("L1",))).refused(
        Reason.ALL_OR_NOTHING, offer="OFR-1", lines="L1, L2"
    )
    case = reopened.when(d.accepts(c.BEN, "OFR-2")).happens(OfferAccepted)
    assert (locks(case), bl.left(case)) == ({"L1": "OFR-2", "L2": "OFR-2"}, ["L3"])


def test_c9_terms_for_services_that_nobody_has_listed_are_reopened_as_a_whole() -> None:
    story = given(d.agreed)
    story.when(d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",))).refused(
        Reason.BAD_IDENTIFIER, field="reopens", value="L1", known="all"
    )
    by_line = story.and_(d.offers(c.NILS, bl.LINE_1, bl.LINE_2, reopens=("all",)))
    assert (locks(by_line.case), bl.left(by_line.case)) == ({"*": "OFR-1"}, ["*"])
    case = by_line.when(d.accepts(c.BEN, "OFR-2")).happens(OfferAccepted, SectionSet, TermsAgreed)
    assert locks(case) == {"L1": "OFR-2", "L2": "OFR-2"}
    again = by_line.and_(d.accepts(c.BEN, "OFR-2"))
    again.when(d.offers(c.NILS, bl.fee(99), reopens=("L1",))).refused_for(Reason.BAD_IDENTIFIER)
    whole = again.and_(d.offers(c.NILS, bl.fee(99), reopens=("all",)), d.accepts(c.BEN, "OFR-3")).case
    assert (locks(whole), whole.stage) == ({"*": "OFR-3"}, Stage.TERMS_AGREED)


def test_c9_an_unlisted_rate_touches_what_is_agreed() -> None:
    story = given(d.requested, d.offers(c.NILS, bl.LINE_1, bl.LINE_2), d.accepts(c.BEN, lines=("L1",)))
    story.when(d.offers(c.BEN, bl.fee(99))).refused(Reason.LINES_LOCKED, lines="L1", offers="OFR-1")
    story.when(d.offers(c.BEN, bl.fee(200))).refused(Reason.LINES_LOCKED, lines="all", offers="OFR-1")


def test_p4_another_code_unlocks_its_line_alone() -> None:
    outcome = given(bl.agreed).when(RECODES)
    case = outcome.happens(AuthorizationExtended, SectionSet, TermsReopened)
    assert (locks(case), bl.left(case)) == ({"L2": "OFR-1", "L3": "OFR-1"}, ["L1"])
    story: Story = given(bl.agreed, RECODES, d.offers(c.NILS, bl.CHEAPER_1))
    after = story.when(d.accepts(c.BEN, "OFR-2")).happens(OfferAccepted, SectionSet, TermsAgreed)
    assert after.sections[5].content == Reimbursement(
        offer_id="OFR-1, OFR-2", rates=(bl.LINE_2, bl.LINE_3, bl.CHEAPER_1)
    )


def test_p4_it_unlocks_in_the_middle_of_the_negotiation_and_with_it_what_was_agreed_together() -> None:
    story = given(bl.scoped, d.offers(c.NILS, bl.BOTH), d.accepts(c.BEN))
    case = story.when(RECODES).happens(AuthorizationExtended, SectionSet, TermsReopened)
    assert (locks(case), case.stage) == ({}, Stage.NEGOTIATING)
    untouched = given(bl.offered, d.accepts(c.BEN, lines=("L3",)))
    untouched.when(RECODES).happens(AuthorizationExtended, SectionSet)


def test_i3_a_service_more_reopens_the_negotiation_and_one_less_can_end_it() -> None:
    story = given(d.requested, d.sets(c.RUTH, bl.TWO), d.offers(c.NILS, bl.LINE_1, bl.LINE_2), d.accepts(c.BEN))
    outcome = story.when(d.sets(c.RUTH, bl.SCOPE))
    case = outcome.happens(SectionSet, TermsReopened)
    assert outcome.events[1].fact == TermsReopened(cause="scope", lines=("L3",))
    assert (case.stage, bl.left(case), partial(case)) == (Stage.NEGOTIATING, ["L3"], True)
    back = story.and_(d.sets(c.RUTH, bl.SCOPE)).when(d.sets(c.RUTH, bl.TWO)).happens(SectionSet, TermsAgreed)
    assert back.stage is Stage.TERMS_AGREED


def test_c9_units_of_an_agreed_line_are_fixed_while_others_are_open() -> None:
    more = replace(bl.SCOPE, lines=(replace(bl.SCOPE.lines[0], units_max=20), *bl.SCOPE.lines[1:]))
    story = given(bl.half)
    story.when(d.sets(c.RUTH, more)).refused(Reason.LINES_LOCKED, field="units_max", lines="L1", offers="OFR-1")
    reopened = story.and_(d.offers(c.NILS, bl.CHEAPER_1, bl.LINE_2, reopens=("L1",)))
    reopened.when(d.sets(c.RUTH, more)).happens(SectionSet)
    open_one = replace(bl.SCOPE, lines=(bl.SCOPE.lines[0], replace(bl.SCOPE.lines[1], units_max=20)))
    story.when(d.sets(c.RUTH, open_one)).happens(SectionSet)


def test_c12_an_acceptance_by_phone_completes_the_terms_only_when_everything_else_is_agreed() -> None:
    story = given(bl.offered, v.by_phone(d.accepts(c.BEN, lines=("L1",))))
    assert (pending_offer(story.case), locks(story.case)) == ("OFR-1", {"L1": "OFR-1"})
    rest = story.and_(d.accepts(c.BEN, lines=("L2", "L3")))
    assert (rest.case.stage, bl.left(rest.case)) == (Stage.NEGOTIATING, [])
    assert rest.when(v.confirms_entry()).happens(EntryConfirmed, SectionSet, TermsAgreed).stage is Stage.TERMS_AGREED
    first = story.when(v.confirms_entry()).happens(EntryConfirmed)
    assert (first.stage, pending_offer(first)) == (Stage.NEGOTIATING, None)


def test_c12_new_terms_for_a_line_wait_for_the_read_back_of_its_acceptance_and_others_do_not() -> None:
    story = given(bl.scoped, d.offers(c.NILS, bl.LINE_1), v.by_phone(d.accepts(c.BEN)))
    story.when(d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",))).refused(
        Reason.UNCONFIRMED_ENTRY, offer="OFR-1", entries="offer-accepted"
    )
    story.when(d.offers(c.NILS, bl.LINE_2)).happens(OfferMade)


def test_c14_an_acceptance_that_was_never_given_unlocks_its_lines() -> None:
    story = given(bl.offered, d.accepts(c.BEN, lines=("L3",)), v.by_phone(d.accepts(c.BEN, lines=("L1", "L2"))))
    assert story.case.offers[0].state is OfferState.ACCEPTED
    case = story.when(v.strikes()).happens(EntryCorrected)
    assert (locks(case), bl.left(case)) == ({"L3": "OFR-1"}, ["L1", "L2"])
    assert (case.offers[0].state, sorted(remaining(case, case.offers[0].terms))) == (OfferState.OPEN, ["L1", "L2"])


def test_c14_a_reopened_line_is_as_it_was_before_an_acceptance_that_was_never_given() -> None:
    story = REOPENED.and_(v.by_phone(d.accepts(c.BEN, "OFR-2")))
    assert locks(story.case)["L1"] == "OFR-2"
    case = story.when(v.strikes()).happens(EntryCorrected)
    assert (locks(case)["L1"], case.offers[1].state, case.stage) == ("OFR-1", OfferState.OPEN, Stage.NEGOTIATING)


def test_i1_an_offer_does_not_open_again_where_its_side_has_made_a_newer_one() -> None:
    story = given(bl.scoped, d.offers(c.NILS, bl.LINE_1), v.by_phone(d.accepts(c.BEN)), d.offers(c.NILS, bl.LINE_2))
    case = story.when(v.strikes()).happens(EntryCorrected)
    assert [(one.state, one.superseded_by) for one in case.offers] == [
        (OfferState.SUPERSEDED, "OFR-2"),
        (OfferState.OPEN, None),
    ]


def test_c14_an_offer_that_was_never_made_takes_what_was_accepted_of_it_along() -> None:
    story = given(bl.scoped, v.by_phone(d.offers(c.NILS, bl.LINE_1, bl.LINE_2)), d.accepts(c.BEN, lines=("L1",)))
    case = story.when(v.strikes()).happens(EntryCorrected)
    assert (locks(case), case.offers[0].state) == ({}, OfferState.WITHDRAWN)


def test_c14_a_reopening_offer_that_was_never_made_leaves_the_terms_agreed() -> None:
    story = given(bl.agreed, v.by_phone(d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",))))
    assert story.case.stage is Stage.NEGOTIATING
    case = story.when(v.strikes()).happens(EntryCorrected, TermsAgreed)
    assert (case.stage, case.offers[1].state) == (Stage.TERMS_AGREED, OfferState.WITHDRAWN)


def test_a_case_that_comes_back_has_nothing_agreed() -> None:
    case = given(bl.half, d.declines(), d.reopens()).case
    assert (case.stage, locks(case), case.offers[0].state) == (Stage.NEGOTIATING, {}, OfferState.WITHDRAWN)


def test_c9_a_reopened_default_and_cap_come_from_the_newest_whole_offer_that_still_counts() -> None:
    fees = (FixedFee(amount=Decimal(50)), FixedFee(amount=Decimal(40)))
    story = given(bl.scoped, d.offers(c.NILS, bl.LINE_1, bl.LINE_2, bl.LINE_3, default_rate=fees[0]), d.accepts(c.BEN))
    newer = story.and_(d.offers(c.NILS, bl.CHEAPER_1, default_rate=fees[1], reopens=("L1",)))
    rejected = newer.and_(d.rejects(c.BEN, "OFR-2")).case
    assert isinstance(rates := rejected.sections[5].content, Reimbursement)
    assert rates.default_rate == fees[0]
    assert isinstance(rates := newer.and_(d.accepts(c.BEN, "OFR-2")).case.sections[5].content, Reimbursement)
    assert rates.default_rate == fees[1]


def test_superseded_is_what_is_still_on_offer_when_everything_is_agreed() -> None:
    story = given(bl.half, d.offers(c.BEN, bl.fee(170, "L2")))
    case = story.when(d.accepts(c.BEN)).happens(OfferAccepted, OfferSuperseded, SectionSet, TermsAgreed)
    assert [one.state for one in case.offers] == [OfferState.ACCEPTED, OfferState.SUPERSEDED]


def test_an_acceptance_in_a_history_without_its_offer_locks_nothing() -> None:
    events = given(bl.offered, v.by_phone(d.accepts(c.BEN, lines=("L1",))), v.strikes()).events
    kept = [event for event in events if not isinstance(event.fact, OfferMade)]
    assert (locks(replay(c.KEY, kept)), locks(replay(c.KEY, kept[:-1]))) == ({}, {})


def test_what_an_offer_reopens_is_said_in_words() -> None:
    assert show_conditions(("L1", "L2"), whole=True) == ("Reopens what is agreed on: L1, L2", "All or nothing")
    assert show_conditions(None, whole=None) == ()
