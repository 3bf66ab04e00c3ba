"""Dollars and percents: exact decimals, one way to write them, bounds (S18 to S21)."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

import cast as c
from domain.shapes import dollars
from scabot_domain.money.amounts import (
    Dollars,
    PercentOfCharges,
    PercentOfMedicareFee,
    PercentOfShare,
    read_dollars,
    read_percent,
    show_dollars,
    show_percent,
)
from scabot_domain.money.rates import (
    AspBase,
    AspPlus,
    FactorClass,
    FixedFee,
    MedicareBenchmark,
    PastTerm,
    PercentOfBilled,
    PercentOfMedicare,
    PerDiem,
    QuarterPolicy,
    Rate,
    Source,
    YearPolicy,
    show_rate,
    unbounded,
)
from scabot_domain.terms.agreed import (
    AgreedRate,
    Allocation,
    DollarOf,
    GreaterOf,
    StopLoss,
    misallocated,
    show_agreed,
)

THOUSAND = Decimal(1000)
KINDS: dict[str, TypeAdapter[Decimal]] = {
    "dollars": TypeAdapter(Dollars),
    "percent of Medicare": TypeAdapter(PercentOfMedicareFee),
    "percent of charges": TypeAdapter(PercentOfCharges),
    "percent of share": TypeAdapter(PercentOfShare),
}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("45000", "45000"),
        ("45,000.00", "45000.00"),
        ("$45,000", "45000"),
        (" $1,234,567.89 ", "1234567.89"),
        ("0.01", "0.01"),
        ("99999999.99", "99999999.99"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, amount: str) -> None:
    assert str(read_dollars(text)) == amount


@pytest.mark.parametrize(
    "text",
    [
        "45k",
        "-1",
        "+1",
        "1e5",
        "45 000",
        "4,5000",
        "45,00",
        "$",
        "",
        "1.234",
        "45.000,00",
        "\uff14\uff15",
        "NaN",
        "$ 45",
        "USD 5",
    ],
)
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="write an amount like 45000"):
        read_dollars(text)


@pytest.mark.parametrize("text", ["0", "0.00", "100,000,000"])
def test_an_amount_has_bounds(text: str) -> None:
    with pytest.raises(ValueError, match="more than 0 and less than 100,000,000 dollars"):
        read_dollars(text)


@for_all(dollars)
def test_an_amount_that_is_shown_reads_back_the_same(amount: Decimal) -> None:
    assert read_dollars(show_dollars(amount)) == amount


@for_all(st.text(max_size=12))
def test_any_text_is_an_amount_in_bounds_or_refused_with_a_sentence(text: str) -> None:
    amount = Decimal(1)
    with suppress(ValueError):
        amount = read_dollars(text)
    assert 0 < amount < 100_000_000


@pytest.mark.parametrize(
    ("text", "percent"),
    [("140", "140"), ("140%", "140"), ("62.5 %", "62.5"), (" 0.0001", "0.0001"), ("1000", "1000")],
)
def test_a_percent_is_read_as_people_write_it(text: str, percent: str) -> None:
    assert str(read_percent(text, THOUSAND)) == percent


@pytest.mark.parametrize(
    "text", ["", "%", "140 percent", "-5", "1,000", "1.23456", "\uff11\uff14\uff10", "14 0", "140%%"]
)
def test_anything_else_is_no_percent(text: str) -> None:
    with pytest.raises(ValueError, match="write a percent like 140"):
        read_percent(text, THOUSAND)


@pytest.mark.parametrize("text", ["0", "100.01"])
def test_a_percent_has_bounds(text: str) -> None:
    with pytest.raises(ValueError, match="more than 0 and at most 100"):
        read_percent(text, Decimal(100))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("45000", "$45,000.00"), ("0.5", "$0.50"), ("179.4944", "$179.4944"), ("11.100", "$11.10"), ("1E+3", "$1,000.00")],
)
def test_an_amount_is_shown_with_cents_and_unit_prices_with_up_to_four_places(amount: str, shown: str) -> None:
    assert show_dollars(Decimal(amount)) == shown


@pytest.mark.parametrize(("percent", "shown"), [("140", "140%"), ("62.50", "62.5%"), ("1E+2", "100%")])
def test_a_percent_is_shown_without_trailing_zeros(percent: str, shown: str) -> None:
    assert show_percent(Decimal(percent)) == shown


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("dollars", "45000", "45000.00"),
        ("dollars", "45000.5", "45000.50"),
        ("dollars", "179.4944", "179.4944"),
        ("dollars", "11.1000", "11.10"),
        ("dollars", "11.11", "11.11"),
        ("dollars", "11.111", "11.111"),
        ("dollars", "99999999.99", "99999999.99"),
        ("percent of Medicare", "62.5001", "62.5001"),
        ("percent of Medicare", "140.00", "140"),
        ("percent of Medicare", "1E+3", "1000"),
        ("percent of charges", "62.50", "62.5"),
        ("percent of share", "0", "0"),
        ("percent of share", "20.00", "20"),
    ],
)
def test_c4_a_value_is_kept_in_its_canonical_places(kind: str, given: str, kept: str) -> None:
    assert str(KINDS[kind].validate_python(Decimal(given))) == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("dollars", "0"),
        ("dollars", "100000000"),
        ("dollars", "1.23456"),
        ("dollars", "NaN"),
        ("dollars", "Infinity"),
        ("percent of Medicare", "0"),
        ("percent of Medicare", "1000.1"),
        ("percent of Medicare", "1.00001"),
        ("percent of charges", "100.01"),
        ("percent of charges", "1.00001"),
        ("percent of share", "-1"),
        ("percent of share", "100.01"),
        ("percent of share", "0.001"),
    ],
)
def test_a_value_outside_its_bounds_does_not_exist(kind: str, given: str) -> None:
    with pytest.raises(ValidationError):
        KINDS[kind].validate_python(Decimal(given))


ICU = PerDiem(amount=Decimal(6000), level="intensive_care")
BY_DATE = replace(c.HOUSTON, year_policy=YearPolicy.DATE_OF_SERVICE, locality="13202-01")
OF_SERVICE = replace(c.MEDICARE_140, percent=Decimal("62.5"), benchmark=BY_DATE)


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (c.MEDICARE_140, "140% of Medicare (2025 schedule, locality 04412-18, non-facility)"),
        (OF_SERVICE, "62.5% of Medicare (schedule of the date of service, locality 13202-01, non-facility)"),
        (c.BILLED_55, "55% of billed charges, charges estimated at $240,000.00 (2026-07-01 chargemaster)"),
        (PercentOfBilled(percent=Decimal(55), cap=Decimal(132_000)), "55% of billed charges, at most $132,000.00"),
        (PercentOfBilled(percent=Decimal(55)), "55% of billed charges"),
        (c.PER_DIEM_3500, "$3,500.00 per diem (all levels, days counted by midnights)"),
        (ICU, "$6,000.00 per diem (intensive care, days counted by midnights)"),
        (c.CASE_RATE_45000, "$45,000.00 case rate (admission to discharge)"),
    ],
)
def test_s17_a_rate_is_said_in_the_fields_words(rate: Rate, said: str) -> None:
    assert show_rate(rate) == said


def test_l7_only_percent_of_billed_can_be_unbounded() -> None:
    assert unbounded(PercentOfBilled(percent=Decimal(55), charge_estimate=Decimal(1)))
    assert not unbounded(
        PercentOfBilled(percent=Decimal(55), charge_estimate=Decimal(1), chargemaster_date=date(2026, 7, 1))
    )
    others: tuple[Rate, ...] = (c.MEDICARE_140, c.PER_DIEM_3500, c.CASE_RATE_45000)
    assert not any(unbounded(rate) for rate in others)


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (
            PercentOfMedicare(percent=Decimal(100), benchmark=MedicareBenchmark()),
            (
                "100% of Medicare (schedule, year not stated, year policy not stated, locality not stated, "
                "setting not stated)"
            ),
        ),
        (
            PercentOfMedicare(
                percent=Decimal(120),
                benchmark=replace(
                    c.HOUSTON,
                    source=Source.ANESTHESIA,
                    year_policy=YearPolicy.DATE_OF_SERVICE,
                    factor_class=FactorClass.QP,
                ),
            ),
            (
                "120% of Medicare (anesthesia schedule of the date of service, locality 04412-18, non-facility, "
                "conversion factor of qualifying participants)"
            ),
        ),
        (
            PercentOfMedicare(
                percent=Decimal(150),
                benchmark=MedicareBenchmark(
                    source=Source.STATED_AMOUNT,
                    stated_amount=Decimal(9000),
                    stated_source="Remittance of 2026",
                    stated_on=date(2026, 9, 1),
                ),
            ),
            "150% of Medicare (the facility's amount $9,000.00, from Remittance of 2026 of 2026-09-01)",
        ),
        (
            PercentOfMedicare(percent=Decimal(150), benchmark=MedicareBenchmark(source=Source.STATED_AMOUNT)),
            "150% of Medicare (the facility's amount not stated, from no source of no date)",
        ),
        (
            PerDiem(amount=Decimal(2000), level=None, day_count=None, past_term=PastTerm.ENDS_WITH_TERM),
            "$2,000.00 per diem (level not stated, day count not stated, paid up to the last day)",
        ),
        (FixedFee(amount=Decimal("12.5")), "$12.50 for each unit"),
        (AspPlus(plus_percent=Decimal(6)), "ASP plus 6% (on the base not stated, quarter not stated)"),
        (
            AspPlus(
                plus_percent=Decimal(6),
                base=AspBase.AVERAGE_SALES_PRICE,
                quarter_policy=QuarterPolicy.DATE_OF_SERVICE,
            ),
            "ASP plus 6% (on the average sales price, quarter of the date of service)",
        ),
    ],
)
def test_a_rate_says_what_is_stated_and_what_is_not(rate: Rate, said: str) -> None:
    assert show_rate(rate) == said


def test_i14_both_amounts_of_a_wrapper_are_shown() -> None:
    more = AgreedRate(rate=FixedFee(amount=Decimal(900)), wrappers=(GreaterOf(other=c.PER_DIEM_3500),))
    assert show_agreed(more) == (
        "$900.00 for each unit; or $3,500.00 per diem (all levels, days counted by midnights), whichever is more"
    )
    first = StopLoss(pays_from=DollarOf.FIRST, threshold=Decimal(300_000), percent=Decimal(40))
    loss = AgreedRate(rate=c.CASE_RATE_45000, wrappers=(first,))
    assert show_agreed(loss) == (
        "$45,000.00 case rate (admission to discharge); once charges exceed $300,000.00, 40% of all charges"
    )


def test_i13_only_the_parts_of_a_case_rate_must_add_up() -> None:
    parts = (Allocation(party_id="P1", amount=Decimal(1)),)
    assert misallocated(AgreedRate(rate=c.CASE_RATE_45000, allocations=parts))
    assert not misallocated(AgreedRate(rate=c.PER_DIEM_3500, allocations=parts))
    assert not misallocated(AgreedRate(rate=c.CASE_RATE_45000))
