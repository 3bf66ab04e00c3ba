"""Deadlines as values: what a rule of the playbook arms, and what its firings say (deadlines are facts, never jobs)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.parties import Instant, Role, Side

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
DeadlineId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}\.[1-9][0-9]{0,3}$")]
"""`<rule>.<episode>`, like `draft.1`."""


class DeadlineKind(StrEnum):
    """After an event, before a target date, or a fact that time itself makes."""

    AFTER = "after"
    BEFORE = "before"
    TRANSITION = "transition"


class Waiting(StrEnum):
    """Whom a deadline waits on."""

    PAYER = "payer"
    PROVIDER = "provider"
    OWNER = "owner"


class CancelCause(StrEnum):
    """Why a deadline went away without being met."""

    MOOT = "moot"
    TERMINAL = "terminal"
    SUPERSEDED = "superseded"
    REPLACED = "replaced"


@fact
class Rung:
    """A level of the ladder, the instant at which it is told, and what was counted to get there, like `15bd`."""

    level: Annotated[int, Field(ge=1, le=12)]
    due: Instant
    phrase: str = ""


@fact
class ClosedDay:
    """A weekday that was not counted, and why."""

    day: date
    name: str


@fact
class Next:
    """The next firing of a deadline: its running number, its level (0 for a transition) and when."""

    n: Annotated[int, Field(ge=1)]
    level: int
    fire_at: Instant


@fact
class Armed:
    """A deadline began to run.

    `anchor` is the instant from which it runs; one that is counted back from a date carries that day as `target`.
    `phrase` is what was counted to get to `due`, the respond-by instant shown to people.
    `closed` are the weekdays that were left out on the way, so that the count explains itself without a calendar.
    `entered_at` is set where the anchor was entered more than a day after it happened (I22).
    `ends_with` says in words what ends the deadline.
    """

    change: Literal["armed"] = "armed"
    deadline: DeadlineId
    rule: RuleId
    episode: Annotated[int, Field(ge=1)]
    subject: str
    kind: DeadlineKind
    waits_on: Waiting
    cause: tuple[int, ...]
    anchor: Instant
    zone: str
    calendar: str
    phrase: str
    due: Instant
    plan: tuple[Rung, ...]
    next: Next | None
    target: date | None = None
    closed: tuple[ClosedDay, ...] = ()
    entered_at: Instant | None = None
    ends_with: str = ""


@fact
class Met:
    """What the deadline waited for happened, in the event with version `by`."""

    change: Literal["met"] = "met"
    deadline: DeadlineId
    by: int


@fact
class Canceled:
    """The deadline no longer makes sense."""

    change: Literal["canceled"] = "canceled"
    deadline: DeadlineId
    cause: CancelCause


@fact
class Moved:
    """The target moved, so the deadline did."""

    change: Literal["moved"] = "moved"
    deadline: DeadlineId
    cause: Literal["target_changed"] = "target_changed"
    old_due: Instant
    anchor: Instant
    due: Instant
    plan: tuple[Rung, ...]
    next: Next | None
    target: date | None = None
    closed: tuple[ClosedDay, ...] = ()


DeadlineChange = Annotated[Armed | Met | Canceled | Moved, Field(discriminator="change")]


@fact
class Told:
    """Somebody who is told about a firing: a role, and the person who held it then; no `user` means nobody did."""

    role: Role | Literal["owner"]
    side: Side
    team: str | None
    user: str | None
    copied: bool = False
