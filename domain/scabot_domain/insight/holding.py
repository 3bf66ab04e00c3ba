"""The cycle time: for how long each side had the ball, and how long each stage lasted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from scabot_domain.case import Case, OfferState, Stage
from scabot_domain.court import Holder, court
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import evolve
from scabot_domain.workdays import Calendar, count_business_days, elapsed, first_instant_after, local_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of time in one stage in which one holder had the ball, from `since` until just before `until`."""

    holder: Holder
    stage: Stage
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """How long something lasted, in elapsed time and in business days; days of parts add up to those of the whole."""

    time: timedelta = timedelta(0)
    business_days: int = 0

    def __add__(self, other: "Held") -> "Held":
        return Held(time=self.time + other.time, business_days=self.business_days + other.business_days)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cycle:
    """The time since a case was opened, by who had the ball and by stage."""

    spans: tuple[Span, ...]
    total: Held
    by_holder: dict[Holder, Held]
    by_stage: dict[Stage, Held]


def cycle(events: Iterable[CaseEvent], until: datetime, calendar: Calendar) -> Cycle:
    """Return how long each side had the ball up to an instant, and how long each stage lasted.

    What was said counts from when it was said, and nothing counts twice: an entry never reaches back behind the one
    before it. Raises `OutsideCalendar`.
    """
    case, spans = _spans(events, until)
    by_holder: dict[Holder, Held] = {}
    by_stage: dict[Stage, Held] = {}
    total = Held()
    for one in spans:
        days = count_business_days(local_day(one.since, case.tz), local_day(one.until, case.tz), calendar)
        held = Held(time=elapsed(one.since, one.until), business_days=days)
        by_holder[one.holder] = by_holder.get(one.holder, Held()) + held
        by_stage[one.stage] = by_stage.get(one.stage, Held()) + held
        total += held
    return Cycle(spans=spans, total=total, by_holder=by_holder, by_stage=by_stage)


def _spans(events: Iterable[CaseEvent], until: datetime) -> tuple[Case, tuple[Span, ...]]:
    case, since = Case(key=""), until
    found: list[Span] = []
    for event in events:
        case = case if case.opened else Case(key=event.case)
        after = evolve(case, event)
        if case.opened and _same(case, after):
            case = after
            continue
        at = min(max(since, event.occurred_at) if case.opened else event.occurred_at, until)
        found += _stretches(case, since, at) if case.opened else ()
        case, since = after, at
    found += _stretches(case, since, until) if case.opened else ()
    return case, tuple(_joined(found))


def _stretches(case: Case, since: datetime, until: datetime) -> Iterator[Span]:
    """Yield the time between two events, cut where an offer dies of itself."""
    ends = (offer.terms.expires_at for offer in case.offers if offer.state is OfferState.OPEN)
    cuts = sorted({first_instant_after(end) for end in ends if since <= end < until})
    for start, end in zip((since, *cuts), (*cuts, until), strict=True):
        if start < end:
            yield Span(holder=court(case, start).holder, stage=case.stage, since=start, until=end)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for one in spans:
        if last is not None and (last.holder, last.stage) == (one.holder, one.stage):
            last = Span(holder=last.holder, stage=last.stage, since=last.since, until=one.until)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _same(before: Case, after: Case) -> bool:
    """Say whether an event moves no ball and no stage, as a note does."""
    return all(getattr(before, name) is getattr(after, name) for name in _MOVING)


_MOVING = (
    "stage",
    "offers",
    "draft",
    "signatures",
    "loaded",
    "claims",
    "held",
    "auth_lapsed",
    "entries",
    "deadlines",
)
"""The fields of a case that decide who has the ball."""
