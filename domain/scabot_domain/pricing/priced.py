"""What pricing answers: an amount with the trace that made it, or what is missing to name one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from scabot_domain.pricing.exact import plain
from scabot_domain.pricing.rules import Rule

T = TypeVar("T")
Inputs = Iterable[tuple[str, Decimal | str | int]]


class Rounding(StrEnum):
    """What was rounded in a step, always half up."""

    NONE = "not rounded"
    MILL = "half up to a tenth of a cent"
    CENT = "half up to the cent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One step of a calculation: what went in, by which rule from which source, how it was rounded, what came out.

    `inputs` are name and value, as they are written in JSON; `output` is in US dollars.
    """

    step: str
    line_id: str | None
    inputs: tuple[tuple[str, str], ...]
    rule: str
    source: str
    rounding: Rounding
    output: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """Something without which there is no amount; `finding` is the linter's number where it asks about it."""

    what: str
    line_id: str | None = None
    finding: str = ""

    @property
    def sentence(self) -> str:
        """Say in words what cannot be priced, and why."""
        where = f" {self.line_id}" if self.line_id else ""
        finding = f" ({self.finding})" if self.finding else ""
        return f"Cannot price{where}: {self.what}{finding}."


@dataclass(frozen=True, kw_only=True, slots=True)
class Priced:
    """An amount on one set of assumptions, in US dollars, with every step that led to it.

    `expected` is None exactly where something is `missing`. `low` and `high` are then bounds that hold nevertheless,
    where there are any; with nothing missing all three are the same. Nothing missing is ever counted as zero.
    `stated` are figures that were taken from the terms themselves because the assumptions did not have them.
    """

    low: Decimal | None
    expected: Decimal | None
    high: Decimal | None
    trace: tuple[Row, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[str, ...] = ()
    stated: tuple[tuple[str, str], ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """The amount, or None: it cannot be priced."""
        return self.expected


def row(
    step: str,
    output: Decimal | None,
    rule: Rule,
    inputs: Inputs,
    *,
    line_id: str | None = None,
    rounding: Rounding = Rounding.NONE,
) -> Row:
    """Return a step of a calculation, its inputs as they are written in JSON."""
    written = tuple((name, plain(value) if isinstance(value, Decimal) else str(value)) for name, value in inputs)
    return Row(
        step=step,
        line_id=line_id,
        inputs=written,
        rule=rule.text,
        source=rule.source,
        rounding=rounding,
        output=output,
    )


def shown(priced: Priced) -> str:
    """Write an amount as the input of a later step; what cannot be priced says so."""
    return "cannot price" if priced.expected is None else plain(priced.expected)


def known(amount: Decimal, trace: tuple[Row, ...]) -> Priced:
    """Return a known amount with its steps."""
    return Priced(low=amount, expected=amount, high=amount, trace=trace)


def unpriced(*missing: Missing, trace: tuple[Row, ...] = (), high: Decimal | None = None) -> Priced:
    """Return that there is no amount, why, and the most that it can be where that is known."""
    return Priced(low=None, expected=None, high=high, trace=trace, missing=missing)


def lacking(*answers: object) -> tuple[Missing, ...]:
    """Return what is missing among answers."""
    return tuple(answer for answer in answers if isinstance(answer, Missing))


def gathered(parts: Iterable[Priced]) -> Priced:
    """Return the sum of parts, with all their steps; a bound of the sum needs that bound of every part."""
    every = tuple(parts)
    return Priced(
        low=_sum(part.low for part in every),
        expected=_sum(part.expected for part in every),
        high=_sum(part.high for part in every),
        trace=tuple(step for part in every for step in part.trace),
        missing=once(gap for part in every for gap in part.missing),
        warnings=once(warning for part in every for warning in part.warnings),
        stated=once(each for part in every for each in part.stated),
    )


def beside(priced: Priced, other: Priced) -> Priced:
    """Return an amount with the steps, gaps, warnings and stated figures of another before its own."""
    return replace(
        priced,
        trace=(*other.trace, *priced.trace),
        missing=once((*other.missing, *priced.missing)),
        warnings=once((*other.warnings, *priced.warnings)),
        stated=once((*other.stated, *priced.stated)),
    )


def once(values: Iterable[T]) -> tuple[T, ...]:
    """Return values in their order, each of them once."""
    return tuple(dict.fromkeys(values))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
