"""Everything that can have happened in a case, as a closed union of facts, and the envelope around each.

A kind is stored as `kind@version` in kebab case (`offer-made@1`).
A shipped kind is never edited: it gets a new version and an upcast.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.parties import Actor, CaseKey, Instant, OnBehalf, Side, Source, Visibility
from scabot_domain.schedule import DeadlineChange, Next, Told
from scabot_domain.terms.sections import AgreedRate, Section, Term
from scabot_domain.wording import Line, Words

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
OfferId = Annotated[str, StringConstraints(pattern=r"^OFR-[1-9][0-9]{0,3}$")]
DraftId = Annotated[str, StringConstraints(pattern=r"^v[1-9][0-9]{0,3}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Urgency(StrEnum):
    """How fast the patient needs the care."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class ApprovalDecision(StrEnum):
    """What the clinical review said."""

    FULL = "full"
    PARTIAL = "partial"
    MODIFIED = "modified"


class RequestReason(StrEnum):
    """Why the network cannot serve the patient."""

    NETWORK_GAP = "network_gap"
    CONTINUITY = "continuity"
    EXPERTISE = "expertise"
    EMERGENCY = "emergency"
    ACCESS_DELAY = "access_delay"


class RejectionCode(StrEnum):
    """What is wrong with a rejected offer."""

    RATE_LOW = "rate_low"
    RATE_HIGH = "rate_high"
    SCOPE = "scope"
    TERM = "term"
    COST_SHARE = "cost_share"


class CoveredBy(StrEnum):
    """What care rested on when it began."""

    EXECUTED = "executed"
    VERBAL = "verbal"
    NONE = "none"


class SignatureMethod(StrEnum):
    """How a signature came about."""

    WET = "wet"
    FAX = "fax"
    ENVELOPE = "envelope"
    PORTAL = "portal"


# --- opening ---
@fact
class CaseOpened:
    """A case exists: who is to be paid by whom for one patient, known by token only."""

    patient_token: str
    payer: Line
    provider: Line
    urgency: Urgency
    care_date: date | None
    tz: str
    plan_type: Line | None
    state_law: Line | None
    owner: Actor


@fact
class PlaybookPinned:
    """The playbook that the case runs under, by version and by the SHA-256 of its text."""

    version: int
    digest: Hash


@fact
class ClinicalApprovalRecorded:
    """The health plan agreed that the patient needs this care; this alone is never coverage (S1)."""

    auth_no: Line
    decision: ApprovalDecision
    valid_from: date
    valid_to: date
    approver: Line
    only_provider: bool


@fact
class ScaRequested:
    """The agreement was asked for, so the clocks start."""

    department: Line
    reason: RequestReason
    target_signed_by: date | None


@fact
class RequestAcknowledged:
    """The payer confirmed that it has the request."""

    expected_by: date | None


# --- offers ---
@fact
class OfferTerms:
    """What an offer proposes; everything here is covered by its `offer_hash` (C5)."""

    offer_id: OfferId
    side: Side
    rates: Annotated[tuple[AgreedRate, ...], Field(min_length=1, max_length=50)]
    term: Term | None = None
    expires_at: Instant


@fact
class OfferMade:
    """One side stated the terms that it would sign."""

    terms: OfferTerms
    offer_hash: Hash


@fact
class OfferCountered:
    """One side answered an offer with terms of its own, which closes the offer it answers (C1)."""

    terms: OfferTerms
    offer_hash: Hash
    in_reply_to: OfferId


@fact
class OfferSuperseded:
    """An offer closed because a newer one took its place (I1)."""

    offer_id: OfferId
    by: OfferId


@fact
class OfferRejected:
    """The recipient said no to an offer."""

    offer_id: OfferId
    code: RejectionCode


@fact
class OfferWithdrawn:
    """The maker took an offer back."""

    offer_id: OfferId


@fact
class OfferExpired:
    """Nobody answered an offer in its life; no rule waits for this event (C1)."""

    offer_id: OfferId
    expires_at: Instant


@fact
class OfferAccepted:
    """The recipient accepted the offer whose hash it saw (I2)."""

    offer_id: OfferId
    offer_hash: Hash


@fact
class TermsAgreed:
    """Both sides stand on the same rates."""

    offer_id: OfferId
    terms_hash: Hash


# --- paper ---
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
    """A side signed the terms and the document named by their hashes (I7)."""

    side: Side
    signatory: Line
    authority_basis: Line
    method: SignatureMethod
    terms_hash: Hash
    doc_sha256: Hash
    signed_at: Instant


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


# --- trouble ---
@fact
class StallDetected:
    """Nothing moves, by a rule of the playbook or by the word of a person (`rule` is then `person`)."""

    rule: Code
    since: Instant
    waiting_for: Side | None = None


