"""Facts about what becomes of an agreement that binds: loading, claims, its end, and what comes after it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import Code
from scabot_domain.money.amounts import Dollars
from scabot_domain.parties import CaseKey
from scabot_domain.wording import Line


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


PaidDollars = Annotated[Decimal, Field(ge=0, lt=Decimal(100_000_000), decimal_places=2), AfterValidator(_cents)]
"""US dollars as a claim states them, 0 included, kept with 2 decimals."""

ClaimId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,30}$")]
Carc = Annotated[str, StringConstraints(pattern=r"^[A-Z]?[0-9]{1,3}$")]
"""A claim adjustment reason code, like `45`."""


class ClaimPoint(StrEnum):
    """What a claim is held against the agreement for."""

    CODE = "code"
    UNITS = "units"
    DATE = "date"
    AUTHORIZATION = "authorization"
    ALLOWED = "allowed"
    PATIENT_SHARE = "patient_share"
    DENIAL = "denial"


class SupersedeCause(StrEnum):
    """What made a case pointless without anybody's refusal (P3, P10)."""

    COVERAGE = "coverage"
    JOINED_NETWORK = "joined_network"


@fact
class AgreementLoaded:
    """The payer's claim system knows the agreement, so that claims are paid under it (P12)."""

    loaded_on: date
    loaded_by: Line
    reference: Line


@fact
class ClaimRecorded:
    """A claim as it was adjudicated; recorded again under the same id, the newer word counts."""

    claim: ClaimId
    dos: date
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,11}$")]
    units: Annotated[int, Field(ge=1, le=100_000)]
    auth_no: Line | None
    billed: Dollars
    allowed: PaidDollars | None
    paid: PaidDollars | None
    member_resp: PaidDollars | None
    carc: Carc | None


@fact
class ClaimMismatchFound:
    """A claim is not what the agreement says: for each point, what was `expected`, and what the claim has in `diff`."""

    claim: ClaimId
    expected: dict[ClaimPoint, str]
    diff: dict[ClaimPoint, str]


@fact
class TermEnded:
    """The last day of the term is over; `used` says whether care had started under the agreement."""

    end: date
    used: bool


@fact
class RenewalOpened:
    """The next agreement is negotiated in another case."""

    new_case: CaseKey
    from_case: CaseKey


@fact
class CaseLinked:
    """The case continues another one, which it names."""

    from_case: CaseKey


@fact
class AgreementTerminated:
    """A side ended the agreement after `effective`; care in progress stays covered until `runout`, if that is named."""

    cause: Code
    effective: date
    runout: date | None


@fact
class CaseSuperseded:
    """Something else took the place of the agreement: another coverage, or a contract with the network."""

    cause: SupersedeCause
    new_case: CaseKey | None


Fulfilling = (
    AgreementLoaded
    | ClaimRecorded
    | ClaimMismatchFound
    | TermEnded
    | RenewalOpened
    | CaseLinked
    | AgreementTerminated
    | CaseSuperseded
)
KINDS: dict[str, type[Fulfilling]] = {
    "agreement-loaded@1": AgreementLoaded,
    "claim-recorded@1": ClaimRecorded,
    "claim-mismatch-found@1": ClaimMismatchFound,
    "term-ended@1": TermEnded,
    "renewal-opened@1": RenewalOpened,
    "case-linked@1": CaseLinked,
    "agreement-terminated@1": AgreementTerminated,
    "case-superseded@1": CaseSuperseded,
}
