"""Which command an act stands for in a person's hands, and the refusal when it is not for them or not for this stage.

The tables are the domain's; the domain is asked again when the command is given.
"""

from collections.abc import Collection
from datetime import datetime

from scabot.slack.grammar.entry import Act
from scabot_domain.case import Case
from scabot_domain.commands import COMMANDS, Command, OpenCase
from scabot_domain.decide.legal import acting_role, legal_now
from scabot_domain.decide.roles import section_roles
from scabot_domain.decide.table import RULES, only_side
from scabot_domain.directory import Person
from scabot_domain.parties import Role
from scabot_domain.refusals import Reason, Refused

CALLED: dict[str, type[Command]] = {command.__name__: command for command in COMMANDS}


def taken_by(act: Act, person: Person) -> tuple[type[Command], Role] | None:
    """Return the command that a person gives by an act and the role they give it in, or None."""
    for name in act.commands:
        command = CALLED[name]
        role = acting_role(command, person.roles, person.side)
        if role is not None:
            return command, role
    return None


def given_by(act: Act, person: Person, sections: Collection[int]) -> tuple[type[Command], Role]:
    """Return the command of an act and the role it is given in, one that may act on all these sections if there is one.

    A role that may not is named anyway, for the domain to refuse.
    """
    command, role = taken_by(act, person) or (CALLED[act.commands[0]], person.roles[0])
    fits = (one for one in person.roles if all(one in section_roles(number) for number in sections))
    return command, next(fits, role) if sections else role


def permitted(act: Act, person: Person, case: Case, now: datetime) -> type[Command]:
    """Return the command that a person gives by an act in this stage. Raises `Refused`, with what is legal."""
    legal = legal_now(case, person.roles, person.side, now)
    taken = taken_by(act, person)
    if taken is None:
        raise _not_theirs(act, person, legal)
    command, _ = taken
    if command is OpenCase or case.stage in RULES[command].stages:
        return command
    if case.terminal:
        raise Refused(Reason.TERMINAL_CASE, {"case": case.key, "stage": case.stage.value}, legal)
    stages = ", ".join(stage.value for stage in type(case.stage) if stage in RULES[command].stages)
    raise Refused(Reason.WRONG_STAGE, {"stage": case.stage.value, "stages": stages}, legal)


def possible(acts: tuple[Act, ...], person: Person, case: Case, now: datetime) -> list[Act]:
    """Return those acts that this person may do now."""
    legal = set(legal_now(case, person.roles, person.side, now))
    return [act for act in acts if legal & set(act.commands)]


def _not_theirs(act: Act, person: Person, legal: tuple[str, ...]) -> Refused:
    commands = [CALLED[name] for name in act.commands]
    side = only_side(commands[0])
    if side is not None and person.side is side.other:
        return Refused(Reason.WRONG_SIDE, {"side": side.value, "own_side": person.side.value}, legal)
    roles = dict.fromkeys(role.value for command in commands for role in RULES[command].roles)
    own = ", ".join(role.value for role in person.roles)
    return Refused(Reason.NOT_PERMITTED, {"role": own, "roles": ", ".join(roles)}, legal)
