"""Commands of the written agreement: sections, drafts, signatures."""

from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import DraftId, Hash, SignatureMethod
from scabot_domain.parties import By, Instant
from scabot_domain.terms.entities import PartyId
from scabot_domain.terms.sections import SettableSection
from scabot_domain.wording import Line, Words


@fact
class SetSection:
    """Fill in a section of the agreement."""

    by: By
    content: SettableSection


@fact
class ConfirmSections:
    """Confirm sections for one's side as they stand.

    No numbers means every section that one's side has not confirmed yet.
    """

    by: By
    sections: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(max_length=7)] = ()


@fact
class IssueDraft:
    """Send the written agreement out for review; without a document hash scabot's own letter is meant."""

    by: By
    doc_sha256: Hash | None = None
    template: Line = "scabot letter"


@fact
class Redline:
    """Change the draft's wording; what is not known to be clerical is material (C11)."""

    by: By
    doc_sha256: Hash | None = None
    changes: Annotated[tuple[Words, ...], Field(min_length=1, max_length=20)]
    material: bool = True


@fact
class ApproveDraft:
    """Approve the newest draft for one's side."""

    by: By
    draft: DraftId


@fact
class Sign:
    """Record one's signature under the newest draft; the hashes are those that the signatory saw.

    `party_id` is the provider entity that signs, its lead if none is named; the payer names none.
    """

    by: By
    signatory: Line
    authority_basis: Line
    method: SignatureMethod
    terms_hash: Hash
    doc_sha256: Hash
    signed_at: Instant
    party_id: PartyId | None = None


Papering = SetSection | ConfirmSections | IssueDraft | Redline | ApproveDraft | Sign
