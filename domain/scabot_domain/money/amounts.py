"""Dollars and percents: exact decimals with bounds and one strict way to write them."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field


def _cents(amount: Decimal) -> Decimal:
    shortest = Decimal(f"{amount.normalize():f}")
    return shortest.quantize(_CENT) if -int(shortest.as_tuple().exponent) < _CENT_PLACES else shortest


def _shortest(percent: Decimal) -> Decimal:
    return Decimal(f"{percent.normalize():f}")


_CENT = Decimal("0.01")
_CENT_PLACES = 2

Dollars = Annotated[Decimal, Field(gt=0, lt=Decimal(100_000_000), decimal_places=4), AfterValidator(_cents)]
"""US dollars above 0 and below 100,000,000, kept with 2 decimals; unit prices with up to 4."""

DollarsLeft = Annotated[Decimal, Field(ge=0, lt=Decimal(100_000_000), decimal_places=2), AfterValidator(_cents)]
"""US dollars that are left of a limit: from 0, where nothing is left, kept with 2 decimals."""

PercentOfMedicareFee = Annotated[Decimal, Field(gt=0, le=Decimal(1000), decimal_places=4), AfterValidator(_shortest)]
"""140 means 140 % of the published Medicare amount; at most 1000; kept without trailing zeros."""

PercentOfCharges = Annotated[Decimal, Field(gt=0, le=Decimal(100), decimal_places=4), AfterValidator(_shortest)]
"""55 means 55 % of billed charges; at most 100; kept without trailing zeros."""

PercentOfRate = Annotated[Decimal, Field(gt=0, le=Decimal(300), decimal_places=2), AfterValidator(_shortest)]
"""50 means half of a rate, 150 one and a half of it; at most 300; kept without trailing zeros."""

PercentOfShare = Annotated[Decimal, Field(ge=0, le=Decimal(100), decimal_places=2), AfterValidator(_shortest)]
"""20 means that the patient pays 20 % coinsurance; from 0 to 100."""

_MONEY = re.compile(r"\$?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,8})(?:\.[0-9]{1,2})?", re.ASCII)
_PERCENT = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?\s?%?", re.ASCII)


def read_dollars(text: str) -> Decimal:
    """Read an amount as people write it: `45000`, `45,000.00` or `$45,000`.

    Raises `ValueError` with a sentence for anything else: `45k`, a sign, full-width digits, zero, 100,000,000 and more.
    """
    trimmed = text.strip()
    if not _MONEY.fullmatch(trimmed):
        msg = "write an amount like 45000, 45,000.00 or $45,000"
        raise ValueError(msg)
    amount = Decimal(trimmed.lstrip("$").replace(",", ""))
    if not 0 < amount < Decimal(100_000_000):
        msg = "an amount is more than 0 and less than 100,000,000 dollars"
        raise ValueError(msg)
    return amount


def read_percent(text: str, most: Decimal) -> Decimal:
    """Read a percent as people write it: `140`, `140%` or `62.5 %`, above 0 and at most `most`.

    Raises `ValueError` with a sentence for anything else.
    """
    trimmed = text.strip()
    if not _PERCENT.fullmatch(trimmed):
        msg = "write a percent like 140, 140% or 62.5%"
        raise ValueError(msg)
    percent = Decimal(trimmed.rstrip("%").strip())
    if not 0 < percent <= most:
        msg = f"a percent is more than 0 and at most {most}"
        raise ValueError(msg)
    return percent


def show_dollars(amount: Decimal) -> str:
    """Write an amount for people: `$45,000.00`; unit prices keep up to four decimals.

    >>> show_dollars(Decimal(45000))
    '$45,000.00'
    """
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"${amount:,.{places}f}"


def show_percent(percent: Decimal) -> str:
    """Write a percent for people without trailing zeros.

    >>> show_percent(Decimal("62.50"))
    '62.5%'
    """
    return f"{percent.normalize():f}%"
