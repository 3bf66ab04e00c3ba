"""A key term: its name, what kind of thing it is, and the one way in which its value is written here."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum


class Kind(StrEnum):
    """What a key term is, and so how it is read and compared."""

    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    CODE = "code"
    COUNT = "count"
    CHOICE = "choice"
    TIN = "tin"
    NPI = "npi"
    NUMBER = "number"
    NAME = "name"
    SET = "set"


IN_TEXT = frozenset({Kind.MONEY, Kind.PERCENT, Kind.DATE, Kind.CODE})
"""The kinds that a scan of a text recognizes; everything else takes a person who reads."""

YES_NO = ("yes", "no")


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyTerm:
    """One term as negotiated: `label` for people, `value` in its one spelling, `choices` where it is one of a list."""

    name: str
    label: str
    kind: Kind
    value: str
    choices: tuple[str, ...] = ()


def named(name: str, label: str, kind: Kind, value: str) -> KeyTerm:
    """Return a key term that is written out."""
    return KeyTerm(name=name.lower(), label=label, kind=kind, value=value)


def money(name: str, label: str, amount: Decimal) -> KeyTerm:
    """Return a key term in US dollars."""
    return named(name, label, Kind.MONEY, shortest(amount))


def percent(name: str, label: str, figure: Decimal) -> KeyTerm:
    """Return a key term in percent."""
    return named(name, label, Kind.PERCENT, shortest(figure))


def chosen(name: str, label: str, value: str, choices: tuple[str, ...]) -> KeyTerm:
    """Return a key term that is one of a list."""
    return KeyTerm(name=name.lower(), label=label, kind=Kind.CHOICE, value=value, choices=choices)


def member(name: str, label: str, value: Enum) -> KeyTerm:
    """Return a key term that is one of an enum."""
    return chosen(name, label, str(value.value), tuple(str(one.value) for one in type(value)))


def truth(name: str, label: str, *, said: bool) -> KeyTerm:
    """Return a key term that is yes or no."""
    return chosen(name, label, YES_NO[0] if said else YES_NO[1], YES_NO)


def shortest(figure: Decimal) -> str:
    """Write a figure without separators and without trailing zeros."""
    return f"{figure.normalize():f}"
