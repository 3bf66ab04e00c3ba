"""Which views there are, and how events are written into them: by the command's own transaction, or by a rebuild."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from scabot.ledger.facts import (
    ChannelLinked,
    ChannelUnlinked,
    ClockJumped,
    LedgerOpened,
    RoleGranted,
    RoleRevoked,
    SiteEvent,
)
from scabot.views import board, channels, deadlines, fees, following, outbox, people, timeline
from scabot.views.channels import Channel
from scabot.views.tx import Tx
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import evolve, replay
from scabot_domain.parties import EVERYBODY
from scabot_domain.visible import visible


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A table that derives from events alone; a new version means that it is written anew from them."""

    name: str
    version: int
    ddl: tuple[str, ...]


VIEWS = (
    View(name=board.TABLE, version=board.VERSION, ddl=board.DDL),
    View(name=timeline.TABLE, version=timeline.VERSION, ddl=timeline.DDL),
    View(name=deadlines.TABLE, version=deadlines.VERSION, ddl=deadlines.DDL),
    View(name=people.TABLE, version=people.VERSION, ddl=people.DDL),
    View(name=channels.TABLE, version=channels.VERSION, ddl=channels.DDL),
)
KEPT = (*outbox.DDL, *deadlines.WORK_DDL, *following.DDL)
"""The tables that are never rebuilt."""
ADDED = (View(name=fees.TABLE, version=fees.VERSION, ddl=fees.DDL),)
"""Tables that are never rebuilt either, and came later: a store without them gets them when it is opened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What one transaction adds to a case: events, the case after them, and what the shared events alone add up to."""

    events: tuple[CaseEvent, ...]
    after: Case
    shared: Case


def step(key: str, before: Sequence[CaseEvent], case: Case, events: Sequence[CaseEvent]) -> Step:
    """Return the step from a history and the case it adds up to, to the same with new events."""
    after = case
    for event in events:
        after = evolve(after, event)
    whole = (*before, *events)
    seen = visible(whole, EVERYBODY)
    shared = after if len(seen) == len(whole) else replay(key, seen)
    return Step(events=tuple(events), after=after, shared=shared)


def apply_case(tx: Tx, taken: Step) -> None:
    """Write a step into every view of cases; the board gets the shared half only (I20)."""
    board.apply(tx, visible(taken.events, EVERYBODY), taken.shared)
    timeline.apply(tx, taken.events, taken.after)
    deadlines.apply(tx, taken.events, taken.after)


def apply_site(tx: Tx, events: Sequence[SiteEvent], positions: Sequence[int]) -> None:
    """Write facts about the installation into the views of people and channels."""
    for event, position in zip(events, positions, strict=True):
        fact = event.fact
        match fact:
            case RoleGranted():
                people.grant(tx, fact.person, position)
            case RoleRevoked():
                people.revoke(tx, fact.team, fact.user, fact.role)
            case ChannelLinked():
                channels.link(tx, _channel(fact))
            case ChannelUnlinked():
                channels.unlink(tx, fact.alias)
            case LedgerOpened() | ClockJumped():
                pass
            case _:
                assert_never(fact)


def _channel(fact: ChannelLinked) -> Channel:
    return Channel(
        alias=fact.alias,
        team=fact.team,
        channel=fact.channel,
        kind=fact.kind,
        party_teams=fact.party_teams,
        counterparty=fact.counterparty,
    )
