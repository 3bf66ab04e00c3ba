"""Which shared facts a case keeps as entries, so that they can be read back, corrected and looked up."""

from scabot_domain.case import Case, Entry, EntryState
from scabot_domain.events import (
    AssumptionsSet,
    BenchmarkShared,
    CaseEvent,
    ClinicalApprovalRecorded,
    ContactAssigned,
    EligibilityVerified,
    Fact,
    InNetworkAttemptLogged,
    MedicalDirectorIntervened,
    ProviderWithdrew,
    RequestAcknowledged,
    ScaDeclined,
    ScaRequested,
    StatementRecorded,
    VerbalTermsRecorded,
)
from scabot_domain.parties import Side, Visibility, speaker

KEPT: frozenset[type[Fact]] = frozenset(
    {
        ClinicalApprovalRecorded,
        ScaRequested,
        RequestAcknowledged,
        ScaDeclined,
        ProviderWithdrew,
        VerbalTermsRecorded,
        StatementRecorded,
        ContactAssigned,
        InNetworkAttemptLogged,
        EligibilityVerified,
        BenchmarkShared,
        MedicalDirectorIntervened,
        AssumptionsSet,
    }
)
"""What is kept whoever said it; what was recorded for an absent person is kept anyhow."""


def entered(case: Case, event: CaseEvent) -> dict[int, Entry]:
    """Return the entries after an event; a private one is none (I20)."""
    if event.visibility is not Visibility.SHARED:
        return case.entries
    if event.on_behalf_of is None and type(event.fact) not in KEPT:
        return case.entries
    return {**case.entries, event.version: _entry(event)}


def _entry(event: CaseEvent) -> Entry:
    said_by = speaker(event.actor, event.on_behalf_of)
    verbal = isinstance(event.fact, VerbalTermsRecorded)
    return Entry(
        ref=event.version,
        fact=event.fact,
        side=Side.PAYER if verbal else said_by.side,
        role=said_by.role,
        actor=event.actor,
        evidence=event.evidence,
        key=event.key,
        said_at=event.occurred_at,
        state=EntryState.UNCONFIRMED if verbal or event.on_behalf_of is not None else EntryState.OWN,
    )
