"""The letter that backs a verbal yes: what was said, read back in writing, so both sides hold the same words (S9d).

The text follows from the case and the recorded yes alone. It names nobody but the payer's own representative.
"""

from zoneinfo import ZoneInfo

from scabot_domain.case import Case
from scabot_domain.events import VerbalTermsRecorded
from scabot_domain.facts.voicing import VerbalRate, VerbalScope
from scabot_domain.parties import Instant

_SCOPE = {
    VerbalScope.THIS_VISIT: "this fill or visit only",
    VerbalScope.REFILLS: "this fill or visit, and its refills",
    VerbalScope.FOLLOW_UPS: "this fill or visit, and its follow-ups",
}
_RATE = {
    VerbalRate.USUAL_AND_CUSTOMARY: "usual and customary",
    VerbalRate.CALCULATED: "calculated",
}
_PATIENT = (
    "the in-network copay only, as confirmed on the call. "
    "The patient is not liable for the full amount and receives no balance bill."
)
_CLOSING = (
    "Please tell us at once if any of this is not what was said. "
    "A written single-case agreement with the same terms is to follow; until it is signed, this is not coverage."
)


def read_back_letter(case: Case, verbal: VerbalTermsRecorded) -> str:
    """Return the letter as plain text, the instants in the case's zone."""
    named = f", as stated: {verbal.rate_words}" if verbal.rate_words else ""
    said_at, until = _moment(verbal.said_at, case.tz), _moment(verbal.expires_at, case.tz)
    lines = (
        "CONFIRMATION OF VERBAL TERMS",
        f"Case {case.key}",
        f"To: {case.payer}",
        f"For: {case.provider}",
        f"On {said_at} your representative {verbal.rep} told us by telephone, call reference {verbal.call_ref}:",
        f"1. Scope: {_SCOPE[verbal.scope]}, for the one patient on file under {case.patient_token}.",
        f"2. Rate: {_RATE[verbal.rate]}{named}. Payment is guaranteed.",
        f"3. Patient: {_PATIENT}",
        f"This yes stands until {until}.",
        _CLOSING,
    )
    return "\n\n".join(lines) + "\n"


def _moment(instant: Instant, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M %Z}"
