"""Changing an agreement that binds: the old terms stand until both sides have signed the new ones (I8, C7)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from scabot_domain.afterwards import Amendment, AmendmentState
from scabot_domain.case import Case, SectionState
from scabot_domain.commands import AgreeAmendment, Amend, DropAmendment, Extend, MakeOffer, SignAmendment
from scabot_domain.decide.drafts import guard_complete
from scabot_domain.decide.fields import guard_fields
from scabot_domain.decide.lasting import lapse, too_far_back
from scabot_domain.decide.pricing import guard_rates
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.relied import guard_amendment_read_back, unread_amendment_signatures
from scabot_domain.decide.roles import NM, PB, SP, SV
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.signers import (
    guard_authority,
    guard_party,
    guard_signer,
    guard_turn,
    may_sign,
    signed_party,
)
from scabot_domain.decide.stages import BOUND
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import (
    AgreementExtended,
    AmendmentAgreed,
    AmendmentDropped,
    AmendmentExecuted,
    AmendmentProposed,
    AmendmentSigned,
    SignatureRecorded,
)
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason, Refused
from scabot_domain.standing import first_day, term_of
from scabot_domain.terms.amended import Delta, amended
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import doc_hash, section_hash, terms_hash
from scabot_domain.terms.seats import required, seat_of, seats
from scabot_domain.terms.sections import Reimbursement, Scope, SectionNumber
from scabot_domain.workdays import local_day

_BOTH = frozenset({Side.PAYER, Side.PROVIDER})
_SIGNABLE = frozenset({AmendmentState.AGREED, AmendmentState.SIGNING})


def amend(case: Case, command: Amend) -> list[Said]:
    """Propose other terms; `new_hash` follows from them here and is never taken from the caller (C7)."""
    _guard_base(case, command.base_hash)
    _guard_sections(case, command)
    rates = [Reimbursement(offer_id=_next(case), rates=command.rates)] if command.rates else []
    proposal = Delta(sections=(*command.sections, *rates), units=command.units)
    after = _after(case, proposal)
    if command.rates:
        guard_rates(after, MakeOffer(by=command.by, rates=command.rates))
    return [_proposed(case, command, proposal)]


def extend(case: Case, command: Extend) -> list[Said]:
    """Propose a later end of the term."""
    _guard_base(case, command.base_hash)
    term = term_of(case)
    if term is None or command.new_end <= term.end:
        earliest = None if term is None else date.fromordinal(term.end.toordinal() + 1)
        raise refuse(Reason.OUT_OF_RANGE, field="new_end", value=command.new_end, earliest=earliest)
    return [_proposed(case, command, Delta(sections=(replace(term, end=command.new_end),)))]


def agree_amendment(case: Case, command: AgreeAmendment) -> list[Said]:
    """Agree to the other side's amendment as it was seen."""
    one = _in_state(case, command, frozenset({AmendmentState.PROPOSED}))
    side = command.by.actor.side
    if one.proposed.side is side:
        raise refuse(Reason.OWN_OFFER, offer=one.id, side=side)
    _guard_seen(command.new_hash, one.proposed.new_hash, "terms")
    return [said(AmendmentAgreed(amendment=one.id, side=side, new_hash=command.new_hash))]


def sign_amendment(case: Case, command: SignAmendment) -> list[Said]:
    """Sign an agreed amendment; the last signature, read back if need be, executes it instead of the old terms."""
    one = _in_state(case, command, _SIGNABLE)
    after = _after(case, one.proposed.delta)
    seat = guard_party(_leaving(case, after, command), command)
    unread = unread_amendment_signatures(case, one.id)
    guard_signer(replace(after, signatures=one.signatures, signers=one.signers), seat, command)
    guard_turn(after, seat, frozenset(one.signatures), unread)
    guard_authority(after, seat, command)
    _guard_standing(case, after, one, command)
    _guard_seen(command.new_hash, one.proposed.new_hash, "terms")
    guard_amendment_read_back(case, one.id)
    signature = _signature(command, one, doc_hash(after, one.id))
    signed = said(AmendmentSigned(amendment=one.id, signature=signature))
    waits = command.by.on_behalf_of is not None or bool(unread)
    by_all = replace(one, signatures={**one.signatures, seat: signature})
    return [signed] if waits else [signed, *execution(case, by_all)]


