"""Answering an offer: accept, reject, withdraw; and its expiry."""

from typing import Any

from scabot_domain.case import Case, OfferState
from scabot_domain.commands import Accept, ExpireOffer, Reject, WithdrawOffer
from scabot_domain.covering import named
from scabot_domain.decide.agreeing import with_agreement
from scabot_domain.decide.answering import (
    guard_seen,
    open_offer_of_other_side,
    ours_is_open,
    own_open_offer,
    theirs_is_open,
)
from scabot_domain.decide.locking import chosen_lines
from scabot_domain.decide.offers import gives_way
from scabot_domain.decide.pricing import guard_parts
from scabot_domain.decide.roles import NM, PB, SYS
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import BARGAINING, LIVE
from scabot_domain.envelope import Said, said
from scabot_domain.events import OfferAccepted, OfferExpired, OfferRejected, OfferWithdrawn


def accept(case: Case, command: Accept) -> list[Said]:
    """Accept the other side's open offer as it was seen (I2), or lines of it (C9); those lines are agreed by it.

    One's own unanswered offer about any of them is superseded, so that nobody can accept it afterwards.
    Terms are agreed once every line is, and nothing relied on waits to be read back (I3, C12).
    """
    offer = open_offer_of_other_side(case, command)
    guard_seen(offer, command.offer_hash)
    guard_parts(case, offer.terms.rates)
    lines, offer_id = chosen_lines(case, offer, command.line_ids), offer.terms.offer_id
    some = None if lines == named(case, offer.terms.rates) else tuple(sorted(lines))
    accepted = said(OfferAccepted(offer_id=offer_id, offer_hash=offer.hash, line_ids=some))
    return with_agreement(case, command.by, [accepted, *gives_way(case, command.by.actor.side, offer_id, lines)])


def reject(case: Case, command: Reject) -> list[Said]:
    """Say no to the other side's open offer; lines that it wanted to reopen stay as they were agreed."""
    offer = open_offer_of_other_side(case, command)
    rejected = said(OfferRejected(offer_id=offer.terms.offer_id, code=command.code))
    return with_agreement(case, command.by, [rejected])


def withdraw_offer(case: Case, command: WithdrawOffer) -> list[Said]:
    """Take back one's own open offer; what was accepted of it stays agreed (C9)."""
    offer = own_open_offer(case, command)
    return with_agreement(case, command.by, [said(OfferWithdrawn(offer_id=offer.terms.offer_id))])


def expire_offer(case: Case, command: ExpireOffer) -> list[Said]:
    """Record that an offer's life is over; nothing to say about one that is closed already or still alive."""
    offer = case.offer(command.offer_id)
    if offer is None or offer.state is not OfferState.OPEN or offer.open_at(command.by.at):
        return []
    expired = said(OfferExpired(offer_id=command.offer_id, expires_at=offer.terms.expires_at))
    return with_agreement(case, command.by, [expired])


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=Reject,
        roles=(NM, PB),
        stages=BARGAINING,
        follows=lambda case, command, _book: reject(case, command),
        fits=theirs_is_open,
    ),
    Rule(
        command=WithdrawOffer,
        roles=(NM, PB),
        stages=BARGAINING,
        follows=lambda case, command, _book: withdraw_offer(case, command),
        fits=ours_is_open,
    ),
    Rule(
        command=ExpireOffer,
        roles=(SYS,),
        stages=LIVE,
        follows=lambda case, command, _book: expire_offer(case, command),
    ),
    Rule(
        command=Accept,
        roles=(NM, PB),
        stages=BARGAINING,
        follows=lambda case, command, _book: accept(case, command),
        fits=theirs_is_open,
    ),
)
