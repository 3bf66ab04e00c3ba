"""What a person may do now: what every refusal and every card can offer instead."""

from datetime import datetime

from scabot_domain.case import Case
from scabot_domain.commands import COMMANDS, Command, OpenCase
from scabot_domain.decide.relaying import RECORDERS, RELAYED
from scabot_domain.decide.roles import speaks_for
from scabot_domain.decide.table import RULES, acting_role
from scabot_domain.parties import SIDE_OF_ROLE, By, Role, Side
from scabot_domain.refusals import Refused

__all__ = ["acting_role", "advised", "legal_now", "may", "recordable_now"]


def legal_now(case: Case, roles: tuple[Role, ...], side: Side, now: datetime) -> tuple[str, ...]:
    """Return the names of the command classes that a person of these roles may give now.

    It looks at role, stage and the plainest facts (is there an open offer of the other side, who has signed);
    a command that is named here can still be refused for what it says.
    """
    return tuple(command.__name__ for command in COMMANDS if _legal(case, command, (roles, side), now))


def may(case: Case, command: type[Command], role: Role, side: Side, *, now: datetime) -> bool:
    """Say whether `legal_now` would name a command for a person of one role, at the cost of that command alone."""
    return _legal(case, command, ((role,), side), now)


def recordable_now(case: Case, role: Role, side: Side, now: datetime) -> tuple[tuple[str, Side], ...]:
    """Return what a person may record now for absent people (C12): names of command classes, each with a side."""
    if role not in RECORDERS or not speaks_for(role, side) or not case.opened:
        return ()
    parties = (Side.PAYER, Side.PROVIDER)
    relayed = (command for command in COMMANDS if command in RELAYED)
    return tuple((one.__name__, party) for one in relayed for party in parties if _relayable(case, one, party, now))


def _relayable(case: Case, command: type[Command], side: Side, now: datetime) -> bool:
    absent = tuple(role for role in RULES[command].roles if SIDE_OF_ROLE.get(role) is side)
    return _legal(case, command, (absent, side), now)


def advised(no: Refused, case: Case, by: By) -> Refused:
    """Return a refusal that also says what the actor may do now, in the role in which they asked."""
    return Refused(no.reason, no.facts, legal_now(case, (by.actor.role,), by.actor.side, by.at))


def _legal(case: Case, command: type[Command], person: tuple[tuple[Role, ...], Side], now: datetime) -> bool:
    roles, side = person
    human = tuple(role for role in roles if role is not Role.SYSTEM)
    if command is OpenCase or not case.opened:
        return command is OpenCase and not case.opened and acting_role(command, human, side) is not None
    rule = RULES[command]
    if case.stage not in rule.stages:
        return False
    permitted = [role for role in human if acting_role(command, (role,), side) is not None]
    return any(rule.fits(case, role, side, now) for role in permitted)
