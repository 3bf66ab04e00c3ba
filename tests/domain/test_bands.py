"""Authority bands: who says how far somebody offers alone, and which offers go further (domain rules, 8.6)."""

from dataclasses import replace
from decimal import Decimal

import pytest

import cast as c
import clean
import deeds as d
import voices as v
from approvers import SECOND_BEN, WHY, banded, because, sets_band
from scabot_domain.events import AuthoritySet, OfferHeld, OfferMade, OfferSuperseded
from scabot_domain.facts.withholding import Limit
from scabot_domain.money.rates import FixedFee, Rate
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Actor, Audience, Role, Side, Visibility
from scabot_domain.refusals import Reason
from scabot_domain.terms.agreed import AgreedRate, CarveOut, Escalator, GreaterOf, LesserOf, ModifierRule
from scabot_domain.visible import visible
from story import Step, given

FEE = FixedFee(amount=Decimal(3000))
CHEAP = replace(c.MEDICARE_140, percent=Decimal(110))
NILS_ALONE: dict[str, object] = {"team": c.NORTHWIND, "user": "U0NILS"}
BOTH = (Limit.PERCENT_OF_MEDICARE, Limit.TOTAL)


def beyond(case_so_far: tuple[Step, ...], offer: Step) -> tuple[Limit, ...]:
    """Return what of an offer is beyond the band of whoever makes it; nothing if it is made."""
    facts = [event.fact for event in given(case_so_far).when(because(offer)).events]
    assert facts
    return facts[0].beyond if isinstance(facts[0], OfferHeld) else ()


def test_i20_a_band_is_a_fact_of_its_own_side_and_of_compliance() -> None:
    events = given(d.requested).when(sets_band()).events
    assert [event.fact for event in events] == [
        AuthoritySet(
            side=Side.PAYER, role=Role.NETWORK_MANAGER, percent_of_medicare=Decimal(120), total=None, set_by=c.PRIYA
        )
    ]
    assert events[0].visibility is Visibility.PAYER_ONLY
    assert visible(events, Audience(side=Side.PROVIDER)) == visible(events, EVERYBODY) == []
    assert len(visible(events, Audience(side=Side.PAYER))) == len(visible(events, COMPLIANCE_READERS)) == 1


@pytest.mark.parametrize("told", [{}, {"team": "T0X"}, {"user": "U0X"}, {"role": Role.NETWORK_MANAGER, "team": "T0X"}])
def test_a_band_is_for_a_role_or_for_a_person(told: dict[str, object]) -> None:
    step = sets_band(c.PRIYA, **{"total": 5, **told})
    given(d.requested).when(step).refused(
        Reason.BAD_IDENTIFIER, field="role", pattern="a role, or else a team and a user"
    )


@pytest.mark.parametrize("role", [Role.PROVIDER_BILLER, Role.CASE_MANAGER, Role.PAYER_SIGNATORY])
def test_a_band_is_for_a_role_of_ones_own_side_that_makes_offers(role: Role) -> None:
    given(d.requested).when(sets_band(c.PRIYA, role=role, total=5)).refused(
        Reason.NOT_PERMITTED, role=role.value, roles="network_manager", field="role"
    )


def test_nobody_sets_the_band_that_they_are_bound_by() -> None:
    given(d.requested).when(sets_band(c.PRIYA, team=c.NORTHWIND, user="U0PRIYA", total=5)).refused(
        Reason.SELF_APPROVAL, by_user="U0PRIYA"
    )


def test_without_a_band_nothing_is_held() -> None:
    assert beyond(d.requested, d.offers(c.NILS, c.MEDICARE_140)) == ()
    assert beyond((*d.requested, sets_band(c.SAM)), d.offers(c.NILS, c.MEDICARE_140)) == ()


def test_a_persons_band_counts_instead_of_that_of_the_role() -> None:
    wider = sets_band(c.PRIYA, **NILS_ALONE, percent_of_medicare=140)
    assert beyond((*banded, wider), d.offers(c.NILS, c.MEDICARE_140)) == ()
    assert beyond((*banded, wider), d.offers(c.NOOR, c.MEDICARE_140)) == (Limit.PERCENT_OF_MEDICARE,)


