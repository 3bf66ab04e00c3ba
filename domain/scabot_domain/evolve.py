"""The fold: what the events so far add up to. It has no rules and never refuses, also on part of a history."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, get_args

from scabot_domain.case import Case
from scabot_domain.events import (
    Amending,
    CaseEvent,
    Checking,
    Fact,
    Fulfilling,
    Keeping,
    NoteAdded,
    Offering,
    Opening,
    PartyCarvedOut,
    Standing,
    Voicing,
    Withholding,
)
from scabot_domain.fold.amending import fold_amending
from scabot_domain.fold.carving import fold_carving
from scabot_domain.fold.changing import changed, settled
from scabot_domain.fold.checking import fold_checking, negotiating
from scabot_domain.fold.ending import Ending, fold_ending
from scabot_domain.fold.entering import entered
from scabot_domain.fold.fulfilling import fold_fulfilling
from scabot_domain.fold.keeping import fold_keeping
from scabot_domain.fold.offering import fold_offering
from scabot_domain.fold.opening import fold_opening
from scabot_domain.fold.papering import Binding, Drafting, fold_binding, fold_drafting
from scabot_domain.fold.standing import fold_standing
from scabot_domain.fold.timing import Timing, fold_timing
from scabot_domain.fold.voicing import fold_voicing
from scabot_domain.fold.withholding import fold_withholding, overtaken

Fold = Callable[[Case, Any, CaseEvent], Case]


def _unchanged(case: Case, fact: NoteAdded, event: CaseEvent) -> Case:
    del fact, event
    return case


FOLDS: dict[type[Fact], Fold] = {
    **dict.fromkeys(get_args(Opening), fold_opening),
    **dict.fromkeys(get_args(Offering), fold_offering),
    **dict.fromkeys(get_args(Drafting), fold_drafting),
    **dict.fromkeys(get_args(Binding), fold_binding),
    **dict.fromkeys(get_args(Ending), fold_ending),
    **dict.fromkeys(get_args(Timing), fold_timing),
    **dict.fromkeys(get_args(Standing), fold_standing),
    **dict.fromkeys(get_args(Amending), fold_amending),
    **dict.fromkeys(get_args(Fulfilling), fold_fulfilling),
    NoteAdded: _unchanged,
    **dict.fromkeys(get_args(Voicing), fold_voicing),
    **dict.fromkeys(get_args(Keeping), fold_keeping),
    **dict.fromkeys(get_args(Withholding), fold_withholding),
    Checking: fold_checking,
    PartyCarvedOut: fold_carving,
}
"""What folds a fact, for every kind."""


def replay(key: str, events: Iterable[CaseEvent]) -> Case:
    """Return the case that these events, in order, add up to; no events give a case that was never opened."""
    return reduce(evolve, events, Case(key=key))


def evolve(case: Case, event: CaseEvent) -> Case:
    """Return the case after one more event; total, also over histories that were filtered for an audience."""
    after = FOLDS[type(event.fact)](case, event.fact, event)
    stage_since = case.stage_since if after.stage is case.stage and case.version else event.occurred_at
    finish = changed if after is case else settled
    return finish(
        after,
        version=event.version,
        last_event_at=event.recorded_at,
        stage_since=stage_since,
        entries=entered(after, event),
        withheld=overtaken(after, event) if after.withheld else (),
        negotiators=negotiating(after, event),
    )
