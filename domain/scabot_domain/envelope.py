"""How a decision's facts become events: each with its place in the case and its circumstances."""

from collections.abc import Iterable
from dataclasses import dataclass

from scabot_domain.case import Case
from scabot_domain.events import CaseEvent, Fact
from scabot_domain.parties import Actor, By, Role, Side, Visibility, speaker

DERIVED = Actor(team="system", user="derived", role=Role.SYSTEM, side=Side.NEUTRAL)
"""Who states the facts that follow from other facts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A fact on its way into an envelope; a derived one is stated by the system and rests on no evidence of its own.

    `by` are the circumstances in which it was said, where they are others than those of the command.
    """

    fact: Fact
    derived: bool = False
    visibility: Visibility = Visibility.SHARED
    by: By | None = None


def said(fact: Fact, visibility: Visibility = Visibility.SHARED) -> Said:
    """Return a fact that the actor stated."""
    return Said(fact=fact, visibility=visibility)


def derived(fact: Fact) -> Said:
    """Return a fact that follows from the others of the decision."""
    return Said(fact=fact, derived=True)


def enveloped(case: Case, by: By, facts: Iterable[Said]) -> list[CaseEvent]:
    """Return the facts as the next events of a case, versions counting on from its own."""
    return [_event(case.key, case.version + n, one.by or by, one) for n, one in enumerate(facts, start=1)]


def _event(key: str, version: int, by: By, one: Said) -> CaseEvent:
    actor = DERIVED if one.derived else by.actor
    absent = None if one.derived else by.on_behalf_of
    return CaseEvent(
        case=key,
        version=version,
        fact=one.fact,
        actor=actor,
        on_behalf_of=absent,
        side=speaker(actor, absent).side,
        visibility=one.visibility,
        occurred_at=by.said_at,
        recorded_at=by.at,
        source=by.source,
        evidence=None if one.derived else by.evidence,
        key=by.key,
        corr=by.corr,
    )
