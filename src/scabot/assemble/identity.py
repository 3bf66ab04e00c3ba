"""Who the patient of a case is, entered on this machine: sealed before it becomes part of a command."""

from dataclasses import dataclass, replace

from scabot.assemble.site import Site
from scabot.ledger.sealing import sealed
from scabot.views import people
from scabot_domain.commands import SetSection
from scabot_domain.decide.table import acting_role
from scabot_domain.directory import Person
from scabot_domain.evolve import replay
from scabot_domain.parties import Actor, By, Role, Source
from scabot_domain.phi import Phi
from scabot_domain.terms.sections import Patient, SectionNumber


class NotEnteredError(Exception):
    """The identity was not recorded; the text is a sentence without any part of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who a patient is; `birth_date` is an ISO date."""

    name: Phi[str]
    birth_date: Phi[str]
    member_id: Phi[str]


def put_on_file(site: Site, case_key: str, identity: Identity, shell_user: tuple[str, str]) -> None:
    """Record who the patient of a case is, as section 2 filled in anew with the identity on file.

    `shell_user` is (`local`, `<uid>:<login>`), mapped to roles like everybody. Raises `NotEnteredError` where that
    person may not, or where section 2 is still empty; `Refused`, or a fault of the ledger.
    """
    actor = _actor(site, shell_user)
    case = replay(case_key, site.store.history(case_key))
    held = case.sections.get(SectionNumber.PATIENT)
    if held is None or not isinstance(held.content, Patient):
        raise NotEnteredError(f"Section 2 of {case_key} is empty: fill in the coverage first, in Slack.")
    known = replace(
        held.content,
        identity_on_file=True,
        name=identity.name,
        birth_date=identity.birth_date,
        member_id=identity.member_id,
    )
    now, request = site.clock.now(), site.chance.request_id()
    by = By(actor=actor, at=now, said_at=now, source=Source.CLI, key=f"cli:{request}", corr=request)
    site.handle(case_key, SetSection(by=by, content=sealed(known, case_key, site.keys)))


def _actor(site: Site, shell_user: tuple[str, str]) -> Actor:
    team, user = shell_user
    with site.store.reading() as tx:
        person = people.find(tx, *shell_user)
    role = _role(person) if person else None
    if person is None or role is None:
        raise NotEnteredError(
            f"You are {team} {user} here and hold no role that may fill in section 2. Ask an admin for: "
            f'scabot people grant {team} {user} pa_specialist --name "Your Name"'
        )
    return Actor(team=team, user=user, role=role, side=person.side)


def _role(person: Person) -> Role | None:
    return acting_role(SetSection, person.roles, person.side, section=SectionNumber.PATIENT)
