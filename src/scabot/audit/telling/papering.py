"""Sections, drafts, signatures and care in plain words."""

from typing import assert_never

from scabot.audit.moments import show_day
from scabot.audit.telling.pen import Pen
from scabot_domain.events import (
    AgreementExecuted,
    CareStarted,
    CaseClosed,
    CoveredBy,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
)
from scabot_domain.terms.canonical import short
from scabot_domain.terms.letter import section_lines
from scabot_domain.terms.sections import TITLES

Drafting = SectionSet | SectionConfirmed | DraftIssued | DraftRedlined | DraftApproved
Binding = SignatureRecorded | AgreementExecuted | CareStarted | CaseClosed

_COVERED = {
    CoveredBy.EXECUTED: "covered by the executed agreement",
    CoveredBy.VERBAL: "NOT covered in writing: it rests on a verbal yes",
    CoveredBy.NONE: "NOT covered: no agreement was executed",
}


def tell_drafting(fact: Drafting) -> tuple[str, ...]:
    """Return a headline and details of what was done to the paper."""
    match fact:
        case SectionSet():
            number = int(fact.content.section)
            return f"section {number} ({TITLES[number]}) filled in", *section_lines(fact.content)
        case SectionConfirmed():
            title = TITLES[fact.section]
            return (f"section {fact.section} ({title}) confirmed for the {fact.side.value}, hash {short(fact.hash)}",)
        case DraftIssued():
            return f"draft {fact.draft} issued ({fact.template})", _hashes(fact.terms_hash, fact.doc_sha256)
        case DraftRedlined():
            weight = "material: approvals are void" if fact.material else "clerical: approvals stand"
            return f"draft redlined to {fact.draft}, {weight}", *fact.changes, f"document {short(fact.doc_sha256)}"
        case DraftApproved():
            return (f"draft {fact.draft} approved for the {fact.side.value}, terms hash {short(fact.terms_hash)}",)
        case _:
            assert_never(fact)


def tell_binding(fact: Binding, pen: Pen) -> tuple[str, ...]:
    """Return a headline and details of what binds, and of the care."""
    match fact:
        case SignatureRecorded():
            return (
                f"signed for {whom(fact)} by {fact.signatory}, {pen.moment(fact.signed_at)}",
                f"authority: {fact.authority_basis}; method: {fact.method.value}",
                _hashes(fact.terms_hash, fact.doc_sha256),
            )
        case AgreementExecuted():
            term = f"in force {show_day(fact.effective)} to {show_day(fact.end)}"
            return f"AGREEMENT EXECUTED: {fact.sca_no}", term, f"terms hash {short(fact.terms_hash)}"
        case CareStarted():
            return (f"care started {show_day(fact.dos)}, {_COVERED[fact.covered_by]}",)
        case CaseClosed():
            return ("case closed",)
        case _:
            assert_never(fact)


def whom(signature: SignatureRecorded) -> str:
    """Return for whom somebody signed: a side, with its entity where that is not the lead."""
    further = "" if signature.seat == signature.side else f" {signature.seat}"
    return f"the {signature.side.value}{further}"


def _hashes(terms_hash: str, doc_sha256: str) -> str:
    return f"terms hash {short(terms_hash)}, document {short(doc_sha256)}"
