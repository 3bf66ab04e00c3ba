"""Percent of Medicare against amounts that CMS published (S18), and what the fee schedule cannot price (L1 to L6).

Source of the amounts: CMS, physician fee schedule, RVU25D and RVU26A, by locality; the order of rounding is theirs.
"""

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal, localcontext

import pytest

import fees as f
from scabot_domain.money.rates import FactorClass, Setting, YearPolicy
from scabot_domain.pricing import Priced, Rounding, price_offer
from scabot_domain.terms.agreed import ModifierRule, RoundAt
from scabot_domain.terms.identifiers import CodeSystem

OFFICE, HOSPITAL = Setting.NON_FACILITY, Setting.FACILITY
PUBLISHED = [
    (2025, f.NATION, None, "125.18", "93.80", "175.25", "131.32"),
    (2025, f.HOUSTON, None, "128.21", "96.74", "179.49", "135.44"),
    (2025, f.REST_OF_TEXAS, None, "121.66", "92.01", "170.32", "128.81"),
    (2025, f.MANHATTAN, None, "142.07", "105.48", "198.90", "147.67"),
    (2025, f.SAN_FRANCISCO, None, "152.35", "107.83", "213.29", "150.96"),
    (2026, f.NATION, FactorClass.NON_QP, "135.61", "84.50", "189.85", "118.30"),
    (2026, f.NATION, FactorClass.QP, "136.28", "84.93", "190.79", "118.90"),
]


def one_unit(percent: int, line: object = f.OFFICE_VISITS, **mark: object) -> Priced:
    rate = f.of_medicare(percent, f.mark(release=None, **mark))
    return price_offer(f.offer(rate), f.basis(line, units={"L1": 1}))  # type: ignore[arg-type]  # a line


def missing(priced: Priced) -> list[tuple[str, str]]:
    assert priced.expected is None
    assert priced.amount is None
    return [(gap.what, gap.finding) for gap in priced.missing]


@pytest.mark.parametrize(("year", "locality", "factor", "office", "hospital", "office_140", "hospital_140"), PUBLISHED)
def test_s18_a_percent_of_medicare_is_the_published_amount_to_the_cent(  # noqa: PLR0913, PLR0917 - a table
    year: int, locality: str, factor: FactorClass | None, office: str, hospital: str, office_140: str, hospital_140: str
) -> None:
    where = {"year": year, "locality": locality, "factor_class": factor}
    found = [one_unit(percent, setting=place, **where).amount for percent in (100, 140) for place in (OFFICE, HOSPITAL)]
    assert [str(amount) for amount in found] == [office, hospital, office_140, hospital_140]


@pytest.mark.parametrize(
    ("locality", "setting", "percent", "amount"),
    [
        (f.NATION, OFFICE, 100, "31.70"),
        (f.NATION, HOSPITAL, 100, "29.11"),
        (f.HOUSTON, OFFICE, 100, "32.53"),
        (f.HOUSTON, HOSPITAL, 100, "29.94"),
        (f.HOUSTON, OFFICE, 140, "45.54"),
    ],
)
def test_s18_counseling_is_the_published_amount_too(locality: str, setting: Setting, percent: int, amount: str) -> None:
    assert str(one_unit(percent, f.line_of("G0447"), locality=locality, setting=setting).amount) == amount


def test_the_percent_is_taken_of_the_rounded_amount_so_manhattan_is_one_cent_more() -> None:
    priced = one_unit(140, locality=f.MANHATTAN)
    unit, percent, line, _total = priced.trace
    assert [str(step.output) for step in (unit, percent, line)] == ["142.07", "198.90", "198.90"]
    assert [step.rounding for step in (unit, percent, line)] == [Rounding.CENT] * 3
    assert str(priced.amount) == "198.90"  # 198.89 if rounded once


def test_twelve_units_are_twelve_times_the_rounded_unit() -> None:
    assert str(price_offer(f.offer(f.of_medicare()), f.basis()).amount) == "2153.88"


def test_terms_that_round_at_the_line_keep_the_unit_as_it_is() -> None:
    at_line = f.offer(f.agreed(f.of_medicare(), round_at=RoundAt.LINE))
    assert str(price_offer(at_line, f.basis()).amount) == "2153.93"


def test_a_callers_own_decimal_context_changes_nothing() -> None:
    with localcontext(prec=3, rounding=ROUND_DOWN):
        assert str(price_offer(f.offer(f.of_medicare()), f.basis()).amount) == "2153.88"


def test_the_trace_names_release_file_place_and_every_figure() -> None:
    step = one_unit(140).trace[0]
    assert step.line_id == "L1"
    assert dict(step.inputs) == {
        "code": "99214", "release": "RVU25D", "file": f.FILE_25, "locality": "04412-18", "setting": "non_facility",
        "status": "A", "work": "1.92", "pe": "1.80", "mp": "0.15", "gpci_work": "1.014", "gpci_pe": "1.003",
        "gpci_mp": "1.409", "conversion_factor": "32.3465",
    }  # fmt: skip
    assert step.source == "Social Security Act 1848(b)(1); 42 CFR 414.20"


