"""How deadlines, pings and stalls change a case; every instant is copied from the event, none is computed."""

from dataclasses import replace
from functools import reduce
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
from scabot_domain.schedule import Armed, Canceled, DeadlineChange, Met, Moved

Timing = StallDetected | StallCleared | DeadlinesChanged | EscalationSent | EscalationAcknowledged


def fold_timing(case: Case, fact: Timing, event: CaseEvent) -> Case:
    """Return the case after a deadline, a ping or a stall; what speaks of an unknown deadline changes nothing."""
    match fact:
        case StallDetected():
            return changed(case, stall=Stall(rule=fact.rule, since=fact.since, waiting_for=fact.waiting_for))
        case StallCleared():
            return changed(case, stall=None)
        case DeadlinesChanged():
            return reduce(_changed, fact.changes, case)
        case EscalationSent():
            return _told(case, fact, event)
        case EscalationAcknowledged():
            return _acknowledged(case, fact)
        case _:
            assert_never(fact)


def _changed(case: Case, change: DeadlineChange) -> Case:
    match change:
        case Armed():
            deadlines = {**case.deadlines, change.deadline: Deadline(armed=change, next=change.next)}
            return changed(case, deadlines=deadlines, episodes={**case.episodes, change.rule: change.episode})
        case Met() | Canceled():
            return changed(case, deadlines={key: one for key, one in case.deadlines.items() if key != change.deadline})
        case Moved():
            return _moved(case, change)
        case _:
            assert_never(change)


def _moved(case: Case, change: Moved) -> Case:
    deadline = case.deadlines.get(change.deadline)
    if deadline is None:
        return case
    armed = replace(
        deadline.armed,
        anchor=change.anchor,
        due=change.due,
        plan=change.plan,
        target=change.target,
        closed=change.closed,
    )
    return _with(case, change.deadline, replace(deadline, armed=armed, next=change.next))


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
