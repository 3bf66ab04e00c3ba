"""Commands of the beginning: open, approve, request, acknowledge."""

from datetime import date
from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import ApprovalDecision, RequestReason, Urgency
from scabot_domain.parties import Actor, By, CaseKey
from scabot_domain.terms.services import AuthorizedServices
from scabot_domain.wording import Line


@fact
class OpenCase:
    """Open a case for one patient, known by token only; `continues` names the case that it renews or follows."""

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
    continues: CaseKey | None = None


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
    services: AuthorizedServices | None = None


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


Opening = OpenCase | RecordApproval | RequestSca | Acknowledge
