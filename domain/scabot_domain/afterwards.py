"""What a case remembers once its agreement binds: amendments, and claims."""

from dataclasses import dataclass, field
from enum import StrEnum

from scabot_domain.facts.amending import AmendmentProposed
from scabot_domain.facts.fulfilling import ClaimMismatchFound, ClaimRecorded
from scabot_domain.facts.papers import SignatureRecorded
from scabot_domain.parties import Actor


class AmendmentState(StrEnum):
    """How far an amendment is; what is executed or dropped is not open any more."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    SIGNING = "signing"
    EXECUTED = "executed"
    DROPPED = "dropped"


OVER = frozenset({AmendmentState.EXECUTED, AmendmentState.DROPPED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Amendment:
    """An amendment as it was proposed, how far it is, and who signed it, by seat (`terms/seats.py`)."""

    proposed: AmendmentProposed
    state: AmendmentState = AmendmentState.PROPOSED
    signatures: dict[str, SignatureRecorded] = field(default_factory=dict)
    signers: dict[str, Actor] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return its id in the case, like `AMD-1`."""
        return self.proposed.amendment

    @property
    def open(self) -> bool:
        """Say whether it still waits for somebody."""
        return self.state not in OVER


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A claim as it was last recorded, and what of it is not what the agreement says."""

    record: ClaimRecorded
    mismatch: ClaimMismatchFound | None = None
