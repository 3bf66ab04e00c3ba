"""Everything that can have happened in a case, as a closed union of facts, and the envelope around each.

A kind is stored as `kind@version` in kebab case (`offer-made@1`).
A shipped kind is never edited: it gets a new version and an upcast.
"""

from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.offers import (
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferTerms,
    OfferWithdrawn,
    TermsAgreed,
)
from scabot_domain.facts.opening import (
    CaseOpened,
    ClinicalApprovalRecorded,
    PlaybookPinned,
    RequestAcknowledged,
    ScaRequested,
)
from scabot_domain.facts.papers import (
    AgreementExecuted,
    CareStarted,
    CaseClosed,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
)
from scabot_domain.facts.timing import DeadlinesChanged, EscalationAcknowledged, EscalationSent
from scabot_domain.facts.trouble import (
    CaseReopened,
    CaseWithdrawn,
    NoteAdded,
    ProviderWithdrew,
    ScaDeclined,
    StallCleared,
    StallDetected,
)
from scabot_domain.facts.vocabulary import (
    ApprovalDecision,
    Code,
    CoveredBy,
    DraftId,
    Hash,
    OfferId,
    RejectionCode,
    RequestReason,
    SignatureMethod,
    Urgency,
)
from scabot_domain.parties import Actor, CaseKey, Instant, OnBehalf, Side, Source, Visibility

__all__ = [
    "KINDS",
    "TOPIC_OF",
    "AgreementExecuted",
    "ApprovalDecision",
    "CareStarted",
    "CaseClosed",
    "CaseEvent",
    "CaseOpened",
    "CaseReopened",
    "CaseWithdrawn",
    "ClinicalApprovalRecorded",
    "Code",
    "CoveredBy",
    "DeadlinesChanged",
    "DraftApproved",
    "DraftId",
    "DraftIssued",
    "DraftRedlined",
    "EscalationAcknowledged",
    "EscalationSent",
    "Fact",
    "Hash",
    "NoteAdded",
    "OfferAccepted",
    "OfferCountered",
    "OfferExpired",
    "OfferId",
    "OfferMade",
    "OfferRejected",
    "OfferSuperseded",
    "OfferTerms",
    "OfferWithdrawn",
    "Offering",
    "Opening",
    "Papering",
    "PlaybookPinned",
    "ProviderWithdrew",
    "RejectionCode",
    "RequestAcknowledged",
    "RequestReason",
    "ScaDeclined",
    "ScaRequested",
    "SectionConfirmed",
    "SectionSet",
    "SignatureMethod",
    "SignatureRecorded",
    "StallCleared",
    "StallDetected",
    "TermsAgreed",
    "Timing",
    "Troubling",
    "Urgency",
    "kind_of",
]

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
_NAME_OF: dict[type, str] = {kind: topic.partition("@")[0] for topic, kind in KINDS.items()}


def kind_of(event: "CaseEvent") -> str:
    """Return the kind without its version, like `offer-made`."""
    return _NAME_OF[type(event.fact)]


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
