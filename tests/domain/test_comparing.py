"""Offers side by side on one set of assumptions (S17, C3), where they break even, and what the patient owes (S3)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, Decimal, localcontext

import pytest

import fees as f
from scabot_domain.events import OfferTerms
from scabot_domain.facts.keeping import Assumptions
from scabot_domain.money.rates import (
    FactorClass,
    MedicareBenchmark,
    PastTerm,
    Rate,
    Setting,
    Source,
    YearPolicy,
)
from scabot_domain.parties import Side
from scabot_domain.pricing import (
    Basis,
    Benefits,
    Comparison,
    Priced,
    assumed_of,
    benefits_of,
    compare,
    cost_share,
    exposure,
    without_agreement,
)
from scabot_domain.pricing.gap import gap_between
from scabot_domain.pricing.priced import known
from scabot_domain.terms.agreed import AgreedRate, CarveOut, DollarOf, Escalator, GreaterOf, LesserOf, StopLoss
from scabot_domain.terms.identifiers import CodeSystem
from scabot_domain.terms.services import ScopeLine

STAY = ScopeLine(line_id="L1", system=CodeSystem.DRG, code="014", units_max=1)
ASSUMED = Assumptions(billed=Decimal(240_000), midnights=9)
ON = Basis(lines=(STAY,), assumed=assumed_of(ASSUMED), schedules=f.SHEETS)
PAYER, PROVIDER = Side.PAYER, Side.PROVIDER


def stated(number: int, *rates: Rate | AgreedRate, side: Side = PAYER, **more: object) -> f.Offer:
    return f.offer(*rates, offer_id=f"OFR-{number}", side=side, **more)


def versus(bid: Rate | AgreedRate, ask: Rate | AgreedRate, on: Basis = ON) -> Comparison:
    return compare((stated(1, bid), stated(2, ask, side=PROVIDER)), on)


def known_amount(amount: int) -> Priced:
    return known(Decimal(amount), ())


def test_s17_to_s21_four_models_on_one_set_of_assumptions() -> None:
    lesser = f.agreed(f.of_billed(), LesserOf(other=f.case_rate()))
    models: tuple[Rate | AgreedRate, ...] = (f.of_billed(), f.per_diem(), f.case_rate(), lesser)
    offers = [stated(n, rate) for n, rate in enumerate(models, start=1)]
    found = compare(offers, ON).offers
    totals = [(str(each.priced.low), str(each.priced.expected), str(each.priced.high)) for each in found]
    assert totals == [(amount,) * 3 for amount in ("132000.00", "31500.00", "45000.00", "45000.00")]
    assert [str(each.of_billed) for each in found] == ["55.0", "13.1", "18.8", "18.8"]


def test_what_a_case_stores_is_what_is_compared() -> None:
    terms = OfferTerms(
        offer_id="OFR-1",
        side=PAYER,
        rates=(AgreedRate(rate=f.per_diem()),),
        expires_at=datetime(2026, 12, 8, tzinfo=UTC),
    )
    assert [str(each.priced.amount) for each in compare((terms,), ON).offers] == ["31500.00"]


@pytest.mark.parametrize(("ask", "bid", "percent"), [(62_000, 38_000, "63.2"), (45_500, 42_500, "7.1")])
def test_c3_the_gap_is_a_percent_of_the_bid_with_one_decimal(ask: int, bid: int, percent: str) -> None:
    gap = versus(f.case_rate(bid), f.case_rate(ask)).gap
    assert gap is not None
    assert (str(gap.percent), gap.dollars, gap.crossed) == (percent, Decimal(ask - bid), False)


@pytest.mark.parametrize("ask", [38_000, 30_000])
def test_c3_an_ask_that_is_not_above_the_bid_is_crossed_and_has_no_percent(ask: int) -> None:
    gap = gap_between(Decimal(ask), Decimal(38_000))
    assert (gap.percent, gap.crossed, gap.dollars) == (None, True, Decimal(ask - 38_000))


def test_c3_the_gap_compares_the_latest_position_of_each_side() -> None:
    rounds = ((PAYER, 38_000), (PROVIDER, 62_000), (PAYER, 42_500), (PROVIDER, 45_500))
    offers = [stated(n, f.case_rate(amount), side=side) for n, (side, amount) in enumerate(rounds, start=1)]
    gap = compare(offers, ON).gap
    assert gap is not None
    assert (gap.bid, gap.ask) == (Decimal(42_500), Decimal(45_500))


def test_c3_without_a_total_of_both_sides_there_is_no_gap() -> None:
    unknown = replace(ON, assumed=replace(ON.assumed, midnights=None))
    assert versus(f.per_diem(), f.case_rate(), unknown).gap is None
    assert versus(f.case_rate(), f.per_diem(), unknown).gap is None
    assert compare((stated(1, f.case_rate()),), ON).gap is None
    assert compare((stated(1, f.case_rate(), side=PROVIDER),), ON).gap is None


def test_c3_totals_that_rest_on_different_figures_of_their_own_have_no_gap() -> None:
    silent = replace(ON, assumed=replace(ON.assumed, midnights=None))
    assert versus(f.per_diem(expected_days=9), f.per_diem(5000, expected_days=12), silent).gap is None
    assert versus(f.per_diem(expected_days=9), f.per_diem(5000, expected_days=9), silent).gap is not None
    assert versus(f.per_diem(expected_days=9), f.case_rate(), silent).gap is not None
    assert versus(f.per_diem(expected_days=9), f.per_diem(5000, expected_days=12), ON).gap is not None


def test_break_even_of_a_case_rate_is_12_86_days_and_81818_dollars_and_18_cents_billed() -> None:
    offers = (stated(1, f.per_diem()), stated(2, f.case_rate(), side=PROVIDER), stated(3, f.of_billed()))
    points = {(p.growing, p.staying): (str(p.at), p.sentence) for p in compare(offers, ON).break_evens}
    assert points["OFR-1", "OFR-2"] == (
        "12.86",
        "OFR-1 costs less up to 12 days ($42,000.00), OFR-2 from 13 ($45,500.00).",
    )
    assert points["OFR-3", "OFR-2"] == ("81818.18", "OFR-3 costs what OFR-2 costs at billed charges of $81,818.18.")
    assert points["OFR-1", "OFR-3"][0] == "37.71"
    assert points["OFR-3", "OFR-1"][0] == "57272.73"
    assert len(points) == 4


def test_break_even_on_a_whole_day_is_said_as_the_same() -> None:
    point = versus(f.per_diem(), f.case_rate(42_000)).break_evens[0]
    assert point.sentence == (
        "OFR-1 costs less up to 11 days ($38,500.00), the same at 12, OFR-2 from 13 ($45,500.00)."
    )


def test_there_is_no_break_even_where_both_grow_or_something_else_decides() -> None:
    escalated = f.agreed(f.case_rate(), Escalator(percent=Decimal(3)))
    outlier = StopLoss(pays_from=DollarOf.SECOND, threshold=Decimal(300_000), percent=Decimal(60))
    day, bill = f.per_diem(), f.of_billed()
    assert versus(day, f.per_diem(4000)).break_evens == ()
    assert versus(bill, f.of_billed(60)).break_evens == ()
    assert versus(bill, f.agreed(f.case_rate(), outlier)).break_evens == ()
    assert versus(day, f.agreed(f.case_rate(), GreaterOf(other=day))).break_evens == ()
    assert versus(bill, f.agreed(f.case_rate(), CarveOut(what="implants", rate=bill))).break_evens == ()
    assert versus(day, escalated).break_evens == ()  # the term is unknown, so is the total
    assert len(versus(day, escalated, replace(ON, term=f.TERM)).break_evens) == 1
    assert versus(f.per_diem(past_term=PastTerm.ENDS_WITH_TERM), f.case_rate()).break_evens == ()
    assert versus(f.of_billed(cap=99), f.case_rate()).break_evens == ()
    capped = (stated(1, day, cap_total=Decimal(40_000)), stated(2, f.case_rate(), side=PROVIDER))
    assert compare(capped, ON).break_evens == ()
    default = (stated(1, day), stated(2, f.case_rate(), side=PROVIDER, default_rate=day))
    assert compare(default, ON).break_evens == ()


VISITS = f.basis(f.OFFICE_VISITS, f.COUNSELING, units={"L1": 10, "L2": 10})


def test_s17_a_percent_of_medicare_shows_as_that_percent_of_medicare() -> None:
    found = compare((stated(1, f.of_medicare(140)), stated(2, f.fee("200"), side=PROVIDER)), VISITS)
    assert [str(each.of_medicare) for each in found.offers] == ["140.0", "248.8"]
    assert found.of_medicare_lines == "2 of 2 lines"
    assert [each.of_billed for each in found.offers] == [None, None]
    assert found.billed is None


def test_s17_percent_of_medicare_is_stated_only_when_all_lines_have_a_medicare_price() -> None:
    on = f.basis(f.OFFICE_VISITS, f.line_of("97153", line_id="L2"), units={"L1": 10, "L2": 10})
    rates = (f.agreed(f.of_medicare(), line_ids=("L1",)), f.agreed(f.fee("50"), line_ids=("L2",)))
    found = compare((stated(1, *rates),), on)
    assert (found.offers[0].of_medicare, found.of_medicare_lines) == (None, "1 of 2 lines")
    assert str(found.offers[0].priced.amount) == "2294.90"


def test_s17_without_lines_or_a_total_there_is_no_percent_of_medicare() -> None:
    empty = compare((stated(1, f.case_rate()),), replace(ON, lines=()))
    assert (empty.offers[0].of_medicare, empty.of_medicare_lines) == (None, "0 of 0 lines")
    unknown = compare((stated(1, f.per_diem()),), f.basis(f.OFFICE_VISITS, billed=Decimal(9)))
    assert (unknown.offers[0].of_medicare, unknown.offers[0].of_billed) == (None, None)


def test_s17_offers_against_different_years_are_measured_at_the_date_of_service() -> None:
    frozen = f.of_medicare(100, f.mark(locality=f.NATION, factor_class=FactorClass.NON_QP))
    follows = f.of_medicare(
        100,
        f.mark(
            locality=f.NATION, factor_class=FactorClass.NON_QP, release=None, year_policy=YearPolicy.DATE_OF_SERVICE
        ),
    )
    offers = (stated(1, frozen), stated(2, follows, side=PROVIDER))
    found = compare(offers, f.basis(units={"L1": 1}, service_year=2026))
    assert [str(each.priced.amount) for each in found.offers] == ["125.18", "135.61"]
    assert [str(each.of_medicare) for each in found.offers] == ["92.3", "100.0"]
    assert str(found.medicare.total.amount) == "135.61"


def test_s17_offers_that_disagree_on_the_place_need_an_assumed_one() -> None:
    here = f.of_medicare(100, f.mark(setting=None))
    there = f.of_medicare(100, f.mark(locality=f.MANHATTAN, setting=None))
    offers = (stated(1, here), stated(2, there, side=PROVIDER))
    told = {"units": {"L1": 1}, "service_year": 2025, "setting": Setting.NON_FACILITY}
    open_ended = compare(offers, f.basis(**told))  # type: ignore[arg-type]  # as told
    assert [each.of_medicare for each in open_ended.offers] == [None, None]
    assumed = compare(offers, f.basis(**told, locality=f.HOUSTON))  # type: ignore[arg-type]  # as told
    assert [str(each.of_medicare) for each in assumed.offers] == ["100.0", "110.8"]


def test_s17_a_fee_alone_is_measured_against_what_is_assumed() -> None:
    on = f.basis(replace(f.OFFICE_VISITS, pos="11"), units={"L1": 1}, locality=f.HOUSTON, service_year=2025)
    assert str(compare((stated(1, f.fee("179.49")),), on).offers[0].of_medicare) == "140.0"


def test_s17_a_drug_is_measured_against_its_payment_limit() -> None:
    on = f.basis(f.DRUG, units={"L3": 40}, asp_quarter="2026Q4")
    assert str(compare((stated(1, f.asp_plus(6)),), on).offers[0].of_medicare) == "100.0"
    lesser = f.agreed(f.asp_plus(10), LesserOf(other=f.fee("11")))
    assert str(compare((stated(1, lesser),), on).offers[0].of_medicare) == "103.8"


def test_s17_a_stated_amount_measures_only_where_all_offers_state_the_same() -> None:
    mark = MedicareBenchmark(
        source=Source.STATED_AMOUNT, stated_amount=Decimal(60_000), stated_source="pricer", stated_on=date(2026, 11, 2)
    )
    on = f.basis(STAY, units={"L1": 1})
    offers = (stated(1, f.of_medicare(120, mark)), stated(2, f.case_rate(90_000), side=PROVIDER))
    assert [str(each.of_medicare) for each in compare(offers, on).offers] == ["120.0", "150.0"]
    dearer = replace(mark, stated_amount=Decimal(61_000))
    for other in (dearer, f.mark()):
        found = compare((*offers, stated(3, f.of_medicare(120, other))), on)
        assert [gap.what for gap in found.medicare.total.missing] == ["one Medicare amount: the offers name several"]


IN_NETWORK = Benefits(
    copays=Decimal(0), deductible_left=Decimal(2000), coinsurance_percent=Decimal(20), maximum_left=Decimal(6500)
)
OUT_OF_NETWORK = Benefits(
    copays=Decimal(0), deductible_left=Decimal(4000), coinsurance_percent=Decimal(50), maximum_left=Decimal(20_000)
)


def test_s3_an_agreement_protects_213500_of_220000_dollars() -> None:
    owed = cost_share(known_amount(45_000), IN_NETWORK)
    without = without_agreement(Decimal(240_000), Decimal(40_000), OUT_OF_NETWORK)
    both = exposure(owed, without)
    amounts = (both.with_agreement.amount, both.without.amount, both.protected.amount)
    assert [str(amount) for amount in amounts] == ["6500.00", "220000.00", "213500.00"]


def test_s3_the_uncapped_share_would_be_10600() -> None:
    unlimited = replace(IN_NETWORK, maximum_left=None, unlimited=True)
    owed = cost_share(known_amount(45_000), unlimited)
    assert str(owed.amount) == "10600.00"
    assert dict(owed.trace[0].inputs)["maximum_left"] == "none"


@pytest.mark.parametrize(("allowed", "owed"), [(0, "40.00"), (1500, "1540.00"), (2000, "2040.00"), (3000, "2240.00")])
def test_s3_a_deductible_is_never_more_than_the_allowed_amount(allowed: int, owed: str) -> None:
    assert str(cost_share(known_amount(allowed), replace(IN_NETWORK, copays=Decimal(40))).amount) == owed


def test_s3_the_balance_bill_never_counts_toward_the_maximum_and_is_never_negative() -> None:
    covered = without_agreement(Decimal(240_000), Decimal(0), OUT_OF_NETWORK)
    assert str(covered.amount) == "240000.00"
    generous = without_agreement(Decimal(30_000), Decimal(40_000), OUT_OF_NETWORK)
    assert str(generous.amount) == "20000.00"


@pytest.mark.parametrize(
    ("absent", "what"),
    [
        ("copays", "the copays in network"),
        ("deductible_left", "the deductible left in network"),
        ("coinsurance_percent", "the coinsurance in network"),
        ("maximum_left", "the out-of-pocket maximum left in network"),
    ],
)
def test_s3_benefits_that_nobody_knows_are_said_to_be_unknown(absent: str, what: str) -> None:
    owed = cost_share(known_amount(45_000), replace(IN_NETWORK, **{absent: None}))  # type: ignore[arg-type]  # a name
    assert (owed.amount, [gap.what for gap in owed.missing]) == (None, [what])


def test_s3_without_charges_or_the_plans_own_amount_there_is_no_exposure() -> None:
    unknown = without_agreement(None, None, OUT_OF_NETWORK)
    names = ["the billed charges", "the amount allowed out of network"]
    assert (unknown.amount, [gap.what for gap in unknown.missing]) == (None, names)
    assert [gap.what for gap in without_agreement(None, Decimal(9), OUT_OF_NETWORK).missing] == names[:1]
    assert without_agreement(Decimal(9), Decimal(9), Benefits()).amount is None
    both = exposure(cost_share(known_amount(45_000), IN_NETWORK), unknown)
    assert (both.protected.amount, [gap.what for gap in both.protected.missing]) == (None, names)
    other = exposure(unknown, cost_share(known_amount(45_000), IN_NETWORK))
    assert [gap.what for gap in other.protected.missing] == names


def test_s3_every_offer_shows_what_the_patient_owes_with_its_bounds() -> None:
    offers = (stated(1, f.case_rate()), stated(2, f.of_billed(estimate=None, cap=5000), side=PROVIDER))
    silent = replace(ON, assumed=replace(ON.assumed, billed=None))
    found = compare(offers, silent, IN_NETWORK).offers
    owed = [each.exposure for each in found]
    assert [(str(each.expected), str(each.high)) for each in owed if each] == [
        ("6500.00", "6500.00"),
        ("None", "2600.00"),
    ]
    assert compare(offers, ON).offers[0].exposure is None


def test_s3_a_case_knows_its_in_network_benefits() -> None:
    values = Assumptions(
        copay=Decimal(40),
        deductible_left=Decimal(2000),
        coinsurance_percent=Decimal(20),
        out_of_pocket_left=Decimal(6500),
    )
    assert benefits_of(values) == replace(IN_NETWORK, copays=Decimal(40))
    assert benefits_of(Assumptions()) == Benefits()


def test_a_callers_own_decimal_context_changes_no_comparison() -> None:
    day, flat = f.per_diem(), f.case_rate()
    with localcontext(prec=2, rounding=ROUND_DOWN):
        found = versus(day, flat)
        owed = cost_share(known_amount(45_000), IN_NETWORK)
    assert [str(each.priced.amount) for each in found.offers] == ["31500.00", "45000.00"]
    assert (str(owed.amount), str(found.break_evens[0].at)) == ("6500.00", "12.86")
