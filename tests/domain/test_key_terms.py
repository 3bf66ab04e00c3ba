"""The key terms of a case: mutate each term of a clean draft, one by one, and all are caught."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, get_args

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

import cast as c
import clean
import deeds as d
from proofreading import read_in
from scabot_domain.case import Case
from scabot_domain.drafting.comparing import MOST_FLAGGED, compare
from scabot_domain.drafting.days import read_day
from scabot_domain.drafting.rated import MODELS, WRAPPERS, agreed_terms, rate_terms
from scabot_domain.drafting.term import IN_TEXT, KeyTerm, Kind
from scabot_domain.drafting.terms import key_terms
from scabot_domain.drafting.typed import read_typed
from scabot_domain.facts.checking import Verdict
from scabot_domain.money.benchmarks import Source
from scabot_domain.money.rates import PercentOfBilled, Rate, YearPolicy
from scabot_domain.terms.agreed import AgreedRate, Wrapper
from scabot_domain.terms.letter import letter
from story import given

AGREEMENT = clean.agreement().case
LETTER = letter(AGREEMENT, "v1")
OTHER = {
    Kind.MONEY: "98,765.43",
    Kind.PERCENT: "93.7",
    Kind.DATE: "2029-02-03",
    Kind.CODE: "88888",
    Kind.COUNT: "4321",
    Kind.TIN: "00-9999999",
    Kind.NPI: "2000000077",
    Kind.NUMBER: "ZZ-999",
    Kind.NAME: "Somebody Else",
    Kind.SET: "ZZ",
}


def mutated(term: KeyTerm) -> str:
    return OTHER[term.kind] if term.kind is not Kind.CHOICE else next(one for one in term.choices if one != term.value)


def wrong(case: Case, typed: dict[str, str], text: str | None = None) -> dict[str, Verdict]:
    verdicts = compare(case, typed, text).verdicts
    return {one.term: one.verdict for one in verdicts if one.verdict is not Verdict.MATCH}


def test_a_clean_draft_raises_no_alarm() -> None:
    assert wrong(AGREEMENT, read_in(AGREEMENT)) == {}
    assert wrong(AGREEMENT, read_in(AGREEMENT), LETTER) == {}
    kinds = {term.name: term.kind for term in key_terms(AGREEMENT)}
    blind = wrong(AGREEMENT, {}, LETTER)
    assert set(blind.values()) == {Verdict.ABSENT}
    assert blind.keys() == {name for name, kind in kinds.items() if kind not in IN_TEXT}


@pytest.mark.parametrize("term", key_terms(AGREEMENT), ids=lambda term: term.name)
def test_each_term_mutated_alone_is_found_by_who_reads_it_back(term: KeyTerm) -> None:
    read = read_in(AGREEMENT)
    assert wrong(AGREEMENT, {**read, term.name: mutated(term)}) == {term.name: Verdict.DIFFERS}
    assert wrong(AGREEMENT, {**read, term.name: ""}) == {term.name: Verdict.ABSENT}
    assert wrong(AGREEMENT, {**read, term.name: mutated(term)}, LETTER) == {term.name: Verdict.DIFFERS}


def deviations(case: Case) -> list[tuple[str, str]]:
    """Return the letter with one figure of a key term changed, at each place where it stands, with the term's name."""
    found = []
    for term in key_terms(case):
        shown = _as_printed(term)
        for part in range(LETTER.count(shown)):
            pieces = LETTER.split(shown)
            text = shown.join(pieces[: part + 1]) + _other_printed(term) + shown.join(pieces[part + 1 :])
            found.append((f"{term.name} {part}", text))
    return found


def _as_printed(term: KeyTerm) -> str:
    match term.kind:
        case Kind.MONEY:
            return f"${Decimal(term.value):,.2f}"
        case Kind.PERCENT:
            return f" {term.value}%"
        case Kind.DATE:
            return term.value
        case Kind.CODE:
            return f" {term.value}"
        case _:
            return "\0"


def _other_printed(term: KeyTerm) -> str:
    printed = {Kind.MONEY: "$98,765.43", Kind.PERCENT: " 93.7%", Kind.DATE: "2029-02-03", Kind.CODE: " 88888"}
    return printed[term.kind]


def test_each_figure_of_the_text_changed_alone_is_flagged() -> None:
    texts = deviations(AGREEMENT)
    assert {name.partition(" ")[0] for name, _ in texts} == {
        term.name for term in key_terms(AGREEMENT) if term.kind in IN_TEXT
    }
    blind = wrong(AGREEMENT, {}, LETTER)
    for name, text in texts:
        found = wrong(AGREEMENT, {}, text)
        assert Verdict.EXTRA in found.values() or found.keys() - blind.keys(), name


