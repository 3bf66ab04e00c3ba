"""Identifiers and codes: what each looks like, and how one is read as people write it.

Patterns and check digits only, no tables: whether a number was issued, or a code exists, others must say.
Each `read_…` returns the one way in which scabot keeps it, and raises `ValueError` with a sentence for anything else.
"""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints


class CodeSystem(StrEnum):
    """Where a service code comes from."""

    CPT = "CPT"
    HCPCS = "HCPCS"
    REV = "REV"
    DRG = "DRG"
    NDC = "NDC"


CODE_PATTERNS: dict[CodeSystem, re.Pattern[str]] = {
    CodeSystem.CPT: re.compile(r"[0-9]{5}|[0-9]{4}[FTU]", re.ASCII),
    CodeSystem.HCPCS: re.compile(r"[A-Z][0-9]{4}", re.ASCII),
    CodeSystem.REV: re.compile(r"[0-9]{4}", re.ASCII),
    CodeSystem.DRG: re.compile(r"[0-9]{3}", re.ASCII),
    CodeSystem.NDC: re.compile(r"[0-9]{11}", re.ASCII),
}
"""CPT I, II (F), III (T) and PLA (U); the others by their digits."""

Npi = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}$")]
Tin = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}-[0-9]{7}$")]
Naic = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Taxonomy = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{9}X$")]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Modifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2}$")]
PlaceOfService = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
Icd10 = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$")]

_NPI_PREFIX = "80840"
_NEVER_ISSUED = "00"
_NDC_PARTS = (5, 4, 2)
_NDC_SHAPES = frozenset({(4, 4, 2), (5, 3, 2), (5, 4, 1), _NDC_PARTS})
_TIN = re.compile(r"([0-9]{2})-?([0-9]{7})", re.ASCII)
_NDC = re.compile(r"([0-9]{4,5})-([0-9]{3,4})-([0-9]{1,2})", re.ASCII)
_ICD10 = re.compile(r"([A-Z][0-9][0-9A-Z])\.?([0-9A-Z]{0,4})", re.ASCII)
_LOCALITY = re.compile(r"[0-9]{5}-[0-9]{2}", re.ASCII)
_PLAIN: dict[str, tuple[re.Pattern[str], str]] = {
    "naic": (re.compile(r"[0-9]{5}", re.ASCII), "a NAIC number has five digits"),
    "taxonomy": (re.compile(r"[0-9A-Z]{9}X", re.ASCII), "a taxonomy code has ten characters and ends in X"),
    "state": (re.compile(r"[A-Z]{2}", re.ASCII), "a state has two letters"),
    "modifier": (re.compile(r"[0-9A-Z]{2}", re.ASCII), "a modifier has two letters or digits"),
    "place_of_service": (re.compile(r"[0-9]{2}", re.ASCII), "a place of service has two digits"),
    "locality": (_LOCALITY, "a locality is five digits of the contractor, a hyphen and two digits, like 04412-18"),
}


def npi_is_valid(npi: str) -> bool:
    """Say whether ten ASCII digits are a National Provider Identifier: Luhn's check over 80840 and the number.

    >>> npi_is_valid("1234567893")
    True
    """
    if not re.fullmatch(r"[0-9]{10}", npi, re.ASCII):
        return False
    digits = [int(digit) for digit in reversed(_NPI_PREFIX + npi)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


def read_npi(text: str) -> str:
    """Read an NPI: ten digits whose last one checks the others."""
    npi = text.strip()
    if not npi_is_valid(npi):
        msg = "an NPI has ten digits, and the last one checks the others"
        raise ValueError(msg)
    return npi


def read_tin(text: str, *, practice: bool = False) -> str:
    """Read a tax id, nine digits with or without the hyphen after the second; `00-…` passes only in `practice`.

    >>> read_tin("007654321", practice=True)
    '00-7654321'
    """
    read = _TIN.fullmatch(text.strip())
    if read is None:
        msg = "a tax id has nine digits, like 12-3456789"
        raise ValueError(msg)
    if read[1] == _NEVER_ISSUED and not practice:
        msg = "no tax id begins with 00: those are for practice alone"
        raise ValueError(msg)
    return f"{read[1]}-{read[2]}"


def read_ndc(text: str) -> str:
    """Read a National Drug Code: eleven digits, or three parts with hyphens, each filled with zeros to 5-4-2.

    Ten digits without hyphens could be filled in three ways, and are refused.

    >>> read_ndc("1234-5678-90")
    '01234567890'
    """
    trimmed = text.strip()
    if CODE_PATTERNS[CodeSystem.NDC].fullmatch(trimmed):
        return trimmed
    parts = _NDC.fullmatch(trimmed)
    if parts is None or tuple(map(len, parts.groups())) not in _NDC_SHAPES:
        msg = "an NDC has eleven digits, or three parts with hyphens, like 1234-5678-90"
        raise ValueError(msg)
    return "".join(part.rjust(width, "0") for part, width in zip(parts.groups(), _NDC_PARTS, strict=True))


def read_code(system: CodeSystem, text: str) -> str:
    """Read a service code of a system, whatever the case of its letters; an NDC is filled to eleven digits."""
    if system is CodeSystem.NDC:
        return read_ndc(text)
    code = text.strip().upper()
    if not CODE_PATTERNS[system].fullmatch(code):
        msg = f"{code or 'nothing'} is no {system.value} code"
        raise ValueError(msg)
    return code


def read_icd10(text: str) -> str:
    """Read a diagnosis code of ICD-10-CM, with or without its dot.

    >>> read_icd10("c9202")
    'C92.02'
    """
    read = _ICD10.fullmatch(text.strip().upper())
    if read is None:
        msg = "a diagnosis is a letter, a digit, and one to five more, like C92.02"
        raise ValueError(msg)
    return f"{read[1]}.{read[2]}" if read[2] else read[1]


def read_naic(text: str) -> str:
    """Read the number of an insurer."""
    return _plain("naic", text)


def read_taxonomy(text: str) -> str:
    """Read the specialty code of a provider."""
    return _plain("taxonomy", text)


def read_state(text: str) -> str:
    """Read a state by its two letters."""
    return _plain("state", text)


def read_modifier(text: str) -> str:
    """Read a modifier of a service code."""
    return _plain("modifier", text)


def read_place_of_service(text: str) -> str:
    """Read a place of service."""
    return _plain("place_of_service", text)


def read_locality(text: str) -> str:
    """Read a Medicare locality with its contractor."""
    return _plain("locality", text)


def _plain(kind: str, text: str) -> str:
    pattern, sentence = _PLAIN[kind]
    trimmed = text.strip().upper()
    if not pattern.fullmatch(trimmed):
        raise ValueError(sentence)
    return trimmed
