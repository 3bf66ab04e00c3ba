"""The roles by the letters that the rules call them by, and what a role alone decides (domain rules S4 to S6)."""

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

_PATIENT_ROLES = (PA, CM, OM)
_OTHER_SECTIONS = (PA, NM, PB)


def section_roles(number: int) -> tuple[Role, ...]:
    """Return who fills in and confirms a section: the patient is for those who know the patient."""
    return _PATIENT_ROLES if number == SectionNumber.PATIENT else _OTHER_SECTIONS


def speaks_for(role: Role, side: Side) -> bool:
    """Say whether a person of the side can hold the role; the PA specialist takes the home side, whichever it is."""
    return SIDE_OF_ROLE.get(role, side) is side
