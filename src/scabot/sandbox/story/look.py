"""What a case looks like to a story: a few plain facts, folded from its events by the domain itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from scabot_domain.case import Case, Deadline, Offer
from scabot_domain.court import court
from scabot_domain.covering import partial
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import replay
from scabot_domain.standing import retro
from scabot_domain.terms.agreed import show_agreed
from scabot_domain.terms.completeness import missing
from scabot_domain.terms.sections import SectionNumber


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferLook:
    """An offer: its id, side, rates in words, and what became of it."""

    id: str
    side: str
    rate: str
    state: str

    def __str__(self) -> str:
        return f"{self.id} by the {self.side}, {self.state}: {self.rate}"


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineLook:
    """A running deadline: its rule, and in local time when it is due and when it next pings."""

    rule: str
    due: str
    next: str
    waits_on: str

    def __str__(self) -> str:
        return f"{self.rule} due {self.due}, next ping {self.next or 'never'}, waits on {self.waits_on}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseLook:
    """The facts of a case that a story can ask for."""

    stage: str
    court: str
    stalled: bool
    flags: tuple[str, ...]
    offers: tuple[OfferLook, ...]
    agreed: str
    sections_complete: tuple[int, ...]
    signed: tuple[str, ...]
    deadlines: tuple[DeadlineLook, ...]


def look(key: str, events: Sequence[CaseEvent], now: datetime) -> CaseLook:
    """Return what the events of one case say at an instant."""
    case = replay(key, events)
    zone = ZoneInfo(case.tz)
    offers = tuple(_offer(offer) for offer in case.offers)
    return CaseLook(
        stage=case.stage.value,
        court=court(case, now).holder,
        stalled=case.stall is not None,
        flags=_flags(case, now),
        offers=offers,
        agreed=next((offer.rate for offer in reversed(offers) if offer.state == "accepted"), ""),
        sections_complete=_complete(case),
        signed=tuple(sorted(case.signatures)),
        deadlines=tuple(_deadline(one, zone) for one in case.deadlines.values()),
    )


def local(instant: datetime, zone: ZoneInfo) -> str:
    """Write an instant as stories do: `2026-12-15 17:00`, local time."""
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _flags(case: Case, now: datetime) -> tuple[str, ...]:
    flags = {
        "amendment_open": case.open_amendment is not None,
        "auth_lapsed": case.auth_lapsed,
        "care_at_risk": case.care_at_risk,
        "on_hold": case.held is not None,
        "overridden": bool(case.overrides),
        "partial": partial(case),
        "retro": retro(case, now),
        "stalled": case.stall is not None,
        "term_ended": case.term_ended_on is not None,
        "unconfirmed": bool(case.unconfirmed),
        "verbal": case.verbal is not None and case.executed is None,
    }
    return tuple(name for name, raised in flags.items() if raised)


def _offer(offer: Offer) -> OfferLook:
    rates = "; ".join(show_agreed(agreed) for agreed in offer.terms.rates)
    return OfferLook(id=offer.terms.offer_id, side=offer.terms.side.value, rate=rates, state=offer.state.value)


def _deadline(deadline: Deadline, zone: ZoneInfo) -> DeadlineLook:
    armed = deadline.armed
    return DeadlineLook(
        rule=armed.rule,
        due=local(armed.due, zone),
        next=local(deadline.next.fire_at, zone) if deadline.next else "",
        waits_on=armed.waits_on.value,
    )


def _complete(case: Case) -> tuple[int, ...]:
    lacking = missing(case)
    return tuple(number.value for number in SectionNumber if not lacking.get(number.value))
