"""The physician fee schedule: the Medicare amount of one unit, and what it refuses to price (L5, L6).

Only rows with status A, R or T and relative value units have an amount. Modifiers 26, TC and 53 have rows of their
own. Everything else that changes a payment needs a rule in the agreement.
"""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from scabot_domain.lint.medicare import PRICED
from scabot_domain.money.benchmarks import MedicareBenchmark, Setting
from scabot_domain.money.schedules import Gpci, RelativeValues
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.benchmark import Place, place_of
from scabot_domain.pricing.exact import cents, exactly
from scabot_domain.pricing.priced import Missing, Priced, Rounding, known, lacking, row, unpriced
from scabot_domain.pricing.rules import MEDICARE_UNIT
from scabot_domain.terms.identifiers import CodeSystem
from scabot_domain.terms.services import ScopeLine

OWN_ROWS = ("26", "TC", "53")
"""Modifiers whose amount is published in a row of its own."""

STATUSES = {
    "B": "bundled",
    "C": "priced by the carrier",
    "D": "deleted",
    "E": "excluded from the schedule",
    "I": "not valid for Medicare",
    "J": "anesthesia",
    "M": "a measure",
    "N": "not covered",
    "P": "bundled or excluded",
    "Q": "a measure of function",
    "X": "excluded by law",
}


@exactly
def medicare_unit(values: RelativeValues, setting: Setting, gpci: Gpci, factor: Decimal) -> Decimal:
    """Return the fee schedule's amount for one unit, in US dollars, half up to the cent.

    Relative values, indices and factor enter as published; only the result is rounded.
    Source: Social Security Act 1848(b)(1), 42 CFR 414.20.

    >>> medicare_unit(
    ...     RelativeValues(work=Decimal("1.92"), pe_facility=Decimal("0.83"), pe_non_facility=Decimal("1.80"),
    ...                    mp=Decimal("0.15"), status="A"),
    ...     Setting.NON_FACILITY, Gpci(work=Decimal(1), pe=Decimal(1), mp=Decimal(1)), Decimal("32.3465"))
    Decimal('125.18')
    """
    practice = values.pe_facility if setting is Setting.FACILITY else values.pe_non_facility
    return cents((values.work * gpci.work + practice * gpci.pe + values.mp * gpci.mp) * factor)


def physician_unit(mark: MedicareBenchmark, line: ScopeLine, basis: Basis, ruled: Collection[str] = ()) -> Priced:
    """Return the Medicare amount of one unit of a line in the fee schedule, or everything that is missing for it.

    `ruled` are the modifiers for which the agreement has a rule of its own.
    """
    place, modifier = place_of(mark, line, basis), _modifier(line, ruled)
    if isinstance(place, tuple) or isinstance(modifier, Missing):
        return unpriced(*(place if isinstance(place, tuple) else ()), *lacking(modifier))
    values = _values(place.release.name, line, modifier, basis)
    doubled = [m for m in _own(line) if m in ruled and basis.schedules.physician(place.release.name, line.code, m)]
    if isinstance(values, Missing) or doubled:
        twice = [Missing(what=f"modifier {m} has a row and a rule", line_id=line.line_id) for m in doubled]
        return unpriced(*lacking(values, *twice))
    return _unit(line, modifier, place, values)


def _own(line: ScopeLine) -> list[str]:
    return [modifier for modifier in line.modifiers or () if modifier in OWN_ROWS]


def _modifier(line: ScopeLine, ruled: Collection[str]) -> str | Missing:
    own = [modifier for modifier in _own(line) if modifier not in ruled]
    if len(own) > 1:
        return Missing(what=f"one row: {' and '.join(own)} have one each", line_id=line.line_id, finding="L6")
    return own[0] if own else ""


def _values(release: str, line: ScopeLine, modifier: str, basis: Basis) -> RelativeValues | Missing:
    code = f"{line.system.value} {line.code}{'-' if modifier else ''}{modifier}"
    listed = line.system in (CodeSystem.CPT, CodeSystem.HCPCS)
    values = basis.schedules.physician(release, line.code, modifier) if listed else None
    if values is None:
        return Missing(what=f"{code} has no row in {release}", line_id=line.line_id, finding="L5")
    if values.status not in PRICED:
        status = f"{values.status} ({STATUSES.get(values.status, 'unknown')})"
        return Missing(what=f"{code} has status {status} in {release}", line_id=line.line_id, finding="L5")
    return values


def _unit(line: ScopeLine, modifier: str, place: Place, values: RelativeValues) -> Priced:
    facility = place.setting is Setting.FACILITY
    practice = values.pe_facility if facility else values.pe_non_facility
    if not values.work + practice + values.mp:
        what = f"{line.code} has no relative value units in {place.release.name}"
        return unpriced(Missing(what=what, line_id=line.line_id, finding="L5"))
    amount = medicare_unit(values, place.setting, place.gpci, place.release.factor)
    step = row(
        "Medicare amount of a unit",
        amount,
        MEDICARE_UNIT,
        (
            ("code", f"{line.code}{'-' if modifier else ''}{modifier}"),
            ("release", place.release.name),
            ("file", place.release.digest),
            ("locality", place.locality),
            ("setting", place.setting.value),
            ("status", values.status),
            ("work", values.work),
            ("pe", practice),
            ("mp", values.mp),
            ("gpci_work", place.gpci.work),
            ("gpci_pe", place.gpci.pe),
            ("gpci_mp", place.gpci.mp),
            ("conversion_factor", place.release.factor),
        ),
        line_id=line.line_id,
        rounding=Rounding.CENT,
    )
    rare = values.na_facility if facility else values.na_non_facility
    setting = place.setting.value.replace("_", "-")
    warning = f"{line.line_id}: {line.code} is marked NA in the {setting} setting of {place.release.name}."
    priced = known(amount, (step,))
    return replace(priced, warnings=(warning,)) if rare else priced
