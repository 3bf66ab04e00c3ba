"""The seven sections of a Single-Case Agreement as typed data (S10-S16).

Whatever may be absent is absent, not empty, so that one content has one hash.
"""

from datetime import date
from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.money.amounts import Dollars, DollarsLeft, PercentOfCharges, PercentOfShare
from scabot_domain.money.rates import Rate
from scabot_domain.phi import Phi
from scabot_domain.terms.agreed import AgreedRate
from scabot_domain.terms.entities import (
    Funding,
    PartyId,
    Product,
    ProviderDetails,
    ProviderParty,
    Signatory,
    SignerId,
)
from scabot_domain.terms.identifiers import CodeSystem, Naic, Npi, Tin
from scabot_domain.terms.services import ScopeLine
from scabot_domain.wording import Line, Words

__all__ = [
    "IDENTITY",
    "TITLES",
    "UNHASHED",
    "AgreedRate",
    "Claims",
    "CodeSystem",
    "CostShare",
    "CoverageOrder",
    "Extension",
    "FilingStart",
    "Funding",
    "Legal",
    "Line",
    "Parties",
    "Patient",
    "Product",
    "Reimbursement",
    "Relation",
    "Runout",
    "Scope",
    "ScopeLine",
    "Section",
    "SectionNumber",
    "SettableSection",
    "Term",
]

Days = Annotated[int, Field(ge=0, le=3650)]
LongDays = Annotated[int, Field(ge=1, le=3650)]


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


class Relation(StrEnum):
    """What the patient is to the person who holds the coverage."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


class CoverageOrder(StrEnum):
    """Which of several coverages this one is."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"


class Extension(StrEnum):
    """How the agreement is made longer."""

    BY_AMENDMENT = "by_amendment"
    WITH_AUTHORIZATION = "with_authorization"


class Runout(StrEnum):
    """What becomes of care in progress when the agreement ends."""

    ENDS_WITH_TERM = "ends_with_term"
    UNTIL_DISCHARGE = "until_discharge"
    COURSE_OF_TREATMENT = "course_of_treatment"


class FilingStart(StrEnum):
    """From when the filing limit runs."""

    DATE_OF_SERVICE = "date_of_service"
    DISCHARGE = "discharge"


@fact
class Parties:
    """Section 1: the legal names and tax ids of both parties, of every other entity that bills, and who signs.

    The flat `provider_…` fields are party `P1`; `providers` are the others.
    Whoever is named in `signing_order` signs after those who are named before; without it any order will do (C13).
    """

    section: Literal[1] = 1
    payer_legal_name: Line
    payer_tin: Tin | None = None
    payer_product: Product
    provider_legal_name: Line
    provider_tin: Tin | None = None
    provider_npi: Npi | None = None
    payer_naic: Naic | None = None
    funding: Funding | None = None
    delegated_entity: Line | None = None
    payer_contact: Line | None = None
    provider: ProviderDetails | None = None
    providers: Annotated[tuple[ProviderParty, ...], Field(min_length=1, max_length=20)] | None = None
    signatories: Annotated[tuple[Signatory, ...], Field(min_length=1, max_length=24)] | None = None
    signing_order: Annotated[tuple[SignerId, ...], Field(min_length=2, max_length=22)] | None = None


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
    group_no: Line | None = None
    subscriber_relation: Relation | None = None
    plan_id: Line | None = None
    coverage_order: CoverageOrder | None = None


IDENTITY = ("name", "birth_date", "member_id")
"""The fields of section 2 that tell who the patient is."""


@fact
class Term:
    """Section 3: first and last day, both included, in the zone `tz`, or else the case's.

    `retro_from` makes the agreement reach back to care before the first day; `retro_text` says for what.
    """

    section: Literal[3] = 3
    effective: date
    end: date
    retro_from: date | None = None
    notice_days: Days = 30
    tz: Line | None = None
    retro_text: Words | None = None
    extension_rule: Extension | None = None
    runout_rule: Runout | None = None

    @property
    def first_day(self) -> date:
        """The first day of care that the agreement covers, retroactive care included."""
        return self.effective if self.retro_from is None else min(self.retro_from, self.effective)


@fact
class Scope:
    """Section 4: every service that the agreement covers, and the authorization it rests on."""

    section: Literal[4] = 4
    lines: Annotated[tuple[ScopeLine, ...], Field(min_length=1, max_length=100)]
    auth_no: Line | None = None
    exclusions: Annotated[tuple[Words, ...], Field(min_length=1, max_length=20)] | None = None


@fact
class Reimbursement:
    """Section 5: the accepted rates; they enter only by an accepted offer.

    `default_rate` pays what no line names, `cap_total` is the most that the whole agreement can cost.
    """

    section: Literal[5] = 5
    offer_id: str
    rates: Annotated[tuple[AgreedRate, ...], Field(min_length=1)]
    default_rate: Rate | None = None
    cap_total: Dollars | None = None


@fact
class CostShare:
    """Section 6: what the patient pays, which is in-network cost sharing and nothing else (I6).

    Without `entities` the promise binds every provider entity of section 1.
    """

    section: Literal[6] = 6
    level: Literal["in_network"] = "in_network"
    copay: Dollars | None = None
    coinsurance_percent: PercentOfShare | None = None
    accumulates_in_network: bool | None = None
    hold_harmless: bool
    deductible_remaining: DollarsLeft | None = None
    oop_remaining: DollarsLeft | None = None
    clause_id: Line | None = None
    entities: Annotated[tuple[PartyId, ...], Field(min_length=1, max_length=21)] | None = None


@fact
class Legal:
    """What else the parties promise each other."""

    governing_law: Line | None = None
    confidentiality: Words | None = None
    dispute: Words | None = None
    no_precedent: bool | None = None


@fact
class Claims:
    """Section 7: where claims go, with which numbers, and how long one has to file them.

    `box23` is what stands in field 23 of the CMS-1500 and in 837 REF*G1: the authorization number unless stated.
    """

    section: Literal[7] = 7
    payer_id: Line | None = None
    address: Line | None = None
    auth_no: Line | None = None
    timely_filing_days: LongDays | None = None
    filing_from: FilingStart = FilingStart.DATE_OF_SERVICE
    sca_no: Line | None = None
    box23: Line | None = None
    attention: Line | None = None
    corrected_days: LongDays | None = None
    appeal_days: LongDays | None = None
    prompt_pay_days: LongDays | None = None
    interest_percent: PercentOfCharges | None = None
    pay_to: Line | None = None
    loaded_confirmed_at: date | None = None
    legal: Legal | None = None


UNHASHED = ("payer_contact", "sca_no", "loaded_confirmed_at")
"""Fields that nobody agrees on: they enter no hash (C6)."""

Section = Annotated[
    Parties | Patient | Term | Scope | Reimbursement | CostShare | Claims,
    Field(discriminator="section"),
]
SettableSection = Annotated[Parties | Patient | Term | Scope | CostShare | Claims, Field(discriminator="section")]
"""Every section that people fill in; section 5 is filled by accepting an offer."""
