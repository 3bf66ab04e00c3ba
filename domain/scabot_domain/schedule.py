"""Deadlines as values: what a rule of the playbook arms, and what its firings say (deadlines are facts, never jobs)."""

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
    """A level of the ladder and the instant at which it is told."""

    level: Annotated[int, Field(ge=1, le=12)]
    due: Instant


@fact
class Next:
    """The next firing of a deadline: its running number, its level and when."""

    n: Annotated[int, Field(ge=1)]
    level: int
    fire_at: Instant


@fact
class Armed:
    """A deadline began to run.

    `anchor` is the instant it is counted from (or the target it is counted back from), `phrase` what was counted, `due` the respond-by instant shown to people.
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


DeadlineChange = Annotated[Armed | Met | Canceled | Moved, Field(discriminator="change")]


@fact
class Told:
    """Somebody who is told about a firing: a role, and the person who held it then; no `user` means nobody did."""

    role: Role | Literal["owner"]
    side: Side
    team: str | None
    user: str | None
    copied: bool = False
