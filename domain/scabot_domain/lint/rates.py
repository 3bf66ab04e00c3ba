"""Rates that could be two amounts: charges, days, episodes, drugs, wrappers, words (L6 to L12, L16, L17)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from typing import assert_never

from scabot_domain.lint.finding import Finding, found
from scabot_domain.lint.subject import Stated, Subject, first_line, lines_of, stated
from scabot_domain.money.rates import (
    AspBase,
    AspPlus,
    CaseRate,
    FixedFee,
    PercentOfBilled,
    PercentOfMedicare,
    PerDiem,
    QuarterPolicy,
    Rate,
    show_rate,
    unbounded,
)
from scabot_domain.terms.agreed import AgreedRate, CarveOut, GreaterOf, LesserOf, misallocated
from scabot_domain.terms.standing import entities

ANY_LEVEL = "all_levels"
TOLD_BY_NAME = frozenset({"admission_to_discharge", "outpatient_course", "drug_course_90_days"})
"""Episodes whose name says what is in the case rate: every service of the scope in that time."""

RULED = ("50", "51", "80", "82")
"""Modifiers that change what is paid, by a rule that only the agreement can give."""

SHORTHAND = re.compile(
    r"\b(medicare rates?|ucr|usual rates?|usual and customary|customary rates?|standard rates?|market rates?"
    r"|fair price|reasonable rates?|prevailing rates?)\b",
    re.IGNORECASE,
)
_BASES: tuple[tuple[re.Pattern[str], type[PercentOfMedicare | PercentOfBilled]], ...] = (
    (re.compile(r"\bmedicare (allowable|allowed|fee schedule)\b|\bof medicare\b", re.IGNORECASE), PercentOfMedicare),
    (re.compile(r"\bbilled charges\b|\bof (billed|charges)\b", re.IGNORECASE), PercentOfBilled),
)


def rate_findings(subject: Subject) -> Iterator[Finding]:
    """Yield what is open in the rates and beside them."""
    for one in stated(subject):
        yield from _of_model(subject, one)
    for agreed in subject.rates:
        yield from _split(subject, agreed)
        yield from _modifiers(subject, agreed)
        yield from _wrapped(agreed)
        yield from _noted(agreed)
    for first, second in overlapping(subject.rates):
        yield found("two_rates", first_line(first), rate=show_rate(first.rate), other=show_rate(second.rate))
    if subject.rates and subject.default_rate is None:
        yield found("no_default")


def overlapping(rates: tuple[AgreedRate, ...]) -> Iterator[tuple[AgreedRate, AgreedRate]]:
    """Yield every two rates that pay the same service; per diems of two levels do not."""
    for one, other in combinations(rates, 2):
        lines = not one.line_ids or not other.line_ids or bool(set(one.line_ids) & set(other.line_ids))
        levels = {_level(one.rate), _level(other.rate)}
        if lines and (ANY_LEVEL in levels or len(levels) == 1):
            yield one, other


def _level(rate: Rate) -> str:
    return (rate.level or ANY_LEVEL) if isinstance(rate, PerDiem) else ANY_LEVEL


def _of_model(subject: Subject, one: Stated) -> Iterator[Finding]:
    rate = one.rate
    match rate:
        case PercentOfBilled():
            if unbounded(rate) and not one.bounded:
                yield found("unbounded", one.line_id, rate=show_rate(rate))
        case PerDiem():
            yield from _per_diem(subject, one, rate)
        case CaseRate():
            yield from _case_rate(one, rate)
        case AspPlus():
            yield from _drug(one, rate)
        case PercentOfMedicare() | FixedFee():
            pass
        case _:
            assert_never(rate)


def _per_diem(subject: Subject, one: Stated, rate: PerDiem) -> Iterator[Finding]:
    shown = show_rate(rate)
    if rate.day_count is None:
        yield found("day_count", one.line_id, rate=shown)
    if rate.level is None:
        yield found("level", one.line_id, rate=shown)
    if rate.past_term is None and _runs_past(subject, rate.expected_days):
        yield found("past_term", one.line_id, rate=shown)


def _runs_past(subject: Subject, expected_days: int | None) -> bool:
    term, admitted = subject.term, subject.case.care_date
    if term is None or admitted is None or expected_days is None or term.runout_rule is not None:
        return False
    return admitted + timedelta(days=expected_days - 1) > term.end


def _case_rate(one: Stated, rate: CaseRate) -> Iterator[Finding]:
    shown = show_rate(rate)
    if rate.inclusions is None and rate.episode not in TOLD_BY_NAME:
        yield found("inclusions", one.line_id, rate=shown)
    if rate.complications is None:
        yield found("complications", one.line_id, rate=shown)
    if rate.readmission is None:
        yield found("readmission", one.line_id, rate=shown)


def _drug(one: Stated, rate: AspPlus) -> Iterator[Finding]:
    shown = show_rate(rate)
    policy = rate.quarter_policy
    if policy is None or (policy is QuarterPolicy.FIXED_QUARTER and rate.quarter is None):
        yield found("quarter", one.line_id, rate=shown)
    if rate.base is not AspBase.AVERAGE_SALES_PRICE:
        yield found("asp_base", one.line_id, rate=shown)


def _split(subject: Subject, agreed: AgreedRate) -> Iterator[Finding]:
    if not isinstance(agreed.rate, CaseRate) or subject.parties is None:
        return
    shown, line_id = show_rate(agreed.rate), first_line(agreed)
    known = {party.party_id for party in entities(subject.parties)}
    if agreed.allocations is None:
        if len(known) > 1:
            yield found("not_allocated", line_id, rate=shown)
        return
    if misallocated(agreed):
        yield found("misallocated", line_id, rate=shown)
    for party_id in sorted({part.party_id for part in agreed.allocations} - known):
        yield found("stranger", line_id, rate=shown, party=party_id)


def _modifiers(subject: Subject, agreed: AgreedRate) -> Iterator[Finding]:
    ruled = {rule.modifier for rule in agreed.modifier_rules or ()}
    for line in lines_of(subject, agreed):
        for modifier in line.modifiers or ():
            if modifier in RULED and modifier not in ruled:
                yield found("modifier_rule", line.line_id, what=modifier)


def _wrapped(agreed: AgreedRate) -> Iterator[Finding]:
    wrappers, line_id, shown = agreed.wrappers or (), first_line(agreed), show_rate(agreed.rate)
    lesser = [wrapper.other for wrapper in wrappers if isinstance(wrapper, LesserOf)]
    if not lesser and not isinstance(agreed.rate, PercentOfBilled):
        yield found("no_lesser_of", line_id, rate=shown)
    for other in lesser:
        if isinstance(other, PercentOfBilled) and other.charge_estimate is None:
            yield found("billed_unknown", line_id, rate=shown)
    if lesser and any(isinstance(wrapper, GreaterOf) for wrapper in wrappers):
        yield found("opposite_wrappers", line_id, rate=shown)


def _noted(agreed: AgreedRate) -> Iterator[Finding]:
    line_id, shown = first_line(agreed), show_rate(agreed.rate)
    for text in _texts(agreed):
        for shorthand in SHORTHAND.finditer(text):
            yield found("shorthand", line_id, what=shorthand[0])
        for pattern, model in _BASES:
            other = pattern.search(text)
            if other is not None and model not in _models(agreed):
                yield found("note_conflict", line_id, rate=shown, what=other[0])


def _texts(agreed: AgreedRate) -> Iterator[str]:
    if agreed.note is not None:
        yield agreed.note
    if isinstance(agreed.rate, CaseRate):
        yield from agreed.rate.inclusions or ()
    for wrapper in agreed.wrappers or ():
        if isinstance(wrapper, CarveOut):
            yield wrapper.what


def _models(agreed: AgreedRate) -> set[type[Rate]]:
    inside = (w.other for w in agreed.wrappers or () if isinstance(w, LesserOf | GreaterOf))
    carved = (w.rate for w in agreed.wrappers or () if isinstance(w, CarveOut))
    return {type(rate) for rate in (agreed.rate, *inside, *carved)}