@pytest.mark.parametrize(
    ("other", "gap"),
    [
        ({"year_policy": None}, ("fixed year or date of service", "L1")),
        ({"year": None}, ("the fixed year", "L1")),
        ({"locality": None}, ("the locality", "L2")),
        ({"locality": "99999-99"}, ("the indices of 99999-99 in 2025", "")),
        ({"setting": None}, ("place of service or setting", "L3")),
        ({"year": 2026, "locality": f.NATION}, ("which conversion factor, QP or non-QP", "L4")),
        ({"year_policy": YearPolicy.DATE_OF_SERVICE}, ("the year of service", "")),
    ],
)
def test_l1_to_l4_a_benchmark_that_leaves_something_open_has_no_price(
    other: dict[str, object], gap: tuple[str, str]
) -> None:
    assert missing(one_unit(140, **other)) == [gap]


def test_everything_that_is_missing_is_named_at_once() -> None:
    rate = f.of_medicare(140, f.mark(year_policy=None, locality=None, setting=None))
    line = f.line_of("99214", "26", "TC", "51")
    gaps = missing(price_offer(f.offer(rate), f.basis(line, units={})))
    assert [finding for _what, finding in gaps] == ["L1", "L2", "L3", "L6", "L6", ""]
    missing_factor = f.mark(year=2026, release=None, setting=None, locality=f.NATION)
    gaps = missing(price_offer(f.offer(f.of_medicare(140, missing_factor)), f.basis()))
    assert [finding for _what, finding in gaps] == ["L3", "L4"]


def test_l1_a_release_of_another_year_is_no_price() -> None:
    rate = f.of_medicare(140, f.mark(year=2026, locality=f.NATION, factor_class=FactorClass.QP))
    gap = ("a release of 2026: RVU25D is of another year", "L1")
    assert missing(price_offer(f.offer(rate), f.basis())) == [gap]


def test_the_date_of_service_chooses_the_newest_release_of_its_year() -> None:
    follows = f.mark(
        year_policy=YearPolicy.DATE_OF_SERVICE, release=None, locality=f.NATION, factor_class=FactorClass.NON_QP
    )
    of = f.offer(f.of_medicare(100, follows))
    amounts = [price_offer(of, f.basis(units={"L1": 1}, service_year=year)).amount for year in (2025, 2026)]
    assert [str(amount) for amount in amounts] == ["125.18", "135.61"]  # + 8.3 %


@pytest.mark.parametrize(
    ("pos", "said", "amount"),
    [("11", None, "128.21"), ("22", None, "96.74"), ("11", OFFICE, "128.21"), (None, HOSPITAL, "96.74")],
)
def test_l3_the_place_of_service_says_the_setting(pos: str | None, said: Setting | None, amount: str) -> None:
    line = replace(f.OFFICE_VISITS, pos=pos, setting=said)
    assert str(one_unit(100, line, setting=None).amount) == amount


def test_l3_a_place_of_service_that_contradicts_the_setting_has_no_price() -> None:
    gap = ("one setting: place of service and setting contradict", "L3")
    assert missing(one_unit(100, replace(f.OFFICE_VISITS, pos="22"), setting=OFFICE)) == [gap]


def test_the_assumed_setting_counts_only_where_nothing_else_says_one() -> None:
    silent = f.offer(f.of_medicare(100, f.mark(setting=None)))
    assert str(price_offer(silent, f.basis(units={"L1": 1}, setting=HOSPITAL)).amount) == "96.74"
    told = f.offer(f.of_medicare(100))
    assert str(price_offer(told, f.basis(units={"L1": 1}, setting=HOSPITAL)).amount) == "128.21"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("97153", "HCPCS 97153 has status C (priced by the carrier) in RVU25D"),
        ("G0463", "HCPCS G0463 has status X (excluded by law) in RVU25D"),
        ("G0101", "G0101 has no relative value units in RVU25D"),
        ("G9999", "HCPCS G9999 has no row in RVU25D"),
    ],
)
def test_l5_a_code_without_an_amount_of_its_own_has_no_price(code: str, what: str) -> None:
    assert missing(one_unit(140, f.line_of(code))) == [(what, "L5")]


@pytest.mark.parametrize("status", "BCEIJMNPXZ")
def test_l5_only_a_r_and_t_are_priced(status: str) -> None:
    row = replace(f.ROWS["RVU25D", "99214", ""], status=status)
    sheets = f.Sheets(rows={("RVU25D", "99214", ""): row})
    gaps = missing(price_offer(f.offer(f.of_medicare()), f.basis(sheets=sheets)))
    assert [(f"has status {status} (" in what, finding) for what, finding in gaps] == [(True, "L5")]


@pytest.mark.parametrize("status", "ART")
def test_l5_a_r_and_t_have_a_price(status: str) -> None:
    row = replace(f.ROWS["RVU25D", "99214", ""], status=status)
    sheets = f.Sheets(rows={("RVU25D", "99214", ""): row})
    assert str(price_offer(f.offer(f.of_medicare()), f.basis(sheets=sheets)).amount) == "2153.88"


