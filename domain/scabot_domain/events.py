"""Everything that can have happened in a case, as a closed union of facts, and the envelope around each.

A kind is stored as `kind@version` in kebab case (`offer-made@1`).
A shipped kind is never edited: it gets a new version and an upcast.
"""

from dataclasses import fields
from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts import (
    amending,
    carving,
    checking,
    fulfilling,
    keeping,
    offers,
    opening,
    papers,
    standing,
    timing,
    trouble,
    voicing,
    withholding,
)
from scabot_domain.facts.amending import (
    AgreementExtended,
    Amending,
    AmendmentAgreed,
    AmendmentDropped,
    AmendmentExecuted,
    AmendmentProposed,
    AmendmentSigned,
)
from scabot_domain.facts.carving import Carving, PartyCarvedOut
from scabot_domain.facts.checking import Checking, CheckMethod, DraftChecked, TermVerdict, Verdict
from scabot_domain.facts.fulfilling import (
    AgreementLoaded,
    AgreementTerminated,
    CaseLinked,
    CaseSuperseded,
    ClaimMismatchFound,
    ClaimPoint,
    ClaimRecorded,
    Fulfilling,
    RenewalOpened,
    SupersedeCause,
    TermEnded,
)
from scabot_domain.facts.keeping import (
    AssumptionsSet,
    AuthorityLimitNoted,
    BenchmarkRequested,
    BenchmarkShared,
    CaseHeld,
    CaseResumed,
    ContactAssigned,
    EligibilityVerified,
    InNetworkAttemptLogged,
    Keeping,
    MedicalDirectorIntervened,
    OwnerAssigned,
)
from scabot_domain.facts.offers import (
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    Offering,
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
    Opening,
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
    Papering,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
)
from scabot_domain.facts.standing import (
    AuthorizationExpired,
    AuthorizationExtended,
    AuthorizationRevoked,
    AuthorizedLine,
    CoverageChanged,
    OverrideRequested,
    RuleOverridden,
    Standing,
    TermsReopened,
    Waivable,
)
from scabot_domain.facts.timing import DeadlinesChanged, EscalationAcknowledged, EscalationSent, Timing
from scabot_domain.facts.trouble import (
    CaseReopened,
    CaseWithdrawn,
    NoteAdded,
    ProviderWithdrew,
    ScaDeclined,
    StallCleared,
    StallDetected,
    Troubling,
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
from scabot_domain.facts.voicing import (
    EntryConfirmed,
    EntryCorrected,
    StatementRecorded,
    VerbalTermsRecorded,
    Voicing,
)
from scabot_domain.facts.withholding import AuthoritySet, HeldOfferDropped, OfferHeld, OfferReleased, Withholding
from scabot_domain.parties import Actor, CaseKey, Instant, OnBehalf, Side, Source, Visibility

__all__ = [
    "KINDS",
    "TOPIC_OF",
    "AgreementExecuted",
    "AgreementExtended",
    "AgreementLoaded",
    "AgreementTerminated",
    "Amending",
    "AmendmentAgreed",
    "AmendmentDropped",
    "AmendmentExecuted",
    "AmendmentProposed",
    "AmendmentSigned",
    "ApprovalDecision",
    "AssumptionsSet",
    "AuthorityLimitNoted",
    "AuthoritySet",
    "AuthorizationExpired",
    "AuthorizationExtended",
    "AuthorizationRevoked",
    "AuthorizedLine",
    "BenchmarkRequested",
    "BenchmarkShared",
    "CareStarted",
    "Carving",
    "CaseClosed",
    "CaseEvent",
    "CaseHeld",
    "CaseLinked",
    "CaseOpened",
    "CaseReopened",
    "CaseResumed",
    "CaseSuperseded",
    "CaseWithdrawn",
    "CheckMethod",
    "Checking",
    "ClaimMismatchFound",
    "ClaimPoint",
    "ClaimRecorded",
    "ClinicalApprovalRecorded",
    "Code",
    "ContactAssigned",
    "CoverageChanged",
    "CoveredBy",
    "DeadlinesChanged",
    "DraftApproved",
    "DraftChecked",
    "DraftId",
    "DraftIssued",
    "DraftRedlined",
    "EligibilityVerified",
    "EntryConfirmed",
    "EntryCorrected",
    "EscalationAcknowledged",
    "EscalationSent",
    "Fact",
    "Fulfilling",
    "Hash",
    "HeldOfferDropped",
    "InNetworkAttemptLogged",
    "Keeping",
    "MedicalDirectorIntervened",
    "NoteAdded",
    "OfferAccepted",
    "OfferCountered",
    "OfferExpired",
    "OfferHeld",
    "OfferId",
    "OfferMade",
    "OfferRejected",
    "OfferReleased",
    "OfferSuperseded",
    "OfferTerms",
    "OfferWithdrawn",
    "Offering",
    "Opening",
    "OverrideRequested",
    "OwnerAssigned",
    "Papering",
    "PartyCarvedOut",
    "PlaybookPinned",
    "ProviderWithdrew",
    "RejectionCode",
    "RenewalOpened",
    "RequestAcknowledged",
    "RequestReason",
    "RuleOverridden",
    "ScaDeclined",
    "ScaRequested",
    "SectionConfirmed",
    "SectionSet",
    "SignatureMethod",
    "SignatureRecorded",
    "StallCleared",
    "StallDetected",
    "Standing",
    "StatementRecorded",
    "SupersedeCause",
    "TermEnded",
    "TermVerdict",
    "TermsAgreed",
    "TermsReopened",
    "Timing",
    "Troubling",
    "Urgency",
    "VerbalTermsRecorded",
    "Verdict",
    "Voicing",
    "Waivable",
    "Withholding",
    "kind_of",
    "kind_of_fact",
]

Fact = (
    Opening
    | Offering
    | Papering
    | Troubling
    | Timing
    | Standing
    | Amending
    | Fulfilling
    | Voicing
    | Keeping
    | Withholding
    | Checking
    | Carving
)

KINDS: dict[str, type[Fact]] = {
    **opening.KINDS,
    **offers.KINDS,
    **papers.KINDS,
    **trouble.KINDS,
    **timing.KINDS,
    **standing.KINDS,
    **amending.KINDS,
    **fulfilling.KINDS,
    **voicing.KINDS,
    **keeping.KINDS,
    **withholding.KINDS,
    **checking.KINDS,
    **carving.KINDS,
}
"""The closed table of what may be stored for a case."""

TOPIC_OF: dict[type, str] = {kind: topic for topic, kind in KINDS.items()}
_NAME_OF: dict[type, str] = {kind: topic.partition("@")[0] for topic, kind in KINDS.items()}


def kind_of(event: "CaseEvent") -> str:
    """Return the kind without its version, like `offer-made`."""
    return kind_of_fact(event.fact)


def kind_of_fact(fact: Fact) -> str:
    """Return the kind of a fact without its version, like `offer-made`."""
    return _NAME_OF[type(fact)]


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

    def stamped(self, recorded_at: Instant) -> "CaseEvent":
        """Return the same event, recorded at another instant in UTC; nothing else is looked at again."""
        event = object.__new__(CaseEvent)
        for name in _FIELDS:
            _put(event, name, getattr(self, name))
        _put(event, "recorded_at", recorded_at)
        return event


_FIELDS = tuple(field.name for field in fields(CaseEvent))
_put = object.__setattr__  # an event is frozen, but not while it is being made
