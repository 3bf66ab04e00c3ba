"""What an event changed, in plain words: a headline, then details."""

from typing import assert_never

from scabot.audit.telling.offering import tell_offering
from scabot.audit.telling.opening import tell_opening
from scabot.audit.telling.papering import tell_binding, tell_drafting
from scabot.audit.telling.pen import Pen
from scabot.audit.telling.timing import tell_timing
from scabot.audit.telling.trouble import tell_trouble
from scabot_domain.events import (
    AgreementExecuted,
    CareStarted,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    CaseWithdrawn,
    ClinicalApprovalRecorded,
    DeadlinesChanged,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    EscalationAcknowledged,
    EscalationSent,
    Fact,
    NoteAdded,
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferWithdrawn,
    PlaybookPinned,
    ProviderWithdrew,
    RequestAcknowledged,
    ScaDeclined,
    ScaRequested,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
    StallCleared,
    StallDetected,
    TermsAgreed,
)


def tell(fact: Fact, pen: Pen) -> tuple[str, ...]:  # noqa: C901, PLR0911 - one arm per family of facts
    """Return a headline and details, amounts in US dollars, instants in the zone; total over all kinds."""
    match fact:
        case CaseOpened() | PlaybookPinned() | ClinicalApprovalRecorded() | ScaRequested() | RequestAcknowledged():
            return tell_opening(fact)
        case OfferMade() | OfferCountered() | OfferSuperseded() | OfferRejected() | OfferWithdrawn() | OfferExpired():
            return tell_offering(fact, pen)
        case OfferAccepted() | TermsAgreed():
            return tell_offering(fact, pen)
        case SectionSet() | SectionConfirmed() | DraftIssued() | DraftRedlined() | DraftApproved():
            return tell_drafting(fact)
        case SignatureRecorded() | AgreementExecuted() | CareStarted() | CaseClosed():
            return tell_binding(fact, pen)
        case StallDetected() | StallCleared() | ScaDeclined() | ProviderWithdrew() | CaseWithdrawn() | CaseReopened():
            return tell_trouble(fact, pen)
        case NoteAdded():
            return tell_trouble(fact, pen)
        case DeadlinesChanged() | EscalationSent() | EscalationAcknowledged():
            return tell_timing(fact, pen)
        case _:
            assert_never(fact)
