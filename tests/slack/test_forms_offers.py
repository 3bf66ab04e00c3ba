"""The forms of the negotiation: four models, each asked for what it needs."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import cast as c
import clean
import deeds as d
from filling import NOON, faults, scene, submit, untouched
from scabot.sandbox.blocks import lint_view
from scabot.slack.forms.rates import EPISODES
from scabot.slack.forms.table import FORMS
from scabot_domain import commands
from scabot_domain.commands import Command
from scabot_domain.lint.rates import TOLD_BY_NAME
from scabot_domain.money.rates import CaseRate, FactorClass, PercentOfBilled, PercentOfMedicare, PerDiem, YearPolicy
from scabot_domain.terms.sections import Term
from story import given


@pytest.mark.parametrize("model", ["case_rate", "per_diem", "percent_of_medicare", "percent_of_billed", "nonsense"])
def test_a_rate_form_is_drawn_for_every_model(model: str) -> None:
    for name in ("offer", "counter"):
        assert lint_view(FORMS[name].draw(scene(c.BEN, model=model))) == []


def rate_of(command: Command) -> object:
    assert isinstance(command, commands.MakeOffer | commands.Counter)
    return command.rates[0].rate


def test_s21_a_case_rate() -> None:
    command = submit("offer", scene(c.NILS, "requested"), c.NILS, amount="$45,000")
    assert rate_of(command) == CaseRate(amount=Decimal(45000))


def test_s20_a_per_diem() -> None:
    command = submit("counter", scene(c.BEN, model="per_diem"), c.BEN, amount="3500", level="icu")
    assert rate_of(command) == PerDiem(amount=Decimal(3500), level="icu")
    assert isinstance(command, commands.Counter)
    assert command.in_reply_to == "OFR-1"


def test_s18_a_percent_of_medicare_names_its_benchmark() -> None:
    command = submit(
        "offer",
        scene(c.NILS, "requested", model="percent_of_medicare"),
        c.NILS,
        percent="140%",
        year="2025",
        locality="04412-18",
        setting="non_facility",
    )
    rate = rate_of(command)
    assert isinstance(rate, PercentOfMedicare)
    assert (rate.percent, rate.benchmark) == (Decimal(140), c.HOUSTON)
    assert rate.benchmark.year_policy is YearPolicy.FIXED_YEAR


def test_s19_a_percent_of_billed_charges_has_a_cap_or_an_estimate() -> None:
    seen = scene(c.BEN, "requested", model="percent_of_billed")
    assert rate_of(submit("offer", seen, c.BEN, percent="55", cap="132,000")) == PercentOfBilled(
        percent=Decimal(55), cap=Decimal(132000)
    )
    assert (
        rate_of(submit("offer", seen, c.BEN, percent="55", charges="240000", chargemaster="2026-07-01")) == c.BILLED_55
    )
    assert faults("offer", seen, c.BEN, percent="55", charges="240000") == {
        "chargemaster": "Expected charges need the date of their chargemaster."
    }


@pytest.mark.parametrize(
    ("model", "field", "typed", "sentence"),
    [
        ("case_rate", "amount", "45k", "Write an amount like 45000, 45,000.00 or $45,000."),
        ("case_rate", "amount", "0", "An amount is more than 0 and less than 100,000,000 dollars."),
        ("per_diem", "amount", "-1", "Write an amount like 45000, 45,000.00 or $45,000."),
        ("percent_of_billed", "percent", "101", "A percent is more than 0 and at most 100."),
        ("percent_of_medicare", "percent", "a lot", "Write a percent like 140, 140% or 62.5%."),
        ("percent_of_medicare", "year", "MMXXVI", "Write a whole number, like 180."),
    ],
)
def test_a_figure_that_cannot_be_read_is_told_below_its_field(
    model: str, field: str, typed: str, sentence: str
) -> None:
    good = {"percent": "50", "amount": "1"} | ({"locality": "04412-18"} if model == "percent_of_medicare" else {})
    shown = untouched(FORMS["offer"].draw(scene(c.BEN, "requested", model=model)))
    filled = {name: text for name, text in ({**good, field: typed}).items() if name in shown}
    assert faults("offer", scene(c.BEN, "requested", model=model), c.BEN, **filled) == {field: sentence}


def test_a_locality_is_asked_for_in_its_own_form() -> None:
    seen = scene(c.BEN, "requested", model="percent_of_medicare")
    assert set(faults("offer", seen, c.BEN, percent="140", locality="Houston")) == {"locality"}


def test_c2_an_offer_ends_at_five_in_the_afternoon_of_the_case() -> None:
    command = submit(
        "offer",
        scene(c.NILS, "requested"),
        c.NILS,
        amount="1",
        until="2026-12-08",
        effective="2026-12-01",
        end="2027-05-31",
    )
    assert isinstance(command, commands.MakeOffer)
    assert command.expires_at == datetime(2026, 12, 8, 23, tzinfo=UTC)
    assert command.term == Term(effective=date(2026, 12, 1), end=date(2027, 5, 31))
    assert faults(
        "offer", scene(c.NILS, "requested"), c.NILS, amount="1", until="2026-11-23", effective="2026-12-01"
    ) == {
        "until": "Mon 2026-11-23 17:00 is already over.",
        "end": "Give both the first and the last day, or neither.",
    }


def test_i2_accepting_carries_the_hash_that_was_seen() -> None:
    seen = scene(c.BEN)
    offer = seen.their_offer()
    assert submit("accept", seen, c.BEN) == commands.Accept(
        by=c.by(c.BEN, NOON), offer_id="OFR-1", offer_hash=offer.hash
    )


def test_l9_what_a_case_rate_of_the_form_covers_is_said_by_its_name() -> None:
    assert EPISODES.keys() == TOLD_BY_NAME


@pytest.mark.parametrize(
    ("year", "policy", "factor"),
    [
        ("2026", "fixed_year", FactorClass.NON_QP),
        ("2025", "fixed_year", None),
        ("2025", "date_of_service", FactorClass.NON_QP),
    ],
)
def test_l4_the_form_states_a_conversion_factor_where_there_are_two(
    year: str, policy: str, factor: FactorClass | None
) -> None:
    seen = scene(c.BEN, "requested", model="percent_of_medicare")
    filled = {"percent": "140", "year": year, "year_policy": policy, "locality": "04412-18"}
    rate = rate_of(submit("offer", seen, c.BEN, **filled))
    assert isinstance(rate, PercentOfMedicare)
    assert rate.benchmark.factor_class is factor


def test_an_offer_that_is_longer_than_a_form_says_that_it_is_cut() -> None:
    told = [replace(rate, note=f"{'long ' * 99}end") for rate in clean.RATES]
    case = given(*d.requested, d.offers(c.NILS, *told, cap_total=clean.CAP)).case
    view = FORMS["accept"].draw(replace(scene(c.BEN), case=case))
    assert lint_view(view) == []
    assert str(view).count("This is not all of it: the history says every term.") == 1
    short = FORMS["accept"].draw(replace(scene(c.BEN), case=given(*clean.offered).case))
    assert "Everything together: at most $250,000.00" in str(short)
    assert "This is not all of it" not in str(short)
