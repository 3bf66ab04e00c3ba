"""Which release a fee file belongs to: by its name, by what stands over its columns, or as whoever imports it says."""

import re
from dataclasses import dataclass

from scabot.fees.layouts import Kind
from scabot.fees.sheet import NotTakenError
from scabot_domain.lint.medicare import TWO_FACTORS_SINCE

NON_QUALIFYING, QUALIFYING = "non-QP", "QP"
"""The two files of a release: for everybody, and for participants of payment models who qualify."""

_LETTERS = {"JAN": "A", "APR": "B", "JUL": "C", "OCT": "D"}
_QUARTERS = {"JAN": 1, "APR": 2, "JUL": 3, "OCT": 4}
_MONTH = r"(JAN|APR|JUL|OCT)[A-Z]*"
_IDS = {
    Kind.PHYSICIAN: (r"RVU(?P<year>\d\d)[A-Z]{1,2}", "RVU25D"),
    Kind.GPCI: (r"GPCI(?P<year>20\d\d)[A-Z]?", "GPCI2025"),
    Kind.ANESTHESIA: (r"ANES(?P<year>20\d\d)[A-Z]?", "ANES2025"),
    Kind.DRUGS: (r"ASP(?P<year>20\d\d)Q(?P<quarter>[1-4])[A-Z]?", "ASP2025Q4"),
}
_PHYSICIAN_FILE = re.compile(rf"PPRRVU(?:20)?(\d\d)_?{_MONTH}", re.ASCII)
_OTHER_FILES = {
    Kind.GPCI: re.compile(r"GPCI(20\d\d)", re.ASCII),
    Kind.ANESTHESIA: re.compile(r"ANES(20\d\d)", re.ASCII),
}
_DRUG_FILE = re.compile(rf"{_MONTH}[ _-]+(20\d\d)", re.ASCII)
_DRUGS_ABOVE = re.compile(rf"EFFECTIVE {_MONTH} 1, (20\d\d)", re.ASCII)
_YEAR_ABOVE = {
    Kind.PHYSICIAN: re.compile(r"(20\d\d) NATIONAL PHYSICIAN FEE SCHEDULE", re.ASCII),
    Kind.GPCI: re.compile(r"(20\d\d) P[WE] GPCI", re.ASCII),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A release: `period` is its year, or for drugs its quarter like `2025Q4`; `part` says which of two files it is."""

    kind: Kind
    id: str
    period: str
    part: str = ""


def release_of(kind: Kind, file_name: str, above: str, given: str = "") -> Release:
    """Return the release of a file; `above` is what stands over its columns, `given` what whoever imports it says.

    Raises `NotTakenError` where nothing says it, or two of the three contradict each other.
    """
    name, heading = file_name.upper(), above.upper()
    said = _said(kind, name, heading)
    chosen = given or said
    form, example = _IDS[kind]
    found = re.fullmatch(form, chosen, re.ASCII)
    if found is None:
        raise NotTakenError(_unnamed(kind, given, example))
    year = int(found["year"]) % 2000 + 2000
    if said and not chosen.startswith(said):
        raise NotTakenError(f"--release says {given}, and the file says {said}.")
    _agree(kind, heading, year)
    if kind is Kind.DRUGS:
        return Release(kind=kind, id=chosen, period=f"{year}Q{found['quarter']}")
    return Release(kind=kind, id=chosen, period=str(year), part=_part(kind, name, year))


def corrected(release: Release) -> str:
    """Return the name for a corrected file of a release: one letter more, or the next one; it is the newer of the two.

    >>> corrected(Release(kind=Kind.GPCI, id="GPCI2025", period="2025"))
    'GPCI2025B'
    """
    plain = len(_IDS[release.kind][1])
    return f"{release.id[:plain]}{chr(ord(release.id[plain:] or 'A') + 1)}"


def _said(kind: Kind, name: str, heading: str) -> str:
    if kind is Kind.PHYSICIAN:
        found = _PHYSICIAN_FILE.search(name)
        return f"RVU{found[1]}{_LETTERS[found[2]]}" if found else ""
    if kind is Kind.DRUGS:
        found = _DRUGS_ABOVE.search(heading) or _DRUG_FILE.search(name)
        return f"ASP{found[2]}Q{_QUARTERS[found[1]]}" if found else ""
    found = _OTHER_FILES[kind].search(name)
    return f"{kind.value[:4].upper()}{found[1]}" if found else ""


def _unnamed(kind: Kind, given: str, example: str) -> str:
    if given:
        return f"A release of this kind of file ({kind.value}) is named like {example}."
    return f"The name of the file does not say which release it is; name it, like --release {example}."


def _agree(kind: Kind, heading: str, year: int) -> None:
    pattern = _YEAR_ABOVE.get(kind)
    for said in pattern.findall(heading) if pattern else ():
        if int(said) != year:
            raise NotTakenError(f"This file is of {said} by what stands over its columns, not of {year}.")


def _part(kind: Kind, name: str, year: int) -> str:
    if kind is not Kind.PHYSICIAN or year < TWO_FACTORS_SINCE:
        return ""
    if "QPP" not in name:
        raise NotTakenError(
            f"Since {TWO_FACTORS_SINCE} a release has two files, and the name of this one says neither nonQPP nor QPP: "
            "keep the name that CMS gave it."
        )
    return NON_QUALIFYING if re.search(r"NON[ _-]?QPP", name) else QUALIFYING
