"""Facts of the written agreement: sections, drafts, signatures, and the care that rests on them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import CoveredBy, DraftId, Hash, SignatureMethod
from scabot_domain.parties import Instant, Side
from scabot_domain.terms.entities import PartyId
from scabot_domain.terms.seats import seat_of
from scabot_domain.terms.sections import Section
from scabot_domain.wording import Line, Words


@fact
class SectionSet:
    """A section of the agreement was filled in; earlier confirmations of it are void."""

    content: Section


@fact
class SectionConfirmed:
    """A side confirmed a section as it stands, by its hash."""

    section: Annotated[int, Field(ge=1, le=7)]
    side: Side
    hash: Hash


@fact
class DraftIssued:
    """A written agreement went out for review."""

    draft: DraftId
    doc_sha256: Hash
    terms_hash: Hash
    template: Line


@fact
class DraftRedlined:
    """A side changed the draft's wording; the new version replaces the one before."""

    draft: DraftId
    doc_sha256: Hash
    changes: Annotated[tuple[Words, ...], Field(min_length=1, max_length=20)]
    material: bool


@fact
class DraftApproved:
    """A side approved the draft: this version and these terms (C19)."""

    draft: DraftId
    side: Side
    terms_hash: Hash


@fact
class SignatureRecorded:
    """A side signed the terms and the document named by their hashes (I7).

    `party_id` is the provider entity that signed; a provider's signature that names none is that of the lead.
    """

    side: Side
    signatory: Line
    authority_basis: Line
    method: SignatureMethod
    terms_hash: Hash
    doc_sha256: Hash
    signed_at: Instant
    party_id: PartyId | None = None

    @property
    def seat(self) -> str:
        """Return the place under the agreement that is signed; each is signed once."""
        return seat_of(self.side, self.party_id)


@fact
class AgreementExecuted:
    """The last required signature is there: the agreement binds."""

    terms_hash: Hash
    effective: date
    end: date
    sca_no: Line


@fact
class CareStarted:
    """The patient's care began on this date of service."""

    dos: date
    covered_by: CoveredBy


@fact
class CaseClosed:
    """Nothing is left to do."""


Papering = (
    SectionSet
    | SectionConfirmed
    | DraftIssued
    | DraftRedlined
    | DraftApproved
    | SignatureRecorded
    | AgreementExecuted
    | CareStarted
    | CaseClosed
)
KINDS: dict[str, type[Papering]] = {
    "section-set@3": SectionSet,
    "section-confirmed@1": SectionConfirmed,
    "draft-issued@1": DraftIssued,
    "draft-redlined@1": DraftRedlined,
    "draft-approved@1": DraftApproved,
    "signature-recorded@2": SignatureRecorded,
    "agreement-executed@1": AgreementExecuted,
    "care-started@1": CareStarted,
    "case-closed@1": CaseClosed,
}
