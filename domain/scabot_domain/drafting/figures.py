"""Every amount, percent, date and code that a text holds, however it is written, and the line in which it stands.

It finds shapes, not meanings: that a figure stands somewhere in a text does not say what it stands for.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scabot_domain.drafting.days import DAYS, day_of
from scabot_domain.drafting.term import Kind, shortest

UNREADABLE = "?"
"""The value of a date that no calendar has, like 13/45/2026."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure of a text: its kind, its one spelling, and its line; not `sure` if a bare number looks like it."""

    kind: Kind
    value: str
    line: int
    sure: bool = True


Found = tuple[int, int, Kind, str, bool]
"""Where it begins and ends, and what it is."""

_NUMBER = r"(?P<figure>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
_FLAGS = re.ASCII | re.IGNORECASE
_MARKED = re.compile(rf"(?:\bUS\s?\$|\bUSD\s?\$?|\$)\s*{_NUMBER}(?!\d)", _FLAGS)
_IN_DOLLARS = re.compile(rf"(?<![\d.,$]){_NUMBER}\s?(?:U\.?S\.?\s)?(?:dollars?|USD)\b", _FLAGS)
_BARE = re.compile(
    r"(?<![\w.,$/])(?<![A-Z]-)(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+\.\d{2})(?![\d%]|[.,/-]\d|\s?(?:%|percent|per\s?cent|pct))",
    _FLAGS,
)
_PERCENT = re.compile(rf"(?<![\d.,$]){_NUMBER}[\s-]*(?:%|percent\b|per\s?cent\b|pct\b)", _FLAGS)
_ZIP = re.compile(r",\s*[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?(?!\d)", re.ASCII)
_NDC = re.compile(r"(?<![\w-])(?:\d{11}|(?P<a>\d{4,5})-(?P<b>\d{3,4})-(?P<c>\d{1,2}))(?![\w-])", _FLAGS)
_CODE = re.compile(
    r"(?<![\w$])(?<!\d\.)(?<![A-Z]-)(?P<code>\d{5}|\d{4}[FTU]|[A-V]\d{4})(?:-[0-9A-Z]{2})*(?![\w%])(?!\.\d)", _FLAGS
)
_LISTED = r"(?P<codes>\d{3,4}(?:\s*(?:,|;|/|&|and|or)\s*\d{3,4})*)(?!\d)"
_GROUPED = re.compile(
    rf"\b(?:(?P<drg>(?:MS-?)?DRGs?)|REV(?:ENUE)?|RC)(?:\s+codes?)?\s*(?:no\.?|\#|:)?\s*{_LISTED}", _FLAGS
)
_SMALL = Decimal(100)
_APART = frozenset("\N{EM DASH}\N{HORIZONTAL BAR}")
"""Dashes that separate sentences, never the parts of a figure."""


def figures(text: str) -> tuple[Figure, ...]:
    """Return all figures of a text in the order in which they stand there."""
    plain = _plain(text)
    starts = [at for at, character in enumerate(plain) if character == "\n"]
    found: list[Found] = []
    for look in (_days, _percents, _amounts, _codes):
        new = list(look(plain))
        found += new
        plain = _blanked(plain, new)
    return tuple(
        Figure(kind=kind, value=value, line=bisect_right(starts, begin) + 1, sure=sure)
        for begin, _, kind, value, sure in sorted(found)
    )


def _plain(text: str) -> str:
    """Return a text in which every digit, dash and space is the plain one, and nothing invisible splits a figure."""
    return text if text.isascii() else "".join(map(_seen, text))


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Zs", "No"} or character in _APART:  # a footnote's mark is no digit of the figure before it
        return " "
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    return "" if category == "Cf" else unicodedata.normalize("NFKC", character)


def _blanked(text: str, found: list[Found]) -> str:
    """Return a text with spaces where something was found, so that it is found once."""
    for begin, end, *_ in found:
        text = text[:begin] + " " * (end - begin) + text[end:]
    return text


def _days(text: str) -> Iterator[Found]:
    taken = text
    for pattern in DAYS:
        new: list[Found] = []
        for match in pattern.finditer(taken):
            day = day_of(match)
            new.append((*match.span(), Kind.DATE, UNREADABLE if day is None else day.isoformat(), True))
        yield from new
        taken = _blanked(taken, new)


def _percents(text: str) -> Iterator[Found]:
    for match in _PERCENT.finditer(text):
        yield *match.span(), Kind.PERCENT, _figure(match), True


def _amounts(text: str) -> Iterator[Found]:
    taken = text
    for pattern, sure in ((_MARKED, _always), (_IN_DOLLARS, _always), (_BARE, _likely)):
        new: list[Found] = [
            (*match.span(), Kind.MONEY, _figure(match), sure(match["figure"])) for match in pattern.finditer(taken)
        ]
        yield from new
        taken = _blanked(taken, new)


def _always(_figure: str) -> bool:
    return True


def _likely(figure: str) -> bool:
    """Say whether a bare number must be an amount: it has cents, and is too large for the number of a paragraph."""
    return "." in figure and Decimal(figure.replace(",", "")) >= _SMALL


def _codes(text: str) -> Iterator[Found]:
    text = _ZIP.sub(lambda match: " " * len(match[0]), text)
    for match in _GROUPED.finditer(text):
        width = 3 if match["drg"] else 4
        for one in re.finditer(r"\d+", match["codes"]):
            begin = match.start("codes") + one.start()
            yield begin, begin + len(one[0]), Kind.CODE, one[0].rjust(width, "0"), True
    for match in _NDC.finditer(text):
        yield *match.span(), Kind.CODE, _ndc(match), True
    for match in _CODE.finditer(text):
        yield *match.span(), Kind.CODE, match["code"].upper(), True


def _ndc(match: re.Match[str]) -> str:
    if match["a"] is None:
        return match[0]
    return match["a"].rjust(5, "0") + match["b"].rjust(4, "0") + match["c"].rjust(2, "0")


def _figure(match: re.Match[str]) -> str:
    return shortest(Decimal(match["figure"].replace(",", "")))
