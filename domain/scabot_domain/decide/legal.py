"""What a person may do now: what every refusal and every card can offer instead."""

from collections.abc import Callable
from datetime import datetime

from scabot_domain.case import Case
from scabot_domain.commands import (
    COMMANDS,
    Accept,
    Acknowledge,
    AckPing,
    ApproveDraft,
    ClearStall,
    Command,
    ConfirmSections,
    Counter,
    MarkStalled,
    OpenCase,
    RecordCareStart,
    Redline,
    Reject,
    SetSection,
    Sign,
    WithdrawOffer,
)
from scabot_domain.decide.care import could_be_covered
from scabot_domain.decide.roles import acting_role
from scabot_domain.decide.sections import confirmable
from scabot_domain.decide.stages import STAGES
from scabot_domain.parties import By, Role, Side
from scabot_domain.refusals import Refused
from scabot_domain.terms.hashes import missing, terms_hash

__all__ = ["acting_role", "advised", "legal_now"]

Fits = Callable[[Case, Role, Side, datetime], bool]


def legal_now(case: Case, roles: tuple[Role, ...], side: Side, now: datetime) -> tuple[str, ...]:
    """Return the names of the command classes that a person of these roles may give now.

    It looks at role, stage and the plainest facts (is there an open offer of the other side, who has signed);
    a command that is named here can still be refused for what it says.
    """
    return tuple(command.__name__ for command in COMMANDS if _legal(case, command, (roles, side), now))


def advised(no: Refused, case: Case, by: By) -> Refused:
    """Return a refusal that also says what the actor may do now, in the role in which they asked."""
    return Refused(no.reason, no.facts, legal_now(case, (by.actor.role,), by.actor.side, by.at))


def _legal(case: Case, command: type[Command], person: tuple[tuple[Role, ...], Side], now: datetime) -> bool:
    roles, side = person
    human = tuple(role for role in roles if role is not Role.SYSTEM)
    if command is OpenCase or not case.opened:
        return command is OpenCase and not case.opened and acting_role(command, human, side) is not None
    if case.stage not in STAGES[command]:
        return False
    permitted = [role for role in human if acting_role(command, (role,), side) is not None]
    fits = _PLAIN_FACTS.get(command, _always)
    return any(fits(case, role, side, now) for role in permitted)


def _always(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del case, role, side, now
    return True


def _other_offers(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del role
    return case.open_offer(side.other, now) is not None


def _own_offer(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del role
    return case.open_offer(side, now) is not None


def _can_confirm(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del now
    return bool(confirmable(case, role, side))


def _can_approve(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del role, now
    draft = case.draft
    if draft is None or side in draft.approved_by:
        return False
    return draft.terms_hash == terms_hash(case) and not missing(case)


_PLAIN_FACTS: dict[type[Command], Fits] = {
    Acknowledge: lambda case, _role, _side, _now: not case.acknowledged,
    Accept: _other_offers,
    Reject: _other_offers,
    Counter: _other_offers,
    WithdrawOffer: _own_offer,
    SetSection: lambda case, _role, _side, _now: not case.signatures,
    ConfirmSections: _can_confirm,
    Redline: lambda case, _role, _side, _now: not case.signatures,
    ApproveDraft: _can_approve,
    Sign: lambda case, _role, side, _now: side not in case.signatures,
    RecordCareStart: lambda case, _role, _side, _now: case.care_started_on is None or could_be_covered(case),
    MarkStalled: lambda case, _role, _side, _now: case.stall is None,
    ClearStall: lambda case, _role, _side, _now: case.stall is not None,
    AckPing: lambda case, _role, _side, _now: any(deadline.told for deadline in case.deadlines.values()),
}
