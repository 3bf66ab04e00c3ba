"""Commands of four eyes: how far somebody may offer alone, and what becomes of an offer that is held."""

from scabot_domain.fact import fact
from scabot_domain.facts.withholding import HeldId
from scabot_domain.money.amounts import Dollars, PercentOfMedicareFee
from scabot_domain.parties import By, Role
from scabot_domain.wording import Line, Words


@fact
class SetAuthority:
    """Say how far a person (`team` and `user`), or everybody in a role, of one's own side may offer alone.

    For the payer the most, for the provider the least; what is left out is not limited.
    """

    by: By
    role: Role | None = None
    team: Line | None = None
    user: Line | None = None
    percent_of_medicare: PercentOfMedicareFee | None = None
    total: Dollars | None = None


@fact
class ReleaseOffer:
    """Let an offer be made that somebody else of one's own side wanted to make beyond their band."""

    by: By
    held: HeldId
    reason: Words


@fact
class DropHeldOffer:
    """Take back an offer of one's own that is held, or decline to release somebody else's."""

    by: By
    held: HeldId
    reason: Words


Withholding = SetAuthority | ReleaseOffer | DropHeldOffer
