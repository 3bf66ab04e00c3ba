"""Deadlines and pings in plain words."""

from typing import assert_never

from scabot.audit.moments import show_day, show_span
from scabot.audit.telling.pen import Pen, show_role
from scabot_domain.events import DeadlinesChanged, EscalationAcknowledged, EscalationSent, Timing
from scabot_domain.parties import Side
from scabot_domain.playbook.words import long
from scabot_domain.schedule import Armed, Canceled, DeadlineChange, Met, Moved, Next, Told
from scabot_domain.workdays import BadPhrase

MINUTE = 60


def tell_timing(fact: Timing, pen: Pen) -> tuple[str, ...]:
    """Return a headline and details."""
    match fact:
        case DeadlinesChanged():
            return "deadlines changed", *(line for change in fact.changes for line in _change(change, pen))
        case EscalationSent():
            return _ping(fact, pen)
        case EscalationAcknowledged():
            firm = f", firm date {show_day(fact.expected_by)}" if fact.expected_by else ""
            return f"ping of deadline {fact.deadline}, level {fact.level}, taken on{firm}", _then(fact.next, pen)
        case _:
            assert_never(fact)


def tell_told(told: Told, pen: Pen) -> str:
    """Return who is told: role, side and person, or that nobody holds the role."""
    side = "" if told.side is Side.NEUTRAL else f" of the {told.side.value}"
    person = pen.person(told.team, told.user) if told.user else "nobody holds this role"
    return f"{show_role(told.role)}{side}: {person}{' (copied)' if told.copied else ''}"


def _everybody_told(fact: EscalationSent, pen: Pen) -> tuple[str, ...]:
    known = [told for told in fact.told if pen.side is None or told.side is pen.side is not Side.NEUTRAL]
    return tuple(f"told: {tell_told(told, pen)}" for told in known) or ("told: nobody of these readers' own",)


def _change(change: DeadlineChange, pen: Pen) -> tuple[str, ...]:
    match change:
        case Armed():
            return _armed(change, pen)
        case Met():
            return (f"{change.deadline}: met by {pen.event(change.by)}",)
        case Canceled():
            return (f"{change.deadline}: canceled, {change.cause.value}",)
        case Moved():
            old, new = pen.moment(change.old_due), pen.moment(change.due)
            return (f"{change.deadline}: moved from {old} to {new}, the target changed",)
        case _:
            assert_never(change)


def _armed(change: Armed, pen: Pen) -> tuple[str, ...]:
    until = f"{change.deadline}: waits on the {change.waits_on.value} until {pen.moment(change.due)}"
    target = f", back from {show_day(change.target)}" if change.target else ""
    counted = (f"  {_span(change.phrase)} counted from {pen.moment(change.anchor)}{target}",) if change.phrase else ()
    rungs = (f"  level {rung.level} is told on {pen.moment(rung.due)}" for rung in change.plan)
    return until, *counted, *rungs


def _span(phrase: str) -> str:
    try:
        return long(phrase)
    except BadPhrase:  # whatever was recorded is shown
        return phrase


def _ping(fact: EscalationSent, pen: Pen) -> tuple[str, ...]:
    late = f", told {show_span(fact.late_seconds)} late" if fact.late_seconds >= MINUTE else ""
    skipped = f"levels told along: {', '.join(str(level) for level in fact.skipped)}" if fact.skipped else ""
    return (
        f"PING of deadline {fact.deadline}, level {fact.level}, due {pen.moment(fact.due)}{late}",
        f"counted from {pen.moment(fact.since)}, rule {fact.rule} of playbook version {fact.rule_version}",
        *_everybody_told(fact, pen),
        *([skipped] if skipped else []),
        _then(fact.next, pen),
    )


def _then(following: Next | None, pen: Pen) -> str:
    if following is None:
        return "no further level"
    level = f"level {following.level}" if following.level else "a change by time alone"
    return f"next: {level} on {pen.moment(following.fire_at)}"
