"""What a person typed about a key term, read leniently but without guessing, in the term's own spelling."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from scabot_domain.drafting.days import read_day
from scabot_domain.drafting.term import YES_NO, KeyTerm, Kind, shortest

SAFE = frozenset({Kind.MONEY, Kind.PERCENT, Kind.DATE, Kind.CODE, Kind.COUNT, Kind.CHOICE, Kind.TIN, Kind.NPI})
"""Kinds with a grammar so strict that what was typed cannot tell who a patient is; of the others no value is kept."""

_ANY_CASE = re.IGNORECASE | re.ASCII
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,8})"
_MONEY = re.compile(rf"(?:US\s?\$|USD|\$)?\s*({_NUMBER}(?:\.\d{{1,4}})?)\s*(?:USD|(?:US )?dollars?)?", _ANY_CASE)
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)\s*(?:%|percent|per cent|pct)?", _ANY_CASE)
_COUNT = re.compile(rf"{_NUMBER}(?:\s*[a-z ]{{1,40}})?", _ANY_CASE)
_CODE = re.compile(r"(?:[A-Z]{2,5}[\s:]+)?([0-9A-Z]{3,11}|\d{4,5}-\d{3,4}-\d{1,2})", re.ASCII)
_TIN = re.compile(r"(\d{2})[-\s]?(\d{7})", re.ASCII)
_NPI = re.compile(r"\d{10}", re.ASCII)
_TRUTHS = {"yes": YES_NO[0], "y": YES_NO[0], "true": YES_NO[0], "no": YES_NO[1], "n": YES_NO[1], "false": YES_NO[1]}


def read_typed(term: KeyTerm, text: str) -> str:
    """Return what was typed in the spelling of the term; raise `ValueError` with a sentence for what nobody can read.

    Names and numbers are compared without letter case, spaces and punctuation, so those of the term are read, too.
    """
    return _READERS[term.kind](term, " ".join(unicodedata.normalize("NFKC", text).split()))


def agreed(term: KeyTerm) -> str:
    """Return the value of a term as it compares with what `read_typed` returns."""
    return read_typed(term, term.value)


def _fitting(pattern: re.Pattern[str], text: str, sentence: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(sentence)
    return match


def _money(_term: KeyTerm, text: str) -> str:
    match = _fitting(_MONEY, text, "write an amount like 45000, 45,000.00 or $45,000")
    return shortest(Decimal(match[1].replace(",", "")))


def _percent(_term: KeyTerm, text: str) -> str:
    return shortest(Decimal(_fitting(_PERCENT, text, "write a percent like 140, 140% or 62.5 percent")[1]))


def _date(_term: KeyTerm, text: str) -> str:
    return read_day(text).isoformat()


def _count(_term: KeyTerm, text: str) -> str:
    return str(int(_fitting(_COUNT, text, "write a whole number, like 180")[1].replace(",", "")))


def _code(_term: KeyTerm, text: str) -> str:
    code = _fitting(_CODE, text.upper(), "write a code as it stands there, like 99214, J1745, 0200 or 014")[1]
    parts = code.split("-")
    return code if len(parts) == 1 else "".join(map(str.rjust, parts, (5, 4, 2), "000"))


def _choice(term: KeyTerm, text: str) -> str:
    word = text.casefold().replace(" ", "_").replace("-", "_")
    said = _TRUTHS.get(word, word) if term.choices == YES_NO else word
    choices = {choice.casefold(): choice for choice in term.choices}
    if said not in choices:
        msg = f"write one of: {', '.join(term.choices)}"
        raise ValueError(msg)
    return choices[said]


def _tin(_term: KeyTerm, text: str) -> str:
    match = _fitting(_TIN, text, "write a tax id like 12-3456789")
    return f"{match[1]}-{match[2]}"


def _npi(_term: KeyTerm, text: str) -> str:
    return _fitting(_NPI, text, "an NPI has ten digits")[0]


def _name(_term: KeyTerm, text: str) -> str:
    """Return a name without letter case, punctuation and double spaces; what is left must be the legal name."""
    letters = (one if one.isalnum() else " " if one.isspace() or one in "-/&" else "" for one in text.casefold())
    return " ".join("".join(letters).split())


def _number(_term: KeyTerm, text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def _set(_term: KeyTerm, text: str) -> str:
    return ",".join(sorted({word.upper() for word in re.split(r"[,;\s]+", text) if word}))


_READERS: dict[Kind, Callable[[KeyTerm, str], str]] = {
    Kind.MONEY: _money,
    Kind.PERCENT: _percent,
    Kind.DATE: _date,
    Kind.CODE: _code,
    Kind.COUNT: _count,
    Kind.CHOICE: _choice,
    Kind.TIN: _tin,
    Kind.NPI: _npi,
    Kind.NUMBER: _number,
    Kind.NAME: _name,
    Kind.SET: _set,
}
