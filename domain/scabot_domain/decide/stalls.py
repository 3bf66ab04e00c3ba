"""Stalls as people call them, their end by anything that moves the case, and notes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scabot_domain.case import Case
from scabot_domain.commands import AddNote, ClearStall, MarkStalled
from scabot_domain.court import court
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import CM, EVERYBODY, PA
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import ANY, LIVE
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import (
    CareStarted,
    ClinicalApprovalRecorded,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    EntryConfirmed,
    Fact,
    MedicalDirectorIntervened,
    NoteAdded,
    OfferAccepted,
    OfferCountered,
    OfferMade,
    OfferRejected,
    OfferWithdrawn,
    RequestAcknowledged,
    ScaRequested,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
    StallCleared,
    StallDetected,
    VerbalTermsRecorded,
)
from scabot_domain.parties import PRIVATE_TO, Actor, Role, Side, Visibility
from scabot_domain.refusals import Reason

BY_A_PERSON = "person"
"""The rule of a stall that a person called."""

PROGRESS: tuple[type[Fact], ...] = (
    ClinicalApprovalRecorded,
    ScaRequested,
    RequestAcknowledged,
    OfferMade,
    OfferCountered,
    OfferRejected,
    OfferWithdrawn,
    OfferAccepted,
    SectionSet,
    SectionConfirmed,
    DraftIssued,
    DraftRedlined,
    DraftApproved,
    SignatureRecorded,
    CareStarted,
    VerbalTermsRecorded,
    EntryConfirmed,
    MedicalDirectorIntervened,
)
"""What people do that moves a case on."""


def mark_stalled(case: Case, command: MarkStalled) -> list[Said]:
    """Say that nothing moves; it is waited for whose court the ball is in, since it came there."""
    if case.stall is not None:
        raise refuse(Reason.ALREADY_DONE, what="stalled", since=case.stall.since)
    ball = court(case, command.by.at)
    side = {"payer": Side.PAYER, "provider": Side.PROVIDER}.get(ball.holder)
    return [said(StallDetected(rule=BY_A_PERSON, since=ball.since, waiting_for=side))]


def clear_stall(case: Case, command: ClearStall) -> list[Said]:
    """Say that it moves again."""
    del command
    if case.stall is None:
        raise refuse(Reason.ALREADY_DONE, what="stall_cleared")
    return [said(StallCleared(rule=case.stall.rule))]


def cleared_by_progress(case: Case, facts: Sequence[Said]) -> list[Said]:
    """Return the end of a stall that these facts bring about."""
    progress = next((one for one in facts if isinstance(one.fact, PROGRESS)), None)
    if case.stall is None or progress is None:
        return []
    return [replace(derived(StallCleared(rule=case.stall.rule)), by=progress.by)]


def add_note(command: AddNote) -> list[Said]:
    """Write something down for one's own side, or for both if it is shared."""
    visibility = Visibility.SHARED if command.shared else _own(command.by.actor)
    return [said(NoteAdded(text=command.text), visibility)]


def _own(actor: Actor) -> Visibility:
    return Visibility.COMPLIANCE if actor.role is Role.COMPLIANCE else PRIVATE_TO[actor.side]


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=MarkStalled,
        roles=(PA, CM),
        stages=LIVE,
        follows=lambda case, command, _book: mark_stalled(case, command),
        fits=lambda case, _role, _side, _now: case.stall is None,
    ),
    Rule(
        command=ClearStall,
        roles=(PA, CM),
        stages=LIVE,
        follows=lambda case, command, _book: clear_stall(case, command),
        fits=lambda case, _role, _side, _now: case.stall is not None,
    ),
    Rule(
        command=AddNote,
        roles=EVERYBODY,
        stages=ANY,
        follows=lambda _case, command, _book: add_note(command),
    ),
)
