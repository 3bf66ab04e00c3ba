"""The words of every menu, written out: the value that is recorded, and what people read."""

from enum import StrEnum

from scabot_domain.events import ApprovalDecision, RejectionCode, RequestReason, SignatureMethod, Urgency
from scabot_domain.terms.sections import FilingStart, Product

URGENCY = {Urgency.ROUTINE: "Routine", Urgency.URGENT: "Urgent", Urgency.EMERGENCY: "Emergency"}
DECISION = {
    ApprovalDecision.FULL: "Approved as asked",
    ApprovalDecision.PARTIAL: "Approved in part",
    ApprovalDecision.MODIFIED: "Approved with changes",
}
REQUEST_REASON = {
    RequestReason.NETWORK_GAP: "Nobody in the network can do it",
    RequestReason.CONTINUITY: "The patient is in the middle of care here",
    RequestReason.EXPERTISE: "It takes expertise the network lacks",
    RequestReason.EMERGENCY: "It is an emergency",
    RequestReason.ACCESS_DELAY: "The network would take too long",
}
REJECTION = {
    RejectionCode.RATE_LOW: "The rate is too low",
    RejectionCode.RATE_HIGH: "The rate is too high",
    RejectionCode.SCOPE: "The scope does not fit",
    RejectionCode.TERM: "The dates do not fit",
    RejectionCode.COST_SHARE: "The patient's share does not fit",
}
METHOD = {
    SignatureMethod.WET: "On paper",
    SignatureMethod.FAX: "By fax",
    SignatureMethod.ENVELOPE: "Electronic envelope",
    SignatureMethod.PORTAL: "In a portal",
}
PRODUCT = {product: product.value for product in Product}
FILING = {FilingStart.DATE_OF_SERVICE: "The date of service", FilingStart.DISCHARGE: "Discharge"}
ZONES = {
    "America/New_York": "Eastern (New York)",
    "America/Chicago": "Central (Chicago)",
    "America/Denver": "Mountain (Denver)",
    "America/Phoenix": "Arizona (Phoenix)",
    "America/Los_Angeles": "Pacific (Los Angeles)",
    "America/Anchorage": "Alaska (Anchorage)",
    "Pacific/Honolulu": "Hawaii (Honolulu)",
    "America/Puerto_Rico": "Atlantic (Puerto Rico)",
    "UTC": "UTC",
}


class DeclineCode(StrEnum):
    """Why a payer makes no agreement."""

    NETWORK_ALTERNATIVE = "network_alternative"
    RATE = "rate"
    NOT_COVERED = "not_covered"
    OTHER = "other"


class WithdrawCode(StrEnum):
    """Why a side walks away, or a case is taken back."""

    RATE = "rate"
    CAPACITY = "capacity"
    JOINED_NETWORK = "joined_network"
    CARE_ELSEWHERE = "care_elsewhere"
    CARE_CANCELED = "care_canceled"
    COVERAGE_CHANGED = "coverage_changed"
    OTHER = "other"


DECLINE = {
    DeclineCode.NETWORK_ALTERNATIVE: "The network has somebody who can",
    DeclineCode.RATE: "No agreement on the rate",
    DeclineCode.NOT_COVERED: "The plan does not cover it",
    DeclineCode.OTHER: "Another reason",
}
WITHDRAW = {
    WithdrawCode.RATE: "No agreement on the rate",
    WithdrawCode.CAPACITY: "The provider has no capacity",
    WithdrawCode.JOINED_NETWORK: "The provider joined the network",
    WithdrawCode.CARE_ELSEWHERE: "The patient is treated elsewhere",
    WithdrawCode.CARE_CANCELED: "The care was canceled",
    WithdrawCode.COVERAGE_CHANGED: "The patient's coverage changed",
    WithdrawCode.OTHER: "Another reason",
}
CHANGED = {
    "rate": "Rate",
    "codes": "Codes or units",
    "term": "Dates",
    "cost_share": "Patient cost share",
    "parties": "Parties",
    "filing": "Claims and filing",
    "wording": "Wording only",
}
REOPENING = {
    "new_evidence": "There is new clinical evidence",
    "appeal": "The refusal was overturned on appeal",
    "alternative_failed": "The network alternative fell through",
    "both_agree": "Both sides want to talk again",
}
BEYOND = {
    "only_provider": "Only this provider can give the care in time",
    "care_is_near": "The care is near, and another round would cost the patient time",
    "half_way": "It meets the other side half way, and closes the gap",
    "agreed_at_home": "Somebody of our side who may decide it has said yes",
}
"""Why an offer should be made beyond what its maker may offer alone, in sentences that are kept."""
