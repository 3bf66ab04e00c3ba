"""The guards that stand before every command, in this order: exists, not ended, role, stage, not from the future."""

from scabot_domain.case import Case, Stage
from scabot_domain.commands import Accept, Command, Counter, OpenCase, Reject, Sign, SignAmendment, WithdrawOffer
from scabot_domain.decide.answering import guard_unchanged
from scabot_domain.decide.bands import guard_own_band
from scabot_domain.decide.refusing import MOST_AHEAD, listed, refuse
from scabot_domain.decide.relaying import guard_contact, guard_recorder, heard
from scabot_domain.decide.roles import speaks_for
from scabot_domain.decide.table import RULES, only_side
from scabot_domain.parties import Actor
from scabot_domain.refusals import Reason
from scabot_domain.workdays import elapsed


def guard(case: Case, command: Command) -> None:
    """Let a command pass that may be considered at all; raises `Refused` otherwise."""
    _existence(case, command)
    _end(case, command)
    guard_recorder(command)
    _role(heard(command))
    if isinstance(command, Accept | Reject | Counter | WithdrawOffer):
        guard_unchanged(case, command)
    _stage(case, command)
    _circumstances(command)
    guard_own_band(case, command)


def _existence(case: Case, command: Command) -> None:
    if isinstance(command, OpenCase):
        if case.opened:
            raise refuse(Reason.CASE_EXISTS, case=case.key, stage=case.stage)
    elif not case.opened:
        raise refuse(Reason.UNKNOWN_CASE, case=case.key)


def _end(case: Case, command: Command) -> None:
    if case.terminal and case.stage not in RULES[type(command)].stages:
        raise refuse(Reason.TERMINAL_CASE, case=case.key, stage=case.stage)


def _role(command: Command) -> None:
    actor = command.by.actor
    if actor.role in RULES[type(command)].roles and speaks_for(actor.role, actor.side):
        return
    if isinstance(command, Sign | SignAmendment):
        raise refuse(Reason.SIGNER_NOT_AUTHORIZED, role=actor.role, roles=listed(RULES[Sign].roles))
    raise _not_for(actor, command)


def _not_for(actor: Actor, command: Command) -> Exception:
    side = only_side(type(command))
    if side is not None and actor.side is side.other:
        return refuse(Reason.WRONG_SIDE, side=side, own_side=actor.side)
    return refuse(Reason.NOT_PERMITTED, role=actor.role, roles=listed(RULES[type(command)].roles))


def _stage(case: Case, command: Command) -> None:
    stages = RULES[type(command)].stages
    if isinstance(command, OpenCase) or case.stage in stages:
        return
    raise refuse(Reason.WRONG_STAGE, stage=case.stage, stages=listed(stage for stage in Stage if stage in stages))


def _circumstances(command: Command) -> None:
    by = command.by
    if elapsed(by.at, by.said_at) > MOST_AHEAD:
        raise refuse(Reason.DATE_IN_FUTURE, said_at=by.said_at, now=by.at)
    guard_contact(command)
