"""Facts of the beginning: a case is opened, approved, requested, acknowledged."""

from datetime import date

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import ApprovalDecision, Hash, RequestReason, Urgency
from scabot_domain.parties import Actor
from scabot_domain.terms.services import AuthorizedServices
from scabot_domain.wording import Line


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
    services: AuthorizedServices | None = None


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


Opening = CaseOpened | PlaybookPinned | ClinicalApprovalRecorded | ScaRequested | RequestAcknowledged
KINDS: dict[str, type[Opening]] = {
    "case-opened@1": CaseOpened,
    "playbook-pinned@1": PlaybookPinned,
    "clinical-approval-recorded@2": ClinicalApprovalRecorded,
    "sca-requested@1": ScaRequested,
    "request-acknowledged@1": RequestAcknowledged,
}
