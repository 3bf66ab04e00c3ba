"""Lines about deadlines and pings."""

from typing import assert_never

from scabot.slack.cards.saying.plainly import plain
from scabot.slack.grammar.days import show_day
from scabot_domain.events import DeadlinesChanged, EscalationAcknowledged, EscalationSent, Timing


def say_timing(fact: Timing) -> str:
    """Say what a fact is about in one line."""
    match fact:
        case DeadlinesChanged():
            changed = ", ".join(f"{one.deadline} {one.change}" for one in fact.changes)
            return f"deadlines: {changed}"
        case EscalationSent():
            return f"pinged: {plain(fact.rule)}, level {fact.level}"
        case EscalationAcknowledged():
            promised = f", promised for {show_day(fact.expected_by)}" if fact.expected_by else ""
            return f"ping {fact.deadline} acknowledged{promised}"
        case _:
            assert_never(fact)
