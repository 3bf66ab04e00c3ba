"""What is agreed line by line beside bands and held offers, several parties, what-if, and drift (C9, P7, P8)."""

from dataclasses import replace

import pytest

import approvers
import cast as c
import clean
import deeds as d
import deeds_parties as p
import lines as bl
from scabot_domain.case import Stage
from scabot_domain.commands import MakeOffer
from scabot_domain.covering import locks
from scabot_domain.events import OfferMade
from scabot_domain.insight import drifts_of
from scabot_domain.insight.drift import before
from scabot_domain.parties import Side
from scabot_domain.playbook import shipped_book
from scabot_domain.refusals import Reason
from scabot_domain.terms.sections import AgreedRate
from scabot_domain.what_if import what_if
from scabot_domain.withheld import WithheldState
from story import Step, given

BOOK = shipped_book()
HIGH = AgreedRate(line_ids=("L1",), rate=c.MEDICARE_140)
"""Beyond a band of 120 % of Medicare."""
REOPENING = approvers.because(d.offers(c.NILS, HIGH, reopens=("L1",), all_or_nothing=True))
HELD = (*bl.agreed, approvers.sets_band(), REOPENING)


def test_c9_a_held_offer_that_reopens_a_line_leaves_the_terms_agreed_until_it_is_released() -> None:
    held = given(HELD).case
    assert held.stage is Stage.TERMS_AGREED
    assert [(one.state, one.offer.terms.reopens) for one in held.withheld] == [(WithheldState.WAITING, ("L1",))]
    released = given(HELD, approvers.releases()).case
    assert released.stage is Stage.NEGOTIATING
    assert (released.offers[-1].terms.reopens, released.offers[-1].terms.all_or_nothing) == (("L1",), True)


def test_a_held_offer_that_reopens_nothing_is_released_as_it_was_held() -> None:
    whole = approvers.because(d.offers(c.NILS, HIGH))
    released = given(bl.scoped, approvers.sets_band(), whole, approvers.releases()).case
    assert (released.offers[-1].terms.reopens, released.offers[-1].terms.all_or_nothing) == (None, None)


def test_a_held_offer_goes_stale_once_terms_are_agreed_without_it() -> None:
    waiting = (*bl.half, approvers.sets_band(), approvers.because(d.offers(c.NILS, replace(HIGH, line_ids=("L2",)))))
    assert [one.state for one in given(waiting).case.withheld] == [WithheldState.WAITING]
    assert [one.state for one in given(waiting, d.accepts(c.BEN)).case.withheld] == [WithheldState.STALE]


def test_a_held_offer_goes_stale_once_a_draft_is_issued() -> None:
    assert [one.state for one in given(HELD, d.issues()).case.withheld] == [WithheldState.STALE]


PARTS = replace(p.SPLIT_IN_FOUR, line_ids=("L1",))
SHARED: tuple[Step, ...] = (
    *(*p.requested, d.sets(c.RUTH, bl.TWO)),
    *(d.offers(c.NILS, PARTS, bl.LINE_2), d.accepts(c.BEN, lines=("L1",))),
)
"""L1 is agreed, and pays a part to the laboratory, P4; L2 is open."""


def test_p7_an_entity_that_leaves_takes_the_agreed_line_along_that_pays_it_a_part() -> None:
    assert locks(given(SHARED).case) == {"L1": "OFR-1"}
    assert locks(given(SHARED, d.carves_out()).case) == {}
    both = (*SHARED, d.accepts(c.BEN))
    carved = given(both, d.carves_out()).case
    assert (carved.stage, locks(carved)) == (Stage.NEGOTIATING, {"L2": "OFR-1"})


def test_p7_an_entity_that_leaves_moves_no_line_that_pays_it_nothing() -> None:
    agreed = (*p.requested, d.sets(c.RUTH, bl.TWO), d.offers(c.NILS, bl.LINE_1, bl.LINE_2), d.accepts(c.BEN))
    carved = given(agreed, d.carves_out()).case
    assert (carved.stage, locks(carved)) == (Stage.TERMS_AGREED, {"L1": "OFR-1", "L2": "OFR-1"})


def drifts(*steps: Step | tuple[Step, ...]) -> list[str]:
    events = given(*steps).events
    made = next(event for event in reversed(events) if isinstance(event.fact, OfferMade))
    return [one.term for one in drifts_of(made, before(made, events))]


REDLINED = (*bl.agreed, d.issues(), d.redlines(material=True))


@pytest.mark.parametrize(
    ("history", "gone"),
    [
        ((*bl.agreed, d.offers(c.NILS, bl.CHEAPER_1, reopens=("L1",))), []),
        ((*bl.agreed, d.offers(c.NILS, bl.CHEAPER_1, reopens=("all",))), []),
        ((*REDLINED, d.offers(c.NILS, bl.CHEAPER_1, bl.LINE_2)), ["rate of L1", "rate of L3"]),
    ],
    ids=["one line reopened", "all of its lines reopened", "nothing agreed any more"],
)
def test_c9_a_line_that_stays_agreed_is_not_gone_where_an_offer_does_not_speak_of_it(
    history: tuple[Step, ...], gone: list[str]
) -> None:
    assert drifts(history) == gone


def test_c9_the_cap_stays_agreed_where_an_offer_reopens_a_line_and_is_gone_where_it_reopens_everything() -> None:
    capped = (*bl.scoped, d.offers(c.NILS, bl.LINE_1, bl.LINE_2, bl.LINE_3, cap_total=clean.CAP), d.accepts(c.BEN))
    every = (bl.CHEAPER_1, bl.LINE_2, bl.LINE_3)
    assert drifts(capped, d.offers(c.NILS, *every, reopens=("L1", "L2", "L3"))) == []
    assert drifts(capped, d.offers(c.NILS, *every, reopens=("all",))) == ["cap on the total"]


def supposed(*rates: AgreedRate, reopens: tuple[str, ...] = ()) -> MakeOffer:
    return MakeOffer(by=c.by(c.NILS), rates=rates, reopens=reopens)


def test_what_if_tells_a_locked_line_and_what_reopening_it_would_come_to() -> None:
    case = given(bl.agreed).case
    locked = what_if(case, supposed(bl.CHEAPER_1), BOOK).refusal
    assert locked is not None
    assert locked.reason is Reason.WRONG_STAGE
    outcome = what_if(case, supposed(bl.CHEAPER_1, reopens=("L1",)), BOOK)
    assert outcome.refusal is None
    assert outcome.total.expected == 180 * 12


def test_what_if_compares_no_offers_about_different_lines() -> None:
    asked = (*bl.scoped, d.offers(c.BEN, bl.LINE_1, bl.LINE_2))
    alike = what_if(given(asked).case, supposed(bl.CHEAPER_1, bl.LINE_2), BOOK).gap
    assert alike is not None
    assert alike.dollars == 20 * 12
    assert what_if(given(asked).case, supposed(bl.CHEAPER_1), BOOK).gap is None
    assert Side.PROVIDER is given(asked).case.offers[0].terms.side
