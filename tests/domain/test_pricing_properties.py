"""What holds for any figures: sums in any order, monotony, JSON and back, an independent calculation (C18, I12)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import floor
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import TypeAdapter

import fees as f
from domain.shapes import agreed as some_rates
from domain.shapes import dollars
from scabot_domain.money.rates import MedicareBenchmark, Rate, Setting, Source, YearPolicy
from scabot_domain.money.schedules import Gpci, RelativeValues
from scabot_domain.pricing import Basis, Benefits, Priced, cost_share, price_offer
from scabot_domain.pricing.physician import medicare_unit
from scabot_domain.pricing.priced import known
from scabot_domain.terms.agreed import (
    AgreedRate,
    CarveOut,
    DollarOf,
    Escalator,
    GreaterOf,
    LesserOf,
    StopLoss,
    Wrapper,
)
from scabot_domain.terms.identifiers import CodeSystem
from scabot_domain.terms.services import ScopeLine

PRICED = TypeAdapter(Priced)
BASIS_LINES = TypeAdapter(tuple[ScopeLine, ...])


def decimals(places: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=0, max_value=most, places=places)


rvus = st.builds(
    RelativeValues,
    work=decimals(2, 100),
    pe_facility=decimals(2, 200),
    pe_non_facility=decimals(2, 200),
    mp=decimals(2, 30),
    status=st.just("A"),
)
places = st.builds(Gpci, work=decimals(3, 3), pe=decimals(3, 3), mp=decimals(3, 3))
factors = st.decimals(min_value=20, max_value=50, places=4)
settings = st.sampled_from(Setting)


def half_up(amount: Fraction) -> Fraction:
    """Round half up to the cent, with whole numbers alone."""
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)


def naive_unit(row: RelativeValues, setting: Setting, gpci: Gpci, factor: Decimal) -> Fraction:
    """Return the fee of a unit as a first reader of the law would work it out, in fractions."""
    practice = {Setting.FACILITY: row.pe_facility, Setting.NON_FACILITY: row.pe_non_facility}[setting]
    pairs = zip((row.work, practice, row.mp), (gpci.work, gpci.pe, gpci.mp), strict=True)
    return half_up(sum((Fraction(value) * Fraction(index) for value, index in pairs), Fraction(0)) * Fraction(factor))


@for_all(rvus, settings, places, factors)
def test_any_fee_equals_an_independent_calculation(
    row: RelativeValues, setting: Setting, gpci: Gpci, factor: Decimal
) -> None:
    assert Fraction(medicare_unit(row, setting, gpci, factor)) == naive_unit(row, setting, gpci, factor)


@for_all(rvus, settings, places, st.data())
def test_any_percent_of_medicare_equals_an_independent_calculation(
    row: RelativeValues, setting: Setting, gpci: Gpci, data: st.DataObject
) -> None:
    percent = data.draw(st.decimals(min_value=Decimal("0.01"), max_value=1000, places=2))
    units, factor = data.draw(st.integers(1, 1000)), data.draw(factors)
    sheets = replace(
        f.SHEETS,
        rows={("RVU25D", "99214", ""): row},
        gpcis={(2025, f.HOUSTON): gpci},
        factors={("RVU25D", False): factor},
    )
    rate = replace(f.of_medicare(), percent=percent, benchmark=f.mark(setting=setting))
    line = replace(f.OFFICE_VISITS, units_max=1000)
    priced = price_offer(f.offer(rate), f.basis(line, sheets=sheets, units={"L1": units}))
    practice = row.pe_facility if setting is Setting.FACILITY else row.pe_non_facility
    if not row.work + practice + row.mp:
        assert priced.expected is None
        return
    naive = half_up(naive_unit(row, setting, gpci, factor) * Fraction(percent) / 100) * units
    assert priced.expected is not None
    assert Fraction(priced.expected) == naive


@for_all(rvus, settings, places, factors)
def test_the_order_of_the_three_parts_makes_no_difference(
    row: RelativeValues, setting: Setting, gpci: Gpci, factor: Decimal
) -> None:
    practice = row.pe_facility if setting is Setting.FACILITY else row.pe_non_facility
    parts = ((row.work, gpci.work), (practice, gpci.pe), (row.mp, gpci.mp))
    found = set()
    for (work, w), (pe, p), (mp, m) in permutations(parts):
        values = RelativeValues(work=work, pe_facility=pe, pe_non_facility=pe, mp=mp, status="A")
        found.add(medicare_unit(values, setting, Gpci(work=w, pe=p, mp=m), factor))
    assert len(found) == 1


@for_all(st.permutations(range(4)))
def test_the_order_of_lines_and_rates_makes_no_difference(order: list[int]) -> None:
    lines = tuple(replace(f.OFFICE_VISITS, line_id=f"L{number}") for number in range(1, 5))
    rates = tuple(f.agreed(f.fee(f"{n}.37"), line_ids=(f"L{n}",)) for n in range(1, 5))
    on = f.basis(*(lines[n] for n in order), units={f"L{n}": n for n in range(1, 5)})
    assert str(price_offer(f.offer(*(rates[n] for n in order)), on).amount) == "33.70"


@for_all(rvus, settings, places, st.data())
def test_a_fee_never_falls_when_one_of_its_figures_rises(
    row: RelativeValues, setting: Setting, gpci: Gpci, data: st.DataObject
) -> None:
    factor, more = data.draw(factors), data.draw(decimals(2, 5))
    name = data.draw(st.sampled_from(["work", "pe_facility", "pe_non_facility", "mp"]))
    higher = replace(row, **{name: getattr(row, name) + more})
    index = data.draw(st.sampled_from(["work", "pe", "mp"]))
    further = replace(gpci, **{index: getattr(gpci, index) + more})
    before = medicare_unit(row, setting, gpci, factor)
    assert medicare_unit(higher, setting, gpci, factor) >= before
    assert medicare_unit(row, setting, further, factor) >= before
    assert medicare_unit(row, setting, gpci, factor + more) >= before


models: st.SearchStrategy[Rate] = st.one_of(
    st.builds(f.case_rate, st.integers(1, 90_000)),
    st.builds(f.per_diem, st.integers(1, 9000)),
    st.builds(f.of_billed, st.integers(1, 100)),
    st.builds(f.of_billed, st.integers(1, 100), st.integers(1, 90_000), st.none()),
    st.builds(f.of_medicare, st.integers(1, 1000)),
    st.builds(f.fee, st.integers(1, 9000).map(str)),
)
wrappers: st.SearchStrategy[Wrapper] = st.one_of(
    st.builds(LesserOf, other=models),
    st.builds(GreaterOf, other=models),
    st.builds(
        StopLoss,
        pays_from=st.sampled_from(DollarOf),
        threshold=st.integers(1, 90_000).map(Decimal),
        percent=st.integers(1, 100).map(Decimal),
    ),
    st.builds(Escalator, percent=st.integers(1, 10).map(Decimal)),
    st.builds(CarveOut, what=st.sampled_from(["L2", "G0447", "implants"]), rate=models),
)
wrapped = st.builds(AgreedRate, rate=models, wrappers=st.none() | st.lists(wrappers, min_size=1, max_size=4).map(tuple))
caps = st.none() | st.integers(1, 90_000).map(Decimal)
LINES = (f.OFFICE_VISITS, f.COUNSELING)
FULL: dict[str, Any] = {
    "units": {"L1": 10, "L2": 5, "implants": 2},
    "billed": Decimal(240_000),
    "charges": {"L1": Decimal(200_000), "L2": Decimal(40_000), "implants": Decimal(9000)},
    "midnights": 9,
    "service_on": date(2027, 12, 5),
}
someone_forgot = st.sets(st.sampled_from(sorted(FULL)))


def on(forgotten: set[str]) -> Basis:
    told = {name: value for name, value in FULL.items() if name not in forgotten}
    return f.basis(*LINES, term=f.TERM, **{"units": {}, **told})


@for_all(wrapped, caps, someone_forgot)
def test_any_offer_has_a_price_or_something_missing_and_never_both(
    rate: AgreedRate, cap: Decimal | None, forgotten: set[str]
) -> None:
    priced = price_offer(f.offer(rate, cap_total=cap), on(forgotten))
    assert (priced.expected is None) is bool(priced.missing)
    if priced.expected is not None:
        assert priced.low == priced.expected == priced.high
        assert priced.expected == priced.expected.quantize(Decimal("0.01"))
        assert priced.trace[-1].output == priced.expected


@for_all(wrapped, caps, someone_forgot)
def test_what_is_missing_stays_within_the_bounds_once_it_is_known(
    rate: AgreedRate, cap: Decimal | None, forgotten: set[str]
) -> None:
    offer = f.offer(rate, cap_total=cap)
    before, after = price_offer(offer, on(forgotten)), price_offer(offer, on(set()))
    if before.missing and after.expected is not None and not before.stated:
        assert before.low is None or before.low <= after.expected
        assert before.high is None or after.expected <= before.high


@for_all(wrapped, caps, someone_forgot)
def test_any_price_and_its_trace_survive_json(rate: AgreedRate, cap: Decimal | None, forgotten: set[str]) -> None:
    priced = price_offer(f.offer(rate, cap_total=cap), on(forgotten))
    again = PRICED.validate_json(PRICED.dump_json(priced))
    assert again == priced
    assert PRICED.dump_json(again) == PRICED.dump_json(priced)


@for_all(wrapped, caps)
def test_inputs_that_went_through_json_give_the_same_trace(rate: AgreedRate, cap: Decimal | None) -> None:
    reader = TypeAdapter(AgreedRate)
    again = reader.validate_json(reader.dump_json(rate))
    lines = BASIS_LINES.validate_json(BASIS_LINES.dump_json(LINES))
    before, basis = price_offer(f.offer(rate, cap_total=cap), on(set())), replace(on(set()), lines=lines)
    assert PRICED.dump_json(price_offer(f.offer(again, cap_total=cap), basis)) == PRICED.dump_json(before)


@for_all(some_rates)
def test_any_offer_that_can_be_made_is_priced_or_refused_in_words(rates: tuple[AgreedRate, ...]) -> None:
    priced = price_offer(f.offer(*rates), on(set()))
    assert all(gap.sentence.startswith("Cannot price") for gap in priced.missing)


@for_all(dollars, dollars, st.integers(0, 100), dollars)
def test_a_patients_share_never_falls_when_the_allowed_amount_rises(
    allowed: Decimal, more: Decimal, coinsurance: int, deductible: Decimal
) -> None:
    plan = Benefits(
        copays=Decimal(0),
        deductible_left=deductible,
        coinsurance_percent=Decimal(coinsurance),
        maximum_left=Decimal(6500),
    )
    owed, then = (cost_share(known(amount, ()), plan).expected for amount in (allowed, allowed + more))
    assert owed is not None
    assert then is not None
    assert Decimal(0) <= owed <= then <= Decimal(6500)
    assert owed <= allowed


ASLEEP = ScopeLine(line_id="L1", system=CodeSystem.CPT, code="00562", units_max=2)
ANESTHESIA = MedicareBenchmark(source=Source.ANESTHESIA, year_policy=YearPolicy.DATE_OF_SERVICE, locality=f.NATION)
AT_SERVICE = f.mark(year_policy=YearPolicy.DATE_OF_SERVICE, release=None, setting=None)
NEEDS: list[tuple[Rate | AgreedRate, ScopeLine, dict[str, Any], dict[str, str]]] = [
    (
        f.of_medicare(140, AT_SERVICE),
        f.OFFICE_VISITS,
        {"units": {"L1": 1}, "service_year": 2025, "setting": Setting.FACILITY},
        {
            "units": "how many units are expected",
            "service_year": "the year of service",
            "setting": "place of service or setting",
        },
    ),
    (
        f.of_medicare(140, ANESTHESIA),
        ASLEEP,
        {"units": {"L1": 1}, "service_year": 2025, "base_units": {"L1": 20}, "minutes": {"L1": Decimal(95)}},
        {
            "units": "how many units are expected",
            "service_year": "the year of service",
            "base_units": "the base units",
            "minutes": "the minutes",
        },
    ),
    (
        f.asp_plus(10, None),
        replace(f.DRUG, line_id="L1"),
        {"units": {"L1": 1}, "asp_quarter": "2026Q4"},
        {"units": "how many units are expected", "asp_quarter": "the quarter of service"},
    ),
    (
        f.of_billed(55, cap=90_000, estimate=None),
        f.OFFICE_VISITS,
        {"billed": Decimal(90)},
        {"billed": "the billed charges"},
    ),
    (f.per_diem(), f.OFFICE_VISITS, {"midnights": 9}, {"midnights": "the midnights"}),
    (f.per_diem(level="icu"), f.OFFICE_VISITS, {"nights": {"icu": 9}}, {"nights": "the midnights at level icu"}),
    (f.fee("10"), f.OFFICE_VISITS, {"units": {"L1": 1}}, {"units": "how many units are expected"}),
]


@pytest.mark.parametrize(("rate", "line", "assumed", "names"), NEEDS)
def test_c18_each_assumption_taken_away_is_named_and_there_is_no_price(
    rate: Rate | AgreedRate, line: ScopeLine, assumed: dict[str, Any], names: dict[str, str]
) -> None:
    assert price_offer(f.offer(rate), f.basis(line, **{"units": {}, **assumed})).expected is not None
    for name, what in names.items():
        rest = {key: value for key, value in assumed.items() if key != name}
        priced = price_offer(f.offer(rate), f.basis(line, **{"units": {}, **rest}))
        assert (priced.expected, [gap.what for gap in priced.missing]) == (None, [what])


TABLES: list[tuple[Rate, ScopeLine, Callable[[], dict[str, str]]]] = [
    (f.of_medicare(140, ANESTHESIA), ASLEEP, lambda: {"anesthesia": "the anesthesia factor of 00000-00 in 2025"}),
    (
        f.asp_plus(),
        replace(f.DRUG, line_id="L1"),
        lambda: {"drugs": "the payment limit of J1745 in 2026Q4"},
    ),
]


@pytest.mark.parametrize(("rate", "line", "names"), TABLES)
def test_c18_each_table_that_was_not_imported_is_named_and_there_is_no_price(
    rate: Rate, line: ScopeLine, names: Callable[[], dict[str, str]]
) -> None:
    told: dict[str, Any] = {
        "units": {"L1": 1}, "service_year": 2025, "base_units": {"L1": 20}, "minutes": {"L1": Decimal(95)}
    }  # fmt: skip
    for table, what in names().items():
        sheets = replace(f.SHEETS, **{table: {}})
        priced = price_offer(f.offer(rate), f.basis(line, sheets=sheets, **told))
        assert (priced.expected, [gap.what for gap in priced.missing]) == (None, [what])
