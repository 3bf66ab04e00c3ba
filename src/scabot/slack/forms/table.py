"""Every form by the name of its act, written out; and the fields in which numbers of the business are expected."""

from scabot.slack.forms import checking, moving, offering, opening, papering, sections
from scabot.slack.forms.form import Form

FORMS: dict[str, Form] = {
    "open": opening.OPEN,
    "approval": opening.APPROVAL,
    "request": opening.REQUEST,
    "received": opening.RECEIVED,
    "offer": offering.OFFER,
    "counter": offering.COUNTER,
    "accept": offering.ACCEPT,
    "reject": offering.REJECT,
    "withdraw-offer": offering.WITHDRAW_OFFER,
    "section": sections.SECTION,
    "section-confirm": sections.SECTION_CONFIRM,
    "draft-issue": papering.ISSUE,
    "redline": papering.REDLINE,
    "check-draft": checking.CHECK,
    "draft-approve": papering.APPROVE,
    "sign": papering.SIGN,
    "stall": moving.STALL,
    "stall-clear": moving.STALL_CLEAR,
    "ack": moving.ACK,
    "note": moving.NOTE,
    "care": moving.CARE,
    "decline": moving.DECLINE_FORM,
    "withdraw": moving.WITHDRAW_FORM,
    "reopen": moving.REOPEN,
    "close": moving.CLOSE,
}

IDENTIFIERS = frozenset(
    {
        "auth_no",
        "payer_id",
        "payer_tin",
        "provider_tin",
        "provider_npi",
        "patient_token",
        "token",
        "doc_sha256",
        "evidence",
        "lines",
        "amount",
        "cap",
        "charges",
    }
)
"""Fields that ask for a number of the business: there a bare number is no sign of a patient."""


def asks_for_a_number(field: str) -> bool:
    """Say whether a field asks for a number of the business, also where the terms of a case name the field."""
    return field in IDENTIFIERS or checking.is_number(field)
