"""Commands about changing an agreement that binds."""

from datetime import date
from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.amending import AmendmentId
from scabot_domain.facts.vocabulary import Code, Hash, SignatureMethod
from scabot_domain.parties import By, Instant
from scabot_domain.terms.amended import LineUnits
from scabot_domain.terms.entities import PartyId
from scabot_domain.terms.sections import AgreedRate, Claims, CostShare, Parties, Scope, Term
from scabot_domain.wording import Line

AmendableSection = Annotated[Parties | Term | Scope | CostShare | Claims, Field(discriminator="section")]
"""Every section that people can fill in but the patient: another patient is another case."""


@fact
class Amend:
    """Propose other terms than those in force, named by the hash one saw: whole sections, rates, or units of lines."""

    by: By
    base_hash: Hash
    sections: Annotated[tuple[AmendableSection, ...], Field(max_length=5)] = ()
    rates: Annotated[tuple[AgreedRate, ...], Field(max_length=50)] = ()
    units: Annotated[tuple[LineUnits, ...], Field(max_length=100)] = ()


@fact
class Extend:
    """Propose a later end of the term and nothing else."""

    by: By
    base_hash: Hash
    new_end: date


@fact
class AgreeAmendment:
    """Agree to the other side's amendment, named by the hash of the terms after it."""

    by: By
    amendment: AmendmentId
    new_hash: Hash


@fact
class SignAmendment:
    """Sign an agreed amendment; without a document hash scabot's own letter is meant.

    `party_id` is the provider entity that signs, its lead if none is named; the payer names none.
    """

    by: By
    amendment: AmendmentId
    signatory: Line
    authority_basis: Line
    method: SignatureMethod
    new_hash: Hash
    doc_sha256: Hash | None = None
    signed_at: Instant
    party_id: PartyId | None = None


@fact
class DropAmendment:
    """Take one's own amendment back, or say no to the other side's."""

    by: By
    amendment: AmendmentId
    code: Code


Amending = Amend | Extend | AgreeAmendment | SignAmendment | DropAmendment
