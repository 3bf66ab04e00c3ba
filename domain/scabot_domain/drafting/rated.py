"""The key terms of a rate: its model, every figure of it and of what stands around it, and each choice from a list.

Free words in a rate (a note, inclusions, what is carved out, the name of an episode) are left to human eyes.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from scabot_domain.drafting.term import KeyTerm, Kind, chosen, member, money, named, percent
from scabot_domain.money.benchmarks import MedicareBenchmark, Source, YearPolicy
from scabot_domain.money.rates import PercentOfBilled
from scabot_domain.terms.agreed import AgreedRate

MODELS = ("percent_of_medicare", "percent_of_billed", "per_diem", "case_rate", "fixed_fee", "asp_plus")
WRAPPERS = ("lesser_of", "greater_of", "stop_loss", "escalator", "carve_out")
_TAGS = {"model": MODELS, "wrapper": WRAPPERS}
_ESTIMATE = frozenset({"charge_estimate", "chargemaster_date"})
_STATED = frozenset({"stated_amount", "stated_on"})
_SCHEDULE = frozenset({"year", "year_policy", "locality", "setting", "release", "factor_class"})
_NUMBERS = frozenset({"locality", "release", "quarter"})
"""Texts of a rate that are numbers of a list, not words."""


def agreed_terms(name: str, label: str, agreed: AgreedRate) -> Iterator[KeyTerm]:
    """Return the key terms of a rate with everything that belongs to it."""
    if agreed.line_ids:
        yield named(f"{name}-lines", f"{label}: lines that it pays", Kind.SET, ",".join(sorted(agreed.line_ids)))
    yield from rate_terms(name, label, agreed.rate)
    for number, wrapper in enumerate(agreed.wrappers or (), start=1):
        yield from rate_terms(f"{name}-wrapper-{number}", f"{label}, wrapper {number}", wrapper)
    for rule in agreed.modifier_rules or ():
        yield percent(f"{name}-modifier-{rule.modifier}", f"{label}: modifier {rule.modifier}", rule.percent)
    for part in agreed.allocations or ():
        yield money(f"{name}-part-{part.party_id}", f"{label}: part of {part.party_id}", part.amount)
    if agreed.round_at is not None:
        yield member(f"{name}-rounding", f"{label}: rounded at", agreed.round_at)


def rate_terms(name: str, label: str, stated: Any) -> Iterator[KeyTerm]:  # noqa: ANN401 - a rate, its benchmark, or a wrapper
    """Return the key terms of a rate, a benchmark or a wrapper, field by field, so that no figure is forgotten."""
    unsaid = _unsaid(stated)
    for field in fields(stated):
        part = getattr(stated, field.name)
        if part is not None and field.name not in unsaid:
            yield from _part(name, label, field.name, part)


def _unsaid(stated: object) -> frozenset[str]:
    """Return the fields that bind nobody beside the others of a rate, so that the agreement does not print them."""
    match stated:
        case PercentOfBilled(cap=cap) if cap is not None:
            return _ESTIMATE
        case MedicareBenchmark(source=Source.STATED_AMOUNT):
            return _SCHEDULE
        case MedicareBenchmark(year_policy=YearPolicy.DATE_OF_SERVICE):
            return _STATED | {"year"}
        case MedicareBenchmark():
            return _STATED
        case _:
            return frozenset()


def _part(name: str, label: str, field: str, part: Any) -> Iterator[KeyTerm]:  # noqa: ANN401 - any field of a rate
    own, told = f"{name}-{field.replace('_', '-')}", f"{label}: {field.replace('_', ' ')}"
    match part:
        case Enum():
            if part is not Source.PHYSICIAN_FEE_SCHEDULE and len(type(part)) > 1:
                yield member(own, told, part)
        case Decimal():
            yield (percent if "percent" in field else money)(own, told, part)
        case date():
            yield named(own, told, Kind.DATE, part.isoformat())
        case int():
            yield named(own, told, Kind.COUNT, str(part))
        case str():
            yield from _text(own, told, field, part)
        case tuple():
            return  # lists of words
        case _:
            yield from rate_terms(name, label, part)


def _text(own: str, told: str, field: str, part: str) -> Iterator[KeyTerm]:
    if field in _TAGS:
        yield chosen(own, told, part, _TAGS[field])
    elif field in _NUMBERS:
        yield named(own, told, Kind.NUMBER, part)
