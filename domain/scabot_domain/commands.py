"""Everything a person or a clock may ask of a case, as a closed union; `decide` answers with facts or refuses.

Time, identity and chance are arguments: each command carries `by`, its circumstances.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from scabot_domain.directory import Directory
from scabot_domain.events import (
    ApprovalDecision,
    Code,
    DraftId,
    Hash,
    OfferId,
    RejectionCode,
    RequestReason,
    SignatureMethod,
    Urgency,
)
from scabot_domain.fact import fact
from scabot_domain.parties import Actor, By, Instant
from scabot_domain.schedule import DeadlineId
from scabot_domain.terms.sections import AgreedRate, SettableSection, Term
from scabot_domain.wording import Line, Words


@fact
class OpenCase:
    """Open a case for one patient, known by token only."""

    by: By
    patient_token: Annotated[str, Field(max_length=50)]
    payer: Line
    provider: Line
    urgency: Urgency
    care_date: date | None = None
    tz: Annotated[str, Field(max_length=50)]
    plan_type: Line | None = None
    state_law: Line | None = None
    owner: Actor | None = None


@fact
class RecordApproval:
    """Record that the health plan approved the care."""

    by: By
    auth_no: Line
    decision: ApprovalDecision = ApprovalDecision.FULL
    valid_from: date
    valid_to: date
    approver: Line
    only_provider: bool = False


@fact
class RequestSca:
    """Ask the payer for a single-case agreement."""

    by: By
    department: Line
    reason: RequestReason
    target_signed_by: date | None = None


@fact
class Acknowledge:
    """Confirm for the payer that it has the request."""

    by: By
    expected_by: date | None = None


@fact
class MakeOffer:
    """State the terms that one's side would sign; `expires_at` defaults to ten business days (C2)."""

    by: By
    rates: Annotated[tuple[AgreedRate, ...], Field(min_length=1, max_length=50)]
    term: Term | None = None
    expires_at: Instant | None = None


@fact
class Counter:
    """Answer the other side's open offer with terms of one's own."""

    by: By
    in_reply_to: OfferId
    rates: Annotated[tuple[AgreedRate, ...], Field(min_length=1, max_length=50)]
    term: Term | None = None
    expires_at: Instant | None = None


@fact
class Reject:
    """Say no to the other side's open offer."""

    by: By
    offer_id: OfferId
    code: RejectionCode


@fact
class WithdrawOffer:
    """Take back one's own open offer."""

    by: By
    offer_id: OfferId


@fact
class ExpireOffer:
    """Record that an offer's life is over (the clock asks)."""

    by: By
    offer_id: OfferId


@fact
class Accept:
    """Accept the other side's open offer, exactly as it was seen."""

    by: By
    offer_id: OfferId
    offer_hash: Hash


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
    """Record one's signature under the newest draft; the hashes are those that the signatory saw."""

    by: By
    signatory: Line
    authority_basis: Line
    method: SignatureMethod
    terms_hash: Hash
    doc_sha256: Hash
    signed_at: Instant


@fact
class RecordCareStart:
    """Record the first date of service."""

    by: By
    dos: date


@fact
class CloseCase:
    """Close a case whose care is over."""

    by: By


@fact
class MarkStalled:
    """Say that nothing moves."""

    by: By


@fact
class ClearStall:
    """Say that it moves again."""

    by: By


@fact
class Decline:
    """Refuse the agreement for the payer."""

    by: By
    code: Code
    appeal_rights: bool = True


@fact
class ProviderWithdraw:
    """Walk away for the provider."""

    by: By
    code: Code


@fact
class WithdrawCase:
    """Take the case back."""

    by: By
    code: Code


@fact
class Reopen:
    """Bring a declined or abandoned case back on new evidence."""

    by: By
    reason: Words
    evidence: Line


@fact
class AddNote:
    """Write something down for one's own side, or for both."""

    by: By
    text: Words
    shared: bool = False


@fact
class FireDeadline:
    """Tell the people of a deadline's next level (the clock asks); the directory says who they are."""

    by: By
    deadline: DeadlineId
    n: Annotated[int, Field(ge=1)]
    directory: Directory


@fact
class AckPing:
    """Take on what a ping asked for, if possible with a firm date."""

    by: By
    deadline: DeadlineId
    expected_by: date | None = None


Opening = OpenCase | RecordApproval | RequestSca | Acknowledge
Offering = MakeOffer | Counter | Reject | WithdrawOffer | ExpireOffer | Accept
Papering = SetSection | ConfirmSections | IssueDraft | Redline | ApproveDraft | Sign
Running = RecordCareStart | CloseCase | MarkStalled | ClearStall
Ending = Decline | ProviderWithdraw | WithdrawCase | Reopen
Remarking = AddNote | FireDeadline | AckPing
Command = Opening | Offering | Papering | Running | Ending | Remarking
COMMANDS: tuple[type[Command], ...] = Command.__args__
