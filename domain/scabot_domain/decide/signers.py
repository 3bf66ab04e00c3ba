"""Who may sign: a party, once, in its turn, by a person of its own whose authority goes far enough (I5, C13)."""

from scabot_domain.case import Case
from scabot_domain.commands import Sign, SignAmendment
from scabot_domain.decide.refusing import MOST_AHEAD, refuse
from scabot_domain.events import SignatureRecorded
from scabot_domain.money.amounts import show_dollars
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.entities import LEAD
from scabot_domain.terms.fixed import known_cost
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.seats import (
    ahead,
    called,
    recorded,
    required,
    seat_of,
    seats,
    several,
    side_of,
    signing_order,
)
from scabot_domain.workdays import elapsed

Signing = Sign | SignAmendment


def signed_party(command: Signing) -> str | None:
    """Return the entity that a signature is recorded for: the lead where a provider names none, none for the payer."""
    return None if command.by.actor.side is Side.PAYER else command.party_id or LEAD


def guard_party(case: Papered, command: Signing) -> str:
    """Return the seat that a signature takes; refuses an entity that is no party, or one that the payer names."""
    side = command.by.actor.side
    seat = seat_of(side, command.party_id)
    entities = tuple(called(one) for one in seats(case) if side_of(one) is Side.PROVIDER)
    if seat not in seats(case) or (side is Side.PAYER and command.party_id is not None):
        raise refuse(Reason.PARTY_NOT_COVERED, party=command.party_id, side=side, known=", ".join(entities))
    return seat


def guard_signer(case: Case, seat: str, command: Signing) -> None:
    """Refuse a seat that is signed, one person for two who must not share one, and a signature of the future (I22)."""
    by = command.by
    taken = case.signatures.get(seat)
    if taken is not None:
        raise refuse(Reason.ALREADY_SIGNED, side=taken.side, party=taken.party_id, signed_at=taken.signed_at)
    for other, signature in case.signatures.items():
        same = by.actor.person == case.signers[other].person or _named(command.signatory, signature.signatory)
        if same and not _of_both(case, (seat, other), command, signature):
            party = signature.party_id if side_of(other) is by.actor.side else None
            raise refuse(Reason.SAME_SIGNER, side=signature.side, party=party, signatory=signature.signatory)
    if elapsed(by.at, command.signed_at) > MOST_AHEAD:
        raise refuse(Reason.DATE_IN_FUTURE, signed_at=command.signed_at, now=by.at)


def guard_turn(case: Papered, seat: str, signed: frozenset[str], unread: frozenset[str]) -> None:
    """Refuse a signature before those that the signing order puts first are there, and read back (C12, C13)."""
    order = ", ".join(called(one) for one in signing_order(case))
    for one in ahead(case, seat):
        if one not in signed:
            missing = f"the signature of {called(one)}"
            raise refuse(Reason.WRONG_STAGE, stage="signing", missing=missing, signing_order=order)
        if one in unread:
            raise refuse(Reason.UNCONFIRMED_ENTRY, entries="signature-recorded", party=called(one))


def guard_authority(case: Papered, seat: str, command: Signing) -> None:
    """Refuse somebody else than the people recorded for a seat, and one whose limit is below the agreement's cost.

    The figures are told to whom they concern: not to somebody who records the signature for the other side, and so
    to nobody who records it for somebody absent (I20).
    """
    people = recorded(case, seat)
    mine = tuple(who for who in people if _named(who.name, command.signatory))
    who = {"side": side_of(seat), "party": signed_party(command), "signatory": command.signatory}
    if people and not mine:
        names = ", ".join(dict.fromkeys(one.name for one in people))
        raise refuse(Reason.SIGNER_NOT_AUTHORIZED, **who, recorded=names)
    cost = known_cost(case)
    limits = [one.limit for one in mine if one.limit is not None]
    if cost is None or len(limits) < len(mine) or not limits or max(limits) >= cost:
        return
    own = command.by.on_behalf_of is None
    figures = {"limit": show_dollars(max(limits)), "cost": show_dollars(cost)} if own else {}
    raise refuse(Reason.SIGNER_NOT_AUTHORIZED, **who, what="limit", **figures)


def signers(case: Case) -> str:
    """Return who has signed, as one fact: sides where one entity is a party, or else entities by their ids."""
    seated = sorted(case.signatures)
    return ", ".join(called(seat) for seat in seated) if several(case) else ", ".join(seated)


def may_sign(case: Papered, side: Side, signed: frozenset[str]) -> bool:
    """Say whether a side has a seat that is not signed and whose turn it is; the one asked for may be another."""
    open_seats = (seat for seat in seats(case) if side_of(seat) is side and seat not in signed)
    return any(signed.issuperset(ahead(case, seat)) for seat in open_seats)


def complete(case: Papered, signed: frozenset[str]) -> bool:
    """Say whether everybody has signed who must."""
    return signed.issuperset(required(case))


def _of_both(case: Papered, both: tuple[str, str], command: Signing, other: SignatureRecorded) -> bool:
    """Say whether one person may sign at two seats: both of one side, and recorded by name for each of them."""
    one_side = side_of(both[0]) is side_of(both[1])
    known = all(any(_named(who.name, command.signatory) for who in recorded(case, seat)) for seat in both)
    return one_side and known and _named(command.signatory, other.signatory)


def _named(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
