"""How far somebody may offer alone, and the hold on an offer that goes further (domain rules, 8.6).

Every stated percent of Medicare counts, also inside a lesser-of or a carve-out, and a total that cannot be derived is
beyond every limit of totals: where it is not known that an offer is inside, somebody else looks at it.
"""

from collections.abc import Callable
from typing import TypeVar

from scabot_domain.case import Case
from scabot_domain.commands import Command, Counter, MakeOffer
from scabot_domain.decide.overriding import SHORTEST_REASON
from scabot_domain.decide.refusing import listed, refuse
from scabot_domain.envelope import Said, said
from scabot_domain.events import AuthoritySet, OfferCountered, OfferHeld, OfferMade
from scabot_domain.facts.withholding import Limit
from scabot_domain.lint.subject import stated, subject_of
from scabot_domain.money.rates import PercentOfMedicare
from scabot_domain.parties import PRIVATE_TO, Actor, Side
from scabot_domain.playbook import Book
from scabot_domain.refusals import Reason
from scabot_domain.terms.agreed import AgreedRate, Escalator
from scabot_domain.totals import total_of

O = TypeVar("O", MakeOffer, Counter)  # noqa: E741 - an offer
Stating = Callable[[Case, O, Book], list[Said]]
_WHOLE = 100


def with_four_eyes(stating: Stating[O]) -> Stating[O]:
    """Return a rule that holds what it would state where that is beyond its maker's band.

    What a side said outside scabot was said already, so its record is not held.
    """

    def follows(case: Case, command: O, book: Book) -> list[Said]:
        facts = stating(case, command, book)
        beyond = limits_passed(case, command, command.by.actor)
        if not beyond or command.by.on_behalf_of is not None:
            return facts
        return [_held(case, command, facts, beyond)]

    return follows


def guard_own_band(case: Case, command: Command) -> None:
    """Refuse to record for one's own side, as said by somebody absent, what is beyond one's own band."""
    absent = command.by.on_behalf_of
    if not isinstance(command, MakeOffer | Counter) or absent is None:
        return
    actor = command.by.actor
    if actor.side is absent.side and limits_passed(case, command, actor):
        raise refuse(Reason.NOT_PERMITTED, role=actor.role, what="on_behalf_of")


def limits_passed(case: Case, offer: MakeOffer | Counter, actor: Actor) -> tuple[Limit, ...]:
    """Return what of an offer is beyond the band of a person; nothing for one without a band."""
    band = band_of(case, actor)
    if band is None:
        return ()
    passed = {
        Limit.PERCENT_OF_MEDICARE: _percent_passed(case, offer, band),
        Limit.TOTAL: _total_passed(case, offer, band),
    }
    return tuple(limit for limit, yes in passed.items() if yes)


def band_of(case: Case, actor: Actor) -> AuthoritySet | None:
    """Return a person's band, or else that of their role."""
    own = [band for band in case.bands if band.side is actor.side]
    person = (one for one in own if (one.team, one.user) == actor.person)
    role = (one for one in own if one.role is actor.role)
    return next(person, None) or next(role, None)


def guard_reason(reason: str, field: str, **facts: str) -> None:
    """Refuse a reason that is too short to explain the decision later."""
    if len(reason) < SHORTEST_REASON:
        raise refuse(Reason.REASON_TOO_SHORT, field=field, length=str(len(reason)), least=str(SHORTEST_REASON), **facts)


def offer_in(facts: list[Said]) -> OfferMade | OfferCountered:
    """Return the offer among the facts that state one."""
    return next(one.fact for one in facts if isinstance(one.fact, OfferMade | OfferCountered))


def _held(case: Case, command: MakeOffer | Counter, facts: list[Said], beyond: tuple[Limit, ...]) -> Said:
    guard_reason(command.reason_if_held or "", "reason_if_held", beyond=listed(beyond))
    stating = offer_in(facts)
    side = stating.terms.side
    number = 1 + sum(one.side is side for one in case.withheld)
    held = OfferHeld(
        held=f"HLD-{number}",
        terms=stating.terms,
        offer_hash=stating.offer_hash,
        beyond=beyond,
        reason=command.reason_if_held or "",
        in_reply_to=command.in_reply_to if isinstance(command, Counter) else None,
        expires_at=command.expires_at,
    )
    return said(held, PRIVATE_TO[side])


def _percent_passed(case: Case, offer: MakeOffer | Counter, band: AuthoritySet) -> bool:
    limit = band.percent_of_medicare
    if limit is None:
        return False
    rates = (one.rate for one in stated(subject_of(case, offer, {})))
    percents = [rate.percent for rate in rates if isinstance(rate, PercentOfMedicare)]
    if not percents:
        return False
    if band.side is Side.PAYER:
        return max(percents) > limit or any(map(_rises, offer.rates))
    return min(percents) < limit or any(map(_falls, offer.rates))


def _total_passed(case: Case, offer: MakeOffer | Counter, band: AuthoritySet) -> bool:
    if band.total is None:
        return False
    total = total_of(case, offer)
    if band.side is Side.PAYER:
        return total.most is None or total.most > band.total
    return total.expected is None or total.expected < band.total


def _rises(agreed: AgreedRate) -> bool:
    grows = any(isinstance(wrapper, Escalator) for wrapper in agreed.wrappers or ())
    return grows or any(rule.percent > _WHOLE for rule in agreed.modifier_rules or ())


def _falls(agreed: AgreedRate) -> bool:
    return any(rule.percent < _WHOLE for rule in agreed.modifier_rules or ())
