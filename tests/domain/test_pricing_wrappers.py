"""What stands around a rate, and around an offer, in dollars (I12, I14, L9, L12, L16)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import fees as f
from scabot_domain.money.rates import PastTerm
from scabot_domain.pricing import Priced, price_offer
from scabot_domain.pricing.escalating import anniversaries
from scabot_domain.pricing.priced import Missing
from scabot_domain.terms.agreed import (
    AgreedRate,
    Allocation,
    CarveOut,
    DollarOf,
    Escalator,
    GreaterOf,
    LesserOf,
    StopLoss,
    Wrapper,
)
from scabot_domain.terms.identifiers import CodeSystem
from scabot_domain.terms.sections import Term
from scabot_domain.terms.services import ScopeLine

STAY = ScopeLine(line_id="L1", system=CodeSystem.DRG, code="014", units_max=1)
BILL = Decimal(240_000)
TWO = (f.OFFICE_VISITS, f.COUNSELING)
UNITS = {"units": {"L1": 10, "L2": 10}}
Told = dict[str, Any]


def price(*rates: AgreedRate, lines: tuple[ScopeLine, ...] = (STAY,), **assumed: object) -> Priced:
    return price_offer(f.offer(*rates), f.basis(*lines, **assumed))  # type: ignore[arg-type]  # as told


def around(rate: object, *wrappers: Wrapper) -> AgreedRate:
    return f.agreed(rate, *wrappers)  # type: ignore[arg-type]  # a rate


def gaps(priced: Priced) -> list[tuple[str, str]]:
    assert priced.expected is None
    return [(gap.what, gap.finding) for gap in priced.missing]


def choice(priced: Priced) -> list[dict[str, str]]:
    return [dict(step.inputs) for step in priced.trace if step.step in ("lesser of", "greater of")]


def carve(what: str, rate: object) -> CarveOut:
    return CarveOut(what=what, rate=rate)  # type: ignore[arg-type]  # a rate


def loss(of: DollarOf, threshold: int = 100_000, percent: int = 60) -> StopLoss:
    return StopLoss(pays_from=of, threshold=Decimal(threshold), percent=Decimal(percent))


def test_i14_the_lesser_of_55_percent_and_45000_is_45000_with_132000_shown() -> None:
    priced = price(around(f.of_billed(), LesserOf(other=f.case_rate())), billed=BILL)
    assert str(priced.amount) == "45000.00"
    assert choice(priced) == [{"rate": "132000.00", "other": "45000.00"}]


def test_i14_the_greater_of_shows_both_too() -> None:
    priced = price(around(f.case_rate(), GreaterOf(other=f.of_billed())), billed=BILL)
    assert str(priced.amount) == "132000.00"
    assert choice(priced) == [{"rate": "45000.00", "other": "132000.00"}]


def test_i14_an_unknown_alternative_leaves_a_bound_and_is_shown_as_unknown() -> None:
    lesser = price(around(f.case_rate(), LesserOf(other=f.of_billed(estimate=None))))
    assert gaps(lesser) == [("the billed charges", "L7")]
    assert (lesser.low, lesser.high) == (None, Decimal("45000.00"))
    assert choice(lesser) == [{"rate": "45000.00", "other": "cannot price"}]
    greater = price(around(f.case_rate(), GreaterOf(other=f.of_billed(estimate=None, cap=90_000))))
    assert (greater.low, greater.high) == (Decimal("45000.00"), Decimal("90000.00"))
    neither = price(around(f.of_billed(estimate=None), LesserOf(other=f.per_diem())))
    assert (neither.low, neither.high) == (None, None)


def test_l7_a_lesser_of_bounds_a_percent_of_billed_and_a_greater_of_does_not() -> None:
    unbounded = f.of_billed(estimate=None)
    assert str(price(around(unbounded, LesserOf(other=f.case_rate())), billed=BILL).amount) == "45000.00"
    open_ended = price(around(f.case_rate(), GreaterOf(other=unbounded)), billed=BILL)
    assert gaps(open_ended) == [("a cap, or a charge estimate with its chargemaster date", "L7")]
    capped = f.offer(around(f.case_rate(), GreaterOf(other=unbounded)), cap_total=Decimal(99_000))
    assert str(price_offer(capped, f.basis(STAY, billed=BILL)).amount) == "99000.00"


def test_a_lesser_of_charges_is_taken_line_by_line_where_units_are_paid() -> None:
    charges = {"L1": Decimal(1000), "L2": Decimal(1000)}
    mixed = around(f.of_medicare(), LesserOf(other=f.of_billed(100)))
    priced = price(mixed, lines=TWO, charges=charges, **UNITS)
    assert choice(priced) == [
        {"rate": "1794.90", "other": "1000.00"},
        {"rate": "455.40", "other": "1000.00"},
    ]
    assert str(priced.amount) == "1455.40"  # 2,000.00 if taken of the sums


def test_charges_of_the_whole_bill_say_nothing_about_one_line() -> None:
    priced = price(around(f.of_medicare(), LesserOf(other=f.of_billed(100))), lines=TWO, billed=BILL, **UNITS)
    assert gaps(priced) == [("the billed charges", "L7")] * 2
    assert [gap.line_id for gap in priced.missing] == ["L1", "L2"]
    assert str(priced.high) == "2250.30"


def test_a_lesser_of_an_episode_is_taken_of_the_sums() -> None:
    priced = price(around(f.of_medicare(), LesserOf(other=f.case_rate(2000))), lines=TWO, **UNITS)
    assert choice(priced) == [{"rate": "2250.30", "other": "2000.00"}]


@pytest.mark.parametrize(("charges", "amount"), [(100_000, "45000.00"), (240_000, "144000.00")])
def test_a_first_dollar_stop_loss_pays_a_percent_of_all_charges_once_they_exceed_the_threshold(
    charges: int, amount: str
) -> None:
    assert str(price(around(f.case_rate(), loss(DollarOf.FIRST)), billed=Decimal(charges)).amount) == amount


@pytest.mark.parametrize(("charges", "amount"), [(100_000, "45000.00"), (240_000, "129000.00")])
def test_a_second_dollar_stop_loss_is_an_outlier_payment(charges: int, amount: str) -> None:
    assert str(price(around(f.case_rate(), loss(DollarOf.SECOND)), billed=Decimal(charges)).amount) == amount


def test_a_stop_loss_without_charges_has_no_price_and_the_outlier_a_floor() -> None:
    second, first = (price(around(f.case_rate(), loss(of))) for of in (DollarOf.SECOND, DollarOf.FIRST))
    assert gaps(second) == gaps(first) == [("the billed charges", "L7")]
    assert (second.low, second.high) == (Decimal("45000.00"), None)
    assert (first.low, first.high) == (None, None)


def test_a_first_dollar_stop_loss_replaces_what_could_not_be_priced() -> None:
    assert str(price(around(f.per_diem(), loss(DollarOf.FIRST)), billed=BILL).amount) == "144000.00"
    assert gaps(price(around(f.per_diem(), loss(DollarOf.SECOND)), billed=BILL)) == [("the midnights", "")]


def test_wrappers_work_in_the_order_of_the_terms() -> None:
    lesser, outlier = LesserOf(other=f.case_rate(100_000)), loss(DollarOf.SECOND)
    orders: list[tuple[Wrapper, Wrapper]] = [(lesser, outlier), (outlier, lesser)]
    amounts = [price(around(f.case_rate(), *order), billed=BILL).amount for order in orders]
    assert [str(amount) for amount in amounts] == ["129000.00", "100000.00"]


def test_a_stop_loss_comes_after_what_is_decided_line_by_line() -> None:
    lesser, outlier = LesserOf(other=f.of_billed(100)), loss(DollarOf.SECOND, 1500)
    charges = {"L1": Decimal(1000), "L2": Decimal(1000)}
    priced = price(around(f.of_medicare(), lesser, outlier), lines=TWO, charges=charges, **UNITS)
    assert str(priced.amount) == "1755.40"
    before = price(around(f.of_medicare(), outlier, lesser), lines=TWO, charges=charges, **UNITS)
    assert gaps(before) == [("a stop-loss that comes after what is decided line by line", "")]


YEAR_3 = {"term": Term(effective=date(2026, 12, 1), end=date(2029, 11, 30))}


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2026, 11, 1), "1000.00"),
        (date(2027, 11, 30), "1000.00"),
        (date(2027, 12, 1), "1030.00"),
        (date(2028, 12, 1), "1060.90"),
    ],
)
def test_an_escalator_works_at_each_anniversary_of_the_first_day(day: date, amount: str) -> None:
    dearer = f.offer(around(f.case_rate(1000), Escalator(percent=Decimal(3))))
    assert str(price_offer(dearer, f.basis(STAY, service_on=day, **YEAR_3)).amount) == amount  # type: ignore[arg-type]  # as told


def test_an_escalator_works_on_the_unit_of_every_model_but_charges() -> None:
    day, three = date(2027, 12, 1), Escalator(percent=Decimal(3))
    on = f.basis(f.OFFICE_VISITS, units={"L1": 10}, midnights=2, billed=BILL, service_on=day, **YEAR_3)  # type: ignore[arg-type]  # as told
    rates = (f.of_medicare(), f.fee("10.05"), f.per_diem(1000))
    amounts = [price_offer(f.offer(around(rate, three)), on).amount for rate in rates]
    assert [str(amount) for amount in amounts] == ["1848.70", "103.50", "2060.00"]
    refused = price_offer(f.offer(around(f.of_billed(), three)), on)
    assert gaps(refused) == [("what an escalator means for a percent of charges", "")]


def test_an_escalator_leaves_the_other_of_two_amounts_alone() -> None:
    both = around(f.case_rate(1000), Escalator(percent=Decimal(3)), LesserOf(other=f.case_rate(1010)))
    on = f.basis(STAY, service_on=date(2027, 12, 1), **YEAR_3)  # type: ignore[arg-type]  # as told
    assert str(price_offer(f.offer(both), on).amount) == "1010.00"


def test_the_term_of_the_offer_comes_before_that_of_the_agreement() -> None:
    dearer = f.offer(around(f.case_rate(1000), Escalator(percent=Decimal(3))), term=f.TERM)
    assert str(price_offer(dearer, f.basis(STAY, **YEAR_3)).amount) == "1000.00"  # type: ignore[arg-type]  # as told


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ({}, Missing(what="the first day of the term")),
        ({"term": f.TERM}, 0),
        (YEAR_3, Missing(what="the date of service, to count anniversaries")),
        ({**YEAR_3, "service_year": 2026}, 0),
        ({**YEAR_3, "service_year": 2027}, Missing(what="the date of service, to count anniversaries")),
        ({**YEAR_3, "service_year": 2029}, 2),
        ({**YEAR_3, "service_year": 2031}, Missing(what="the date of service, to count anniversaries")),
        ({"term": Term(effective=date(2028, 2, 29), end=date(2031, 1, 1)), "service_on": date(2029, 2, 28)}, 0),
        ({"term": Term(effective=date(2028, 2, 29), end=date(2031, 1, 1)), "service_on": date(2029, 3, 1)}, 1),
    ],
)
def test_anniversaries_are_counted_only_where_they_are_certain(told: dict[str, object], number: object) -> None:
    assert anniversaries(f.basis(STAY, **told)) == number  # type: ignore[arg-type]  # as told


@pytest.mark.parametrize(
    "rate", [f.case_rate(), f.per_diem(), f.of_medicare(), f.fee("10")], ids=["case", "day", "medicare", "fee"]
)
def test_an_escalator_that_cannot_be_counted_has_no_price(rate: object) -> None:
    once = around(rate, Escalator(percent=Decimal(3)))
    lines = (f.OFFICE_VISITS,)
    assert gaps(price(once, lines=lines, midnights=9)) == [("the first day of the term", "")]
    twice = around(rate, Escalator(percent=Decimal(3)), Escalator(percent=Decimal(2)))
    assert gaps(price(twice, lines=lines, midnights=9)) == [("one escalator", "")]


DRUGS = (STAY, replace(f.DRUG, line_id="L2"))


@pytest.mark.parametrize("what", ["L2", "J1745", "HCPCS J1745"])
def test_a_line_that_is_carved_out_is_paid_by_its_own_rate_beside_the_other(what: str) -> None:
    whole = around(f.case_rate(), carve(what, f.asp_plus()))
    priced = price(whole, lines=DRUGS, units={"L2": 40})
    assert str(priced.amount) == "45440.00"
    assert [step.step for step in priced.trace] == ["case rate", "amount of a unit", "line", "carve-out", "total"]


def test_what_is_carved_out_of_units_is_not_paid_twice() -> None:
    priced = price(around(f.fee("100"), carve("L2", f.fee("7"))), lines=DRUGS, units={"L1": 1, "L2": 10})
    assert str(priced.amount) == "170.00"


def test_something_carved_out_by_name_is_paid_by_its_own_units_or_charges() -> None:
    named: Told = {"units": {"implants": 2}, "charges": {"implants": Decimal(9000)}, "billed": BILL}
    fees = price(around(f.case_rate(), carve("implants", f.fee("1500"))), **named)
    assert str(fees.amount) == "48000.00"
    charged = price(around(f.case_rate(), carve("implants", f.of_billed(50, cap=5000))), **named)
    assert str(charged.amount) == "49500.00"
    flat = price(around(f.case_rate(), carve("implants", f.case_rate(2500))), **named)
    assert str(flat.amount) == "47500.00"


def test_charges_of_what_is_carved_out_leave_the_bill_it_was_in() -> None:
    half = around(f.of_billed(50), carve("implants", f.fee("1500")))
    told: Told = {"units": {"implants": 2}, "billed": BILL}
    assert str(price(half, charges={"implants": Decimal(40_000)}, **told).amount) == "103000.00"
    assert gaps(price(half, **told)) == [("the billed charges", "L7")]


def test_something_carved_out_cannot_be_more_than_the_bill_it_was_in() -> None:
    half = around(f.of_billed(50), carve("implants", f.case_rate(10)))
    priced = price(half, billed=Decimal(100), charges={"implants": Decimal(101)})
    assert gaps(priced) == [("one bill: charges assumed contradict each other", "L7")]


def test_an_estimate_of_the_whole_bill_says_nothing_once_a_line_is_carved_out() -> None:
    half = around(f.of_billed(50), carve("L2", f.fee("7")))
    assert gaps(price(half, lines=DRUGS, units={"L2": 10})) == [("the billed charges", "L7")]


@pytest.mark.parametrize(
    ("rate", "gap"),
    [
        (f.of_medicare(), "a line of the scope for implants"),
        (f.fee("10"), "how many units of implants are expected"),
        (f.of_billed(50, cap=5000, estimate=None), "the billed charges"),
    ],
)
def test_something_carved_out_that_nobody_counted_has_no_price(rate: object, gap: str) -> None:
    priced = price(around(f.case_rate(), carve("implants", rate)))
    assert [what for what, _finding in gaps(priced)] == [gap]


def test_two_carve_outs_of_the_same_have_no_price() -> None:
    lines = around(f.case_rate(), carve("L2", f.fee("7")), carve("J1745", f.fee("8")))
    assert gaps(price(lines, lines=DRUGS, units={"L2": 10})) == [("one carve-out for L2", "")]
    names = around(f.case_rate(), carve("implants", f.case_rate(7)), carve("implants", f.case_rate(8)))
    assert gaps(price(names)) == [("one carve-out for implants", "")]


def test_a_name_carved_out_of_several_lines_is_in_none_of_them() -> None:
    mixed = around(f.of_medicare(), LesserOf(other=f.of_billed(100)), carve("implants", f.case_rate(10)))
    charges = {"L1": Decimal(1000), "L2": Decimal(1000), "implants": Decimal(10)}
    priced = price(mixed, lines=TWO, charges=charges, **UNITS)
    assert gaps(priced) == [("the line that implants is carved out of", "")]


def test_a_percent_of_charges_that_is_carved_out_needs_a_bound_of_its_own() -> None:
    unbounded = carve("implants", f.of_billed(50, estimate=None))
    priced = price(around(f.case_rate(), LesserOf(other=f.case_rate(9)), unbounded))
    assert gaps(priced) == [("a cap, or a charge estimate with its chargemaster date", "L7")]


def test_a_cap_on_everything_is_the_last_step_and_a_bound_where_a_total_is_unknown() -> None:
    capped = f.offer(f.case_rate(), f.agreed(f.per_diem(10, level="icu")), cap_total=Decimal(45_050))
    known = price_offer(capped, f.basis(STAY, nights={"icu": 9}))
    assert gaps(known) == [("one rate: two pay the same service", "L16")]
    per_diem = f.offer(f.per_diem(), cap_total=Decimal(20_000))
    assert str(price_offer(per_diem, f.basis(STAY, midnights=9)).amount) == "20000.00"
    assert str(price_offer(per_diem, f.basis(STAY, midnights=2)).amount) == "7000.00"
    unknown = price_offer(per_diem, f.basis(STAY))
    assert (unknown.low, unknown.expected, unknown.high) == (None, None, Decimal("20000.00"))
    drug = replace(per_diem, rates=(AgreedRate(rate=f.of_medicare()),))
    assert str(price_offer(drug, f.basis(units={})).high) == "2153.88"


def test_l12_a_line_that_no_rate_names_has_the_default_rate_or_no_price() -> None:
    named = f.agreed(f.of_medicare(), line_ids=("L1",))
    on = f.basis(*TWO, units={"L1": 1, "L2": 2})
    assert gaps(price_offer(f.offer(named), on)) == [("a rate", "L12")]
    default = price_offer(f.offer(named, default_rate=f.of_medicare(100)), on)
    assert str(default.amount) == "244.55"
    assert dict(default.trace[-2].inputs) == {"lines": "L2"}


def test_a_rate_without_lines_pays_what_no_other_names() -> None:
    rates = (f.agreed(f.fee("10"), line_ids=("L2",)), f.agreed(f.fee("100")))
    priced = price_offer(f.offer(*rates), f.basis(*TWO, units={"L1": 1, "L2": 1}))
    assert gaps(priced) == [("one rate: two pay the same service", "L16")]
    assert [step.line_id for step in priced.trace if step.step == "line"] == ["L2", "L1"]


def test_a_rate_for_a_line_that_is_not_in_the_scope_has_no_price() -> None:
    priced = price_offer(f.offer(f.agreed(f.case_rate(), line_ids=("L1", "L9"))), f.basis())
    assert [(gap.what, gap.line_id) for gap in priced.missing] == [("the line is not in the scope", "L9")]


def test_l16_two_rates_for_one_line_have_no_price() -> None:
    rates = (f.agreed(f.fee("10"), line_ids=("L1",)), f.agreed(f.fee("12"), line_ids=("L1",)))
    priced = price_offer(f.offer(*rates), f.basis())
    assert [gap.line_id for gap in priced.missing] == ["L1"]


def test_i13_parts_of_a_case_rate_that_do_not_sum_have_no_price() -> None:
    parts = (Allocation(party_id="P1", amount=Decimal(44_999)),)
    assert gaps(price(f.agreed(f.case_rate(), allocations=parts))) == [("parts of the case rate that sum to it", "L9")]


def test_a_rate_that_ends_with_the_term_can_be_the_other_of_a_lesser_of() -> None:
    other = LesserOf(other=f.per_diem(past_term=PastTerm.ENDS_WITH_TERM))
    on = f.basis(STAY, midnights=9, admitted_on=date(2027, 11, 28), term=f.TERM)
    assert str(price_offer(f.offer(around(f.case_rate(), other)), on).amount) == "10500.00"
