"""What was said outside scabot in plain words."""

from typing import assert_never

from scabot.audit.telling.pen import Pen
from scabot_domain.events import EntryConfirmed, EntryCorrected, StatementRecorded, VerbalTermsRecorded, Voicing


def tell_voicing(fact: Voicing, pen: Pen) -> tuple[str, ...]:
    """Return a headline and details."""
    match fact:
        case VerbalTermsRecorded():
            return _verbal(fact, pen)
        case StatementRecorded():
            return f"the {fact.side.value} said, which is no offer:", fact.said, *fact.findings
        case EntryConfirmed():
            proof = (f"evidence of the read-back: {fact.evidence}",) if fact.evidence else ()
            return f"{fact.entry} of {pen.event(fact.ref)} confirmed by {fact.how.value}", *proof
        case EntryCorrected():
            return (
                f"{pen.event(fact.ref)} CORRECTED: {fact.field.replace('_', ' ')}",
                f"was {fact.old or 'nothing'}",
                f"is {fact.new}",
                f"reason: {fact.reason}",
            )
        case _:
            assert_never(fact)


def _verbal(fact: VerbalTermsRecorded, pen: Pen) -> tuple[str, ...]:
    words = f" ({fact.rate_words})" if fact.rate_words else ""
    return (
        f"VERBAL yes by {fact.rep}, call {fact.call_ref}, said {pen.moment(fact.said_at)}",
        f"scope: {_plain(fact.scope.value)}; stands until {pen.moment(fact.expires_at)}",
        f"rate: {_plain(fact.rate.value)}{words}, payment guaranteed",
        "patient: in-network copay only, confirmed, not liable for the full amount",
        "a verbal yes is no executed agreement",
    )


def _plain(code: str) -> str:
    return code.replace("_", " ")
