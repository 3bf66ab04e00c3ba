"""Facts beside the offers: who is whom, what was tried and verified, what is assumed, and whether the case rests."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.money.amounts import Dollars, PercentOfShare
from scabot_domain.money.rates import Setting
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.wording import Line, Words

AssumptionsId = Annotated[str, StringConstraints(pattern=r"^as-[1-9][0-9]{0,3}$")]
Quarter = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}Q[1-4]$")]
"""A quarter of a drug price list, like `2026Q1`."""


class BenchmarkKind(StrEnum):
    """Where a figure comes from that supports a rate."""

    MEDICARE = "medicare"
    PUBLIC_FILE = "public_file"
    CHARGE_DATABASE = "charge_database"
    OTHER_CONTRACT = "other_contract"


class AttemptOutcome(StrEnum):
    """What came of asking a provider in the network."""

    OFFERED = "offered"
    NO_CAPACITY = "no_capacity"
    NOT_ABLE = "not_able"
    NO_ANSWER = "no_answer"


@fact
class ContactAssigned:
    """How a role of a side is reached was said; `ref` is a reference to the contact, not a name."""

    role: Role
    side: Side
    ref: Line


@fact
class AuthorityLimitNoted:
    """Up to how much a contact may decide; only its own side ever reads this."""

    role: Role
    side: Side
    limit: Dollars


@fact
class OwnerAssigned:
    """The case got another owner; open deadlines tell the new one from now on."""

    before: Actor | None
    to: Actor


@fact
class InNetworkAttemptLogged:
    """A provider in the network was asked, and this came of it."""

    provider: Line
    contact: Line | None = None
    outcome: AttemptOutcome
    first_appointment: date | None = None


@fact
class EligibilityVerified:
    """The patient's coverage was looked up."""

    on: date
    coverage_from: date
    coverage_to: date | None = None
    reference: Line


@fact
class CaseHeld:
    """The case rests until somebody looks at it again."""

    reason: Words
    review_on: date


@fact
class CaseResumed:
    """The case goes on."""


@fact
class BenchmarkShared:
    """A figure that supports a rate, with its source; from another contract only if nothing there forbids it."""

    kind: BenchmarkKind
    source_url: Line
    value: Line
    as_of: date
    not_confidential: bool = False


@fact
class BenchmarkRequested:
    """A side was asked for figures that support its rate."""

    side: Side


@fact
class MedicalDirectorIntervened:
    """The payer's physician spoke up for the patient's clinical need."""

    statement: Words


@fact
class Assumptions:
    """What a comparison of offers rests on; what is left out is unknown."""

    units: dict[Line, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    billed: Dollars | None = None
    midnights: Annotated[int, Field(ge=0, le=3660)] | None = None
    service_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    setting: Setting | None = None
    asp_quarter: Quarter | None = None
    deductible_left: Dollars | None = None
    out_of_pocket_left: Dollars | None = None
    copay: Dollars | None = None
    coinsurance_percent: PercentOfShare | None = None


@fact
class AssumptionsSet:
    """A comparison of offers rests on these assumptions from now on; an older view keeps the set it had."""

    id: AssumptionsId
    values: Assumptions


Keeping = (
    ContactAssigned
    | AuthorityLimitNoted
    | OwnerAssigned
    | InNetworkAttemptLogged
    | EligibilityVerified
    | CaseHeld
    | CaseResumed
    | BenchmarkShared
    | BenchmarkRequested
    | MedicalDirectorIntervened
    | AssumptionsSet
)
KINDS: dict[str, type[Keeping]] = {
    "contact-assigned@1": ContactAssigned,
    "authority-limit-noted@1": AuthorityLimitNoted,
    "owner-assigned@1": OwnerAssigned,
    "in-network-attempt-logged@1": InNetworkAttemptLogged,
    "eligibility-verified@1": EligibilityVerified,
    "case-held@1": CaseHeld,
    "case-resumed@1": CaseResumed,
    "benchmark-shared@1": BenchmarkShared,
    "benchmark-requested@1": BenchmarkRequested,
    "medical-director-intervened@1": MedicalDirectorIntervened,
    "assumptions-set@1": AssumptionsSet,
}
