"""How deadlines, pings and stalls change a case; every instant is copied from the event, none is computed."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.case import Case, Deadline, Stall
from scabot_domain.events import (
    CaseEvent,
    DeadlinesChanged,
    EscalationAcknowledged,
    EscalationSent,
    StallCleared,
    StallDetected,
)
from scabot_domain.fold.changing import changed
from scabot_domain.schedule import Armed, Canceled, Met, Moved

Timing = StallDetected | StallCleared | DeadlinesChanged | EscalationSent | EscalationAcknowledged


def fold_timing(case: Case, fact: Timing, event: CaseEvent) -> Case:
    """Return the case after a deadline, a ping or a stall; what speaks of an unknown deadline changes nothing."""
    match fact:
        case DeadlinesChanged():
            return _changed(case, fact)
        case StallDetected():
            return changed(case, stall=Stall(rule=fact.rule, since=fact.since, waiting_for=fact.waiting_for))
        case StallCleared():
            return changed(case, stall=None)
        case EscalationSent():
            return _told(case, fact, event)
        case EscalationAcknowledged():
            return _acknowledged(case, fact)
        case _:
            assert_never(fact)


def _changed(case: Case, fact: DeadlinesChanged) -> Case:
    deadlines, episodes = {**case.deadlines}, {**case.episodes}
    for change in fact.changes:
        match change:
            case Armed():
                deadlines[change.deadline] = Deadline(armed=change, next=change.next)
                episodes[change.rule] = change.episode
            case Met() | Canceled():
                deadlines.pop(change.deadline, None)
            case Moved():
                if known := deadlines.get(change.deadline):
                    deadlines[change.deadline] = _moved(known, change)
            case _:
                assert_never(change)
    return changed(case, deadlines=deadlines, episodes=episodes)


def _moved(deadline: Deadline, change: Moved) -> Deadline:
    armed = replace(
        deadline.armed,
        anchor=change.anchor,
        due=change.due,
        plan=change.plan,
        target=change.target,
        closed=change.closed,
    )
    return replace(deadline, armed=armed, next=change.next)


def _told(case: Case, fact: EscalationSent, event: CaseEvent) -> Case:
    deadline = case.deadlines.get(fact.deadline)
    if deadline is None:
        return case
    told = replace(
        deadline,
        told=(*deadline.told, fact.level),
        told_to=fact.told,
        last_told_at=event.recorded_at,
        next=fact.next,
    )
    return _with(case, fact.deadline, told)


def _acknowledged(case: Case, fact: EscalationAcknowledged) -> Case:
    deadline = case.deadlines.get(fact.deadline)
    if deadline is None:
        return case
    taken = replace(deadline, acknowledged_level=fact.level, expected_by=fact.expected_by, next=fact.next)
    return _with(case, fact.deadline, taken)


def _with(case: Case, key: str, deadline: Deadline) -> Case:
    return changed(case, deadlines={**case.deadlines, key: deadline})