def _leaving(case: Case, after: Case, command: SignAmendment) -> Case:
    """Return the terms by which an entity is a party: those after, or those in force for one that leaves with them."""
    seat = seat_of(command.by.actor.side, command.party_id)
    return case if seat not in seats(after) and seat in seats(case) else after


def signs_amendment(case: Case, one: Amendment) -> frozenset[str]:
    """Return who must sign an amendment: everybody who must sign the terms in force, or those after it (C13)."""
    return frozenset((*required(case), *required(_after(case, one.proposed.delta))))


def flaw(case: Case, one: Amendment, at: datetime) -> Refused | None:
    """Return why nobody can sign an amendment as it stands at an instant, if its terms are the reason."""
    after = _after(case, one.proposed.delta)
    try:
        guard_complete(after, None)
    except Refused as no:
        return no
    signed = (at, *(signature.signed_at for signature in one.signatures.values()))
    return _reaches_back(case, after, max(local_day(each, case.tz) for each in signed))


def execution(case: Case, one: Amendment) -> list[Said]:
    """Return the execution of an amendment that everybody has signed who must, and nothing before that."""
    if not signs_amendment(case, one).issubset(one.signatures):
        return []
    old, new = term_of(case), term_of(_after(case, one.proposed.delta))
    hashes = {"base_hash": one.proposed.base_hash, "new_hash": one.proposed.new_hash}
    extended = [derived(AgreementExtended(new_end=new.end))] if old and new and new.end > old.end else []
    return [derived(AmendmentExecuted(amendment=one.id, **hashes)), *extended]


def drop_amendment(case: Case, command: DropAmendment) -> list[Said]:
    """Take an amendment back, or say no to it; the terms stay as they are."""
    one = _in_state(case, command, frozenset(AmendmentState) - {AmendmentState.EXECUTED, AmendmentState.DROPPED})
    return [said(AmendmentDropped(amendment=one.id, side=command.by.actor.side, code=command.code))]


def _guard_base(case: Case, seen: str) -> None:
    waiting = case.open_amendment
    if waiting is not None:
        raise refuse(Reason.AMENDMENT_OPEN, amendment=waiting.id, side=waiting.proposed.side, state=waiting.state)
    now = terms_hash(case)
    if seen != now:
        raise refuse(Reason.BASE_HASH_MISMATCH, seen=short(seen), now=short(now))


def _guard_sections(case: Case, command: Amend) -> None:
    for content in command.sections:
        guard_fields(case, content)
    numbers = [int(content.section) for content in command.sections]
    if len(set(numbers)) < len(numbers):
        raise refuse(Reason.BAD_IDENTIFIER, field="sections", value=", ".join(map(str, numbers)))
    scope = _after(case, Delta(sections=command.sections)).sections.get(SectionNumber.SCOPE)
    known = {line.line_id for line in scope.content.lines} if scope and isinstance(scope.content, Scope) else set()
    unknown = sorted({line.line_id for line in command.units} - known)
    if unknown:
        raise refuse(Reason.BAD_IDENTIFIER, field="units", value=", ".join(unknown), known=", ".join(sorted(known)))


def _proposed(case: Case, command: Amend | Extend, proposal: Delta) -> Said:
    after = _after(case, proposal)
    base_hash, new_hash = terms_hash(case), terms_hash(after)
    if new_hash == base_hash:
        raise refuse(Reason.ALREADY_DONE, what="amended")
    guard_complete(after, None)
    _raise(_reaches_back(case, after, local_day(command.by.at, case.tz)))
    proposed = AmendmentProposed(
        amendment=_next(case),
        side=command.by.actor.side,
        base_hash=base_hash,
        new_hash=new_hash,
        delta=proposal,
    )
    return said(proposed)


