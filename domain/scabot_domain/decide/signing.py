"""Signatures: both sides, different people, each with authority, over the same terms and document (I5, I7)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from scabot_domain.case import Case, Draft, Stage
from scabot_domain.commands import Sign, SignAmendment
from scabot_domain.decide.care import terms_of
from scabot_domain.decide.checked import checked_clean, guard_checked
from scabot_domain.decide.drafts import draft_of, guard_complete, guard_current
from scabot_domain.decide.lasting import lapse, objection
from scabot_domain.decide.refusing import MOST_AHEAD, refuse
from scabot_domain.decide.relied import guard_read_back, unread_signatures
from scabot_domain.decide.roles import SP, SV
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import only
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import AgreementExecuted, DraftApproved, SectionConfirmed, SignatureRecorded
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import short
from scabot_domain.terms.sections import Term
from scabot_domain.workdays import elapsed, local_day


def sign(case: Case, command: Sign) -> list[Said]:
    """Record a signature; the last one that is required, and read back if need be, executes the agreement."""
    side = command.by.actor.side
    guard_signer(case, command)
    _guard_lasting(case, command)
    guard_complete(case, local_day(command.by.at, case.tz))
    guard_current(case, draft_of(case))
    guard_read_back(case, SectionConfirmed, DraftApproved)
    _guard_hashes(draft_of(case), command)
    guard_checked(case, draft_of(case))
    signature = SignatureRecorded(
        side=side,
        signatory=command.signatory,
        authority_basis=command.authority_basis,
        method=command.method,
        terms_hash=command.terms_hash,
        doc_sha256=command.doc_sha256,
        signed_at=command.signed_at,
    )
    waits = command.by.on_behalf_of is not None or bool(unread_signatures(case))
    after = replace(case, signatures={**case.signatures, side: signature})
    return [said(signature)] if waits else [said(signature), *execution(after)]


def execution(case: Case) -> list[Said]:
    """Return the execution of an agreement that both sides have signed, and nothing before that."""
    if not case.signatures.keys() >= {Side.PAYER, Side.PROVIDER}:
        return []
    signed = case.signatures[Side.PAYER].terms_hash
    return [derived(_executed(case, term, signed)) for term in terms_of(case)]


def guard_signer(case: Case, command: Sign | SignAmendment) -> None:
    """Refuse a side that has signed, one person for both sides, and a signature of the future (I5, I22)."""
    by = command.by
    if by.actor.side in case.signatures:
        signed_at = case.signatures[by.actor.side].signed_at
        raise refuse(Reason.ALREADY_SIGNED, side=by.actor.side, signed_at=signed_at)
    other = case.signatures.get(by.actor.side.other)
    if other is not None and (
        _same(by.actor, case.signers[by.actor.side.other]) or other.signatory.casefold() == command.signatory.casefold()
    ):
        raise refuse(Reason.SAME_SIGNER, side=by.actor.side.other, signatory=other.signatory)
    if elapsed(by.at, command.signed_at) > MOST_AHEAD:
        raise refuse(Reason.DATE_IN_FUTURE, signed_at=command.signed_at, now=by.at)


def _guard_lasting(case: Case, command: Sign) -> None:
    others = [one.signed_at for one in case.signatures.values()]
    last = max(command.signed_at, *others) if others else command.by.at
    no = objection(case, command.signed_at, local_day(last, case.tz))
    if no is not None:
        raise no


def _same(one: Actor, other: Actor) -> bool:
    return (one.team, one.user) == (other.team, other.user)


def _guard_hashes(draft: Draft, command: Sign) -> None:
    bound = (("terms", command.terms_hash, draft.terms_hash), ("document", command.doc_sha256, draft.doc_sha256))
    for what, seen, now in bound:
        if seen != now:
            raise refuse(Reason.HASH_MISMATCH, what=what, seen=short(seen), now=short(now))


def _signable(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del role
    return side not in case.signatures and lapse(case, now) is None and checked_clean(case)


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
