"""Commands about what an agreement stands on: the authorization, the coverage, and rules to be waived."""

from datetime import date
from enum import StrEnum

from scabot_domain.fact import fact
from scabot_domain.facts.standing import AuthorizedLines
from scabot_domain.facts.vocabulary import Code
from scabot_domain.parties import By
from scabot_domain.wording import Line, Words


class AuthorizationChange(StrEnum):
    """What became of an authorization."""

    EXTENDED = "extended"
    EXPIRED = "expired"
    REVOKED = "revoked"


@fact
class ChangeAuthorization:
    """Record that the authorization was extended, has expired, or was revoked.

    `valid_to` is its last day now; for one that expired it is known.
    `lines` are the lines whose code or units an extension changes.
    """

    by: By
    change: AuthorizationChange
    auth_no: Line
    valid_to: date | None = None
    lines: AuthorizedLines = ()


@fact
class ChangeCoverage:
    """Record that the patient's coverage by this payer ends, and who covers the patient afterwards."""

    by: By
    ends_on: date
    new_payer: Line | None = None


@fact
class RequestOverride:
    """Ask compliance to waive a rule for this case; the patient's acknowledgment is told where it counts."""

    by: By
    rule: Code
    reason: Words
    acknowledgment_ref: Line | None = None


@fact
class Override:
    """Waive a rule for this case, as somebody else asked."""

    by: By
    rule: Code


Standing = ChangeAuthorization | ChangeCoverage | RequestOverride | Override
