"""What fields must be to be filled in at all: identifiers that check out, dates in order, the right patient."""

import re
from typing import assert_never

from scabot_domain.case import Case
from scabot_domain.decide.refusing import refuse
from scabot_domain.refusals import Reason
from scabot_domain.terms.sections import (
    Claims,
    CodeSystem,
    CostShare,
    Parties,
    Patient,
    Scope,
    ScopeLine,
    SettableSection,
    Term,
)

CODE_PATTERNS: dict[CodeSystem, re.Pattern[str]] = {
    CodeSystem.CPT: re.compile(r"[0-9]{5}|[0-9]{4}[FTU]", re.ASCII),
    CodeSystem.HCPCS: re.compile(r"[A-Z][0-9]{4}", re.ASCII),
    CodeSystem.REV: re.compile(r"[0-9]{4}", re.ASCII),
    CodeSystem.DRG: re.compile(r"[0-9]{3}", re.ASCII),
    CodeSystem.NDC: re.compile(r"[0-9]{11}", re.ASCII),
}
"""Patterns only, no tables: whether a code exists is the payer's to say."""

_NPI_PREFIX = "80840"


def guard_fields(case: Case, content: SettableSection) -> None:
    """Let a section pass whose fields can be meant; raises `Refused` with the field's name and value otherwise."""
    match content:
        case Parties():
            _parties(content)
        case Patient():
            _patient(case, content)
        case Term():
            _term(content)
        case Scope():
            _scope(content)
        case CostShare() | Claims():
            pass
        case _:
            assert_never(content)


def npi_is_valid(npi: str) -> bool:
    """Say whether ten digits are a National Provider Identifier: Luhn's check over 80840 and the number.

    >>> npi_is_valid("1234567893")
    True
    """
    digits = [int(digit) for digit in reversed(_NPI_PREFIX + npi)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


def _parties(parties: Parties) -> None:
    if not npi_is_valid(parties.provider_npi):
        raise refuse(Reason.BAD_IDENTIFIER, field="provider_npi", value=parties.provider_npi)


def _patient(case: Case, patient: Patient) -> None:
    if patient.token != case.patient_token:
        raise refuse(Reason.BAD_IDENTIFIER, field="token", value=patient.token, expected=case.patient_token)
    if patient.coverage_to is not None and patient.coverage_to < patient.coverage_from:
        raise refuse(
            Reason.OUT_OF_RANGE,
            field="coverage_to",
            value=patient.coverage_to,
            earliest=patient.coverage_from,
        )


def _term(term: Term) -> None:
    if term.end < term.effective:
        raise refuse(Reason.OUT_OF_RANGE, field="end", value=term.end, earliest=term.effective)


def _scope(scope: Scope) -> None:
    for line in scope.lines:
        _code(line)
    ids = [line.line_id for line in scope.lines]
    doubled = sorted({line_id for line_id in ids if ids.count(line_id) > 1})
    if doubled:
        raise refuse(Reason.BAD_IDENTIFIER, field="line_id", value=", ".join(doubled))


def _code(line: ScopeLine) -> None:
    if not CODE_PATTERNS[line.system].fullmatch(line.code):
        raise refuse(
            Reason.BAD_IDENTIFIER,
            field="code",
            value=line.code,
            system=line.system,
            line=line.line_id,
        )
