"""The seven sections of a Single-Case Agreement as typed data (S10-S16)."""

from datetime import date
from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scabot_domain import wording
from scabot_domain.fact import fact
from scabot_domain.money.amounts import Dollars, PercentOfShare
from scabot_domain.money.rates import Rate
from scabot_domain.phi import Phi

Line = wording.Line
Npi = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}$")]
Tin = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}-[0-9]{7}$")]
Days = Annotated[int, Field(ge=0, le=3650)]


class SectionNumber(IntEnum):
    """The sections by the number people use."""

    PARTIES = 1
    PATIENT = 2
    TERM = 3
    SCOPE = 4
    REIMBURSEMENT = 5
    COST_SHARE = 6
    CLAIMS = 7


TITLES: dict[int, str] = {
    1: "Parties",
    2: "Patient",
    3: "Term",
    4: "Scope of services",
    5: "Reimbursement",
    6: "Patient cost share",
    7: "Claims",
}
"""What people call each section."""


class Product(StrEnum):
    """The kind of health plan."""

    HMO = "HMO"
    EPO = "EPO"
    PPO = "PPO"
    MA = "MA"
    MCO = "MCO"
    ASO = "ASO"


class CodeSystem(StrEnum):
    """Where a service code comes from."""

    CPT = "CPT"
    HCPCS = "HCPCS"
    REV = "REV"
    DRG = "DRG"
    NDC = "NDC"


class FilingStart(StrEnum):
    """From when the filing limit runs."""

    DATE_OF_SERVICE = "date_of_service"
    DISCHARGE = "discharge"


@fact
class Parties:
    """Section 1: the legal names and tax ids of both parties."""

    section: Literal[1] = 1
    payer_legal_name: Line
    payer_tin: Tin
    payer_product: Product
    provider_legal_name: Line
    provider_tin: Tin
    provider_npi: Npi


@fact
class Patient:
    """Section 2: exactly one patient, by token; names, birth date and member id never enter through Slack.

    They enter in the shell, are sealed under the key of `token`, and enter no hash; the birth date is an ISO date.
    `identity_on_file` says that the identity was entered through a local form and checked against the card.
    """

    section: Literal[2] = 2
    token: Annotated[str, StringConstraints(pattern=r"^SUB-[0-9A-HJKMNP-TV-Z]{10}$")]
    identity_on_file: bool
    coverage_from: date
    coverage_to: date | None = None
    eligibility_verified_on: date | None = None
    name: Phi[str] | None = None
    birth_date: Phi[str] | None = None
    member_id: Phi[str] | None = None


IDENTITY = ("name", "birth_date", "member_id")
"""The fields of section 2 that tell who the patient is."""


@fact
class Term:
    """Section 3: first and last day, both included, in the case's zone."""

    section: Literal[3] = 3
    effective: date
    end: date
    retro_from: date | None = None
    notice_days: Days = 30


@fact
class ScopeLine:
    """One covered service: a code and how many units of it."""

    line_id: Annotated[str, StringConstraints(pattern=r"^L[1-9][0-9]{0,2}$")]
    system: CodeSystem
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,11}$")]
    units_max: Annotated[int, Field(ge=1, le=100_000)]


@fact
class Scope:
    """Section 4: every service that the agreement covers, and the authorization it rests on."""

    section: Literal[4] = 4
    lines: Annotated[tuple[ScopeLine, ...], Field(min_length=1, max_length=100)]
    auth_no: Line


@fact
class AgreedRate:
    """A rate and the scope lines it pays; no line ids means all lines."""

    line_ids: tuple[str, ...] = ()
    rate: Rate


@fact
class Reimbursement:
    """Section 5: the accepted rates; they enter only by an accepted offer."""

    section: Literal[5] = 5
    offer_id: str
    rates: Annotated[tuple[AgreedRate, ...], Field(min_length=1)]


@fact
class CostShare:
    """Section 6: what the patient pays, which is in-network cost sharing and nothing else (I6)."""

    section: Literal[6] = 6
    level: Literal["in_network"] = "in_network"
    copay: Dollars | None = None
    coinsurance_percent: PercentOfShare | None = None
    accumulates_in_network: bool
    hold_harmless: bool


@fact
class Claims:
    """Section 7: where claims go, with which numbers, and how long one has to file them."""

    section: Literal[7] = 7
    payer_id: Line
    address: Line
    auth_no: Line
    timely_filing_days: Annotated[int, Field(ge=1, le=3650)]
    filing_from: FilingStart = FilingStart.DATE_OF_SERVICE


Section = Annotated[
    Parties | Patient | Term | Scope | Reimbursement | CostShare | Claims,
    Field(discriminator="section"),
]
SettableSection = Annotated[Parties | Patient | Term | Scope | CostShare | Claims, Field(discriminator="section")]
"""Every section that people fill in; section 5 is filled by accepting an offer."""
