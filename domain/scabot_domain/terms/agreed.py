"""A rate as it stands in an offer or an agreement: the lines it pays, and what else belongs to it.

Nothing here is arithmetic: it is what the arithmetic will need, stated once and covered by the offer's hash.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, assert_never

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.money.amounts import Dollars, PercentOfCharges, PercentOfRate, show_dollars, show_percent
from scabot_domain.money.rates import CaseRate, PercentOfBilled, PerDiem, Rate, show_rate
from scabot_domain.terms.entities import PartyId
from scabot_domain.terms.identifiers import Modifier
from scabot_domain.terms.services import ScopeLine
from scabot_domain.wording import Line, Words


class RoundAt(StrEnum):
    """Where an amount is rounded to the cent."""

    UNIT = "unit"
    LINE = "line"


class DollarOf(StrEnum):
    """From which dollar of the charges a stop-loss pays: the first, or the first beyond the threshold."""

    FIRST = "first_dollar"
    SECOND = "second_dollar"


@fact
class LesserOf:
    """The smaller of two amounts is paid; both are always shown (I14)."""

    wrapper: Literal["lesser_of"] = "lesser_of"
    other: Rate


@fact
class GreaterOf:
    """The larger of two amounts is paid; both are always shown (I14)."""

    wrapper: Literal["greater_of"] = "greater_of"
    other: Rate


@fact
class StopLoss:
    """A percent of charges once they exceed a threshold."""

    wrapper: Literal["stop_loss"] = "stop_loss"
    pays_from: DollarOf
    threshold: Dollars
    percent: PercentOfCharges


@fact
class Escalator:
    """A percent more at each anniversary of the first day, on the unit."""

    wrapper: Literal["escalator"] = "escalator"
    percent: PercentOfCharges


@fact
class CarveOut:
    """What is taken out of the rate and paid by one of its own."""

    wrapper: Literal["carve_out"] = "carve_out"
    what: Line
    rate: Rate


Wrapper = Annotated[LesserOf | GreaterOf | StopLoss | Escalator | CarveOut, Field(discriminator="wrapper")]


@fact
class ModifierRule:
    """What percent of the rate is paid for a service with this modifier; 50 for a second procedure, say."""

    modifier: Modifier
    percent: PercentOfRate


@fact
class Allocation:
    """The part of a case rate that one provider entity is paid."""

    party_id: PartyId
    amount: Dollars


@fact
class AgreedRate:
    """A rate and the scope lines it pays; no line ids means all lines.

    `note` is what somebody wrote beside the rate; it binds nobody to an amount, and the linter reads it.
    """

    line_ids: tuple[str, ...] = ()
    rate: Rate
    wrappers: Annotated[tuple[Wrapper, ...], Field(min_length=1, max_length=6)] | None = None
    modifier_rules: Annotated[tuple[ModifierRule, ...], Field(min_length=1, max_length=10)] | None = None
    allocations: Annotated[tuple[Allocation, ...], Field(min_length=1, max_length=20)] | None = None
    round_at: RoundAt | None = None
    note: Words | None = None


def lines_paid(agreed: AgreedRate, beside: Iterable[AgreedRate], lines: tuple[ScopeLine, ...]) -> tuple[ScopeLine, ...]:
    """Return the lines that a rate pays: those it names, or else all that no rate `beside` it names."""
    if agreed.line_ids:
        return tuple(line for line in lines if line.line_id in agreed.line_ids)
    named = {line_id for rate in beside for line_id in rate.line_ids}
    return tuple(line for line in lines if line.line_id not in named)


def indivisible(agreed: AgreedRate) -> bool:
    """Say whether a rate is one amount for all its lines, so that no line of it can be agreed alone (C9).

    So are a case rate, a day, a cap and a threshold of charges; what is paid for each unit is not.
    """
    wrappers = agreed.wrappers or ()
    others = (wrapper.other for wrapper in wrappers if isinstance(wrapper, LesserOf | GreaterOf))
    bounded = any(isinstance(wrapper, StopLoss) for wrapper in wrappers)
    return bounded or any(_for_all(rate) for rate in (agreed.rate, *others))


def _for_all(rate: Rate) -> bool:
    return isinstance(rate, CaseRate | PerDiem) or (isinstance(rate, PercentOfBilled) and rate.cap is not None)


def misallocated(agreed: AgreedRate) -> bool:
    """Say whether the allocations of a case rate do not sum to it to the cent, or name an entity twice (I13).

    Without allocations nothing is wrong with them.
    """
    if agreed.allocations is None or not isinstance(agreed.rate, CaseRate):
        return False
    named = {part.party_id for part in agreed.allocations}
    twice = len(named) < len(agreed.allocations)
    return twice or sum(part.amount for part in agreed.allocations) != agreed.rate.amount


def show_agreed(agreed: AgreedRate) -> str:
    """Say a rate with everything that belongs to it in one line, but not which lines it pays."""
    wrappers = [_wrapper(wrapper) for wrapper in agreed.wrappers or ()]
    rules = [f"modifier {rule.modifier} at {show_percent(rule.percent)}" for rule in agreed.modifier_rules or ()]
    parts = [f"{part.party_id} {show_dollars(part.amount)}" for part in _by_party(agreed)]
    allocated = [f"of which {', '.join(parts)}"] if parts else []
    rounded = [f"rounded at the {agreed.round_at.value}"] if agreed.round_at else []
    note = [f'noted: "{agreed.note}"'] if agreed.note else []
    return "; ".join([show_rate(agreed.rate), *wrappers, *rules, *allocated, *rounded, *note])


def _by_party(agreed: AgreedRate) -> list[Allocation]:
    return sorted(agreed.allocations or (), key=lambda part: part.party_id)


def show_beside(default_rate: Rate | None, cap_total: Decimal | None) -> tuple[str, ...]:
    """Say in a line each what is paid for anything not listed, and the most that everything may cost, where stated."""
    default = (f"Anything not listed: {show_rate(default_rate)}",) if default_rate is not None else ()
    cap = (f"Everything together: at most {show_dollars(cap_total)}",) if cap_total is not None else ()
    return (*default, *cap)


def show_conditions(reopens: tuple[str, ...] | None, *, whole: bool | None) -> tuple[str, ...]:
    """Say in a line each which agreed lines an offer reopens, and that it goes as a whole or not at all."""
    opens = (f"Reopens what is agreed on: {', '.join(reopens)}",) if reopens else ()
    return (*opens, "All or nothing") if whole else opens


def _wrapper(wrapper: Wrapper) -> str:
    match wrapper:
        case LesserOf():
            return f"or {show_rate(wrapper.other)}, whichever is less"
        case GreaterOf():
            return f"or {show_rate(wrapper.other)}, whichever is more"
        case StopLoss():
            return _stop_loss(wrapper)
        case Escalator():
            return f"{show_percent(wrapper.percent)} more at each anniversary"
        case CarveOut():
            return f"except {wrapper.what}: {show_rate(wrapper.rate)}"
        case _:
            assert_never(wrapper)


def _stop_loss(wrapper: StopLoss) -> str:
    of = "all charges" if wrapper.pays_from is DollarOf.FIRST else "the charges beyond"
    share = f"{show_percent(wrapper.percent)} of {of}"
    return f"once charges exceed {show_dollars(wrapper.threshold)}, {share}"
