"""The other models in dollars: charges, days, episodes, fees, drugs, anesthesia (S19 to S21, L7 to L10)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

import fees as f
from scabot_domain.money.rates import (
    AspBase,
    FactorClass,
    MedicareBenchmark,
    PastTerm,
    QuarterPolicy,
    Rate,
    Source,
    YearPolicy,
)
from scabot_domain.pricing import Assumed, Basis, Priced, price_offer
from scabot_domain.pricing.medicare import TimeRounding, anesthesia_amount
from scabot_domain.terms.agreed import AgreedRate, ModifierRule, RoundAt
from scabot_domain.terms.identifiers import CodeSystem
from scabot_domain.terms.sections import Runout
from scabot_domain.terms.services import ScopeLine

STAY = ScopeLine(line_id="L1", system=CodeSystem.DRG, code="014", units_max=1)
WARD = ScopeLine(line_id="L2", system=CodeSystem.REV, code="0120", units_max=30)
ASLEEP = ScopeLine(line_id="L1", system=CodeSystem.CPT, code="00562", units_max=1)


def price(rate: Rate | AgreedRate, *lines: ScopeLine, **assumed: object) -> Priced:
    return price_offer(f.offer(rate), f.basis(*(lines or (STAY,)), **assumed))  # type: ignore[arg-type]  # as told


def gaps(priced: Priced) -> list[tuple[str, str]]:
    assert priced.expected is None
    return [(gap.what, gap.finding) for gap in priced.missing]


def test_s19_55_percent_of_240000_billed_is_132000() -> None:
    priced = price(f.of_billed(), billed=Decimal(240_000))
    assert str(priced.amount) == "132000.00"
    assert [str(step.output) for step in priced.trace] == ["132000.00", "132000.00"]
    assert dict(priced.trace[0].inputs) == {"charges": "240000", "percent": "55"}
    assert priced.stated == ()


def test_s19_without_assumed_charges_the_estimate_of_the_terms_counts_and_is_said_to() -> None:
    priced = price(f.of_billed(estimate=200_000))
    assert str(priced.amount) == "110000.00"
    assert priced.stated == (("billed charges of L1", "200000.00"),)


def test_l7_a_percent_of_billed_without_a_bound_has_no_price_even_if_charges_are_assumed() -> None:
    unbounded = price(f.of_billed(estimate=None), billed=Decimal(240_000))
    assert gaps(unbounded) == [("a cap, or a charge estimate with its chargemaster date", "L7")]
    undated = replace(f.of_billed(cap=90_000), chargemaster_date=None)
    assert gaps(price(undated)) == [("the billed charges", "L7")]


def test_l7_with_only_a_cap_the_most_is_the_cap_and_nothing_is_expected() -> None:
    priced = price(f.of_billed(cap=100_000, estimate=None))
    assert gaps(priced) == [("the billed charges", "L7")]
    assert (priced.low, priced.high) == (None, Decimal("100000.00"))


@pytest.mark.parametrize(("charges", "amount"), [(240_000, "100000.00"), (100_000, "55000.00")])
def test_a_cap_of_the_rate_is_a_step_of_its_own(charges: int, amount: str) -> None:
    priced = price(f.of_billed(cap=100_000, estimate=None), billed=Decimal(charges))
    assert str(priced.amount) == amount
    assert priced.trace[1].step == "cap of the rate"


def test_charges_of_a_share_of_the_lines_are_never_guessed() -> None:
    rates = (f.agreed(f.of_billed(), line_ids=("L1",)), f.agreed(f.fee("10"), line_ids=("L2",)))
    share = f.offer(
        *(replace(rate, rate=f.of_billed(cap=9, estimate=None)) if rate is rates[0] else rate for rate in rates)
    )
    basis = f.basis(STAY, WARD, units={"L2": 3}, billed=Decimal(240_000))
    assert gaps(price_offer(share, basis)) == [("the billed charges", "L7")]
    told = f.basis(STAY, WARD, units={"L2": 3}, charges={"L1": Decimal(10)})
    assert str(price_offer(share, told).amount) == "35.50"


def test_l7_charges_that_contradict_each_other_have_no_price() -> None:
    gap = [("one bill: charges assumed contradict each other", "L7")]
    told = {"billed": Decimal(240_000), "charges": {"L1": Decimal(239_999)}}
    assert gaps(price(f.of_billed(), **told)) == gap
    same = {"billed": Decimal(240_000), "charges": {"L1": Decimal(240_000)}}
    assert str(price(f.of_billed(), **same).amount) == "132000.00"


def test_s20_3500_a_day_for_nine_midnights_is_31500() -> None:
    assert str(price(f.per_diem(), midnights=9).amount) == "31500.00"


def test_s20_without_assumed_midnights_the_expected_days_of_the_terms_count_and_are_said_to() -> None:
    priced = price(f.per_diem(expected_days=12))
    assert (str(priced.amount), priced.stated) == ("42000.00", (("days at all_levels", "12"),))
    assert price(f.per_diem(expected_days=12), midnights=9).stated == ()


@pytest.mark.parametrize(
    ("terms", "assumed", "gap"),
    [
        ({}, {}, ("the midnights", "")),
        ({"day_count": None}, {"midnights": 9}, ("how days are counted", "L8")),
        ({"level": None}, {"midnights": 9}, ("the level of care", "L8")),
        ({"level": "icu"}, {"midnights": 9}, ("the midnights at level icu", "")),
        ({}, {"midnights": 0}, ("what a stay without a midnight counts", "L8")),
    ],
)
def test_l8_a_per_diem_that_leaves_days_open_has_no_price(
    terms: dict[str, object], assumed: dict[str, object], gap: tuple[str, str]
) -> None:
    rate = f.per_diem(**terms)  # type: ignore[arg-type]  # as told
    assert gaps(price(rate, **assumed)) == [gap]


@pytest.mark.parametrize(("stated", "amount"), [(0, "0.00"), (1, "3500.00")])
def test_l8_a_same_day_stay_counts_what_is_stated(stated: int, amount: str) -> None:
    assert str(price(f.per_diem(same_day=stated), midnights=0).amount) == amount


def test_levels_are_paid_for_their_own_nights() -> None:
    levels = f.offer(f.per_diem(5000, level="icu"), f.per_diem(2000, level="step_down"))
    basis = f.basis(STAY, midnights=9, nights={"icu": 2, "step_down": 7})
    assert str(price_offer(levels, basis).amount) == "24000.00"


@pytest.mark.parametrize("level", ["icu", "all_levels"])
def test_nights_by_level_that_are_more_than_the_stay_have_no_price(level: str) -> None:
    gap = ("one length of stay: the nights assumed by level are more", "")
    assert gaps(price(f.per_diem(level=level), midnights=3, nights={"icu": 4})) == [gap]
    assert str(price(f.per_diem(level=level), midnights=3, nights={"icu": 3}).amount) == "10500.00"


ENDS, STAYS = PastTerm.ENDS_WITH_TERM, PastTerm.UNTIL_DISCHARGE


@pytest.mark.parametrize(
    ("past", "runout", "amount"),
    [
        (STAYS, None, "31500.00"),
        (ENDS, None, "10500.00"),
        (None, Runout.ENDS_WITH_TERM, "10500.00"),
        (None, Runout.COURSE_OF_TREATMENT, "31500.00"),
        (STAYS, Runout.ENDS_WITH_TERM, "31500.00"),
    ],
)
def test_l8_an_admission_past_the_term_is_paid_as_the_rate_or_else_the_agreement_says(
    past: PastTerm | None, runout: Runout | None, amount: str
) -> None:
    term = replace(f.TERM, runout_rule=runout)
    basis = f.basis(STAY, midnights=9, admitted_on=date(2027, 11, 28), term=term)
    assert str(price_offer(f.offer(f.per_diem(past_term=past)), basis).amount) == amount


def test_l8_an_admission_past_the_term_without_a_rule_has_no_price() -> None:
    late = {"midnights": 9, "nights": {"icu": 9}, "admitted_on": date(2027, 11, 28)}
    gap = [("what is paid past the last day of the term", "L8")]
    assert gaps(price_offer(f.offer(f.per_diem()), f.basis(STAY, term=f.TERM, **late))) == gap  # type: ignore[arg-type]  # as told
    at_level = f.offer(f.per_diem(level="icu", past_term=ENDS))
    assert gaps(price_offer(at_level, f.basis(STAY, term=f.TERM, **late))) == gap  # type: ignore[arg-type]  # as told
    early = f.basis(STAY, midnights=9, admitted_on=date(2027, 11, 22), term=f.TERM)
    assert str(price_offer(f.offer(f.per_diem()), early).amount) == "31500.00"


def test_l8_a_rate_that_ends_with_the_term_needs_the_term_and_the_admission() -> None:
    ends = f.offer(f.per_diem(past_term=ENDS))
    assert gaps(price_offer(ends, f.basis(STAY, midnights=9, term=f.TERM))) == [("the day of admission", "L8")]
    dated = f.basis(STAY, midnights=9, admitted_on=date(2026, 12, 11))
    assert gaps(price_offer(ends, dated)) == [("the term", "L8")]


def test_s21_a_case_rate_is_what_it_is() -> None:
    assert str(price(f.case_rate()).amount) == "45000.00"


def test_a_case_rate_and_a_bill_are_priced_before_anybody_lists_services() -> None:
    basis = Basis(lines=(), assumed=Assumed(billed=Decimal(240_000)), schedules=f.SHEETS)
    assert str(price_offer(f.offer(f.case_rate()), basis).amount) == "45000.00"
    assert str(price_offer(f.offer(f.of_billed()), basis).amount) == "132000.00"
    stated = price_offer(f.offer(f.of_billed()), replace(basis, assumed=Assumed()))
    assert stated.stated == (("billed charges of everything", "240000.00"),)
    assert gaps(price_offer(f.offer(f.of_medicare()), basis)) == [("the services that the rate pays", "")]


@pytest.mark.parametrize(("at", "amount"), [(None, "12.30"), (RoundAt.UNIT, "12.30"), (RoundAt.LINE, "12.35")])
def test_a_fee_is_rounded_at_the_unit_unless_the_terms_say_line(at: RoundAt | None, amount: str) -> None:
    line = replace(STAY, units_max=10)
    assert str(price(f.agreed(f.fee("1.2345"), round_at=at), line, units={"L1": 10}).amount) == amount


def test_a_fee_for_a_modifier_that_changes_the_payment_needs_a_rule_too() -> None:
    line = f.line_of("G0101", "50")
    assert gaps(price(f.fee("100"), line, units={"L1": 1})) == [("a rule for modifier 50", "L6")]
    ruled = f.agreed(f.fee("100"), modifier_rules=(ModifierRule(modifier="50", percent=Decimal(150)),))
    assert str(price(ruled, line, units={"L1": 1}).amount) == "150.00"


def test_l10_asp_plus_10_goes_on_the_price_and_not_on_a_limit_that_holds_6_percent() -> None:
    priced = price(f.asp_plus(), f.DRUG, units={"L3": 40})
    assert [str(step.output) for step in priced.trace] == ["11.000", "440.00", "440.00"]  # not 11.660


def test_a_drug_keeps_three_decimals_and_is_rounded_at_the_line() -> None:
    priced = price(f.asp_plus(8, "2026Q3"), f.DRUG, units={"L3": 7})
    assert [str(step.output) for step in priced.trace[:2]] == ["12.578", "88.05"]
    at_unit = f.agreed(f.asp_plus(8, "2026Q3"), round_at=RoundAt.UNIT)
    ruled = replace(at_unit, modifier_rules=(ModifierRule(modifier="JW", percent=Decimal(100)),))
    wasted = replace(f.DRUG, modifiers=("JW",))
    assert str(price(ruled, wasted, units={"L3": 7}).amount) == "88.06"
    assert str(price(at_unit, f.DRUG, units={"L3": 7}).amount) == "88.06"


@pytest.mark.parametrize(
    ("assumed", "amount"),
    [
        ({"asp_quarter": "2026Q3"}, "12.81"),
        ({"service_on": date(2026, 9, 30)}, "12.81"),
        ({"service_on": date(2026, 10, 1)}, "11.00"),
    ],
)
def test_the_date_of_service_chooses_the_quarter(assumed: dict[str, object], amount: str) -> None:
    assert str(price(f.asp_plus(10, None), f.DRUG, units={"L3": 1}, **assumed).amount) == amount


@pytest.mark.parametrize(
    ("terms", "gap"),
    [
        ({"quarter_policy": None}, ("fixed quarter or date of service", "L10")),
        ({"quarter": None}, ("the fixed quarter", "L10")),
        ({"quarter": "2025Q1"}, ("the payment limit of J1745 in 2025Q1", "")),
        ({"quarter_policy": QuarterPolicy.DATE_OF_SERVICE}, ("the quarter of service", "")),
        ({"base": None}, ("a percent on the average sales price: the payment limit already holds 6 %", "L10")),
        (
            {"base": AspBase.PAYMENT_LIMIT},
            ("a percent on the average sales price: the payment limit already holds 6 %", "L10"),
        ),
    ],
)
def test_l10_a_drug_rate_that_leaves_something_open_has_no_price(
    terms: dict[str, object], gap: tuple[str, str]
) -> None:
    rate = replace(f.asp_plus(), **terms)  # type: ignore[arg-type]  # as told
    assert gaps(price(rate, f.DRUG, units={"L3": 40})) == [gap]


ANESTHESIA = MedicareBenchmark(
    source=Source.ANESTHESIA, year=2025, year_policy=YearPolicy.FIXED_YEAR, locality=f.NATION
)
CARE = {"units": {"L1": 1}, "base_units": {"L1": 20}, "minutes": {"L1": Decimal(95)}}


def test_anesthesia_is_base_and_time_units_times_the_factor() -> None:
    priced = price(f.of_medicare(100, ANESTHESIA), ASLEEP, **CARE)
    assert str(priced.amount) == "535.04"  # (20 + 95 / 15) x 20.3178
    assert str(price(f.of_medicare(150, ANESTHESIA), ASLEEP, **CARE).amount) == "802.56"


@pytest.mark.parametrize(
    ("rounding", "amount"),
    [(TimeRounding.EXACT, "535.04"), (TimeRounding.TENTH, "534.36"), (TimeRounding.WHOLE_UP, "548.58")],
)
def test_minutes_of_anesthesia_are_not_rounded_unless_it_is_said(rounding: TimeRounding, amount: str) -> None:
    assert str(anesthesia_amount(20, Decimal(95), Decimal("20.3178"), rounding)) == amount


@pytest.mark.parametrize(
    ("mark", "gap"),
    [
        ({"year_policy": None}, [("fixed year or date of service", "L1")]),
        ({"year": None, "locality": None}, [("the fixed year", "L1"), ("the locality", "L2")]),
        ({"locality": "99999-99"}, [("the anesthesia factor of 99999-99 in 2025", "")]),
        ({"year": 2026}, [("which conversion factor, QP or non-QP", "L4")]),
        (
            {"year": 2026, "factor_class": FactorClass.QP},
            [("the anesthesia factor of qualifying participants of 00000-00 in 2026", "")],
        ),
    ],
)
def test_anesthesia_with_something_open_has_no_price(mark: dict[str, object], gap: list[tuple[str, str]]) -> None:
    rate = f.of_medicare(100, replace(ANESTHESIA, **mark))  # type: ignore[arg-type]  # as told
    assert gaps(price(rate, ASLEEP, **CARE)) == gap


def test_anesthesia_of_2026_has_the_factor_of_those_who_do_not_qualify() -> None:
    rate = f.of_medicare(100, replace(ANESTHESIA, year=2026, factor_class=FactorClass.NON_QP))
    assert str(price(rate, ASLEEP, **CARE).amount) == "539.77"


@pytest.mark.parametrize(("absent", "what"), [("base_units", "the base units"), ("minutes", "the minutes")])
def test_anesthesia_without_base_units_or_minutes_has_no_price(absent: str, what: str) -> None:
    care = {name: told for name, told in CARE.items() if name != absent}
    assert gaps(price(f.of_medicare(100, ANESTHESIA), ASLEEP, **care)) == [(what, "")]


STATED = MedicareBenchmark(
    source=Source.STATED_AMOUNT,
    stated_amount=Decimal("61234.56"),
    stated_source="pricer of the facility",
    stated_on=date(2026, 11, 2),
)


def test_a_stated_amount_is_priced_as_it_is_stated() -> None:
    priced = price(f.of_medicare(120, STATED), units={"L1": 1})
    assert str(priced.amount) == "73481.47"
    told = {"amount": "61234.56", "from": "pricer of the facility", "of": "2026-11-02"}
    assert dict(priced.trace[0].inputs) == told


@pytest.mark.parametrize(
    ("absent", "what"),
    [
        ("stated_amount", "the facility's Medicare amount"),
        ("stated_source", "its source"),
        ("stated_on", "its date"),
    ],
)
def test_a_stated_amount_needs_dollars_source_and_date(absent: str, what: str) -> None:
    mark = replace(STATED, **{absent: None})  # type: ignore[arg-type]  # a name of a field
    assert gaps(price(f.of_medicare(120, mark), units={"L1": 1})) == [(what, "L1")]
