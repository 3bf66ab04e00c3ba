"""Four eyes: who may say how far others go alone, and what becomes of an offer that is held (domain rules, 8.6).

A held offer is found by its side and its number alone, so that a number of the other side is one that never was.
"""

from dataclasses import fields, replace
from typing import Any

from scabot_domain.case import Case
from scabot_domain.commands import Counter, DropHeldOffer, MakeOffer, ReleaseOffer, SetAuthority
from scabot_domain.decide.answering import guard_unchanged
from scabot_domain.decide.bands import guard_reason, limits_passed, offer_in
from scabot_domain.decide.offers import counter, make_offer
from scabot_domain.decide.refusing import listed, refuse
from scabot_domain.decide.roles import NM, PB, SP, SV, speaks_for
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import LIVE
from scabot_domain.envelope import Said, said
from scabot_domain.events import AuthoritySet, HeldOfferDropped, OfferReleased
from scabot_domain.facts.withholding import Dropped
from scabot_domain.fold.withholding import OFFERING
from scabot_domain.parties import PRIVATE_TO, By, Role, Side
from scabot_domain.playbook import Book
from scabot_domain.refusals import Reason
from scabot_domain.withheld import Withheld

SIGNATORIES = (SP, SV)
NEGOTIATORS = (NM, PB)


def set_authority(command: SetAuthority) -> list[Said]:
    """Say how far a person, or everybody in a role, may offer alone; never about oneself."""
    actor, person = command.by.actor, (command.team, command.user)
    if (command.role is None) == (None in person) or (command.role is not None and any(person)):
        raise refuse(Reason.BAD_IDENTIFIER, field="role", pattern="a role, or else a team and a user")
    if person == actor.person:
        raise refuse(Reason.SELF_APPROVAL, by_user=actor.user)
    makers = [role for role in NEGOTIATORS if speaks_for(role, actor.side)]
    if command.role is not None and command.role not in makers:
        raise refuse(Reason.NOT_PERMITTED, role=command.role, roles=listed(makers), field="role")
    band = AuthoritySet(
        side=actor.side,  # type: ignore[arg-type]  # a signatory speaks for a side
        role=command.role,
        team=command.team,
        user=command.user,
        percent_of_medicare=command.percent_of_medicare,
        total=command.total,
        set_by=actor,
    )
    return [said(band, PRIVATE_TO[actor.side])]


def release_offer(case: Case, command: ReleaseOffer, book: Book) -> list[Said]:
    """Let a held offer be made now, in its sender's name, by every rule of offers; never by the sender."""
    held = _waiting(case, command)
    actor = command.by.actor
    if held.sender.person == actor.person:
        raise refuse(Reason.SELF_APPROVAL, offer=command.held, by_user=actor.user)
    guard_reason(command.reason, "reason")
    offer = _as_held(held, command.by)
    beyond = () if actor.role in SIGNATORIES else limits_passed(case, offer, actor)
    if beyond:
        signatory = [role for role in SIGNATORIES if speaks_for(role, actor.side)]
        raise refuse(
            Reason.NOT_PERMITTED, role=actor.role, roles=listed(signatory), offer=command.held, beyond=listed(beyond)
        )
    facts = _stated(case, offer, book)
    offer_id = offer_in(facts).terms.offer_id
    released = OfferReleased(held=command.held, offer_id=offer_id, reason=command.reason, sender=held.sender)
    return [said(released, PRIVATE_TO[held.side]), *(replace(fact, by=offer.by) for fact in facts)]


def drop_held_offer(case: Case, command: DropHeldOffer) -> list[Said]:
    """Take one's own held offer back, or decline to release somebody else's."""
    held = _waiting(case, command)
    own = held.sender.person == command.by.actor.person
    dropped = HeldOfferDropped(
        held=command.held, how=Dropped.WITHDRAWN if own else Dropped.DECLINED, reason=command.reason
    )
    return [said(dropped, PRIVATE_TO[held.side])]


def something_waits(case: Case, role: Role, side: Side, now: object) -> bool:
    """Say whether one's own side holds an offer."""
    del role, now
    return any(one.waiting and one.side is side for one in case.withheld)


def _waiting(case: Case, command: ReleaseOffer | DropHeldOffer) -> Withheld:
    side = command.by.actor.side
    found = (one for one in case.withheld if (one.side, one.offer.held) == (side, command.held))
    held = next(found, None)
    if held is None or not held.waiting:
        raise refuse(Reason.OFFER_NOT_OPEN, offer=command.held, state="unknown" if held is None else held.state)
    return held


def _as_held(held: Withheld, by: By) -> MakeOffer | Counter:
    """Return the offer as its sender would make it at the instant of its release."""
    terms = held.offer.terms
    kind = MakeOffer if held.offer.in_reply_to is None else Counter
    stated = {one.name: getattr(terms, one.name, None) for one in fields(kind)}
    proposed = {name: value for name, value in stated.items() if value is not None}
    answer = {} if held.offer.in_reply_to is None else {"in_reply_to": held.offer.in_reply_to}
    sender = replace(by, actor=held.sender, source=held.source, said_at=by.at, evidence=None)
    told: dict[str, Any] = {**proposed, **answer, "by": sender, "expires_at": held.offer.expires_at}
    return kind(**told)


def _stated(case: Case, offer: MakeOffer | Counter, book: Book) -> list[Said]:
    if isinstance(offer, MakeOffer):
        return make_offer(case, offer, book)
    guard_unchanged(case, offer)
    return counter(case, offer, book)


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=SetAuthority,
        roles=SIGNATORIES,
        stages=LIVE,
        follows=lambda _case, command, _book: set_authority(command),
    ),
    Rule(
        command=ReleaseOffer,
        roles=(*SIGNATORIES, *NEGOTIATORS),
        stages=OFFERING,
        follows=release_offer,
        fits=something_waits,
    ),
    Rule(
        command=DropHeldOffer,
        roles=(*SIGNATORIES, *NEGOTIATORS),
        stages=OFFERING,
        follows=lambda case, command, _book: drop_held_offer(case, command),
        fits=something_waits,
    ),
)