def test_each_figure_struck_from_the_text_is_absent() -> None:
    blind = wrong(AGREEMENT, {}, LETTER)
    for term in key_terms(AGREEMENT):
        if term.kind in IN_TEXT:
            found = wrong(AGREEMENT, {}, LETTER.replace(_as_printed(term), " "))
            assert found.keys() > blind.keys(), term.name
            assert found[term.name] is Verdict.ABSENT


def test_a_figure_that_was_agreed_twice_must_stand_there_twice() -> None:
    share = replace(c.COST_SHARE, copay=Decimal(3500))
    case = given(*d.filled, d.sets(c.RUTH, share)).case
    text = letter(case, "v1")
    assert not {"copay", "rate-1-amount"} & wrong(case, {}, text).keys()
    once = text.replace("$3,500.00", "nothing", 1)
    assert {"copay", "rate-1-amount"} <= wrong(case, {}, once).keys()
    assert {"copay", "rate-1-amount"}.isdisjoint(wrong(case, {"copay": "$3,500"}, once))


def test_figures_beyond_the_two_hundredth_are_not_listed() -> None:
    text = "\n".join(f"${number}.05" for number in range(1000, 1300))
    verdicts = compare(AGREEMENT, {}, text).verdicts
    assert sum(one.verdict is Verdict.EXTRA for one in verdicts) == MOST_FLAGGED == 200


def test_the_days_of_the_authorization_and_of_the_care_may_stand_in_a_draft() -> None:
    assert "date-in-line-1" not in wrong(AGREEMENT, {}, "Authorized 11/20/2026 to 6/30/2027, care 12/11/2026")
    assert wrong(AGREEMENT, {}, "Authorized 11/21/2026")["date-in-line-1"] is Verdict.EXTRA
    opened = given(d.opens(care_date=None)).case
    assert wrong(opened, {}, "Authorized 11/20/2026") == {"date-in-line-1": Verdict.EXTRA}


def test_every_name_of_a_term_stands_for_one_term() -> None:
    terms = key_terms(AGREEMENT)
    assert len({term.name for term in terms}) == len(terms) == 102
    assert not any("patient" in term.name or "member" in term.name or "birth" in term.label.lower() for term in terms)


def test_a_case_without_sections_has_no_terms() -> None:
    assert key_terms(Case(key=c.KEY)) == ()


def test_a_section_that_says_less_has_fewer_terms() -> None:
    bare = replace(c.PARTIES, payer_tin=None, provider_tin=None, provider_npi=None)
    share = replace(c.COST_SHARE, copay=None, coinsurance_percent=None, accumulates_in_network=None)
    route = replace(c.CLAIMS, payer_id=None, auth_no=None, timely_filing_days=None)
    silent = tuple(d.sets(c.RUTH, one) for one in (bare, share, route, replace(c.SCOPE, auth_no=None)))
    assert [term.name for term in key_terms(given(*d.requested, *silent).case)] == [
        *("payer-name", "provider-name", "l1-code", "l1-units", "hold-harmless", "filing-from")
    ]


def figures_of(value: object) -> int:
    """Count every figure and choice of a rate without knowing what they are called."""
    if is_dataclass(value):
        parts = (getattr(value, field.name) for field in fields(value) if field.name not in {"level", "episode"})
        return sum(map(figures_of, parts))
    if isinstance(value, Enum):
        return int(len(type(value)) > 1 and value is not Source.PHYSICIAN_FEE_SCHEDULE)
    return int(isinstance(value, Decimal | date | int))


def _printed(rate: Rate) -> tuple[Rate, ...]:
    if isinstance(rate, PercentOfBilled) and rate.cap is not None:
        return (replace(rate, charge_estimate=None, chargemaster_date=None),)
    return (rate,)


def test_every_figure_of_every_rate_and_wrapper_is_a_key_term() -> None:
    for agreed in clean.RATES:
        for stated in (*_printed(agreed.rate), *(agreed.wrappers or ())):
            told = [term for term in rate_terms("x", "X", stated) if not term.name.endswith(("-model", "-wrapper"))]
            texts = [term for term in told if term.kind is Kind.NUMBER]
            assert len(told) - len(texts) == figures_of(stated)


