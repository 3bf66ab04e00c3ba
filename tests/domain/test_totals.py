"""Totals by plain sums, and the gap between two positions (C3, 6.6): never 0 where something is unknown."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import cast as c
import deeds as d
import voices as v
from scabot_domain.commands import MakeOffer, SetAssumptions
from scabot_domain.facts.keeping import Assumptions
from scabot_domain.money.rates import FixedFee, Rate
from scabot_domain.pricing.basis import Assumed
from scabot_domain.terms.agreed import AgreedRate, Escalator, GreaterOf, LesserOf, ModifierRule, Wrapper
from scabot_domain.totals import AS_STATED, Total, apart, assumed, total_of
from story import given

CASE = given(d.requested, d.sets(c.RUTH, c.SCOPE)).case
FEE = FixedFee(amount=Decimal("179.495"))
DAYS = replace(c.PER_DIEM_3500, expected_days=9)
CAPPED = replace(c.BILLED_55, cap=Decimal(100_000))
UNBOUND = replace(c.BILLED_55, charge_estimate=None, chargemaster_date=None, cap=Decimal(100_000))


def offer(*rates: Rate | AgreedRate, **more: Any) -> MakeOffer:  # noqa: ANN401 - as told
    agreed = tuple(rate if isinstance(rate, AgreedRate) else AgreedRate(rate=rate) for rate in rates)
    return MakeOffer(by=c.by(c.NILS), rates=agreed, **more)


def told(total: Total) -> tuple[str | None, str | None]:
    return tuple(None if one is None else f"{one:.2f}" for one in (total.expected, total.most))  # type: ignore[return-value]  # two of them


@pytest.mark.parametrize(
    ("rate", "expected", "most"),
    [
        (c.CASE_RATE_45000, "45000.00", "45000.00"),
        (FEE, "2153.94", "2153.94"),
        (DAYS, "31500.00", "31500.00"),
        (c.PER_DIEM_3500, None, None),
        (c.BILLED_55, "132000.00", None),
        (CAPPED, "100000.00", "100000.00"),
        (UNBOUND, None, "100000.00"),
        (c.MEDICARE_140, None, None),
    ],
)
def test_a_rate_has_a_total_where_plain_sums_tell(rate: Rate, expected: str | None, most: str | None) -> None:
    assert told(total_of(CASE, offer(rate))) == (expected, most)


def test_a_fee_for_units_has_no_total_while_the_scope_is_empty() -> None:
    assert total_of(given(d.requested).case, offer(FEE)) == Total()


@pytest.mark.parametrize(
    ("rate", "wrapper", "expected", "most"),
    [
        (c.BILLED_55, LesserOf(other=c.CASE_RATE_45000), "45000.00", "45000.00"),
        (c.BILLED_55, GreaterOf(other=c.CASE_RATE_45000), "132000.00", None),
        (DAYS, GreaterOf(other=c.CASE_RATE_45000), "45000.00", "45000.00"),
        (c.MEDICARE_140, LesserOf(other=c.CASE_RATE_45000), None, "45000.00"),
        (c.MEDICARE_140, GreaterOf(other=c.CASE_RATE_45000), None, None),
        (c.CASE_RATE_45000, Escalator(percent=Decimal(3)), None, None),
    ],
)
def test_i14_a_choice_between_two_rates_is_worked_out_where_it_can_be(
    rate: Rate, wrapper: Wrapper, expected: str | None, most: str | None
) -> None:
    assert told(total_of(CASE, offer(AgreedRate(rate=rate, wrappers=(wrapper,))))) == (expected, most)


def test_a_rule_for_modifiers_leaves_the_total_open() -> None:
    rule = ModifierRule(modifier="51", percent=Decimal(50))
    assert total_of(CASE, offer(AgreedRate(rate=FEE, modifier_rules=(rule,)))) == Total()


@pytest.mark.parametrize(
    ("more", "expected", "most"),
    [
        ({}, "76500.00", "76500.00"),
        ({"cap_total": Decimal(50_000)}, "50000.00", "50000.00"),
        ({"cap_total": Decimal(80_000)}, "76500.00", "76500.00"),
        ({"default_rate": c.BILLED_55}, "76500.00", None),
        ({"default_rate": c.BILLED_55, "cap_total": Decimal(80_000)}, "76500.00", "80000.00"),
    ],
)
def test_several_rates_add_up_and_a_cap_bounds_them(
    more: dict[str, object], expected: str | None, most: str | None
) -> None:
    assert told(total_of(CASE, offer(c.CASE_RATE_45000, DAYS, **more))) == (expected, most)


def test_one_unknown_rate_leaves_everything_unknown_but_for_a_cap() -> None:
    assert total_of(CASE, offer(c.CASE_RATE_45000, c.MEDICARE_140)) == Total()
    assert told(total_of(CASE, offer(c.MEDICARE_140, cap_total=Decimal(50_000)))) == (None, "50000.00")


def test_assumptions_replace_what_is_expected_and_never_what_is_the_most() -> None:
    nine = Assumed(midnights=9, billed=Decimal(200_000), units={"L1": 10})
    assert told(total_of(CASE, offer(c.PER_DIEM_3500), nine)) == ("31500.00", None)
    assert told(total_of(CASE, offer(replace(DAYS, expected_days=12)), nine)) == ("31500.00", "42000.00")
    assert told(total_of(CASE, offer(c.BILLED_55), nine)) == ("110000.00", None)
    assert told(total_of(CASE, offer(FEE), nine)) == ("1794.95", "2153.94")


def test_a_stay_without_a_midnight_counts_what_the_offer_says() -> None:
    short = Assumed(midnights=0)
    assert told(total_of(CASE, offer(replace(c.PER_DIEM_3500, same_day=1)), short)) == ("3500.00", None)
    assert told(total_of(CASE, offer(c.PER_DIEM_3500), short)) == (None, None)


def test_charges_that_are_assumed_for_the_whole_stay_are_not_spread_over_several_rates() -> None:
    several = offer(replace(c.BILLED_55, charge_estimate=None, cap=Decimal(9)), c.CASE_RATE_45000)
    assert total_of(CASE, several, Assumed(billed=Decimal(200_000))).expected is None


def test_the_newest_assumptions_of_a_case_count() -> None:
    assert assumed(CASE) == AS_STATED
    ten = lambda _case, at: SetAssumptions(by=c.by(c.BEN, at), values=Assumptions(midnights=10, units={"L1": 2}))  # noqa: E731 - a step
    assert assumed(given(d.requested, v.assumes(), ten).case) == Assumed(midnights=10, units={"L1": 2})


@pytest.mark.parametrize(
    ("bid", "ask", "dollars", "percent"),
    [(38_000, 62_000, "24000", "63.2"), (42_500, 45_500, "3000", "7.1"), (40_000, 40_020, "20", "0.1")],
)
def test_c3_the_gap_is_in_dollars_and_in_percent_of_the_bid(bid: int, ask: int, dollars: str, percent: str) -> None:
    gap = apart(Decimal(bid), Decimal(ask))
    assert gap is not None
    assert (gap.dollars, gap.percent, gap.crossed) == (Decimal(dollars), Decimal(percent), False)


@pytest.mark.parametrize("ask", [40_000, 39_999])
def test_c3_positions_that_have_crossed_have_no_percent(ask: int) -> None:
    gap = apart(Decimal(40_000), Decimal(ask))
    assert gap is not None
    assert gap.crossed
    assert gap.dollars == ask - 40_000


def test_c3_without_both_totals_there_is_no_gap() -> None:
    assert apart(None, Decimal(1)) is apart(Decimal(1), None) is apart(Decimal(0), Decimal(1)) is None
