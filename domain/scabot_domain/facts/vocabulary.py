"""The words that facts are made of: identifiers, codes, and the closed lists of what can be chosen."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
OfferId = Annotated[str, StringConstraints(pattern=r"^OFR-[1-9][0-9]{0,3}$")]
DraftId = Annotated[str, StringConstraints(pattern=r"^v[1-9][0-9]{0,3}$")]
LineIds = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=40)], ...], Field(min_length=1, max_length=100)
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Urgency(StrEnum):
    """How fast the patient needs the care."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class ApprovalDecision(StrEnum):
    """What the clinical review said."""

    FULL = "full"
    PARTIAL = "partial"
    MODIFIED = "modified"


class RequestReason(StrEnum):
    """Why the network cannot serve the patient."""

    NETWORK_GAP = "network_gap"
    CONTINUITY = "continuity"
    EXPERTISE = "expertise"
    EMERGENCY = "emergency"
    ACCESS_DELAY = "access_delay"


class RejectionCode(StrEnum):
    """What is wrong with a rejected offer."""

    RATE_LOW = "rate_low"
    RATE_HIGH = "rate_high"
    SCOPE = "scope"
    TERM = "term"
    COST_SHARE = "cost_share"


class CoveredBy(StrEnum):
    """What care rested on when it began."""

    EXECUTED = "executed"
    VERBAL = "verbal"
    NONE = "none"


class SignatureMethod(StrEnum):
    """How a signature came about."""

    WET = "wet"
    FAX = "fax"
    ENVELOPE = "envelope"
    PORTAL = "portal"
