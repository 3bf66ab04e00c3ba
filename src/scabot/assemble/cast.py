"""The cast of the practice world as scabot knows it: who holds which role, which channel is which."""

from scabot.assemble.site import Site
from scabot.ledger.facts import ChannelLinked, RoleGranted, SiteFact
from scabot.sandbox.seed import HOME, PARTNER
from scabot.sandbox.world import World
from scabot.views.channels import ChannelKind
from scabot_domain.directory import Person
from scabot_domain.parties import Actor, By, Role, Side, Source

ROLES: dict[str, tuple[Role, ...]] = {
    "ruth": (Role.PA_SPECIALIST,),
    "ben": (Role.PROVIDER_BILLER,),
    "olga": (Role.OFFICE_MANAGER, Role.PROVIDER_BILLER),
    "dana": (Role.PHYSICIAN,),
    "sam": (Role.PROVIDER_SIGNATORY,),
    "chris": (Role.COMPLIANCE,),
    "ada": (Role.ADMIN,),
    "cara": (Role.CASE_MANAGER,),
    "nils": (Role.NETWORK_MANAGER,),
    "noor": (Role.NETWORK_MANAGER,),
    "mira": (Role.MEDICAL_DIRECTOR,),
    "priya": (Role.PAYER_SIGNATORY,),
}
"""Roles by the person's name in stories; whoever is not here holds none."""

_NEUTRAL = frozenset({"chris", "ada"})
_SETUP = Actor(team="system", user="practice", role=Role.SYSTEM, side=Side.NEUTRAL)
_CHANNELS = (
    ChannelLinked(alias="team", team=HOME, channel="C0TEAM", kind=ChannelKind.INTERNAL),
    ChannelLinked(alias="partner", team=HOME, channel="C0PARTNER", kind=ChannelKind.SHARED, party_teams=(PARTNER,)),
    ChannelLinked(alias="compliance", team=HOME, channel="C0COMPLIANCE", kind=ChannelKind.COMPLIANCE),
)


def introduce(site: Site, world: World) -> None:
    """Record the roles and channels of the practice world; twice is the same as once."""
    for handle, roles in ROLES.items():
        _record(site, RoleGranted(person=_person(world, handle, roles)), f"practice:role:{handle}")
    for linked in _CHANNELS:
        _record(site, linked, f"practice:channel:{linked.alias}")


def _person(world: World, handle: str, roles: tuple[Role, ...]) -> Person:
    known = world.person(handle)
    side = Side.PROVIDER if world.is_home(known) else Side.PAYER
    return Person(
        team=known.team_id,
        user=known.user_id,
        name=known.name,
        roles=roles,
        side=Side.NEUTRAL if handle in _NEUTRAL else side,
        zone=known.zone,
    )


def _record(site: Site, fact: SiteFact, key: str) -> None:
    now = site.clock.now()
    site.handle.govern(fact, By(actor=_SETUP, at=now, said_at=now, source=Source.CLI, key=key, corr=key))
