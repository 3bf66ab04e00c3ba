"""The cast of the practice world: Lakeside Transplant Center and Northwind Health Plan. All of it is fictional."""

from scabot.sandbox.ports import Clock
from scabot.sandbox.things import Channel, ChannelKind, Installation, Organization, Person
from scabot.sandbox.world import World

HOME = "T0LAKESIDE"
PARTNER = "T0NORTHWIND"
BOT = "U0SCABOT"

_LAKESIDE = {
    "ruth": "Ruth Adeyemi",
    "ben": "Ben Okafor",
    "olga": "Olga Lind",
    "dana": "Dana Reyes",
    "sam": "Sam Vega",
    "chris": "Chris Doyle",
    "ada": "Ada Park",
    "gus": "Gus Marsh",
}
_NORTHWIND = {
    "cara": "Cara Holt",
    "nils": "Nils Berg",
    "noor": "Noor Haddad",
    "mira": "Mira Chen",
    "priya": "Priya Nair",
    "stan": "Stan Kowal",
}
_GUESTS = {"gus"}
_COMPLIANCE = ("ada", "chris")
_SCOPES = (
    "commands chat:write app_mentions:read channels:read groups:read users:read im:write "
    "channels:history groups:history im:history"
)


def practice_world(clock: Clock) -> World:
    """Return a fresh practice world: two organizations, fourteen people, three channels, the app at Lakeside."""
    world = World(clock, _installation())
    world.organizations[HOME] = Organization(team_id=HOME, name="Lakeside Transplant Center", domain="lakeside")
    world.organizations[PARTNER] = Organization(team_id=PARTNER, name="Northwind Health Plan", domain="northwind")
    world.add_person(Person(handle="scabot", user_id=BOT, name="scabot", team_id=HOME, is_bot=True))
    for team_id, cast in ((HOME, _LAKESIDE), (PARTNER, _NORTHWIND)):
        for handle, name in cast.items():
            guest = handle in _GUESTS
            world.add_person(
                Person(handle=handle, user_id=_user(handle), name=name, team_id=team_id, is_restricted=guest)
            )
    _add_channel(world, "sca-team", "private", tuple(_LAKESIDE))
    _add_channel(world, "sca-partner", "public", (*_LAKESIDE, *_NORTHWIND))
    _add_channel(world, "sca-compliance", "private", _COMPLIANCE)
    return world


def _installation() -> Installation:
    return Installation(
        app_id="A0SCABOT",
        bot_id="B0SCABOT",
        bot_user_id=BOT,
        team_id=HOME,
        bot_token="xoxb-practice-0001",  # noqa: S106 - opens nothing outside the practice workspace
        app_token="xapp-practice-0001",  # noqa: S106 - opens nothing outside the practice workspace
        bot_scopes=set(_SCOPES.split()),
        app_scopes={"connections:write", "authorizations:read"},
        shortcuts={"Open an SCA case": "open_case"},
    )


def _user(handle: str) -> str:
    return f"U0{handle.upper()}"


def _add_channel(world: World, name: str, kind: ChannelKind, handles: tuple[str, ...]) -> None:
    members = [BOT, *map(_user, handles)]
    teams = sorted({world.people[member].team_id for member in members})
    created = int(world.now().timestamp())
    world.add_channel(
        Channel(
            channel_id=f"C0{name.removeprefix('sca-').upper()}",
            name=name,
            kind=kind,
            team_ids=teams,
            members=members,
            creator=_user("ada"),
            created=created,
        )
    )
