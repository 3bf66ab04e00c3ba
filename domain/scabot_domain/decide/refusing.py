"""How a rule says no, in one line."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import Enum

from scabot_domain.refusals import Reason, Refused

MOST_AHEAD = timedelta(seconds=60)
"""How much clocks may differ before something counts as said in the future (I22)."""

Fact = str | Enum | date | datetime | None


def refuse(reason: Reason, **facts: Fact) -> Refused:
    """Return the refusal for raising; facts become short texts, a fact that is None is left out."""
    return Refused(reason, {name: _text(fact) for name, fact in facts.items() if fact is not None})


def listed(values: Iterable[Enum]) -> str:
    """Return the values of enum members as one fact, in their order."""
    return ", ".join(str(value.value) for value in values)


def _text(fact: Fact) -> str:
    if isinstance(fact, datetime):
        return fact.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(fact, date):
        return fact.isoformat()
    return str(fact.value) if isinstance(fact, Enum) else str(fact)