def test_the_models_and_wrappers_are_those_that_there_are() -> None:
    def tags(union: Any, name: str) -> tuple[str, ...]:  # noqa: ANN401 - a union of rates or wrappers
        return tuple(kind.__dataclass_fields__[name].default for kind in get_args(get_args(union)[0]))

    assert tags(Rate, "model") == MODELS
    assert tags(Wrapper, "wrapper") == WRAPPERS


def test_a_stated_medicare_amount_is_read_back_with_its_day() -> None:
    mark = replace(c.HOUSTON, source=Source.STATED_AMOUNT, stated_amount=Decimal(30_000), stated_on=date(2026, 7, 1))
    agreed = AgreedRate(rate=replace(c.MEDICARE_140, benchmark=mark))
    told = {term.name: (term.kind, term.value) for term in agreed_terms("rate-1", "Rate", agreed)}
    assert told["rate-1-source"] == (Kind.CHOICE, "stated_amount")
    assert told["rate-1-stated-amount"] == (Kind.MONEY, "30000")
    assert told["rate-1-stated-on"] == (Kind.DATE, "2026-07-01")
    assert "rate-1-locality" not in told


def test_what_binds_nobody_beside_the_rest_is_no_key_term() -> None:
    floating = replace(c.HOUSTON, year_policy=YearPolicy.DATE_OF_SERVICE)
    capped = replace(c.BILLED_55, cap=Decimal(150_000))
    assert "x-year" in {term.name for term in rate_terms("x", "X", c.HOUSTON)}
    assert "x-year" not in {term.name for term in rate_terms("x", "X", floating)}
    assert {term.name for term in rate_terms("x", "X", capped)} == {"x-model", "x-percent", "x-cap"}
    assert "x-charge-estimate" in {term.name for term in rate_terms("x", "X", c.BILLED_55)}


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        (
            Kind.MONEY,
            ["45000", "45,000", "$45,000", "45000.00", "$ 45,000.00", "US$45,000", "45,000 dollars", "45000 USD"],
        ),
        (Kind.PERCENT, ["140", "140%", "140 %", "140 percent", "140.0%", "140 per cent"]),
        (Kind.DATE, ["2026-12-04", "12/04/2026", "12/4/26", "December 4, 2026", "Dec. 4, 2026", "4 December 2026"]),
        (Kind.CODE, ["j1745", "J1745", "HCPCS J1745", "hcpcs: j1745"]),
        (Kind.COUNT, ["180", "180 days", "0180"]),
        (Kind.TIN, ["00-7654321", "007654321", "00 7654321"]),
        (Kind.NPI, ["2000000010", " 2000000010 "]),
        (Kind.NUMBER, ["AUTH-2041", "auth 2041", "AUTH2041"]),
        (Kind.NAME, ["Northwind Health Plan, Inc.", "northwind  health plan inc", "NORTHWIND HEALTH-PLAN INC."]),
        (Kind.SET, ["80, 59", "59 80", "59;80"]),
    ],
)
def test_however_a_value_is_typed_it_is_read_as_one(kind: Kind, spellings: list[str]) -> None:
    term = KeyTerm(name="x", label="X", kind=kind, value="")
    assert len({read_typed(term, spelling) for spelling in spellings}) == 1


def test_a_choice_is_read_with_spaces_and_in_any_case() -> None:
    term = KeyTerm(name="x", label="X", kind=Kind.CHOICE, value="", choices=("per_diem", "case_rate"))
    assert read_typed(term, "Per diem") == read_typed(term, "per-diem") == "per_diem"
    truth = replace(term, choices=("yes", "no"))
    assert [read_typed(truth, word) for word in ("Y", "true", "NO")] == ["yes", "yes", "no"]


def test_a_drug_code_is_read_with_or_without_its_hyphens() -> None:
    term = KeyTerm(name="x", label="X", kind=Kind.CODE, value="01234567890")
    assert read_typed(term, "1234-5678-90") == read_typed(term, "NDC 01234567890") == "01234567890"


def test_what_is_no_date_is_not_read() -> None:
    for text in ("13/45/2026", "soon", "2026-12-04 or so"):
        with pytest.raises(ValueError, match="write a date like"):
            read_day(text)


@for_all(st.text(max_size=60), st.sampled_from(list(Kind)))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(text: str, kind: Kind) -> None:
    term = KeyTerm(name="x", label="X", kind=kind, value="", choices=("yes", "no"))
    try:
        read = read_typed(term, text)
    except ValueError as no:
        read = str(no)
    assert isinstance(read, str)
