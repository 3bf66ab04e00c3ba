"""Amendments in plain words."""

from typing import assert_never

from scabot.audit.moments import show_day
from scabot.audit.telling.papering import whom
from scabot.audit.telling.pen import Pen
from scabot_domain.events import (
    AgreementExtended,
    Amending,
    AmendmentAgreed,
    AmendmentDropped,
    AmendmentExecuted,
    AmendmentProposed,
    AmendmentSigned,
    SignatureRecorded,
)
from scabot_domain.terms.amended import Delta
from scabot_domain.terms.canonical import short
from scabot_domain.terms.letter import section_lines
from scabot_domain.terms.sections import TITLES


def tell_amending(fact: Amending, pen: Pen) -> tuple[str, ...]:
    """Return a headline and details."""
    match fact:
        case AmendmentProposed():
            hashes = f"terms hash {short(fact.base_hash)} would become {short(fact.new_hash)}"
            return f"{fact.amendment} proposed for the {fact.side.value}", hashes, *_delta(fact.delta)
        case AmendmentAgreed():
            return (f"{fact.amendment} agreed for the {fact.side.value}, terms hash {short(fact.new_hash)}",)
        case AmendmentSigned():
            return f"{fact.amendment} signed for {whom(fact.signature)}", *_signature(fact.signature, pen)
        case AmendmentExecuted():
            hashes = f"terms hash {short(fact.base_hash)} became {short(fact.new_hash)}"
            return f"{fact.amendment} EXECUTED: the new terms bind", hashes
        case AmendmentDropped():
            return (f"{fact.amendment} dropped for the {fact.side.value}: {fact.code.replace('_', ' ')}",)
        case AgreementExtended():
            return (f"agreement extended to {show_day(fact.new_end)}",)
        case _:
            assert_never(fact)


def _delta(delta: Delta) -> tuple[str, ...]:
    sections = (
        f"{TITLES[int(content.section)]}: {line}" for content in delta.sections for line in section_lines(content)
    )
    return (*sections, *(f"{one.line_id}: at most {one.units_max} units" for one in delta.units))


def _signature(signature: SignatureRecorded, pen: Pen) -> tuple[str, ...]:
    return (
        f"by {signature.signatory}, {pen.moment(signature.signed_at)}",
        f"authority: {signature.authority_basis}; method: {signature.method.value}",
        f"terms hash {short(signature.terms_hash)}, document {short(signature.doc_sha256)}",
    )
