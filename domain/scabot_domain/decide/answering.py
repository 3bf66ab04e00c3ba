"""What must be true of an offer before it can be answered (I2, I18, C1)."""

from datetime import datetime

from scabot_domain.case import Case, Offer, OfferState
from scabot_domain.commands import Accept, Counter, Reject, WithdrawOffer
from scabot_domain.decide.refusing import MOST_AHEAD, refuse
from scabot_domain.parties import Actor, By, Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import short
from scabot_domain.workdays import elapsed

Answer = Accept | Reject | Counter | WithdrawOffer
_TAKEN = frozenset({OfferState.ACCEPTED, OfferState.SUPERSEDED})


def theirs_is_open(case: Case, role: Role, side: Side, now: datetime) -> bool:
    """Say whether the other side has an offer that can be answered now."""
    del role
    return case.open_offer(side.other, now) is not None


def ours_is_open(case: Case, role: Role, side: Side, now: datetime) -> bool:
    """Say whether one's own side has an offer that nobody has answered yet."""
    del role
    return case.open_offer(side, now) is not None


def guard_unchanged(case: Case, command: Answer) -> None:
    """Refuse an answer to an offer that somebody accepted or replaced meanwhile, naming who did what (I18)."""
    offer = case.offer(answered_id(command))
    if offer is None or offer.state not in _TAKEN:
        return
    side, actor = _taker(case, offer)
    raise refuse(
        Reason.STALE_VIEW,
        offer=offer.terms.offer_id,
        state=offer.state,
        by=offer.superseded_by,
        by_side=side,
        by_user=None if actor is None else actor.user,
        at=offer.closed_at,
    )


def open_offer_of_other_side(case: Case, command: Accept | Reject | Counter) -> Offer:
    """Return the offer that is answered; refuses one's own (I2) and one that is not open when it is answered (C1)."""
    offer = known_offer(case, command)
    if offer.terms.side is command.by.actor.side:
        raise refuse(Reason.OWN_OFFER, offer=offer.terms.offer_id, side=offer.terms.side)
    guard_open(offer, command.by)
    return offer


def own_open_offer(case: Case, command: WithdrawOffer) -> Offer:
    """Return one's own open offer; refuses the other side's."""
    offer = known_offer(case, command)
    if offer.terms.side is not command.by.actor.side:
        raise refuse(
            Reason.WRONG_SIDE, offer=offer.terms.offer_id, side=offer.terms.side, own_side=command.by.actor.side
        )
    guard_open(offer, command.by)
    return offer


def known_offer(case: Case, command: Answer) -> Offer:
    """Return the offer that a command names; refuses one that never was."""
    offer_id = answered_id(command)
    offer = case.offer(offer_id)
    if offer is None:
        raise refuse(Reason.OFFER_NOT_OPEN, offer=offer_id, state="unknown")
    return offer


def answered_id(command: Answer) -> str:
    """Return the id of the offer that a command answers."""
    return command.in_reply_to if isinstance(command, Counter) else command.offer_id


def guard_open(offer: Offer, by: By) -> None:
    """Refuse an offer that is closed, or whose life was over when the answer was given (C1).

    An answer that was given in time and entered too late is recorded as what came from outside: with a contact, with
    evidence, and to be read back (C15).
    """
    expires_at = offer.terms.expires_at
    if elapsed(by.said_at, offer.made_at) > MOST_AHEAD:
        raise refuse(Reason.OUT_OF_RANGE, field="said_at", said_at=by.said_at, made_at=offer.made_at)
    if not offer.open_at(by.said_at):
        state = OfferState.EXPIRED if offer.state is OfferState.OPEN else offer.state
        at = expires_at if state is OfferState.EXPIRED else offer.closed_at
        raise refuse(Reason.OFFER_NOT_OPEN, offer=offer.terms.offer_id, state=state, at=at)
    if not offer.open_at(by.at) and by.on_behalf_of is None:
        raise refuse(Reason.MISSING_EVIDENCE, offer=offer.terms.offer_id, expires_at=expires_at, said_at=by.said_at)


def guard_seen(offer: Offer, seen: str) -> None:
    """Refuse an answer to other terms than the stored ones (I2)."""
    if seen != offer.hash:
        raise refuse(Reason.HASH_MISMATCH, offer=offer.terms.offer_id, seen=short(seen), now=short(offer.hash))


def _taker(case: Case, offer: Offer) -> tuple[Side | None, Actor | None]:
    if offer.state is OfferState.ACCEPTED:
        return offer.terms.side.other, offer.closed_by
    successor = case.offer(offer.superseded_by or "")
    return (None, None) if successor is None else (successor.terms.side, successor.made_by)
