"""Stating terms: an offer, or a counter to the other side's (I1, C1, C2)."""

from datetime import datetime
from typing import Any

from scabot_domain.case import Case, Offer, OfferState, Stage
from scabot_domain.commands import Counter, MakeOffer
from scabot_domain.covering import Lines, named, touch
from scabot_domain.decide.answering import open_offer_of_other_side, theirs_is_open
from scabot_domain.decide.bands import with_four_eyes
from scabot_domain.decide.locking import guard_locks
from scabot_domain.decide.pricing import guard_rates
from scabot_domain.decide.refusing import listed, refuse
from scabot_domain.decide.relied import guard_nothing_pending
from scabot_domain.decide.roles import NM, PB
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import BARGAINING, only
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import OfferCountered, OfferMade, OfferSuperseded, OfferTerms
from scabot_domain.parties import By, Side
from scabot_domain.playbook import Book
from scabot_domain.refusals import Reason
from scabot_domain.terms.hashes import offer_hash
from scabot_domain.workdays import OutsideCalendar, due

OFFER_LIFE = "10bd"
"""How long an offer stands unless it says otherwise, until 17:00 in the case's zone (C2)."""

_FREE = (Stage.REQUESTED, Stage.NEGOTIATING)
"""Where an offer need not reopen anything."""


def make_offer(case: Case, command: MakeOffer, book: Book) -> list[Said]:
    """State one's terms; one's own earlier offer is superseded (I1)."""
    terms = _terms(case, command, book)
    made = said(OfferMade(terms=terms, offer_hash=offer_hash(terms)))
    return [made, *_superseding(terms.offer_id, _ids(_own_unanswered(case, terms.side)))]


def counter(case: Case, command: Counter, book: Book) -> list[Said]:
    """Answer the other side's open offer with one's own terms; supersedes it and one's own earlier offer (C1)."""
    answered = open_offer_of_other_side(case, command)
    terms = _terms(case, command, book)
    countered = OfferCountered(terms=terms, offer_hash=offer_hash(terms), in_reply_to=command.in_reply_to)
    replaced = [answered.terms.offer_id, *_ids(_own_unanswered(case, terms.side))]
    return [said(countered), *_superseding(terms.offer_id, replaced)]


def gives_way(case: Case, side: Side, by: str, lines: Lines) -> list[Said]:
    """Close a side's own unanswered offer about any of these lines because another offer, `by`, took its place."""
    own = _own_unanswered(case, side)
    return _superseding(by, [one.terms.offer_id for one in own if touch(named(case, one.terms.rates), lines)])


def _own_unanswered(case: Case, side: Side) -> list[Offer]:
    return [offer for offer in case.offers if offer.terms.side is side and offer.state is OfferState.OPEN]


def _ids(offers: list[Offer]) -> list[str]:
    return [offer.terms.offer_id for offer in offers]


def _superseding(by: str, replaced: list[str]) -> list[Said]:
    return [derived(OfferSuperseded(offer_id=offer_id, by=by)) for offer_id in replaced]


def _terms(case: Case, command: MakeOffer | Counter, book: Book) -> OfferTerms:
    if case.stage is Stage.TERMS_AGREED and not command.reopens:
        raise refuse(Reason.WRONG_STAGE, stage=case.stage, stages=listed(_FREE))
    guard_nothing_pending(case, named(case, command.rates))
    guard_rates(case, command)
    if command.term is not None and command.term.end < command.term.effective:
        raise refuse(Reason.OUT_OF_RANGE, field="end", value=command.term.end, earliest=command.term.effective)
    terms = OfferTerms(
        offer_id=f"OFR-{len(case.offers) + 1}",
        side=command.by.actor.side,
        rates=command.rates,
        term=command.term,
        expires_at=_expiry(case, command, book),
        default_rate=command.default_rate,
        cap_total=command.cap_total,
        reopens=tuple(sorted(set(command.reopens))) or None,
        all_or_nothing=True if command.all_or_nothing else None,
    )
    guard_locks(case, terms)
    return terms


def _expiry(case: Case, command: MakeOffer | Counter, book: Book) -> datetime:
    by = command.by
    expires_at = command.expires_at or _usual_expiry(case, by, book)
    if expires_at <= by.at:
        raise refuse(Reason.OUT_OF_RANGE, field="expires_at", value=expires_at, now=by.at)
    return expires_at


def _usual_expiry(case: Case, by: By, book: Book) -> datetime:
    try:
        return due(by.said_at, OFFER_LIFE, case.tz, book.calendar)
    except OutsideCalendar:
        days = book.calendar
        raise refuse(Reason.OUT_OF_RANGE, field="said_at", earliest=days.first, latest=days.last) from None


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=MakeOffer,
        roles=(NM, PB),
        stages=only(*_FREE, Stage.TERMS_AGREED),
        follows=with_four_eyes(make_offer),
    ),
    Rule(
        command=Counter,
        roles=(NM, PB),
        stages=BARGAINING,
        follows=with_four_eyes(counter),
        fits=theirs_is_open,
    ),
)
