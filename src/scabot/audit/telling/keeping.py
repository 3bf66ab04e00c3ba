"""The facts beside the offers in plain words."""

from dataclasses import fields
from typing import assert_never

from scabot.audit.moments import show_day
from scabot.audit.telling.pen import Pen, show_role
from scabot_domain.events import (
    AssumptionsSet,
    AuthorityLimitNoted,
    BenchmarkRequested,
    BenchmarkShared,
    CaseHeld,
    CaseResumed,
    ContactAssigned,
    EligibilityVerified,
    InNetworkAttemptLogged,
    Keeping,
    MedicalDirectorIntervened,
    OwnerAssigned,
)
from scabot_domain.facts.keeping import Assumptions
from scabot_domain.money.amounts import show_dollars

Spoken = (
    CaseHeld
    | CaseResumed
    | OwnerAssigned
    | ContactAssigned
    | AuthorityLimitNoted
    | BenchmarkRequested
    | MedicalDirectorIntervened
)


def tell_keeping(fact: Keeping, pen: Pen) -> tuple[str, ...]:
    """Return a headline and details."""
    match fact:
        case InNetworkAttemptLogged():
            return _attempt(fact)
        case EligibilityVerified():
            until = f" to {show_day(fact.coverage_to)}" if fact.coverage_to else ""
            covered = f"coverage from {show_day(fact.coverage_from)}{until}"
            return f"eligibility verified {show_day(fact.on)}", covered, f"reference {fact.reference}"
        case BenchmarkShared():
            return _benchmark(fact)
        case AssumptionsSet():
            return f"assumptions {fact.id} for comparing offers", *_assumptions(fact.values)
        case _:
            return _people(fact, pen)


def _people(fact: Spoken, pen: Pen) -> tuple[str, ...]:  # noqa: PLR0911 - one arm per fact
    match fact:
        case CaseHeld():
            return f"ON HOLD, to be looked at again {show_day(fact.review_on)}", f"reason: {fact.reason}"
        case CaseResumed():
            return ("the case goes on",)
        case BenchmarkRequested():
            return (f"the {fact.side.value} was asked for figures that support its rate",)
        case MedicalDirectorIntervened():
            return "the medical director intervened:", fact.statement
        case OwnerAssigned():
            before = (f"before: {pen.actor(fact.before)}",) if fact.before else ()
            return f"new owner: {pen.actor(fact.to)}", *before
        case ContactAssigned():
            return (f"contact for the {fact.side.value}'s {show_role(fact.role)}: {fact.ref}",)
        case AuthorityLimitNoted():
            return (f"the {fact.side.value}'s {show_role(fact.role)} may decide up to {show_dollars(fact.limit)}",)
        case _:
            assert_never(fact)


def _attempt(fact: InNetworkAttemptLogged) -> tuple[str, ...]:
    contact = (f"contact: {fact.contact}",) if fact.contact else ()
    first = (f"first appointment offered: {show_day(fact.first_appointment)}",) if fact.first_appointment else ()
    return f"in network, {fact.provider} was asked: {fact.outcome.value.replace('_', ' ')}", *contact, *first


def _benchmark(fact: BenchmarkShared) -> tuple[str, ...]:
    free = ("said not to be confidential",) if fact.not_confidential else ()
    kind = fact.kind.value.replace("_", " ")
    return f"benchmark, {kind}, as of {show_day(fact.as_of)}: {fact.value}", f"source: {fact.source_url}", *free


def _assumptions(values: Assumptions) -> tuple[str, ...]:
    told = ((one.name, getattr(values, one.name)) for one in fields(values) if one.name != "units")
    units = tuple(f"{line}: {count} units" for line, count in sorted(values.units.items()))
    return *units, *(f"{name.replace('_', ' ')}: {value}" for name, value in told if value is not None)