def test_a_band_takes_the_place_of_the_one_before() -> None:
    tighter = sets_band(c.PRIYA, **NILS_ALONE, percent_of_medicare=130)
    without = sets_band(c.PRIYA, **NILS_ALONE)
    assert beyond((*banded, tighter), d.offers(c.NILS, c.MEDICARE_140)) == (Limit.PERCENT_OF_MEDICARE,)
    case = given(banded, tighter, without)
    assert len(case.case.bands) == 3
    assert beyond((*banded, tighter, without), d.offers(c.NILS, c.MEDICARE_140)) == ()


@pytest.mark.parametrize(
    ("who", "rate", "passed"),
    [
        (c.NILS, replace(c.MEDICARE_140, percent=Decimal(120)), ()),
        (c.NILS, replace(c.MEDICARE_140, percent=Decimal("120.01")), (Limit.PERCENT_OF_MEDICARE,)),
        (c.BEN, replace(c.MEDICARE_140, percent=Decimal(120)), ()),
        (c.BEN, replace(c.MEDICARE_140, percent=Decimal("119.99")), (Limit.PERCENT_OF_MEDICARE,)),
        (c.NILS, c.CASE_RATE_45000, ()),
        (c.BEN, c.CASE_RATE_45000, ()),
    ],
)
def test_the_payers_limit_is_the_most_and_the_providers_the_least(
    who: Actor, rate: Rate, passed: tuple[Limit, ...]
) -> None:
    assert beyond(banded, d.offers(who, rate)) == passed


@pytest.mark.parametrize(
    ("who", "agreed"),
    [
        (c.NILS, AgreedRate(rate=CHEAP, wrappers=(LesserOf(other=c.MEDICARE_140),))),
        (c.NILS, AgreedRate(rate=CHEAP, wrappers=(GreaterOf(other=c.MEDICARE_140),))),
        (c.NILS, AgreedRate(rate=CHEAP, wrappers=(CarveOut(what="Implants", rate=c.MEDICARE_140),))),
        (c.NILS, AgreedRate(rate=CHEAP, wrappers=(Escalator(percent=Decimal(3)),))),
        (c.NILS, AgreedRate(rate=CHEAP, modifier_rules=(ModifierRule(modifier="22", percent=Decimal(120)),))),
        (c.BEN, AgreedRate(rate=c.MEDICARE_140, wrappers=(LesserOf(other=CHEAP),))),
        (c.BEN, AgreedRate(rate=c.MEDICARE_140, modifier_rules=(ModifierRule(modifier="51", percent=Decimal(50)),))),
    ],
)
def test_every_stated_percent_counts_and_what_moves_it_is_looked_at(who: Actor, agreed: AgreedRate) -> None:
    assert beyond(banded, d.offers(who, agreed)) == (Limit.PERCENT_OF_MEDICARE,)


def test_what_moves_a_percent_the_other_way_is_no_matter() -> None:
    second = AgreedRate(rate=CHEAP, modifier_rules=(ModifierRule(modifier="51", percent=Decimal(50)),))
    rising = AgreedRate(rate=c.MEDICARE_140, wrappers=(Escalator(percent=Decimal(3)),))
    assert beyond(banded, d.offers(c.NILS, second)) == ()
    assert beyond(banded, d.offers(c.BEN, rising)) == ()


def test_a_default_rate_counts_as_well() -> None:
    assert beyond(banded, d.offers(c.NILS, c.CASE_RATE_45000, default_rate=c.MEDICARE_140)) == (
        Limit.PERCENT_OF_MEDICARE,
    )


SCOPED = (*d.requested, d.sets(c.RUTH, c.SCOPE))
"""Twelve units of one code."""


