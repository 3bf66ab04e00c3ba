"""Whom a level tells: words of the playbook become roles, roles become the people who hold them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from scabot_domain.case import Case
from scabot_domain.directory import Directory
from scabot_domain.parties import SIDE_OF_ROLE, Role, Side
from scabot_domain.playbook.book import Level, Tell
from scabot_domain.schedule import Told, Waiting

Asked = Role | Literal["owner"]

OF_PAYER: Mapping[Tell, tuple[Role, ...]] = {
    Tell.ANSWERER: (Role.NETWORK_MANAGER, Role.CASE_MANAGER),
    Tell.SIGNATORY: (Role.PAYER_SIGNATORY,),
    Tell.CONTACT: (Role.CASE_MANAGER,),
}
OF_PROVIDER: Mapping[Tell, tuple[Role, ...]] = {
    Tell.ANSWERER: (Role.PROVIDER_BILLER,),
    Tell.SIGNATORY: (Role.PROVIDER_SIGNATORY,),
    Tell.CONTACT: (Role.OFFICE_MANAGER,),
}
FIRST_CONTACT: Mapping[Side, Role] = {Side.PAYER: Role.CASE_MANAGER, Side.PROVIDER: Role.OFFICE_MANAGER}
"""Who hears for a side what nobody else of it can."""


@dataclass(frozen=True, slots=True)
class Call:
    """A role to be told, or to be copied in."""

    role: Asked
    copied: bool


def told_by(levels: Iterable[Level], waits_on: Waiting, case: Case, directory: Directory) -> tuple[Told, ...]:
    """Return who is told of these levels: the longest-serving holder of each role, nobody twice.

    A role that nobody holds is listed without a user, and its side's first contact is told instead, or else the owner.
    """
    found: dict[tuple[Asked | None, str | None, str | None], Told] = {}
    for told in (told for call in _calls([*levels], waits_on) for told in _resolved(call, case, directory)):
        found.setdefault((None if told.user else told.role, told.team, told.user), told)
    return tuple(found.values())


def _calls(levels: list[Level], waits_on: Waiting) -> list[Call]:
    told = [call for level in levels for word in level.tell for call in _meant(word, waits_on, copied=False)]
    copied = [call for level in levels for word in level.cc for call in _meant(word, waits_on, copied=True)]
    return sorted([*told, *copied], key=lambda call: call.copied)


def _meant(word: Tell, waits_on: Waiting, *, copied: bool) -> Iterator[Call]:
    if word is Tell.OWNER:
        yield Call("owner", copied)
        return
    of_side = OF_PAYER if waits_on is Waiting.PAYER else OF_PROVIDER
    first, *others = of_side.get(word) or (Role(word.value),)
    yield Call(first, copied)
    yield from (Call(role, copied=True) for role in others)


def _resolved(call: Call, case: Case, directory: Directory) -> Iterator[Told]:
    if call.role == "owner":
        yield _owner(case, copied=call.copied)
    elif person := _held(call.role, directory, copied=call.copied):
        yield person
    else:
        side = SIDE_OF_ROLE[call.role]
        yield Told(role=call.role, side=side, team=None, user=None, copied=call.copied)
        contact = FIRST_CONTACT.get(side)
        instead = _held(contact, directory, copied=call.copied) if contact else None
        yield instead or _owner(case, copied=call.copied)


def _held(role: Role, directory: Directory, *, copied: bool) -> Told | None:
    holders = directory.holding(role)
    if not holders:
        return None
    first = holders[0]
    return Told(role=role, side=SIDE_OF_ROLE[role], team=first.team, user=first.user, copied=copied)


def _owner(case: Case, *, copied: bool) -> Told:
    owner = case.owner
    if owner is None:
        return Told(role="owner", side=Side.NEUTRAL, team=None, user=None, copied=copied)
    return Told(role="owner", side=owner.side, team=owner.team, user=owner.user, copied=copied)
