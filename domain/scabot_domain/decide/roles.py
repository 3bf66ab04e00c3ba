"""Which role may give which command: the whole of it, written out (domain rules S4 to S6)."""

from scabot_domain.commands import (
    Accept,
    Acknowledge,
    AckPing,
    AddNote,
    ApproveDraft,
    ClearStall,
    CloseCase,
    Command,
    ConfirmSections,
    Counter,
    Decline,
    ExpireOffer,
    FireDeadline,
    IssueDraft,
    MakeOffer,
    MarkStalled,
    OpenCase,
    ProviderWithdraw,
    RecordApproval,
    RecordCareStart,
    Redline,
    Reject,
    Reopen,
    RequestSca,
    SetSection,
    Sign,
    WithdrawCase,
    WithdrawOffer,
)
from scabot_domain.parties import SIDE_OF_ROLE, Role, Side
from scabot_domain.terms.sections import SectionNumber

PA = Role.PA_SPECIALIST
CM = Role.CASE_MANAGER
MD = Role.MEDICAL_DIRECTOR
NM = Role.NETWORK_MANAGER
PB = Role.PROVIDER_BILLER
OM = Role.OFFICE_MANAGER
DR = Role.PHYSICIAN
SP = Role.PAYER_SIGNATORY
SV = Role.PROVIDER_SIGNATORY
CO = Role.COMPLIANCE
AD = Role.ADMIN
SYS = Role.SYSTEM
EVERYBODY = (PA, CM, MD, NM, PB, OM, DR, SP, SV, CO, AD)

ROLES: dict[type[Command], tuple[Role, ...]] = {
    OpenCase: (PA, CM),
    RecordApproval: (PA, CM, MD),
    RequestSca: (PA, CM),
    Acknowledge: (CM, NM),
    MakeOffer: (NM, PB),
    Counter: (NM, PB),
    Accept: (NM, PB),
    Reject: (NM, PB),
    WithdrawOffer: (NM, PB),
    ExpireOffer: (SYS,),
    SetSection: (PA, NM, PB, CM, OM),
    ConfirmSections: (PA, NM, PB, CM, OM),
    IssueDraft: (NM, PA),
    Redline: (PB, NM, PA),
    ApproveDraft: (NM, PB),
    Sign: (SP, SV),
    RecordCareStart: (PA, OM, DR),
    CloseCase: (PA,),
    MarkStalled: (PA, CM),
    ClearStall: (PA, CM),
    Decline: (NM, MD, CM),
    ProviderWithdraw: (PB, OM),
    WithdrawCase: (PA, CM),
    Reopen: (PA, CM),
    AddNote: EVERYBODY,
    FireDeadline: (SYS,),
    AckPing: EVERYBODY,
}
"""In the order in which a person who holds several of the roles takes them."""

_PATIENT_ROLES = (PA, CM, OM)
_OTHER_SECTIONS = (PA, NM, PB)


def section_roles(number: int) -> tuple[Role, ...]:
    """Return who fills in and confirms a section: the patient is for those who know the patient."""
    return _PATIENT_ROLES if number == SectionNumber.PATIENT else _OTHER_SECTIONS


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
    permitted = ROLES[command_type] if section is None else section_roles(section)
    return next((role for role in permitted if role in roles and speaks_for(role, side)), None)


def speaks_for(role: Role, side: Side) -> bool:
    """Say whether a person of the side can hold the role; the PA specialist takes the home side, whichever it is."""
    return SIDE_OF_ROLE.get(role, side) is side


def only_side(command_type: type[Command]) -> Side | None:
    """Return the side whose people alone may give the command, if it is for one side only."""
    sides = {SIDE_OF_ROLE.get(role) for role in ROLES[command_type]}
    only = sides.pop() if len(sides) == 1 else None
    return only if only in (Side.PAYER, Side.PROVIDER) else None
