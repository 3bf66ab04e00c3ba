"""Pings: a deadline that fires, and taking on what it asked for."""

from typing import Any

from scabot_domain.case import Case, Deadline
from scabot_domain.commands import AckPing, Escalate, FireDeadline
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import CM, EVERYBODY, PA, SYS
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import LIVE
from scabot_domain.envelope import Said, said
from scabot_domain.events import EscalationAcknowledged
from scabot_domain.parties import Actor, Role
from scabot_domain.playbook import Book, fire, fire_early, held
from scabot_domain.refusals import Reason
from scabot_domain.workdays import local_day

ON_BEHALF = frozenset({Role.PA_SPECIALIST, Role.CASE_MANAGER, Role.OFFICE_MANAGER})
"""Who may take on what somebody else was told."""


def acknowledge_ping(case: Case, command: AckPing, book: Book) -> list[Said]:
    """Take on the last level that was told; for those who were told, the owner, and those who coordinate."""
    deadline = case.deadlines.get(command.deadline)
    if deadline is None or not deadline.told:
        raise refuse(Reason.STALE_VIEW, deadline=command.deadline, state="not waiting")
    if not _concerned(case, deadline, command.by.actor):
        raise refuse(Reason.NOT_PERMITTED, role=command.by.actor.role, deadline=command.deadline)
    today = local_day(command.by.at, case.tz)
    if command.expected_by is not None and command.expected_by < today:
        raise refuse(Reason.OUT_OF_RANGE, field="expected_by", value=command.expected_by, earliest=today)
    taken = EscalationAcknowledged(
        deadline=command.deadline,
        level=deadline.told[-1],
        expected_by=command.expected_by,
        next=held(case, command, book),
    )
    return [said(taken)]


def escalate(case: Case, command: Escalate, book: Book) -> list[Said]:
    """Tell a deadline's next level now; it counts as that level, which the clock does not tell again (I19)."""
    told = fire_early(case, command, book)
    if not told:
        raise refuse(Reason.STALE_VIEW, deadline=command.deadline, state="not waiting")
    return told


def _concerned(case: Case, deadline: Deadline, actor: Actor) -> bool:
    told = {(one.team, one.user) for one in deadline.told_to}
    owner = case.owner
    owns = owner is not None and owner.person == actor.person
    return owns or actor.person in told or actor.role in ON_BEHALF


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=FireDeadline,
        roles=(SYS,),
        stages=LIVE,
        follows=fire,
    ),
    Rule(
        command=Escalate,
        roles=(PA, CM),
        stages=LIVE,
        follows=escalate,
        fits=lambda case, _role, _side, _now: any(deadline.next for deadline in case.deadlines.values()),
    ),
    Rule(
        command=AckPing,
        roles=EVERYBODY,
        stages=LIVE,
        follows=acknowledge_ping,
        fits=lambda case, _role, _side, _now: any(deadline.told for deadline in case.deadlines.values()),
    ),
)
