"""Answering an offer: accept, reject, withdraw; and its expiry."""

from dataclasses import replace
from typing import Any

from scabot_domain.case import Case, Offer, OfferState, SectionState
from scabot_domain.commands import Accept, ExpireOffer, Reject, WithdrawOffer
from scabot_domain.decide.answering import (
    guard_seen,
    open_offer_of_other_side,
    ours_is_open,
    own_open_offer,
    theirs_is_open,
)
from scabot_domain.decide.offers import supersede_own
from scabot_domain.decide.pricing import guard_parts
from scabot_domain.decide.relied import waits_for_read_back
from scabot_domain.decide.roles import NM, PB, SYS
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import BARGAINING, LIVE
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import OfferAccepted, OfferExpired, OfferRejected, OfferWithdrawn, SectionSet, TermsAgreed
from scabot_domain.terms.hashes import section_hash, terms_hash
from scabot_domain.terms.sections import Reimbursement, Section


def accept(case: Case, command: Accept) -> list[Said]:
    """Accept the other side's open offer as it was seen (I2); its rates, and its term if it has one, become sections.

    One's own unanswered offer is superseded by the accepted one, so that nobody can accept it afterwards.
    While the offer or its acceptance waits to be read back, nothing is agreed (C12).
    """
    offer = open_offer_of_other_side(case, command)
    guard_seen(offer, command.offer_hash)
    guard_parts(case, offer.terms.rates)
    offer_id = offer.terms.offer_id
    accepted = said(OfferAccepted(offer_id=offer_id, offer_hash=offer.hash))
    answered = [accepted, *supersede_own(case, command.by.actor.side, offer_id)]
    return answered if waits_for_read_back(case, command.by, offer_id) else [*answered, *agreement(case, offer)]


def agreement(case: Case, offer: Offer) -> list[Said]:
    """Return what an acceptance agrees once nothing that it relies on waits to be read back (I3)."""
    contents = _agreed(offer)
    after = _with_sections(case, contents)
    return [
        *(derived(SectionSet(content=content)) for content in contents),
        derived(TermsAgreed(offer_id=offer.terms.offer_id, terms_hash=terms_hash(after))),
    ]


def reject(case: Case, command: Reject) -> list[Said]:
    """Say no to the other side's open offer."""
    offer = open_offer_of_other_side(case, command)
    return [said(OfferRejected(offer_id=offer.terms.offer_id, code=command.code))]


def withdraw_offer(case: Case, command: WithdrawOffer) -> list[Said]:
    """Take back one's own open offer."""
    offer = own_open_offer(case, command)
    return [said(OfferWithdrawn(offer_id=offer.terms.offer_id))]


def expire_offer(case: Case, command: ExpireOffer) -> list[Said]:
    """Record that an offer's life is over; nothing to say about one that is closed already or still alive."""
    offer = case.offer(command.offer_id)
    if offer is None or offer.state is not OfferState.OPEN or offer.open_at(command.by.at):
        return []
    return [said(OfferExpired(offer_id=command.offer_id, expires_at=offer.terms.expires_at))]


def _agreed(offer: Offer) -> list[Section]:
    terms = offer.terms
    rates = Reimbursement(
        offer_id=terms.offer_id, rates=terms.rates, default_rate=terms.default_rate, cap_total=terms.cap_total
    )
    return [rates] if terms.term is None else [rates, terms.term]


def _with_sections(case: Case, contents: list[Section]) -> Case:
    added = {int(content.section): SectionState(content=content, hash=section_hash(content)) for content in contents}
    return replace(case, sections={**case.sections, **added})


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
