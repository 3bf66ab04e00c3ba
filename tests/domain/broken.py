"""The clean agreement with one thing broken, and the finding that this gives: rule, kind, line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import clean
from scabot_domain.case import Case
from scabot_domain.money import rates as m
from scabot_domain.terms import agreed as a
from scabot_domain.terms.sections import AgreedRate, CodeSystem, Scope, SettableSection
from scabot_domain.terms.services import ScopeLine


def medicare(**changed: object) -> AgreedRate:
    """Return the clean percent of Medicare with another benchmark."""
    rate: Any = clean.MEDICARE.rate
    return replace(clean.MEDICARE, rate=replace(rate, benchmark=replace(rate.benchmark, **changed)))


def rated(agreed: AgreedRate, **changed: object) -> AgreedRate:
    """Return a clean rate with other fields of its model."""
    rate: Any = agreed.rate
    return replace(agreed, rate=replace(rate, **changed))


def scoped(line_id: str, **changed: object) -> Scope:
    """Return the clean scope with one line changed."""
    lines = (replace(one, **changed) if one.line_id == line_id else one for one in clean.SCOPE.lines)  # type: ignore[arg-type]  # the line's own fields
    return replace(clean.SCOPE, lines=tuple(lines))


def with_line(**told: object) -> Scope:
    """Return the clean scope with one more line, which nobody needs to price here."""
    line = ScopeLine(**{"line_id": "L6", "system": CodeSystem.CPT, "units_max": 1, **told})  # type: ignore[arg-type]  # as told
    return replace(clean.SCOPE, lines=(*clean.SCOPE.lines, line))


def papers(*changed: SettableSection) -> Case:
    return clean.agreement(*changed).case


def without_details() -> Case:
    case = papers(replace(clean.PARTIES, provider=replace(clean.PARTIES.provider, license_state=None)))  # type: ignore[type-var]  # it has some
    return replace(case, sections={**case.sections, 5: clean.priced(medicare(locality=None)).sections[5]})


def in_state(state: str) -> Case:
    case = papers(replace(clean.PARTIES, provider=replace(clean.PARTIES.provider, license_state=state)))  # type: ignore[type-var]  # it has some
    return replace(case, sections={**case.sections, 5: clean.priced(medicare(locality=None)).sections[5]})


BY_DATE = m.YearPolicy.DATE_OF_SERVICE
STATED = {
    "source": m.Source.STATED_AMOUNT,
    "stated_amount": Decimal(9000),
    "stated_source": "Remittance",
    "stated_on": date(2026, 9, 1),
}
LESS_BILLED = a.LesserOf(other=m.PercentOfBilled(percent=Decimal(100)))

BROKEN: dict[str, tuple[Callable[[], Case], tuple[str, str, str | None]]] = {
    "no year policy": (lambda: clean.priced(medicare(year_policy=None)), ("L1", "year_policy", "L1")),
    "a fixed year without the year": (lambda: clean.priced(medicare(year=None)), ("L1", "year_policy", "L1")),
    "a release of another year": (lambda: clean.priced(medicare(release="RVU25D")), ("L1", "release", "L1")),
    "one release for every date": (lambda: clean.priced(medicare(year_policy=BY_DATE)), ("L1", "release", "L1")),
    "a stated amount without dollars": (
        lambda: clean.priced(medicare(**{**STATED, "stated_amount": None})),
        ("L1", "stated_amount", "L1"),
    ),
    "a stated amount without source": (
        lambda: clean.priced(medicare(**{**STATED, "stated_source": None})),
        ("L1", "stated_amount", "L1"),
    ),
    "a stated amount without date": (
        lambda: clean.priced(medicare(**{**STATED, "stated_on": None})),
        ("L1", "stated_amount", "L1"),
    ),
    "no locality in a state of four": (lambda: clean.priced(medicare(locality=None)), ("L2", "locality", "L1")),
    "no locality and no state": (without_details, ("L2", "locality", "L1")),
    "no locality in a state that has none": (lambda: in_state("GU"), ("L2", "locality", "L1")),
    "a facility's place at the other amount": (lambda: papers(scoped("L1", pos="22")), ("L3", "setting", "L1")),
    "a line in another setting": (
        lambda: papers(scoped("L1", pos=None, setting=m.Setting.FACILITY)),
        ("L3", "setting", "L1"),
    ),
    "no conversion factor in 2026": (lambda: clean.priced(medicare(factor_class=None)), ("L4", "factor_class", "L1")),
    "no conversion factor on dates in 2027": (
        lambda: clean.priced(medicare(factor_class=None, year_policy=BY_DATE, year=2025, release=None)),
        ("L4", "factor_class", "L1"),
    ),
    "a code that carriers price": (lambda: papers(scoped("L1", code="97153")), ("L5", "no_fee", "L1")),
    "a drug": (lambda: papers(scoped("L1", system=CodeSystem.HCPCS, code="J9999")), ("L5", "no_fee", "L1")),
    "a room": (lambda: papers(scoped("L1", system=CodeSystem.REV, code="0120")), ("L5", "no_fee", "L1")),
    "anesthesia": (lambda: papers(scoped("L1", code="00562")), ("L5", "no_fee", "L1")),
    "a visit as anesthesia": (lambda: clean.priced(medicare(source=m.Source.ANESTHESIA)), ("L5", "no_fee", "L1")),
    "a technical part alone": (lambda: papers(scoped("L1", modifiers=("TC",))), ("L6", "unpaired", "L1")),
    "a professional part alone": (lambda: papers(scoped("L1", modifiers=("26",))), ("L6", "unpaired", "L1")),
    "a part beside the whole": (
        lambda: papers(with_line(code="99214", modifiers=("26",))),
        ("L6", "beside_global", "L1"),
    ),
    "a modifier without a rule": (
        lambda: clean.priced(replace(clean.MEDICARE, modifier_rules=None)),
        ("L6", "modifier_rule", "L1"),
    ),
    "charges without end": (
        lambda: clean.priced(rated(clean.BILLED, cap=None, charge_estimate=None), cap_total=None),
        ("L7", "unbounded", "L5"),
    ),
    "charges of no date": (
        lambda: clean.priced(rated(clean.BILLED, cap=None, chargemaster_date=None), cap_total=None),
        ("L7", "unbounded", "L5"),
    ),
    "a default rate without end": (
        lambda: clean.priced(default_rate=m.PercentOfBilled(percent=Decimal(50)), cap_total=None),
        ("L7", "unbounded", None),
    ),
    "days counted nobody knows how": (
        lambda: clean.priced(rated(clean.PER_DIEM, day_count=None)),
        ("L8", "day_count", "L2"),
    ),
    "days of no level": (lambda: clean.priced(rated(clean.PER_DIEM, level=None)), ("L8", "level", "L2")),
    "a case rate that several share": (
        lambda: clean.priced(replace(clean.CASE_RATE, allocations=None)),
        ("L9", "not_allocated", "L3"),
    ),
    "parts that do not add up": (
        lambda: clean.priced(rated(clean.CASE_RATE, amount=Decimal("45000.01"))),
        ("L9", "misallocated", "L3"),
    ),
    "a case rate for nobody knows what": (
        lambda: clean.priced(rated(clean.CASE_RATE, inclusions=None)),
        ("L9", "inclusions", "L3"),
    ),
    "a part for a stranger": (
        lambda: clean.priced(
            replace(
                clean.CASE_RATE,
                allocations=(
                    a.Allocation(party_id="P1", amount=Decimal(30_000)),
                    a.Allocation(party_id="P7", amount=Decimal(15_000)),
                ),
            )
        ),
        ("L9", "stranger", "L3"),
    ),
    "complications unsaid": (
        lambda: clean.priced(rated(clean.CASE_RATE, complications=None)),
        ("L9", "complications", "L3"),
    ),
    "readmission unsaid": (lambda: clean.priced(rated(clean.CASE_RATE, readmission=None)), ("L9", "readmission", "L3")),
    "no quarter": (lambda: clean.priced(rated(clean.DRUG, quarter_policy=None)), ("L10", "quarter", "L4")),
    "a fixed quarter, but which": (lambda: clean.priced(rated(clean.DRUG, quarter=None)), ("L10", "quarter", "L4")),
    "six percent twice": (
        lambda: clean.priced(rated(clean.DRUG, base=m.AspBase.PAYMENT_LIMIT)),
        ("L10", "asp_base", "L4"),
    ),
    "a percent on top of what": (lambda: clean.priced(rated(clean.DRUG, base=None)), ("L10", "asp_base", "L4")),
    "no lesser-of": (lambda: clean.priced(replace(clean.DRUG, wrappers=None)), ("L11", "no_lesser_of", "L4")),
    "the lesser of what nobody knows": (
        lambda: clean.priced(replace(clean.DRUG, wrappers=(LESS_BILLED,))),
        ("L11", "billed_unknown", "L4"),
    ),
    "nothing for what is not listed": (lambda: clean.priced(default_rate=None), ("L12", "no_default", None)),
    "care before the term": (
        lambda: papers(replace(clean.TERM, effective=date(2026, 12, 12), retro_from=None)),
        ("L13", "term_care", None),
    ),
    "care after the term": (lambda: papers(replace(clean.TERM, end=date(2026, 12, 10))), ("L13", "term_care", None)),
    "a term longer than the authorization": (
        lambda: papers(replace(clean.TERM, end=date(2027, 7, 1))),
        ("L13", "term_authorization", None),
    ),
    "a term before the authorization": (
        lambda: papers(replace(clean.TERM, effective=date(2026, 11, 19), retro_from=None)),
        ("L13", "term_authorization", None),
    ),
    "retroactive without a word": (
        lambda: papers(replace(clean.TERM, retro_text=None)),
        ("L13", "retro_text", None),
    ),
    "retroactive to nothing earlier": (
        lambda: papers(replace(clean.TERM, retro_from=date(2026, 12, 2))),
        ("L13", "retro", None),
    ),
    "accumulation unsaid": (
        lambda: papers(replace(clean.COST_SHARE, accumulates_in_network=None)),
        ("L14", "accumulation", None),
    ),
    "surgeons who may balance-bill": (
        lambda: papers(replace(clean.COST_SHARE, entities=("P1",))),
        ("L14", "unbound", None),
    ),
    "no filing limit": (lambda: papers(replace(clean.CLAIMS, timely_filing_days=None)), ("L15", "filing", None)),
    "no payer id": (lambda: papers(replace(clean.CLAIMS, payer_id=None)), ("L15", "payer_id", None)),
    "no authorization on the claim": (
        lambda: papers(replace(clean.CLAIMS, auth_no=None, box23=None)),
        ("L15", "auth_field", None),
    ),
    "another authorization on the claim": (
        lambda: papers(replace(clean.CLAIMS, auth_no="AUTH-9", box23=None)),
        ("L15", "auth_differs", None),
    ),
    "another number in field 23": (
        lambda: papers(replace(clean.CLAIMS, box23="AUTH-9")),
        ("L15", "auth_differs", None),
    ),
    "two rates for one service": (
        lambda: clean.priced(clean.DRUG, replace(clean.DRUG, round_at=a.RoundAt.LINE)),
        ("L16", "two_rates", "L4"),
    ),
    "the lesser and the greater": (
        lambda: clean.priced(replace(clean.DRUG, wrappers=(*clean.LESS, a.GreaterOf(other=clean.BILLED_100)))),
        ("L16", "opposite_wrappers", "L4"),
    ),
    "charges in a note on Medicare": (
        lambda: clean.priced(replace(clean.BILLED, note="Paid at the Medicare allowable")),
        ("L16", "note_conflict", "L5"),
    ),
    "Medicare in a note on days": (
        lambda: clean.priced(replace(clean.PER_DIEM, note="Not less than 100% of Medicare")),
        ("L16", "note_conflict", "L2"),
    ),
    "shorthand in a note": (
        lambda: clean.priced(replace(clean.DRUG, note="Else the usual rate")),
        ("L17", "shorthand", "L4"),
    ),
    "shorthand in a carve-out": (
        lambda: clean.priced(
            replace(
                clean.DRUG,
                wrappers=(*clean.LESS, a.CarveOut(what="Wastage at UCR", rate=m.FixedFee(amount=Decimal(1)))),
            )
        ),
        ("L17", "shorthand", "L4"),
    ),
    "shorthand in an inclusion": (
        lambda: clean.priced(rated(clean.CASE_RATE, inclusions=("Labs at the Medicare rate",))),
        ("L17", "shorthand", "L3"),
    ),
    "shorthand in an exclusion": (
        lambda: papers(replace(clean.SCOPE, exclusions=("Transport, paid at the usual rate",))),
        ("L17", "shorthand_scope", None),
    ),
    "shorthand in a frequency": (
        lambda: papers(scoped("L1", frequency="Monthly at UCR")),
        ("L17", "shorthand_scope", "L1"),
    ),
}
