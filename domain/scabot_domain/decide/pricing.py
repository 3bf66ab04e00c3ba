"""Rates that nobody could work out, or that contradict each other, are refused with the question to ask (L7, I12)."""

from itertools import combinations

from scabot_domain.case import Case
from scabot_domain.decide.refusing import refuse
from scabot_domain.money.rates import PerDiem, Rate, show_rate, unbounded
from scabot_domain.refusals import Reason
from scabot_domain.terms.sections import AgreedRate, Scope, SectionNumber

ANY_LEVEL = "all_levels"
ASK_FOR_A_BOUND = "What is the cap, or else the charge estimate and the date of the chargemaster it comes from?"
ASK_WHICH_RATE = "Which one rate pays each service?"


def guard_rates(case: Case, rates: tuple[AgreedRate, ...]) -> None:
    """Let rates pass that are bounded, pay each service once, and name services that are in the scope."""
    for agreed in rates:
        if unbounded(agreed.rate):
            raise refuse(
                Reason.AMBIGUOUS_TERMS,
                finding="L7",
                rate=show_rate(agreed.rate),
                question=ASK_FOR_A_BOUND,
            )
    for one, other in combinations(rates, 2):
        if _overlap(one, other):
            raise refuse(
                Reason.AMBIGUOUS_TERMS,
                finding="L16",
                rate=show_rate(one.rate),
                other_rate=show_rate(other.rate),
                question=ASK_WHICH_RATE,
            )
    _guard_lines(case, rates)


def _overlap(one: AgreedRate, other: AgreedRate) -> bool:
    lines = not one.line_ids or not other.line_ids or bool(set(one.line_ids) & set(other.line_ids))
    levels = {_level(one.rate), _level(other.rate)}
    return lines and (ANY_LEVEL in levels or len(levels) == 1)


def _level(rate: Rate) -> str:
    return (rate.level or ANY_LEVEL) if isinstance(rate, PerDiem) else ANY_LEVEL


def _guard_lines(case: Case, rates: tuple[AgreedRate, ...]) -> None:
    held = case.sections.get(SectionNumber.SCOPE)
    if held is None or not isinstance(held.content, Scope):
        return
    known = {line.line_id for line in held.content.lines}
    unknown = sorted({line_id for agreed in rates for line_id in agreed.line_ids} - known)
    if unknown:
        raise refuse(Reason.BAD_IDENTIFIER, field="line_ids", value=", ".join(unknown), known=", ".join(sorted(known)))
