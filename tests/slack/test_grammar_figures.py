"""Typed rates and dates: a few strict ways to write them, and a sentence that says which for everything else."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from scabot.slack.grammar.days import read_day, show_day
from scabot.slack.grammar.rates import MOST_PERCENT, TypedRate, read_rate
from scabot_domain.money.amounts import read_dollars, read_percent

TUESDAY = date(2026, 11, 24)


def add_business_days(day: date, count: int) -> date:
    return day + timedelta(days=100 + count)


@pytest.mark.parametrize(
    ("text", "model", "figure"),
    [
        ("45000 case rate", "case_rate", "45000"),
        ("$45,000.00 Case Rate", "case_rate", "45000.00"),
        ("3500 per diem", "per_diem", "3500"),
        ("140% medicare", "percent_of_medicare", "140"),
        ("62.5 % of Medicare", "percent_of_medicare", "62.5"),
        ("55% billed", "percent_of_billed", "55"),
        ("55% of billed charges", "percent_of_billed", "55"),
    ],
)
def test_s18_to_s21_each_model_has_a_way_to_be_typed(text: str, model: str, figure: str) -> None:
    assert read_rate(text) == TypedRate(model=model, figure=Decimal(figure))


@pytest.mark.parametrize(
    "text",
    [
        "banana",
        "45k case rate",
        "45000",
        "-45000 case rate",
        "45,00 case rate",
        "0 case rate",
        "100000000 case rate",
        "140 medicare",
        "45000% case rate",
        "101% billed",
        "1001% medicare",
        "1e9 case rate",
        "４５０００ case rate",  # noqa: RUF001 - full-width digits are the point
        "45000 case rate please",
        "{0:>99999} per diem",
    ],
)
def test_nonsense_is_told_how_to_write_a_rate(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_rate(text)


@pytest.mark.parametrize("figure", ["45000", "$45,000", "45,000.00", "99999999", "0.01"])
def test_typed_dollars_are_those_of_the_domain(figure: str) -> None:
    assert read_rate(f"{figure} case rate").figure == read_dollars(figure)


@pytest.mark.parametrize(("model", "word"), [("percent_of_medicare", "medicare"), ("percent_of_billed", "billed")])
def test_typed_percents_are_those_of_the_domain(model: str, word: str) -> None:
    assert read_rate(f"62.5% {word}").figure == read_percent("62.5%", MOST_PERCENT[model])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-04", date(2026, 12, 4)),
        ("fri", date(2026, 11, 27)),
        ("TUE", date(2026, 12, 1)),
        ("mon", date(2026, 11, 30)),
        ("+3bd", date(2026, 11, 24) + timedelta(days=103)),
    ],
)
def test_a_date_has_three_ways_to_be_typed(text: str, day: date) -> None:
    assert read_day(text, TUESDAY, add_business_days) == day


@pytest.mark.parametrize("text", ["4/12", "next friday", "12/04/2026", "2026-02-30", "+3d", "+bd", "tomorrow", ""])
def test_any_other_date_is_asked_again(text: str) -> None:
    with pytest.raises(ValueError, match="Write a date like"):
        read_day(text, TUESDAY, add_business_days)


def test_a_date_is_echoed_with_its_weekday() -> None:
    assert show_day(date(2026, 12, 4)) == "Fri 2026-12-04"
