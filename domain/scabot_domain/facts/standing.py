"""Facts about what an agreement stands on: the authorization, the coverage, and rules that compliance waived."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import Code
from scabot_domain.parties import Actor
from scabot_domain.terms.sections import CodeSystem
from scabot_domain.wording import Line, Words


class Waivable(StrEnum):
    """The rules that compliance can waive for one case; nothing else is ever waived (domain rules, section 5.3)."""

    HOLD_HARMLESS = "hold_harmless"
    TERM_OUTSIDE_AUTHORIZATION = "term_outside_authorization"
    RETRO_REACH = "retro_reach"
    TERM_MAXIMUM = "term_maximum"
    ELIGIBILITY_AGE = "eligibility_age"


@fact
class AuthorizedLine:
    """A line of the scope as the authorization names it now: its code, and how many units of it."""

    line_id: Annotated[str, StringConstraints(pattern=r"^L[1-9][0-9]{0,2}$")]
    system: CodeSystem
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,11}$")]
    units: Annotated[int, Field(ge=1, le=100_000)] | None = None


AuthorizedLines = Annotated[tuple[AuthorizedLine, ...], Field(max_length=100)]


@fact
class AuthorizationExtended:
    """The authorization is good until a later day; `lines` are those whose code or units are others now."""

    auth_no: Line
    valid_to: date
    lines: AuthorizedLines = ()


@fact
class AuthorizationExpired:
    """The authorization ended, its last day being `valid_to`, before anybody extended it."""

    auth_no: Line
    valid_to: date


@fact
class AuthorizationRevoked:
    """The plan took the authorization back; `valid_to` is the last day for which it still stands."""

    auth_no: Line
    valid_to: date


@fact
class TermsReopened:
    """What was agreed does not hold any more: signatures are void, and these lines need another rate (P4)."""

    cause: Code
    lines: tuple[str, ...] = ()


@fact
class CoverageChanged:
    """The patient's coverage by this payer ends on a day, which truncates the term (P3)."""

    ends_on: date
    new_payer: Line | None


@fact
class OverrideRequested:
    """Somebody asked compliance to waive a rule for this case."""

    rule: Waivable
    reason: Words
    acknowledgment_ref: Line | None


@fact
class RuleOverridden:
    """Compliance waived a rule for this case, asked by somebody else; it stays visible for ever (I23)."""

    rule: Waivable
    reason: Words
    requested_by: Actor
    approver: Actor
    acknowledgment_ref: Line | None


Standing = (
    AuthorizationExtended
    | AuthorizationExpired
    | AuthorizationRevoked
    | TermsReopened
    | CoverageChanged
    | OverrideRequested
    | RuleOverridden
)
KINDS: dict[str, type[Standing]] = {
    "authorization-extended@1": AuthorizationExtended,
    "authorization-expired@1": AuthorizationExpired,
    "authorization-revoked@1": AuthorizationRevoked,
    "terms-reopened@1": TermsReopened,
    "coverage-changed@1": CoverageChanged,
    "override-requested@1": OverrideRequested,
    "rule-overridden@1": RuleOverridden,
}
