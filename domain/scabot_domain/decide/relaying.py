"""What a person may record for somebody who said or did it outside scabot, and what that takes (C12)."""

from dataclasses import replace
from typing import TypeVar

from scabot_domain.commands import (
    Accept,
    Acknowledge,
    AgreeAmendment,
    Amend,
    ApproveDraft,
    Command,
    ConfirmSections,
    Counter,
    Decline,
    DropAmendment,
    Extend,
    Intervene,
    IssueDraft,
    MakeOffer,
    ProviderWithdraw,
    Redline,
    Reject,
    Sign,
    SignAmendment,
    Terminate,
    WithdrawOffer,
)
from scabot_domain.decide.refusing import listed, refuse
from scabot_domain.decide.roles import CM, OM, PA, speaks_for
from scabot_domain.parties import OUTSIDE_SOURCES, SIDE_OF_ROLE, Actor, By, OnBehalf, Side
from scabot_domain.refusals import Reason

RELAYED: frozenset[type[Command]] = frozenset(
    {
        Acknowledge,
        MakeOffer,
        Counter,
        Reject,
        WithdrawOffer,
        Accept,
        ConfirmSections,
        IssueDraft,
        Redline,
        ApproveDraft,
        Sign,
        Decline,
        ProviderWithdraw,
        Intervene,
        Amend,
        Extend,
        AgreeAmendment,
        SignAmendment,
        DropAmendment,
        Terminate,
    }
)
"""What a side does by phone, fax, mail or portal; never an override, a release or a reveal."""

RECORDERS = (PA, CM, OM)
"""Who records it, for a person of either side."""

C = TypeVar("C", bound=Command)


def heard(command: C) -> C:
    """Return a command as the absent person gave it, so that every rule is about whose word it is."""
    if command.by.on_behalf_of is None:
        return command
    return replace(command, by=replace(command.by, actor=command.by.speaker))


def guard_recorder(command: Command) -> None:
    """Refuse to record what cannot be recorded for others, by those who may not, or of somebody who is of no side."""
    by = command.by
    absent = by.on_behalf_of
    if absent is None:
        return
    if type(command) not in RELAYED:
        raise refuse(Reason.NOT_PERMITTED, role=by.actor.role, what="on_behalf_of")
    if not _may_record(by.actor, absent):
        raise refuse(Reason.NOT_PERMITTED, role=by.actor.role, roles=listed(RECORDERS), what="on_behalf_of")
    if absent.side is Side.NEUTRAL or SIDE_OF_ROLE.get(absent.role) is not absent.side:
        raise refuse(Reason.NOT_PERMITTED, role=absent.role, side=absent.side, what="on_behalf_of")


def guard_contact(command: Command) -> None:
    """Refuse what came from outside without a contact, a way it came by, or evidence (C12)."""
    by = command.by
    if type(command) in RELAYED and (by.source in OUTSIDE_SOURCES or by.on_behalf_of is not None):
        for missing in _missing(by):
            raise refuse(Reason.MISSING_EVIDENCE, source=by.source, missing=missing)
    if by.source in OUTSIDE_SOURCES and not _said(by.evidence):
        raise refuse(Reason.MISSING_EVIDENCE, source=by.source)


def _may_record(actor: Actor, absent: OnBehalf) -> bool:
    own_word = (actor.role, actor.side) == (absent.role, absent.side)
    return own_word or (actor.role in RECORDERS and speaks_for(actor.role, actor.side))


def _missing(by: By) -> tuple[str, ...]:
    absent = by.on_behalf_of
    has = {
        "source": by.source in OUTSIDE_SOURCES,
        "contact": absent is not None and _said(absent.contact_ref),
        "evidence": _said(by.evidence),
    }
    return tuple(name for name, told in has.items() if not told)


def _said(text: str | None) -> bool:
    return bool(text and text.strip())
