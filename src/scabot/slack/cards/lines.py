"""What happened, one line for each event: the log below a card, and the history of a case."""

from collections.abc import Callable
from typing import Any, get_args
from zoneinfo import ZoneInfo

from scabot.slack.cards.saying.amending import say_amending
from scabot.slack.cards.saying.fulfilling import say_fulfilling
from scabot.slack.cards.saying.offering import say_offering
from scabot.slack.cards.saying.opening import say_opening
from scabot.slack.cards.saying.papering import say_papering
from scabot.slack.cards.saying.standing import say_standing
from scabot.slack.cards.saying.timing import say_timing
from scabot.slack.cards.saying.trouble import say_trouble
from scabot.slack.grammar.days import show_day
from scabot_domain.events import (
    Amending,
    CaseEvent,
    Fact,
    Fulfilling,
    Offering,
    Opening,
    Papering,
    Standing,
    Timing,
    Troubling,
)
from scabot_domain.parties import Visibility

PRIVATE = {Visibility.PAYER_ONLY: "payer only", Visibility.PROVIDER_ONLY: "provider only"}

SAYINGS: dict[type[Fact], Callable[[Any], str]] = {
    **dict.fromkeys(get_args(Opening), say_opening),
    **dict.fromkeys(get_args(Offering), say_offering),
    **dict.fromkeys(get_args(Papering), say_papering),
    **dict.fromkeys(get_args(Troubling), say_trouble),
    **dict.fromkeys(get_args(Timing), say_timing),
    **dict.fromkeys(get_args(Standing), say_standing),
    **dict.fromkeys(get_args(Amending), say_amending),
    **dict.fromkeys(get_args(Fulfilling), say_fulfilling),
}
"""What says a fact in one line, for every kind."""


def log_line(event: CaseEvent, zone: str = "UTC") -> str:
    """Return when, who by role, and what happened, in plain words; only for those who may read the event."""
    local = event.occurred_at.astimezone(ZoneInfo(zone))
    private = f" ({PRIVATE[event.visibility]})" if event.visibility in PRIVATE else ""
    return f"{show_day(local.date())} {local:%H:%M %Z} · {who_of(event)}: {what_of(event.fact)}{private}"


def who_of(event: CaseEvent) -> str:
    """Name the one who acted by role and side, never by name."""
    role = event.actor.role.value.replace("_", " ")
    return "scabot" if role == "system" else f"{role} ({event.side.value})"


def what_of(fact: Fact) -> str:
    """Say what a fact is about in one line."""
    return SAYINGS[type(fact)](fact)
