"""Signatures: every party that must, people with authority, the same terms and the same document (I5, I7, C13)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from scabot_domain.case import Case, Draft, Stage
from scabot_domain.commands import Sign
from scabot_domain.decide.care import terms_of
from scabot_domain.decide.checked import checked_clean, guard_checked
from scabot_domain.decide.drafts import draft_of, guard_complete, guard_current
from scabot_domain.decide.lasting import lapse, objection
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.relied import guard_read_back, unread_signatures
from scabot_domain.decide.roles import SP, SV
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.signers import (
    complete,
    guard_authority,
    guard_party,
    guard_signer,
    guard_turn,
    may_sign,
    signed_party,
)
from scabot_domain.decide.stages import only
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import AgreementExecuted, DraftApproved, SectionConfirmed, SignatureRecorded
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import short
from scabot_domain.terms.sections import Term
from scabot_domain.workdays import local_day


def sign(case: Case, command: Sign) -> list[Said]:
    """Record a party's signature; the last one that is required, all of them read back, executes the agreement."""
    seat = guard_party(case, command)
    guard_signer(case, seat, command)
    unread = unread_signatures(case)
    guard_turn(case, seat, frozenset(case.signatures), unread)
    guard_authority(case, seat, command)
    _guard_lasting(case, command)
    guard_complete(case, local_day(command.by.at, case.tz))
    guard_current(case, draft_of(case))
    guard_read_back(case, SectionConfirmed, DraftApproved)
    _guard_hashes(draft_of(case), command)
    guard_checked(case, draft_of(case))
    signature = _signature(command)
    waits = command.by.on_behalf_of is not None or bool(unread)
    after = replace(case, signatures={**case.signatures, seat: signature})
    return [said(signature)] if waits else [said(signature), *execution(after)]


def _signature(command: Sign) -> SignatureRecorded:
    return SignatureRecorded(
        side=command.by.actor.side,
        signatory=command.signatory,
        authority_basis=command.authority_basis,
        method=command.method,
        terms_hash=command.terms_hash,
        doc_sha256=command.doc_sha256,
        signed_at=command.signed_at,
        party_id=signed_party(command),
    )


def execution(case: Case) -> list[Said]:
    """Return the execution of an agreement that the payer and every required provider party have signed, or nothing."""
    if not complete(case, frozenset(case.signatures)):
        return []
    signed = case.signatures[Side.PAYER].terms_hash
    return [derived(_executed(case, term, signed)) for term in terms_of(case)]


def _guard_lasting(case: Case, command: Sign) -> None:
    others = [one.signed_at for one in case.signatures.values()]
    last = max(command.signed_at, *others) if others else command.by.at
    no = objection(case, command.signed_at, local_day(last, case.tz))
    if no is not None:
        raise no


def _guard_hashes(draft: Draft, command: Sign) -> None:
    bound = (("terms", command.terms_hash, draft.terms_hash), ("document", command.doc_sha256, draft.doc_sha256))
    for what, seen, now in bound:
        if seen != now:
            raise refuse(Reason.HASH_MISMATCH, what=what, seen=short(seen), now=short(now))


def _signable(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del role
    return may_sign(case, side, frozenset(case.signatures)) and lapse(case, now) is None and checked_clean(case)


def _executed(case: Case, term: Term, terms_hash: str) -> AgreementExecuted:
    return AgreementExecuted(terms_hash=terms_hash, effective=term.effective, end=term.end, sca_no=case.key)


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=Sign,
        roles=(SP, SV),
        stages=only(Stage.SIGNING),
        follows=lambda case, command, _book: sign(case, command),
        fits=_signable,
    ),
)