def test_l5_a_revenue_code_is_in_no_physician_fee_schedule() -> None:
    line = f.line_of("0200", system=CodeSystem.REV)
    assert missing(one_unit(140, line)) == [("REV 0200 has no row in RVU25D", "L5")]


def test_a_setting_marked_na_is_priced_with_a_warning() -> None:
    row = replace(f.ROWS["RVU25D", "99214", ""], na_facility=True)
    sheets = f.Sheets(rows={("RVU25D", "99214", ""): row})
    hospital = f.offer(f.of_medicare(140, f.mark(setting=HOSPITAL)))
    warned = price_offer(hospital, f.basis(sheets=sheets))
    assert warned.warnings == ("L1: 99214 is marked NA in the facility setting of RVU25D.",)
    assert str(warned.amount) == "1625.28"
    assert price_offer(f.offer(f.of_medicare()), f.basis(sheets=sheets)).warnings == ()


@pytest.mark.parametrize(("modifier", "amount"), [("26", "47.23"), ("TC", "53.05"), ("LT", "100.27")])
def test_l6_a_part_of_a_service_has_a_row_of_its_own(modifier: str, amount: str) -> None:
    priced = one_unit(100, f.line_of("G0202", modifier), locality=f.NATION)
    assert str(priced.amount) == amount


def test_l6_a_part_without_a_row_has_no_price() -> None:
    assert missing(one_unit(100, f.line_of("G0202", "53"))) == [("HCPCS G0202-53 has no row in RVU25D", "L5")]


def test_l6_both_parts_on_one_line_are_no_price() -> None:
    assert missing(one_unit(100, f.line_of("G0202", "26", "TC"))) == [("one row: 26 and TC have one each", "L6")]


@pytest.mark.parametrize("modifier", ["50", "51", "80", "82", "62", "22", "AS", "QK"])
def test_l6_a_modifier_that_changes_the_payment_needs_a_rule(modifier: str) -> None:
    line = f.line_of("99214", modifier)
    assert missing(one_unit(100, line)) == [(f"a rule for modifier {modifier}", "L6")]


def test_l6_a_rule_of_the_agreement_prices_its_modifiers_in_their_order() -> None:
    rules = tuple(ModifierRule(modifier=name, percent=Decimal(p)) for name, p in (("51", 50), ("80", 16)))
    of = f.offer(f.agreed(f.of_medicare(), modifier_rules=rules))
    priced = price_offer(of, f.basis(f.line_of("99214", "51", "80"), units={"L1": 2}))
    assert [(step.step, str(step.output)) for step in priced.trace[1:5]] == [
        ("percent of Medicare", "179.49"),
        ("modifier 51", "89.75"),
        ("modifier 80", "14.36"),
        ("line", "28.72"),
    ]


def test_l6_a_rule_may_price_a_part_without_a_row_but_not_one_with_a_row() -> None:
    rule = (ModifierRule(modifier="26", percent=Decimal(40)),)
    of = f.offer(f.agreed(f.of_medicare(100), modifier_rules=rule))
    assert str(price_offer(of, f.basis(f.line_of("99214", "26"), units={"L1": 1})).amount) == "51.28"
    gaps = missing(price_offer(of, f.basis(f.line_of("G0202", "26"))))
    assert gaps == [("modifier 26 has a row and a rule", "")]


def test_without_a_number_of_units_there_is_only_the_most_that_the_line_allows() -> None:
    priced = price_offer(f.offer(f.of_medicare()), f.basis(units={}))
    assert missing(priced) == [("how many units are expected", "")]
    assert (priced.low, str(priced.high)) == (None, "2153.88")
    assert priced.missing[0].sentence == "Cannot price L1: how many units are expected."


def test_units_beyond_the_line_are_no_price() -> None:
    priced = price_offer(f.offer(f.of_medicare()), f.basis(units={"L1": 13}))
    assert missing(priced) == [("units within the line: 13 assumed, 12 allowed", "")]


def without(sheets: f.Sheets, table: str) -> f.Sheets:
    return replace(sheets, **{table: {}})


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("releases", "an imported fee schedule of 2025"),
        ("rows", "CPT 99214 has no row in RVU25D"),
        ("factors", "the conversion factor of RVU25D"),
        ("gpcis", "the indices of 04412-18 in 2025"),
        ("digests", "the imported file of RVU25D"),
    ],
)
def test_each_table_that_was_not_imported_is_named_and_never_zero(table: str, what: str) -> None:
    of = f.offer(f.of_medicare(140, f.mark(release=None)))
    priced = price_offer(of, f.basis(sheets=without(f.SHEETS, table)))
    assert [gap.what for gap in priced.missing] == [what]
    assert (priced.low, priced.expected, priced.high) == (None, None, None)
    assert priced.missing[0].sentence.startswith("Cannot price L1: ")
