"""The scan of a text: no figure is missed in any of the ways in which people write it, and none is doubled."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from scabot_domain.drafting.figures import Figure, figures
from scabot_domain.drafting.term import Kind

amounts = st.decimals(Decimal("100.00"), Decimal("99999999.99"), places=2)
percents = st.decimals(Decimal("0.1"), Decimal(1000), places=1)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
codes = st.from_regex(r"\A(?:[0-9]{5}|[0-9]{4}[FTU]|[A-V][0-9]{4})\Z")
around = st.sampled_from(
    [("", ""), ("pays ", "."), ("(", ")"), ("rate: ", ", and"), ("\n", "\n"), ("“", "”"), ("is\t", ";"), ("—", "—")]
)
AMOUNTS = (
    "${0:,.2f}",
    "${0:.2f}",
    "$ {0:,.2f}",
    "US${0:,.2f}",
    "USD {0:,.2f}",
    "{0:,.2f} dollars",
    "{0:.2f}",
    "{0:,.2f}",
)
PERCENTS = (
    "{0}%",
    "{0} %",
    "{0} percent",
    "{0} per cent",
    "{0}-percent",
    "{0}\N{NO-BREAK SPACE}%",
    "{0}\N{FULLWIDTH PERCENT SIGN}",
)
DAYS = (
    "{0:%Y-%m-%d}",
    "{0:%m/%d/%Y}",
    "{0.month}/{0.day}/{0.year}",
    "{0:%m/%d/%y}",
    "{0:%m-%d-%Y}",
    "{0:%B} {0.day}, {0.year}",
    "{0:%b} {0.day}, {0.year}",
    "{0:%b}. {0.day} {0.year}",
    "{0.day} {0:%B} {0.year}",
    "{0:%B} {0.day}th, {0.year}",
    "the {0.day}th day of {0:%B}, {0.year}",
    "{0:%B} {0.day},\n{0.year}",
)
CODES = ("{0}", "CPT {0}", "{0}-80", "CPT: {0}-80-59", "code {0},")


def seen(text: str) -> set[tuple[Kind, str]]:
    return {(one.kind, one.value) for one in figures(text)}


def short(figure: Decimal) -> str:
    return f"{figure.normalize():f}"


@for_all(amounts, st.sampled_from(AMOUNTS), around)
def test_no_amount_is_missed(amount: Decimal, form: str, between: tuple[str, str]) -> None:
    text = form.format(amount).join(between)
    assert seen(text) == {(Kind.MONEY, short(amount))}
    assert all(one.sure for one in figures(text))


@for_all(percents, st.sampled_from(PERCENTS), around)
def test_no_percent_is_missed(percent: Decimal, form: str, between: tuple[str, str]) -> None:
    assert seen(form.format(percent).join(between)) == {(Kind.PERCENT, short(percent))}


@for_all(days, st.sampled_from(DAYS), around)
def test_no_date_is_missed(day: date, form: str, between: tuple[str, str]) -> None:
    if "%y" in form and day.year < 2000:
        return
    assert seen(form.format(day).join(between)) == {(Kind.DATE, day.isoformat())}


@for_all(codes, st.sampled_from(CODES), around)
def test_no_code_is_missed(code: str, form: str, between: tuple[str, str]) -> None:
    assert seen(form.format(code).join(between)) == {(Kind.CODE, code)}


@for_all(st.lists(st.tuples(amounts, percents, days, codes), min_size=1, max_size=8))
def test_a_page_full_of_figures_is_read_whole_and_each_once(rows: list[tuple[Decimal, Decimal, date, str]]) -> None:
    text = "\n".join(
        f"{code}: {percent}% or ${amount:,.2f} until {day:%m/%d/%Y}" for amount, percent, day, code in rows
    )
    expected = [
        Figure(kind=kind, value=value, line=number)
        for number, (amount, percent, day, code) in enumerate(rows, start=1)
        for kind, value in (
            (Kind.CODE, code),
            (Kind.PERCENT, short(percent)),
            (Kind.MONEY, short(amount)),
            (Kind.DATE, day.isoformat()),
        )
    ]
    assert list(figures(text)) == expected


@for_all(st.text(max_size=300))
def test_whatever_a_text_holds_it_is_read(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= one.line <= lines for one in figures(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$45,000.", {(Kind.MONEY, "45000")}),
        ("$0.50 a unit", {(Kind.MONEY, "0.5")}),
        ("1\N{ZERO WIDTH SPACE}40%", {(Kind.PERCENT, "140")}),
        ("\N{FULLWIDTH DIGIT FIVE}\N{FULLWIDTH DIGIT FIVE}%", {(Kind.PERCENT, "55")}),
        ("$45,000\N{SUPERSCRIPT ONE}", {(Kind.MONEY, "45000")}),
        ("12\N{EN DASH}04\N{EN DASH}2026", {(Kind.DATE, "2026-12-04")}),
        ("13/45/2026", {(Kind.DATE, "?")}),
        ("MS-DRG 014", {(Kind.CODE, "014")}),
        ("DRGs 014, 016 and 017", {(Kind.CODE, "014"), (Kind.CODE, "016"), (Kind.CODE, "017")}),
        ("Rev codes 0200/0360; revenue code 120", {(Kind.CODE, "0200"), (Kind.CODE, "0360"), (Kind.CODE, "0120")}),
        ("97151-97158", {(Kind.CODE, "97151"), (Kind.CODE, "97158")}),
        ("99213,99214/99215", {(Kind.CODE, "99213"), (Kind.CODE, "99214"), (Kind.CODE, "99215")}),
        ("NDC 1234-5678-90", {(Kind.CODE, "01234567890")}),
        ("NDC 01234567890", {(Kind.CODE, "01234567890")}),
        ("j1745", {(Kind.CODE, "J1745")}),
        ("services covered in 99214", {(Kind.CODE, "99214")}),
        ("between 45,000 and $50,000.00", {(Kind.MONEY, "45000"), (Kind.MONEY, "50000")}),
    ],
)
def test_the_ways_in_which_agreements_are_written(text: str, expected: set[tuple[Kind, str]]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Springfield, IL 62701",
        "Springfield, IL 62701-1234",
        "TIN 00-1234567, NPI 2000000010",
        "AUTH-20260001 and AUTH-20261",
        "within 180 days, 12 units, page 3 of 9",
        "call 555-0110",
        f"Terms SHA-256: {'a1234' * 12}",
        "diagnoses C92.02, Z94.84",
    ],
)
def test_what_is_no_figure_of_a_rate_is_not_one(text: str) -> None:
    assert seen(text) == set()


def test_a_bare_number_is_an_amount_only_where_it_must_be_one() -> None:
    assert [(one.value, one.sure) for one in figures("45,000 and 45000.00 under 4.10")] == [
        ("45000", False),
        ("45000", True),
        ("4.1", False),
    ]