def _next(case: Case) -> str:
    return f"AMD-{len(case.amendments) + 1}"


def _after(case: Case, delta: Delta) -> Case:
    added = {
        number: SectionState(content=content, hash=section_hash(content), confirmed_by=_BOTH)
        for number, content in amended(case.sections, delta).items()
    }
    return replace(case, sections={**case.sections, **added})


def _in_state(
    case: Case, command: AgreeAmendment | SignAmendment | DropAmendment, states: frozenset[AmendmentState]
) -> Amendment:
    one = next((one for one in case.amendments if one.id == command.amendment), None)
    if one is None or one.state not in states:
        state = "unknown" if one is None else one.state.value
        raise refuse(Reason.STALE_VIEW, amendment=command.amendment, state=state)
    return one


def _guard_standing(case: Case, after: Case, one: Amendment, command: SignAmendment) -> None:
    _raise(lapse(case, command.signed_at))
    guard_complete(after, None)
    signed = (command.signed_at, *(signature.signed_at for signature in one.signatures.values()))
    _raise(_reaches_back(case, after, max(local_day(at, case.tz) for at in signed)))


def _reaches_back(case: Case, after: Case, day: date) -> Refused | None:
    """Return why an amendment reaches too far back, if it reaches further back than the terms in force."""
    old, new = term_of(case), term_of(after)
    further = old is not None and new is not None and first_day(new) < first_day(old)
    return too_far_back(after, day) if further else None


def _raise(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _guard_seen(seen: str, now: str, what: str) -> None:
    if seen != now:
        raise refuse(Reason.HASH_MISMATCH, what=what, seen=short(seen), now=short(now))


def _signature(command: SignAmendment, one: Amendment, own: str) -> SignatureRecorded:
    doc_sha256 = command.doc_sha256 or own
    for other in one.signatures.values():
        _guard_seen(doc_sha256, other.doc_sha256, "document")
    return SignatureRecorded(
        side=command.by.actor.side,
        signatory=command.signatory,
        authority_basis=command.authority_basis,
        method=command.method,
        terms_hash=command.new_hash,
        doc_sha256=doc_sha256,
        signed_at=command.signed_at,
        party_id=signed_party(command),
    )


def _waits_for(case: Case, side: Side, states: frozenset[AmendmentState]) -> bool:
    one = case.open_amendment
    if one is None or one.state not in states:
        return False
    signed = frozenset(one.signatures)
    return any(may_sign(terms, side, signed) for terms in (case, _after(case, one.proposed.delta)))


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=Amend,
        roles=(NM, PB),
        stages=BOUND,
        follows=lambda case, command, _book: amend(case, command),
        fits=lambda case, _role, _side, _now: case.open_amendment is None,
    ),
    Rule(
        command=Extend,
        roles=(NM, PB),
        stages=BOUND,
        follows=lambda case, command, _book: extend(case, command),
        fits=lambda case, _role, _side, _now: case.open_amendment is None,
    ),
    Rule(
        command=AgreeAmendment,
        roles=(NM, PB),
        stages=BOUND,
        follows=lambda case, command, _book: agree_amendment(case, command),
        fits=lambda case, _role, side, _now: (
            _waits_for(case, side, frozenset({AmendmentState.PROPOSED}))
            and case.amendments[-1].proposed.side is not side
        ),
    ),
    Rule(
        command=SignAmendment,
        roles=(SP, SV),
        stages=BOUND,
        follows=lambda case, command, _book: sign_amendment(case, command),
        fits=lambda case, _role, side, _now: _waits_for(case, side, _SIGNABLE),
    ),
    Rule(
        command=DropAmendment,
        roles=(NM, PB),
        stages=BOUND,
        follows=lambda case, command, _book: drop_amendment(case, command),
        fits=lambda case, _role, _side, _now: case.open_amendment is not None,
    ),
)
