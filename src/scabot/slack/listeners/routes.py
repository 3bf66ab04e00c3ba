"""From a typed command to the act that is meant, and what the rest of the words prefill."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from scabot.slack.grammar.days import read_day
from scabot.slack.grammar.entry import Act, Argument
from scabot.slack.grammar.parse import Typed
from scabot.slack.grammar.rates import MOST_PERCENT, read_rate
from scabot.slack.grammar.registry import ACTS
from scabot_domain.case import Stage

_BY_WORD = {
    ("draft", "issue"): "draft-issue",
    ("draft", "redline"): "redline",
    ("draft", "approve"): "draft-approve",
    ("section", "confirm"): "section-confirm",
    ("stall", "clear"): "stall-clear",
}
_SEVERAL = frozenset({"draft"})


def act_meant(typed: Typed, stage: Stage) -> Act | None:
    """Return the act that typed words stand for in a stage, or None where the person has to choose."""
    name = typed.entry.name
    if name == "approve":
        return ACTS["approval" if stage is Stage.INTAKE else "draft-approve"]
    by_word = _BY_WORD.get((name, typed.rest.lower()))
    if by_word is not None:
        return ACTS[by_word]
    return None if name in _SEVERAL else ACTS[name]


def prefilled(typed: Typed, today: date, add_business_days: Callable[[date, int], date]) -> dict[str, str]:
    """Return what typed words put into the form. Raises `ValueError` with a sentence that says how to write it."""
    if not typed.rest:
        return {}
    arguments = typed.entry.arguments
    if Argument.RATE in arguments:
        return _rate(typed.rest)
    if Argument.DAY in arguments:
        return {"day": read_day(typed.rest, today, add_business_days).isoformat()}
    if Argument.TEXT in arguments:
        return {"text": typed.rest}
    return {typed.entry.name: typed.rest}


def _rate(text: str) -> dict[str, str]:
    rate = read_rate(text)
    return {"model": rate.model, "percent" if rate.model in MOST_PERCENT else "amount": _plain(rate.figure)}


def _plain(figure: Decimal) -> str:
    return f"{figure:f}"
