"""The rows of a fee file, checked cell by cell: codes, localities and figures as text; no other cell is looked at."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from scabot.fees.header import Header, Rows
from scabot.fees.layouts import Kind
from scabot.fees.sheet import NotTakenError
from scabot_domain.lint.medicare import PRICED

_CODE = re.compile(r"[0-9]{5}|[0-9]{4}[A-Z]|[A-Z][0-9]{4}", re.ASCII)
_MODIFIER = re.compile(r"(?:[A-Z0-9]{2})?", re.ASCII)
_STATUS = re.compile(r"[A-Z]", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,8}(?:\.[0-9]{1,6})?|\.[0-9]{1,6}", re.ASCII)
_CONTRACTOR, _LOCALITY = re.compile(r"[0-9]{4,5}", re.ASCII), re.compile(r"[0-9]{1,2}", re.ASCII)
_LONGEST_KEY = 5
_CENT = Decimal("0.01")

Cells = Mapping[str, str]


class Row(NamedTuple):
    """A row that is kept: its line, its key, its figures in the order of the table it goes to, the factor in it."""

    line: int
    key: tuple[str, ...]
    figures: tuple[str | int, ...]
    factor: str = ""


class _Odd(Exception):  # noqa: N818 - caught a few lines below; the text is a column of the layout and what it needs
    pass


def rows_of(header: Header, rows: Rows) -> Iterator[Row]:
    """Yield the rows below a header.

    Raises `NotTakenError` with line and column for a row that is not what it should be; what is in it is not quoted.
    """
    read = _READERS[header.layout.kind]
    named = {column.field: column.said for column in header.layout.columns}
    for line, cells in rows:
        if _is_note(header, cells):
            continue
        if len(cells) <= header.last:
            raise NotTakenError(f"Line {line}: the row ends before the column {_said_last(header)}.")
        try:
            row = read({field: cells[place] for field, place in header.places.items()})
        except _Odd as odd:
            field, wanted = odd.args
            raise NotTakenError(f"Line {line}, column {named[field]}: this is no {wanted}.") from None
        if row is not None:
            yield Row(line, *row)


def _is_note(header: Header, cells: Sequence[str]) -> bool:
    """Say whether a row is a footnote under the data: words where its key should be, and nothing in what is read."""
    first, key = ("code", _CODE) if "code" in header.places else ("contractor", _CONTRACTOR)
    words = cells[header.places[first]] if header.places[first] < len(cells) else ""
    read = [place for field, place in header.places.items() if field != first]
    empty = not any(cells[place] for place in read if place < len(cells))
    return empty and len(words) > _LONGEST_KEY and not key.fullmatch(words)


def _said_last(header: Header) -> str:
    return next(column.said for column in header.layout.columns if header.places.get(column.field) == header.last)


_Kept = tuple[tuple[str, ...], tuple[str | int, ...], str]


def _physician(cells: Cells) -> _Kept:
    status = _matching(cells, "status", _STATUS, "status letter")
    key = _code(cells), _matching(cells, "modifier", _MODIFIER, "modifier of two characters")
    figures = {
        field: _number(cells, field, 10_000, blank=status not in PRICED)
        for field in ("work", "pe_facility", "pe_non_facility", "mp")
    }
    _adds_up(cells, figures)
    marks = tuple(int(_na(cells, field)) for field in ("na_facility", "na_non_facility"))
    factor = _number(cells, "factor", 1_000, blank=status not in PRICED, zero=status not in PRICED)
    return key, (*figures.values(), status, *marks), factor if Decimal(factor) else ""


def _adds_up(cells: Cells, figures: Mapping[str, str]) -> None:
    """Compare with CMS's own total: whoever reads a wrong column finds out here."""
    for setting in ("non_facility", "facility"):
        total = cells.get(f"total_{setting}", "")
        if not total:
            continue
        added = sum(Decimal(figures[field]) for field in ("work", f"pe_{setting}", "mp"))
        if abs(Decimal(_number(cells, f"total_{setting}", 20_000)) - added) > _CENT:
            raise _Odd(f"total_{setting}", "sum of work, practice expense and malpractice in this row")


def _na(cells: Cells, field: str) -> bool:
    if cells[field].upper() not in {"", "NA"}:
        raise _Odd(field, "NA, and it is not empty")
    return bool(cells[field])


def _gpci(cells: Cells) -> _Kept:
    return (_locality(cells),), tuple(_number(cells, field, 10, zero=False) for field in ("work", "pe", "mp")), ""


def _anesthesia(cells: Cells) -> _Kept:
    return (_locality(cells),), (_number(cells, "factor", 1_000, zero=False),), ""


def _drug(cells: Cells) -> _Kept | None:
    code = _code(cells)
    if not cells["limit"]:  # paid otherwise, like some vaccines: nothing to price by
        return None
    plain = {"limit": cells["limit"].removeprefix("$").replace(",", "").strip()}
    return (code,), (_number(plain, "limit", 100_000_000, zero=False),), ""


def _code(cells: Cells) -> str:
    return _matching(cells, "code", _CODE, "HCPCS code")


def _locality(cells: Cells) -> str:
    contractor = _matching(cells, "contractor", _CONTRACTOR, "contractor of five digits")
    return f"{contractor:0>5}-{_matching(cells, 'locality', _LOCALITY, 'locality of two digits'):0>2}"


def _matching(cells: Cells, field: str, form: re.Pattern[str], wanted: str) -> str:
    cell = cells[field].upper()
    if not form.fullmatch(cell):
        raise _Odd(field, wanted)
    return cell


def _number(cells: Cells, field: str, below: int, *, blank: bool = False, zero: bool = True) -> str:
    cell = cells[field]
    if blank and not cell:
        return "0"
    number = Decimal(cell) if _NUMBER.fullmatch(cell) else Decimal(-1)
    if number < 0 or number >= below or not (number or zero):
        raise _Odd(field, f"number {'' if zero else 'above 0 and '}below {below:,}")
    return format(number, "f")


_READERS: Mapping[Kind, Callable[[Cells], _Kept | None]] = {
    Kind.PHYSICIAN: _physician,
    Kind.GPCI: _gpci,
    Kind.ANESTHESIA: _anesthesia,
    Kind.DRUGS: _drug,
}
