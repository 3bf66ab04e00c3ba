"""What can be put right after it was entered: the commands that record it, and the fields that may change (C14)."""

from scabot_domain import commands as c
from scabot_domain import events as e

COMMAND_OF: dict[type[e.Fact], type[c.Command]] = {
    e.ClinicalApprovalRecorded: c.RecordApproval,
    e.ScaRequested: c.RequestSca,
    e.RequestAcknowledged: c.Acknowledge,
    e.OfferMade: c.MakeOffer,
    e.OfferCountered: c.Counter,
    e.OfferRejected: c.Reject,
    e.OfferWithdrawn: c.WithdrawOffer,
    e.OfferAccepted: c.Accept,
    e.SectionConfirmed: c.ConfirmSections,
    e.DraftIssued: c.IssueDraft,
    e.DraftRedlined: c.Redline,
    e.DraftApproved: c.ApproveDraft,
    e.SignatureRecorded: c.Sign,
    e.ScaDeclined: c.Decline,
    e.ProviderWithdrew: c.ProviderWithdraw,
    e.AmendmentProposed: c.Amend,
    e.AmendmentAgreed: c.AgreeAmendment,
    e.AmendmentSigned: c.SignAmendment,
    e.AmendmentDropped: c.DropAmendment,
    e.AgreementTerminated: c.Terminate,
    e.VerbalTermsRecorded: c.RecordVerbal,
    e.StatementRecorded: c.RecordStatement,
    e.ContactAssigned: c.AssignContact,
    e.InNetworkAttemptLogged: c.LogAttempt,
    e.EligibilityVerified: c.VerifyEligibility,
    e.BenchmarkShared: c.ShareBenchmark,
    e.MedicalDirectorIntervened: c.Intervene,
    e.AssumptionsSet: c.SetAssumptions,
}
"""The command that records a fact that is kept as an entry."""

CORRECTABLE: dict[type[e.Fact], tuple[str, ...]] = {
    e.ClinicalApprovalRecorded: ("auth_no", "valid_from", "valid_to", "approver"),
    e.ScaRequested: ("department", "target_signed_by"),
    e.RequestAcknowledged: ("expected_by",),
    e.VerbalTermsRecorded: ("rate_words", "rep", "call_ref"),
    e.StatementRecorded: ("said",),
    e.ContactAssigned: ("ref",),
    e.InNetworkAttemptLogged: ("provider", "contact", "outcome", "first_appointment"),
    e.EligibilityVerified: ("on", "coverage_from", "coverage_to", "reference"),
    e.BenchmarkShared: ("source_url", "value", "as_of"),
    e.MedicalDirectorIntervened: ("statement",),
}
"""The fields that may be put right; of everything else a newer fact takes the place."""

HASHED: frozenset[type[e.Fact]] = frozenset(
    {
        e.OfferMade,
        e.OfferCountered,
        e.OfferAccepted,
        e.SectionConfirmed,
        e.DraftIssued,
        e.DraftRedlined,
        e.DraftApproved,
        e.SignatureRecorded,
        e.AmendmentProposed,
        e.AmendmentAgreed,
        e.AmendmentSigned,
    }
)
"""What people accept, confirm or sign by its hash: that takes a new offer, a redline or an amendment."""


def in_order(fact: e.Fact) -> bool:
    """Say whether the dates of a fact are in their order."""
    match fact:
        case e.ClinicalApprovalRecorded():
            return fact.valid_from <= fact.valid_to
        case e.EligibilityVerified():
            return fact.coverage_to is None or fact.coverage_from <= fact.coverage_to
        case _:
            return True
