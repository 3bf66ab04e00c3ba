"""Exact decimals: one context for all arithmetic with money, whatever the caller's own context is."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, FloatOperation, InvalidOperation, Overflow
from decimal import localcontext as within
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

PRECISION = 50
"""Digits: more than any product of an amount, a percent, units and minutes can need."""
CENT = Decimal("0.01")
HUNDRED = Decimal(100)

_MONEY = Context(
    prec=PRECISION,
    rounding=ROUND_HALF_UP,
    traps=[DivisionByZero, FloatOperation, InvalidOperation, Overflow],
)


def exactly(calculation: Callable[P, T]) -> Callable[P, T]:
    """Run a calculation in the one context for money: 50 digits, half up, and a float is an error."""

    @wraps(calculation)
    def exact(*args: P.args, **kwargs: P.kwargs) -> T:
        with within(_MONEY):
            return calculation(*args, **kwargs)

    return exact


def cents(amount: Decimal) -> Decimal:
    """Round an amount of US dollars half up to the cent.

    >>> cents(Decimal("131.325"))
    Decimal('131.33')
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    """Return a percent of an amount, not rounded; 140 is 140 %."""
    return amount * percent / HUNDRED


def plain(number: Decimal) -> str:
    """Write a number with all its places and no exponent."""
    return f"{number:f}"