@fact
class StallCleared:
    """What stalled moves again."""

    rule: Code


@fact
class ScaDeclined:
    """The payer will not make this agreement."""

    code: Code
    appeal_rights: bool


@fact
class ProviderWithdrew:
    """The provider walked away."""

    code: Code


@fact
class CaseWithdrawn:
    """The care team took the case back."""

    code: Code


@fact
class CaseReopened:
    """New evidence brought a declined or abandoned case back."""

    reason: Words
    evidence: Line


@fact
class NoteAdded:
    """Somebody wrote something down; the envelope's visibility says for whom."""

    text: Words


# --- time ---
@fact
class DeadlinesChanged:
    """The playbook armed, met, moved or canceled deadlines because of the events beside it."""

    changes: Annotated[tuple[DeadlineChange, ...], Field(min_length=1)]


@fact
class EscalationSent:
    """A deadline fell due and these people are told; once per case, rule, episode and level (I19).

    `since` is the instant the deadline is counted from, `due` that of this level.
    `late_seconds` is how much later than planned it was told.
    `template` and `placeholders` give the words; `skipped` are the lower levels that it tells along with its own.
    """

    deadline: str
    rule: Code
    episode: int
    level: int
    n: int
    rule_version: int
    due: Instant
    since: Instant
    template: Code
    placeholders: dict[str, str]
    told: tuple[Told, ...]
    skipped: tuple[int, ...] = ()
    late_seconds: int = 0
    next: Next | None


@fact
class EscalationAcknowledged:
    """A person who was told has taken the matter on, which holds the next level; `next` is when it comes after all."""

    deadline: str
    level: int
    expected_by: date | None = None
    next: Next | None = None


Opening = CaseOpened | PlaybookPinned | ClinicalApprovalRecorded | ScaRequested | RequestAcknowledged
Offering = (
    OfferMade
    | OfferCountered
    | OfferSuperseded
    | OfferRejected
    | OfferWithdrawn
    | OfferExpired
    | OfferAccepted
    | TermsAgreed
)
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
Troubling = StallDetected | StallCleared | ScaDeclined | ProviderWithdrew | CaseWithdrawn | CaseReopened | NoteAdded
Timing = DeadlinesChanged | EscalationSent | EscalationAcknowledged
Fact = Opening | Offering | Papering | Troubling | Timing

KINDS: dict[str, type[Fact]] = {
    "case-opened@1": CaseOpened,
    "playbook-pinned@1": PlaybookPinned,
    "clinical-approval-recorded@1": ClinicalApprovalRecorded,
    "sca-requested@1": ScaRequested,
    "request-acknowledged@1": RequestAcknowledged,
    "offer-made@1": OfferMade,
    "offer-countered@1": OfferCountered,
    "offer-superseded@1": OfferSuperseded,
    "offer-rejected@1": OfferRejected,
    "offer-withdrawn@1": OfferWithdrawn,
    "offer-expired@1": OfferExpired,
    "offer-accepted@1": OfferAccepted,
    "terms-agreed@1": TermsAgreed,
    "section-set@1": SectionSet,
    "section-confirmed@1": SectionConfirmed,
    "draft-issued@1": DraftIssued,
    "draft-redlined@1": DraftRedlined,
    "draft-approved@1": DraftApproved,
    "signature-recorded@1": SignatureRecorded,
    "agreement-executed@1": AgreementExecuted,
    "care-started@1": CareStarted,
    "case-closed@1": CaseClosed,
    "stall-detected@1": StallDetected,
    "stall-cleared@1": StallCleared,
    "sca-declined@1": ScaDeclined,
    "provider-withdrew@1": ProviderWithdrew,
    "case-withdrawn@1": CaseWithdrawn,
    "case-reopened@1": CaseReopened,
    "note-added@1": NoteAdded,
    "deadlines-changed@1": DeadlinesChanged,
    "escalation-sent@1": EscalationSent,
    "escalation-acknowledged@1": EscalationAcknowledged,
}
"""The closed table of what may be stored for a case."""

TOPIC_OF: dict[type, str] = {kind: topic for topic, kind in KINDS.items()}


def kind_of(event: "CaseEvent") -> str:
    """Return the kind without its version, like `offer-made`."""
    return TOPIC_OF[type(event.fact)].partition("@")[0]


@fact
class CaseEvent:
    """A fact with its place in the case and its circumstances; what is stored and replayed.

    `recorded_at` is set by the store when it commits and never decreases.
    `key` is the idempotency key of the command, `corr` its correlation id.
    """

    case: CaseKey
    version: Annotated[int, Field(ge=1)]
    fact: Fact
    actor: Actor
    on_behalf_of: OnBehalf | None
    side: Side
    visibility: Visibility
    occurred_at: Instant
    recorded_at: Instant
    source: Source
    evidence: str | None
    key: str
    corr: str