@pytest.mark.parametrize(
    ("who", "rate", "passed"),
    [
        (c.NILS, c.CASE_RATE_45000, ()),
        (c.NILS, replace(c.CASE_RATE_45000, amount=Decimal("45000.01")), (Limit.TOTAL,)),
        (c.NILS, FEE, ()),
        (c.NILS, replace(FEE, amount=Decimal(3751)), (Limit.TOTAL,)),
        (c.NILS, replace(c.PER_DIEM_3500, expected_days=12), ()),
        (c.NILS, replace(c.PER_DIEM_3500, expected_days=13), (Limit.TOTAL,)),
        (c.NILS, c.PER_DIEM_3500, (Limit.TOTAL,)),
        (c.NILS, replace(c.BILLED_55, cap=Decimal(45_000)), ()),
        (c.NILS, c.BILLED_55, (Limit.TOTAL,)),
        (c.NILS, CHEAP, (Limit.TOTAL,)),
        (c.BEN, c.CASE_RATE_45000, ()),
        (c.BEN, replace(c.CASE_RATE_45000, amount=Decimal("44999.99")), (Limit.TOTAL,)),
        (c.BEN, FEE, (Limit.TOTAL,)),
        (c.BEN, c.BILLED_55, ()),
        (c.BEN, c.PER_DIEM_3500, (Limit.TOTAL,)),
    ],
)
def test_a_total_that_cannot_be_derived_is_beyond_every_limit(
    who: Actor, rate: Rate, passed: tuple[Limit, ...]
) -> None:
    totals = (
        sets_band(c.PRIYA, role=Role.NETWORK_MANAGER, total=45_000),
        sets_band(c.SAM, role=Role.PROVIDER_BILLER, total=45_000),
    )
    assert beyond((*SCOPED, *totals), d.offers(who, rate)) == passed


def test_both_limits_count_and_both_are_named() -> None:
    both = sets_band(c.PRIYA, role=Role.NETWORK_MANAGER, percent_of_medicare=120, total=45_000)
    assert beyond((*d.requested, both), d.offers(c.NILS, c.MEDICARE_140)) == BOTH
    assert beyond((*d.requested, both), d.offers(c.NILS, CHEAP, cap_total=Decimal(45_000))) == ()


@pytest.mark.parametrize("reason", [None, "too short a one"[:14]])
def test_an_offer_beyond_the_band_needs_a_reason(reason: str | None) -> None:
    given(banded).when(because(d.offers(c.NILS, c.MEDICARE_140), reason)).refused(
        Reason.REASON_TOO_SHORT,
        field="reason_if_held",
        length=str(len(reason or "")),
        least="15",
        beyond="percent_of_medicare",
    )
    assert beyond(banded, because(d.offers(c.NILS, c.MEDICARE_140), "x" * 15)) == (Limit.PERCENT_OF_MEDICARE,)


def test_a_reason_for_an_offer_inside_the_band_is_told_to_nobody() -> None:
    events = given(banded).when(because(d.offers(c.NILS, CHEAP))).events
    assert [type(event.fact) for event in events] == [OfferMade]
    assert WHY not in repr(events)


def test_c12_what_the_other_side_records_was_said_already_and_is_not_held() -> None:
    given(banded).when(v.by_phone(d.offers(c.NILS, c.MEDICARE_140))).happens(OfferMade)
    given(banded, d.offers(c.NILS, CHEAP)).when(v.by_phone(d.offers(c.NILS, c.MEDICARE_140))).happens(
        OfferMade, OfferSuperseded
    )
    given(banded).when(v.by_phone(d.offers(c.NILS, c.MEDICARE_140), c.CARA)).happens(OfferMade)


def test_nobody_gets_around_their_band_by_the_word_of_somebody_absent() -> None:
    given(banded).when(v.by_phone(d.offers(c.NOOR, c.MEDICARE_140), c.NILS)).refused(
        Reason.NOT_PERMITTED, role="network_manager", what="on_behalf_of"
    )
    given(banded).when(v.by_phone(d.counters(SECOND_BEN, "OFR-1", CHEAP), c.BEN)).refused_for(Reason.WRONG_STAGE)
    given(banded).when(v.by_phone(d.offers(c.NOOR, CHEAP), c.NILS)).happens(OfferMade)
    given(d.requested).when(v.by_phone(d.offers(c.NOOR, clean.RATES[0]), c.NILS)).happens(OfferMade)
