"""All rules, by command: the one table that decides, advises and is asked who may do what."""

from itertools import chain
from typing import Any

from scabot_domain.commands import Command
from scabot_domain.decide import (
    amending,
    answers,
    care,
    carving,
    checking,
    concluding,
    drafts,
    endings,
    fulfilling,
    keeping,
    offers,
    opening,
    overriding,
    pings,
    reading_back,
    sections,
    signing,
    speaking,
    stalls,
    standing,
    withholding,
)
from scabot_domain.decide.roles import section_roles, speaks_for
from scabot_domain.decide.rule import Rule
from scabot_domain.parties import SIDE_OF_ROLE, Role, Side

_FAMILIES = (
    opening,
    offers,
    answers,
    sections,
    drafts,
    signing,
    care,
    stalls,
    endings,
    pings,
    standing,
    overriding,
    amending,
    fulfilling,
    concluding,
    speaking,
    reading_back,
    keeping,
    withholding,
    checking,
    carving,
)

RULES: dict[type[Command], Rule[Any]] = {
    rule.command: rule for rule in chain.from_iterable(family.RULES for family in _FAMILIES)
}


def acting_role(
    command_type: type[Command],
    roles: tuple[Role, ...],
    side: Side,
    *,
    section: int | None = None,
) -> Role | None:
    """Return the role in which a person of these roles gives a command, or None if none of them may.

    `section` narrows it where a command is about one section. A role of the other side never counts.
    """
    permitted = RULES[command_type].roles if section is None else section_roles(section)
    return next((role for role in permitted if role in roles and speaks_for(role, side)), None)


def only_side(command_type: type[Command]) -> Side | None:
    """Return the side whose people alone may give the command, if it is for one side only."""
    sides = {SIDE_OF_ROLE.get(role) for role in RULES[command_type].roles}
    only = sides.pop() if len(sides) == 1 else None
    return only if only in (Side.PAYER, Side.PROVIDER) else None
