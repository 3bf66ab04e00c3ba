"""Facts about the installation, not about a case: who holds which role, which channel is which, how the log began.

They are stored like the facts of a case, in streams of their own (`SYS-…`), and only compliance reads them.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from scabot.views.channels import Alias, ChannelKind
from scabot_domain.directory import Person
from scabot_domain.fact import fact
from scabot_domain.parties import Actor, Instant, OnBehalf, Role, Side, Source, Visibility
from scabot_domain.terms.sections import Line

Stream = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[0-9A-Z]{1,24}$")]
SlackId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:._-]{1,80}$")]

LEDGER = "SYS-LEDGER"
ROLES = "SYS-ROLES"
CHANNELS = "SYS-CHANNELS"
SYSTEM = Actor(team="system", user="ledger", role=Role.SYSTEM, side=Side.NEUTRAL)
"""The job that states facts about the log itself."""


@fact
class LedgerOpened:
    """The log begins (leaf 0): its origin, and the side of the house that keeps it.

    `vkey` is the key that signs its checkpoints, if there is one yet.
    """

    origin: Line
    home_side: Side
    vkey: Line | None = None


@fact
class ClockJumped:
    """The machine's clock was set back by more than five minutes: what follows is recorded by the clock as it is now.

    `was` is when the newest event before was recorded, `now` what the clock shows.
    """

    was: Instant
    now: Instant


@fact
class RoleGranted:
    """A person holds exactly these roles from now on, all for one side."""

    person: Person


@fact
class RoleRevoked:
    """A person lost a role, or with `role` null every role, and with the last one all access."""

    team: SlackId
    user: SlackId
    role: Role | None = None


@fact
class ChannelLinked:
    """A channel is known under an alias from now on; linking an alias again replaces what it stood for.

    `party_teams` are the Slack teams that may sit in it. `counterparty` is the payer or provider whose cases a shared
    channel hears of, named as in the case; null means that there is only one.
    """

    alias: Alias
    team: SlackId
    channel: SlackId
    kind: ChannelKind
    party_teams: tuple[SlackId, ...] = ()
    counterparty: Line | None = None


@fact
class ChannelUnlinked:
    """An alias stands for no channel any more."""

    alias: Alias


SiteFact = LedgerOpened | ClockJumped | RoleGranted | RoleRevoked | ChannelLinked | ChannelUnlinked

SITE_KINDS: dict[str, type[SiteFact]] = {
    "ledger-opened@1": LedgerOpened,
    "clock-jumped@1": ClockJumped,
    "role-granted@1": RoleGranted,
    "role-revoked@1": RoleRevoked,
    "channel-linked@1": ChannelLinked,
    "channel-unlinked@1": ChannelUnlinked,
}
"""The closed table of what may be stored outside cases."""

STREAM_OF: dict[type[SiteFact], str] = {
    LedgerOpened: LEDGER,
    ClockJumped: LEDGER,
    RoleGranted: ROLES,
    RoleRevoked: ROLES,
    ChannelLinked: CHANNELS,
    ChannelUnlinked: CHANNELS,
}
"""The stream that each fact belongs to."""


@fact
class SiteEvent:
    """A fact about the installation with its place and its circumstances, as around a fact of a case."""

    stream: Stream
    version: Annotated[int, Field(ge=1)]
    fact: SiteFact
    actor: Actor
    on_behalf_of: OnBehalf | None
    side: Side
    visibility: Visibility
    occurred_at: Instant
    recorded_at: Instant
    source: Source
    evidence: str | None
    key: str
    corr: str
