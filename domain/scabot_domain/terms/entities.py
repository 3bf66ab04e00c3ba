"""Who is bound by an agreement: the health plan, every provider entity that bills under it, and who signs."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.money.amounts import Dollars
from scabot_domain.parties import Side
from scabot_domain.terms.identifiers import Npi, State, Taxonomy, Tin
from scabot_domain.wording import Line

PartyId = Annotated[str, StringConstraints(pattern=r"^P[1-9][0-9]?$")]
"""A provider entity in its agreement; `P1` is the one that the case was opened for."""

LEAD = "P1"

SignerId = Annotated[str, StringConstraints(pattern=r"^(payer|P[1-9][0-9]?)$")]
"""Who signs: the payer, or a provider entity by its id."""


class Product(StrEnum):
    """The kind of health plan."""

    HMO = "HMO"
    EPO = "EPO"
    PPO = "PPO"
    MA = "MA"
    MCO = "MCO"
    ASO = "ASO"


class Funding(StrEnum):
    """Whose money pays: the insurer's, or the employer's."""

    INSURED = "insured"
    SELF_FUNDED = "self_funded"


@fact
class ProviderDetails:
    """What else is known of a provider entity; `npis_type1` are the people who render its services."""

    npis_type1: Annotated[tuple[Npi, ...], Field(min_length=1, max_length=50)] | None = None
    taxonomy: Taxonomy | None = None
    address: Line | None = None
    w9_on_file: bool | None = None
    license_state: State | None = None
    medicaid_enrolled: bool | None = None


NOTHING_MORE = ProviderDetails()


@fact
class ProviderParty:
    """A provider entity that bills under the agreement; a `required` one must sign it."""

    party_id: PartyId
    required: bool = True
    legal_name: Line
    tin: Tin | None = None
    npi_type2: Npi | None = None
    details: ProviderDetails = NOTHING_MORE


@fact
class Signatory:
    """Who signs for a side, by what authority, and up to which total in US dollars.

    `party_id` is the one provider entity that this person signs for; without it they sign for every one of their side.
    """

    side: Literal[Side.PAYER, Side.PROVIDER]
    name: Line
    title: Line | None = None
    authority_basis: Line | None = None
    limit: Dollars | None = None
    email: Line | None = None
    party_id: PartyId | None = None
