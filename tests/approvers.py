"""What people of the cast do about bands and held offers, as steps of a story."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import cast as c
import deeds as d
from scabot_domain.case import Case
from scabot_domain.commands import Command, Counter, DropHeldOffer, MakeOffer, ReleaseOffer, SetAuthority
from scabot_domain.money.rates import Rate
from scabot_domain.parties import Actor, Role, Source
from story import Step

WHY = "Only this center can do it in time"
"""A reason that is long enough."""
SECOND_BEN = replace(c.BEN, user="U0BELLA")
"""Another biller of the provider."""


def sets_band(who: Actor = c.PRIYA, **more: object) -> Step:
    """Say how far the negotiators of one's side may offer alone: 120% of Medicare, unless more is told."""
    role = Role.NETWORK_MANAGER if who.side is c.PRIYA.side else Role.PROVIDER_BILLER
    told: dict[str, object] = more or {"role": role, "percent_of_medicare": 120}
    return lambda _case, at: SetAuthority(by=c.by(who, at), **told)  # type: ignore[arg-type]  # pydantic checks what a test tells


def releases(who: Actor = c.PRIYA, held: str = "HLD-1", reason: str = WHY, **circumstances: object) -> Step:
    """Release an offer that is held."""
    return lambda _case, at: ReleaseOffer(by=c.by(who, at, **circumstances), held=held, reason=reason)


def releases_waiting(who: Actor = c.PRIYA, reason: str = WHY) -> Step:
    """Release whatever one's side holds, on the shell."""
    return lambda case, at: releases(who, _waiting(case, who), reason, source=Source.CLI)(case, at)


def drops_held(who: Actor = c.NOOR, held: str = "HLD-1", reason: str = WHY) -> Step:
    """Take back, or decline, an offer that is held."""
    return lambda _case, at: DropHeldOffer(by=c.by(who, at), held=held, reason=reason)


def because(step: Step, reason: str | None = WHY) -> Step:
    """Make an offer, or a counter, with the reason for which it should be made if it is held."""

    def told(case: Case, at: datetime) -> Command:
        offer = step(case, at)
        assert isinstance(offer, MakeOffer | Counter)
        return replace(offer, reason_if_held=reason)

    return told


def drops_waiting(who: Actor = c.PRIYA) -> Step:
    """Drop whatever one's side holds."""
    return lambda case, at: drops_held(who, _waiting(case, who))(case, at)


def counters_what_is_open(who: Actor, *rates: Rate) -> Step:
    """Counter whatever the other side offers at that instant."""

    def told(case: Case, at: datetime) -> Command:
        theirs = case.open_offer(who.side.other, at)
        return d.counters(who, theirs.terms.offer_id if theirs else "OFR-1", *rates)(case, at)

    return told


def _waiting(case: Case, who: Actor) -> str:
    return next((one.offer.held for one in case.withheld if one.waiting and one.side is who.side), "HLD-1")


DEEDS: dict[str, Callable[[Actor], Step]] = {
    "SetAuthority": sets_band,
    "ReleaseOffer": releases,
    "DropHeldOffer": drops_held,
}

banded = (*d.requested, sets_band(), sets_band(c.SAM))
"""Both sides' negotiators have bands: 120% of Medicare, the most for the payer and the least for the provider."""
held = (*banded, because(d.offers(c.NILS, c.MEDICARE_140)))
"""The payer holds HLD-1, 140% of Medicare, which Nils wants to offer."""
