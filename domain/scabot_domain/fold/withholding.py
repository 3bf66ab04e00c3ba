"""How bands and held offers change a case."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.case import Case, Stage
from scabot_domain.events import (
    AuthoritySet,
    CaseEvent,
    HeldOfferDropped,
    OfferCountered,
    OfferHeld,
    OfferMade,
    OfferReleased,
    TermsAgreed,
    Withholding,
)
from scabot_domain.fold.changing import changed
from scabot_domain.parties import Side
from scabot_domain.withheld import Withheld, WithheldState

OFFERING = frozenset({Stage.REQUESTED, Stage.NEGOTIATING, Stage.TERMS_AGREED})
"""The stages in which offers are made; once terms are agreed, those that reopen something."""


def fold_withholding(case: Case, fact: Withholding, event: CaseEvent) -> Case:
    """Return the case after a band, a held offer, its release or its end."""
    match fact:
        case AuthoritySet():
            others = tuple(band for band in case.bands if _holder(band) != _holder(fact))
            return changed(case, bands=(*others, fact))
        case OfferHeld():
            held = Withheld(offer=fact, sender=event.actor, source=event.source, at=event.occurred_at)
            return changed(case, withheld=(*_replaced(case.withheld, held.side), held))
        case OfferReleased():
            return _became(case, event.side, fact.held, WithheldState.RELEASED)
        case HeldOfferDropped():
            return _became(case, event.side, fact.held, WithheldState(fact.how.value))
        case _:
            assert_never(fact)


def overtaken(case: Case, event: CaseEvent) -> tuple[Withheld, ...]:
    """Return what is held after any event: an offer of a side replaces what it holds, agreed terms and an end end it.

    `case` is the case after the event.
    """
    if isinstance(event.fact, OfferMade | OfferCountered):
        return _replaced(case.withheld, event.fact.terms.side)
    if case.stage in OFFERING and not isinstance(event.fact, TermsAgreed):
        return case.withheld
    return tuple(_ended(one, WithheldState.STALE) for one in case.withheld)


def _holder(band: AuthoritySet) -> tuple[object, ...]:
    return band.side, band.role, band.team, band.user


def _replaced(withheld: tuple[Withheld, ...], side: Side) -> tuple[Withheld, ...]:
    return tuple(_ended(one, WithheldState.REPLACED) if one.side is side else one for one in withheld)


def _ended(one: Withheld, state: WithheldState) -> Withheld:
    return replace(one, state=state) if one.waiting else one


def _became(case: Case, side: Side, held: str, state: WithheldState) -> Case:
    after = (_ended(one, state) if (one.side, one.offer.held) == (side, held) else one for one in case.withheld)
    return changed(case, withheld=tuple(after))
