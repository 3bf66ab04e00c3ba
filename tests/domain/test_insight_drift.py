"""Term drift: all pairs of a term vector; silent only where a term is equal or reopened on purpose."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

import cast as c
import clean
import deeds as d
from scabot_domain.insight import Drift, Standing, drift_of_draft, drift_of_offer, drifts_of, stood_by
from scabot_domain.insight.drift import before, differences, terms_of
from scabot_domain.terms.agreed import AgreedRate
from scabot_domain.terms.sections import CostShare, Reimbursement, Section
from story import Step, given

LATER = replace(c.TERM, effective=date(2026, 12, 15))
PLAIN = CostShare(hold_harmless=True)
RATES = Reimbursement(offer_id="OFR-1", rates=(AgreedRate(rate=c.PER_DIEM_3500),))
L1, L2 = (AgreedRate(line_ids=(line,), rate=c.PER_DIEM_3500) for line in ("L1", "L2"))

VECTOR: Mapping[str, tuple[Section, ...]] = {
    "rate of every line": (RATES, replace(RATES, rates=(AgreedRate(rate=c.CASE_RATE_45000),))),
    "rate of anything not listed": tuple(
        replace(RATES, default_rate=rate) for rate in (None, c.BILLED_55, c.PER_DIEM_3500)
    ),
    "cap on the total": tuple(replace(RATES, cap_total=cap) for cap in (None, Decimal(50_000), Decimal(60_000))),
    "first day": (c.TERM, LATER, replace(c.TERM, effective=date(2026, 12, 2))),
    "last day": (c.TERM, replace(c.TERM, end=date(2027, 6, 30)), replace(c.TERM, end=date(2027, 6, 1))),
    "retroactive from": tuple(replace(c.TERM, retro_from=day) for day in (None, date(2026, 11, 20), date(2026, 11, 1))),
    "hold harmless": (PLAIN, replace(PLAIN, hold_harmless=False)),
    "copay": tuple(replace(PLAIN, copay=money) for money in (None, Decimal(40), Decimal(25))),
    "coinsurance": tuple(replace(PLAIN, coinsurance_percent=share) for share in (None, Decimal(20), Decimal(10))),
    "accumulation": tuple(replace(PLAIN, accumulates_in_network=told) for told in (None, True, False)),
    "entities that it binds": tuple(replace(PLAIN, entities=told) for told in (None, ("P1",), ("P1", "P2"))),
    "service L1": (c.SCOPE, replace(c.SCOPE, lines=(replace(c.SCOPE.lines[0], units_max=8),))),
    "exclusions": tuple(replace(c.SCOPE, exclusions=told) for told in (None, ("Transport",), ("Meals",))),
}
"""For every term, the values that it could have, none among them where it can be absent."""
PAIRS = [(name, was, now) for name, each in VECTOR.items() for was in each for now in each]


def drifts(was: Section, now: Section, *reopens: str) -> list[Drift]:
    return [*differences(terms_of([was]), terms_of([now]), reopens)]


@pytest.mark.parametrize(("name", "was", "now"), PAIRS)
def test_a_pair_is_silent_only_when_equal_new_or_reopened(name: str, was: Section, now: Section) -> None:
    stated = name in terms_of([was])
    found = drifts(was, now)
    assert [one.term for one in found] == ([name] if stated and was != now else [])
    assert drifts(was, now, name) == []
    assert len(drifts(was, now, "another term")) == len(found)


def test_every_term_of_the_sections_is_in_the_vector() -> None:
    told = {name for each in VECTOR.values() for section in each for name in terms_of([section])}
    assert told == set(VECTOR)


def test_a_date_that_moves_less_than_two_weeks_is_a_remark_and_everything_else_an_alarm() -> None:
    assert [(one.term, one.alarm) for one in drifts(c.TERM, LATER)] == [("first day", True)]
    assert [one.alarm for one in drifts(c.TERM, replace(c.TERM, effective=date(2026, 12, 14)))] == [False]
    assert [one.alarm for one in drifts(c.TERM, replace(c.TERM, effective=date(2026, 11, 18)))] == [False]
    assert [one.alarm for one in drifts(c.TERM, replace(c.TERM, effective=date(2026, 11, 17)))] == [True]
    assert [one.alarm for one in drifts(replace(c.TERM, retro_from=c.TERM.effective), c.TERM)] == [True]


def test_a_drift_says_what_was_and_what_is() -> None:
    assert [one.sentence for one in drifts(c.TERM, LATER)] == ["first day: was Tue 2026-12-01, is Tue 2026-12-15"]
    gone = drifts(c.COST_SHARE, replace(c.COST_SHARE, hold_harmless=False))
    assert [one.sentence for one in gone] == ["hold harmless: was promised, is gone"]
    other = drifts(c.SCOPE, replace(c.SCOPE, lines=(replace(c.SCOPE.lines[0], modifiers=("26",)),)))
    assert [one.sentence for one in other] == ["service L1: was CPT 99214, 12 units, is CPT 99214-26, 12 units"]


def test_lines_drift_one_by_one_and_can_be_reopened_by_their_id() -> None:
    both = Reimbursement(offer_id="OFR-1", rates=(L1, L2))
    one = Reimbursement(offer_id="OFR-2", rates=(replace(L1, rate=c.CASE_RATE_45000),))
    assert [drift.term for drift in drifts(both, one)] == ["rate of L1", "rate of L2"]
    assert [drift.term for drift in drifts(both, one, "L2")] == ["rate of L1"]
    together = AgreedRate(line_ids=("L1", "L2"), rate=c.PER_DIEM_3500)
    assert drifts(both, Reimbursement(offer_id="OFR-3", rates=(together,))) == []


def standing(*steps: Step | tuple[Step, ...]) -> Standing:
    return stood_by(given(*steps).events)


def test_what_both_sides_stood_by_is_what_both_confirmed_or_one_accepted() -> None:
    assert standing(d.offered) == Standing()
    assert set(standing(d.agreed).agreed) == {5}
    assert set(standing(d.filled).agreed) == {5}
    assert set(standing(d.filled, d.confirms(c.RUTH)).agreed) == {5}
    assert set(standing(d.complete).agreed) == {1, 3, 4, 5, 6, 7}
    moved = standing(d.complete, d.sets(c.RUTH, LATER))
    assert (moved.agreed[3], moved.now[3]) == (c.TERM, LATER)
    assert standing(d.complete, d.sets(c.RUTH, LATER), d.confirms(c.RUTH), d.confirms(c.NILS)).agreed[3] == LATER


def test_a_confirmation_of_what_is_no_longer_there_confirms_nothing() -> None:
    events = given(d.complete).events
    only = [event for event in events if event.fact.__class__.__name__ != "SectionSet"]
    assert stood_by(only) == Standing()


def last_drifts(*steps: Step | tuple[Step, ...]) -> list[str]:
    events = given(*steps).events
    return [one.term for one in drifts_of(events[-1], before(events[-1], events))]


REOPENED = (*d.drafted, d.redlines(material=True))
"""Terms were agreed and complete, and a material redline opened them again."""


def test_an_offer_that_changes_the_accepted_rate_drifts_and_the_same_rate_does_not() -> None:
    assert last_drifts(REOPENED, d.offers(c.NILS)) == []
    assert last_drifts(REOPENED, d.offers(c.NILS, c.CASE_RATE_45000)) == ["rate of every line"]
    assert last_drifts(d.offered) == []


def test_a_counter_drifts_like_an_offer() -> None:
    made = given(REOPENED, d.offers(c.NILS), d.counters(c.BEN, "OFR-2"))
    counter = next(event for event in reversed(made.events) if event.fact.__class__.__name__ == "OfferCountered")
    earlier = [event for event in made.events if event.version < counter.version]
    assert [one.term for one in drifts_of(counter, earlier)] == ["rate of every line"]


def test_an_offer_that_moves_the_confirmed_start_drifts_and_one_without_a_term_leaves_it_alone() -> None:
    assert last_drifts(REOPENED, d.offers(c.NILS, term=LATER)) == ["first day"]
    assert last_drifts(REOPENED, d.offers(c.NILS, term=c.TERM)) == []


def test_an_offer_before_any_term_was_confirmed_has_nothing_to_drift_from() -> None:
    offer = given(d.agreed, d.issues(), d.redlines(material=True), d.offers(c.NILS, term=LATER)).case.offers[-1]
    assert drift_of_offer(standing(d.agreed), offer.terms) == ()
    assert drift_of_offer(Standing(), offer.terms) == ()


def test_a_draft_that_is_written_without_hold_harmless_drifts() -> None:
    without = d.sets(c.RUTH, replace(c.COST_SHARE, hold_harmless=False))
    assert last_drifts(d.drafted, without, d.issues()) == ["hold harmless"]
    assert last_drifts(d.drafted) == []
    assert drift_of_draft(standing(d.drafted, without), ["hold harmless"]) == ()


def test_other_events_do_not_drift() -> None:
    assert last_drifts(d.complete) == []


def test_what_a_clean_agreement_says_is_silent_against_itself() -> None:
    assert [*differences(terms_of(clean.SECTIONS), terms_of(clean.SECTIONS))] == []
