"""Who is asking, from where, and what may be shown there: always the person's own team, never the installing one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scabot.views.channels import Channel, ChannelKind, hears
from scabot_domain.directory import Person
from scabot_domain.parties import EVERYBODY, Audience, Side

Body = Mapping[str, Any]
"""A payload of Slack, as its JSON says it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """The organization whose workspace installed scabot, and the side it takes."""

    team: str
    side: Side


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """The Slack identity that acted."""

    team: str
    user: str


class Ground(StrEnum):
    """What kind of place an answer goes to."""

    INTERNAL = "internal"
    SHARED = "shared"
    PERSONAL = "personal"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where somebody acted: its ground, its channel id ("" in modals and App Home), the linked channel if it is one."""

    ground: Ground
    channel_id: str
    linked: Channel | None = None

    @property
    def alias(self) -> str:
        """Return the alias of the linked channel, or "" where there is none."""
        return self.linked.alias if self.linked else ""


def sender_of(body: Body) -> Sender | None:
    """Return who acted, or None when the payload does not say both team and user, or a bot acted."""
    event = _part(body, "event")
    if "command" in body:
        return _sender(body.get("team_id"), body.get("user_id"))
    if event:
        return None if event.get("bot_id") else _sender(event.get("user_team") or event.get("team"), event.get("user"))
    user = _part(body, "user")
    return _sender(user.get("team_id"), user.get("id"))


def event_sender(body: Body, home: Home) -> Sender | None:
    """Return who caused an event that names no team of its own, which only the installing workspace sends."""
    event = _part(body, "event")
    return sender_of(body) or (None if event.get("bot_id") else _sender(home.team, event.get("user")))


def channel_of(body: Body) -> str:
    """Return the channel id in which somebody acted, or "" in a modal or App Home."""
    event = _part(body, "event")
    found = body.get("channel_id") or _part(body, "channel").get("id") or _part(body, "container").get("channel_id")
    return str(found or event.get("channel") or "")


def place_of(channel_id: str, linked: Sequence[Channel]) -> Place:
    """Return what a channel id stands for; a channel that is not linked is treated like a shared one."""
    if not channel_id or channel_id.startswith("D"):
        return Place(ground=Ground.PERSONAL, channel_id=channel_id)
    channel = next((one for one in linked if one.channel == channel_id), None)
    ground = _GROUNDS[channel.kind] if channel else Ground.ELSEWHERE
    return Place(ground=ground, channel_id=channel_id, linked=channel)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A known person at a place: what may be shown to them there, and which cases they may ask about."""

    person: Person
    place: Place
    home: Home
    linked: tuple[Channel, ...]

    @property
    def audience(self) -> Audience:
        """Return whose private facts may be shown at the place: the place must allow it, and the person too."""
        if self.place.ground is Ground.PERSONAL:
            return self.in_person
        at_home = self.person.team == self.home.team and self.person.side is self.home.side
        private = at_home and self.place.ground is Ground.INTERNAL
        return Audience(side=self.home.side) if private else EVERYBODY

    @property
    def in_person(self) -> Audience:
        """Return whose private facts may be shown to this person alone, as in a form."""
        return Audience(side=self.person.side)

    def reaches(self, parties: tuple[str, str]) -> bool:
        """Say whether the person may ask about a case between these parties (payer, provider) from here.

        In a shared channel everybody reaches the cases that the channel hears of. Elsewhere the house reaches all of
        them, and the people of another organization those of their own shared channels.
        """
        here = self.place.linked
        if here is not None and here.kind is ChannelKind.SHARED:
            return hears(here, list(self.linked), parties)
        if self.person.team == self.home.team:
            return True
        theirs = (one for one in self.linked if one.kind is ChannelKind.SHARED and self.person.team in one.party_teams)
        return any(hears(channel, list(self.linked), parties) for channel in theirs)


def place_to(standing: Standing, alias: str) -> Standing:
    """Return the same person in the channel of an alias, or where they are if it stands for none."""
    channel = next((one for one in standing.linked if one.alias == alias), None)
    place = (
        Place(ground=_GROUNDS[channel.kind], channel_id=channel.channel, linked=channel) if channel else standing.place
    )
    return Standing(person=standing.person, place=place, home=standing.home, linked=standing.linked)


_GROUNDS = {
    ChannelKind.INTERNAL: Ground.INTERNAL,
    ChannelKind.SHARED: Ground.SHARED,
    ChannelKind.COMPLIANCE: Ground.ELSEWHERE,
}


def _sender(team: object, user: object) -> Sender | None:
    if not (isinstance(team, str) and isinstance(user, str) and team.isascii() and user.isascii() and team and user):
        return None
    return Sender(team=team, user=user)


def _part(body: Body, name: str) -> Body:
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}
