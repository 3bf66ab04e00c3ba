"""What every sentence of a replay is written with: the case's zone, the names of people, and the numbers of events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from scabot.audit.moments import show_moment
from scabot_domain.parties import Actor, Role, Side

SYSTEM = "system"


def show_role(role: Role | str) -> str:
    """Show a role in the field's words."""
    return str(role).replace("_", " ").replace("pa ", "PA ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pen:
    """How instants, people and events are named; `names` by (team, user), `numbers` by version.

    For eyes that may not see everything the numbers count only what they see, so that nothing hidden can be counted,
    and of the people whom a ping told only those of their own `side` are named; None names everybody.
    """

    zone: ZoneInfo
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    numbers: Mapping[int, str] = field(default_factory=dict)
    side: Side | None = None

    def moment(self, instant: datetime) -> str:
        """Name an instant by weekday and local time."""
        return show_moment(instant, self.zone)

    def person(self, team: str | None, user: str) -> str:
        """Name a person, with the ids that the ledger holds."""
        name = self.names.get((team or "", user))
        return f"{name} ({team}/{user})" if name else f"{team}/{user}"

    def actor(self, actor: Actor) -> str:
        """Name whoever acted, in which role and for which side."""
        if actor.team == SYSTEM:
            return f"system ({actor.user})"
        side = "" if actor.side is Side.NEUTRAL else f" for the {actor.side.value}"
        return f"{self.person(actor.team, actor.user)}, {show_role(actor.role)}{side}"

    def event(self, version: int) -> str:
        """Name an event by its number; one that the eyes may not see is just an event."""
        return self.numbers.get(version, "an earlier event")
