"""What happened, one line for each event: the log below a card, and the history of a case."""

from collections.abc import Callable
from typing import Any, get_args
from zoneinfo import ZoneInfo

from scabot.slack.cards.saying.amending import say_amending
from scabot.slack.cards.saying.carving import say_carving
from scabot.slack.cards.saying.checking import say_checking
from scabot.slack.cards.saying.fulfilling import say_fulfilling
from scabot.slack.cards.saying.keeping import say_keeping
from scabot.slack.cards.saying.offering import say_offering
from scabot.slack.cards.saying.opening import say_opening
from scabot.slack.cards.saying.papering import say_papering
from scabot.slack.cards.saying.plainly import plain
from scabot.slack.cards.saying.standing import say_standing
from scabot.slack.cards.saying.timing import say_timing
from scabot.slack.cards.saying.trouble import say_trouble
from scabot.slack.cards.saying.voicing import say_voicing
from scabot.slack.cards.saying.withholding import say_withholding
from scabot.slack.grammar.days import show_day
from scabot_domain.events import (
    Amending,
    CaseEvent,
    Checking,
    Fact,
    Fulfilling,
    Keeping,
    Offering,
    Opening,
    Papering,
    PartyCarvedOut,
    Standing,
    Timing,
    Troubling,
    Voicing,
    Withholding,
)
from scabot_domain.parties import Visibility
from scabot_domain.playbook.words import lateness
from scabot_domain.workdays import is_late_entry

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
    **dict.fromkeys(get_args(Voicing), say_voicing),
    **dict.fromkeys(get_args(Keeping), say_keeping),
    **dict.fromkeys(get_args(Withholding), say_withholding),
    Checking: say_checking,
    PartyCarvedOut: say_carving,
}
"""What says a fact in one line, for every kind."""


def log_line(event: CaseEvent, zone: str = "UTC") -> str:
    """Return when, who by role, and what happened, in plain words; only for those who may read the event."""
    local = event.occurred_at.astimezone(ZoneInfo(zone))
    private = f" ({PRIVATE[event.visibility]})" if event.visibility in PRIVATE else ""
    how = "".join(f" ({one})" for one in how_of(event))
    return f"{show_day(local.date())} {local:%H:%M %Z} · {who_of(event)}: {what_of(event.fact)}{how}{private}"


def who_of(event: CaseEvent) -> str:
    """Name the one who acted by role and side, never by name."""
    role = plain(event.actor.role.value)
    absent = event.on_behalf_of
    if absent is not None:
        return f"{role} for the {plain(absent.role.value)} ({event.side.value})"
    return "scabot" if role == "system" else f"{role} ({event.side.value})"


def how_of(event: CaseEvent) -> tuple[str, ...]:
    """Say what else a reader must know: that it is to be read back (C12), and that it was entered late (I22)."""
    absent = (f"by {event.source.value}, to be read back",) if event.on_behalf_of else ()
    passed = event.recorded_at - event.occurred_at
    late = is_late_entry(event.occurred_at, event.recorded_at)
    return *absent, *((f"LATE ENTRY, {lateness(int(passed.total_seconds()))} after it was said",) if late else ())


def what_of(fact: Fact) -> str:
    """Say what a fact is about in one line."""
    return SAYINGS[type(fact)](fact)
