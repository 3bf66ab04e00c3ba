"""What CMS calls its columns, file by file; a column is found by its name, never by its place.

Names are compared in capitals, without years, footnote signs and repeated blanks; see `header`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Which of CMS's files it is."""

    PHYSICIAN = "physician"
    GPCI = "gpci"
    ANESTHESIA = "anesthesia"
    DRUGS = "drugs"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: our name, CMS's, and every form of it, the preferred one first."""

    field: str
    said: str
    forms: tuple[re.Pattern[str], ...]
    needed: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """The columns of one kind of file; `called` is how its name begins."""

    kind: Kind
    called: str
    columns: tuple[Column, ...]


def _column(field: str, said: str, *forms: str, needed: bool = True) -> Column:
    return Column(field, said, tuple(re.compile(form) for form in forms), needed)


_NON_FACILITY, _FACILITY = r"NON-?FAC(ILITY)?", r"FAC(ILITY)?"
_CONTRACTOR = _column(
    "contractor", "Contractor", r"(MEDICARE ADMINISTRATIVE )?CONTRACTOR( \(MAC\))?( NUMBER)?", r"MAC|CARRIER( NUMBER)?"
)
_LOCALITY = _column("locality", "Locality Number", r"LOCALITY( NUMBER| CODE)?")
_CODE = _column("code", "HCPCS", r"HCPCS( CODE)?")

LAYOUTS = (
    Layout(
        kind=Kind.PHYSICIAN,
        called="PPRRVU",
        columns=(
            _CODE,
            _column("modifier", "MOD", r"MOD(IFIER)?"),
            _column("status", "STATUS CODE", r"STATUS CODE"),
            _column("work", "WORK RVU", r"WORK RVU"),
            _column("pe_non_facility", "NON-FAC PE RVU", rf"{_NON_FACILITY} PE RVU"),
            _column(
                "na_non_facility",
                "NON-FAC NA INDICATOR",
                rf"{_NON_FACILITY} NA INDICATOR",
                rf"NA INDICATOR OF {_NON_FACILITY} PE RVU",
            ),
            _column("pe_facility", "FACILITY PE RVU", rf"{_FACILITY} PE RVU"),
            _column(
                "na_facility",
                "FACILITY NA INDICATOR",
                rf"{_FACILITY} NA INDICATOR",
                rf"NA INDICATOR OF {_FACILITY} PE RVU",
            ),
            _column("mp", "MP RVU", r"(MP|MALPRACTICE) RVU"),
            _column("total_non_facility", "NON-FACILITY TOTAL", rf"{_NON_FACILITY} TOTAL", needed=False),
            _column("total_facility", "FACILITY TOTAL", rf"{_FACILITY} TOTAL", needed=False),
            _column("factor", "CONV FACTOR", r"CONV(ERSION)? FACTOR"),
        ),
    ),
    Layout(
        kind=Kind.GPCI,
        called="GPCI",
        columns=(
            _CONTRACTOR,
            _LOCALITY,
            _column("work", "PW GPCI (with 1.0 Floor)", r"PW GPCI \(WITH 1\.0 FLOOR\)", r"PW GPCI"),
            _column("pe", "PE GPCI", r"PE GPCI"),
            _column("mp", "MP GPCI", r"MP GPCI"),
        ),
    ),
    Layout(
        kind=Kind.ANESTHESIA,
        called="ANES",
        columns=(
            _CONTRACTOR,
            _LOCALITY,
            _column(
                "factor",
                "Anesthesia Conversion Factor",
                r".*\bNON-?Q.*\b(CONV.* FACTOR|CF)\b.*",
                r"(?!.*\bQ(P|UALIFYING)\b).*\b(CONV.* FACTOR|CF)\b.*",
            ),
        ),
    ),
    Layout(kind=Kind.DRUGS, called="ASP", columns=(_CODE, _column("limit", "Payment Limit", r"PAYMENT LIMIT"))),
)
