"""The latest safe date of every step, counted back from the care in business days; what is done, and what is red.

The durations are content (`content/planner.toml`), for each urgency.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, TypeAdapter

from scabot_domain.case import Case, Stage
from scabot_domain.events import Urgency
from scabot_domain.parties import Side
from scabot_domain.standing import RETRO_LIMIT, first_day, term_of
from scabot_domain.workdays import Calendar, OutsideCalendar, count_business_days, days_earlier, days_until, local_day

MOST_DAYS = 60


class Step(StrEnum):
    """What has to happen before care, in order."""

    REQUESTED = "requested"
    OFFERED = "offered"
    AGREED = "agreed"
    DRAFTED = "drafted"
    APPROVED = "approved"
    SIGNED = "signed"


_BACKWARD = tuple(reversed(Step))
_PAPER = frozenset({Stage.DRAFT_REVIEW, Stage.SIGNING, Stage.EXECUTED, Stage.IN_CARE, Stage.CLOSED})
Durations = Mapping[Urgency, Mapping[Step, int]]
_Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]
_DURATIONS: TypeAdapter[dict[Urgency, dict[Step, _Days]]] = TypeAdapter(dict[Urgency, dict[Step, _Days]])


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A step with the last day on which it is safe, and the day on which it was done.

    `slack` is how many business days are left: to `latest` from the day it was done, or from today; negative if late.
    """

    step: Step
    latest: date
    done: date | None
    slack: int

    @property
    def red(self) -> bool:
        """Say whether the step is not done and its last safe day is over."""
        return self.done is None and self.slack < 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Retro:
    """How far an agreement that nobody has signed yet would reach back today, in calendar days (C10).

    `last` is the last day on which it can be signed without a word from compliance.
    """

    reach: int
    last: date

    @property
    def over(self) -> bool:
        """Say whether only compliance can allow it now."""
        return self.reach > RETRO_LIMIT


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Every step up to the care; `retro` is set while an unsigned agreement reaches back."""

    care_date: date | None
    today: date
    steps: tuple[Planned, ...]
    retro: Retro | None = None

    @property
    def first_red(self) -> Planned | None:
        """Return the first step that cannot be done in time any more; an infeasible plan has one."""
        return next((one for one in self.steps if one.red), None)


def read_durations(text: str) -> Durations:
    """Return the durations of a TOML text; raise `ValueError` unless each urgency has every step, in business days."""
    told = _DURATIONS.validate_python(tomllib.loads(text))
    if any(set(told.get(urgency, ())) != set(Step) for urgency in Urgency):
        msg = "each urgency has a duration for every step"
        raise ValueError(msg)
    return told


@cache
def durations() -> Durations:
    """Return the durations that ship with scabot."""
    return read_durations((files("scabot_domain.content") / "planner.toml").read_text(encoding="utf-8"))


def plan(
    care_date: date,
    urgency: Urgency,
    calendar: Calendar,
    *,
    signed_by: date | None = None,
    lengths: Durations | None = None,
) -> dict[Step, date]:
    """Return the last safe day of every step, in the order of the steps.

    `signed_by` is the day for which the request asked the signature, if that is earlier.
    Raises `OutsideCalendar`.
    """
    each = (durations() if lengths is None else lengths)[urgency]
    found: dict[Step, date] = {}
    day = care_date
    for step in _BACKWARD:
        day = calendar.step(day, -each[step])
        if step is Step.SIGNED and signed_by is not None:
            day = min(day, signed_by)
        found[step] = day
    return {step: found[step] for step in Step}


def planned(case: Case, now: datetime, calendar: Calendar, lengths: Durations | None = None) -> Plan:
    """Return the plan of a case at an instant.

    It has no steps where no care date is recorded, or one that the calendar does not reach.
    """
    today = local_day(now, case.tz)
    try:
        steps = () if case.care_date is None else _steps(case, case.care_date, today, (calendar, lengths))
    except OutsideCalendar:
        steps = ()
    return Plan(care_date=case.care_date, today=today, steps=steps, retro=_retro(case, today))


def _steps(case: Case, care: date, today: date, by: tuple[Calendar, Durations | None]) -> tuple[Planned, ...]:
    calendar, lengths = by
    asked = case.request.target_signed_by if case.request is not None else None
    latest = plan(care, case.urgency, calendar, signed_by=asked, lengths=lengths)
    done = done_on(case)
    days = ((step, day, done.get(step)) for step, day in latest.items())
    return tuple(_planned(*one, one[2] or today, calendar=calendar) for one in days)


def done_on(case: Case) -> dict[Step, date]:
    """Return the days on which the steps were done that still stand; a material redline undoes the later ones."""
    instants = {
        Step.REQUESTED: case.requested_at,
        Step.OFFERED: case.offers[0].made_at if case.offers else None,
        Step.AGREED: case.terms_agreed_at,
        **_paper(case),
        Step.SIGNED: _signed(case),
    }
    return {step: local_day(at, case.tz) for step, at in instants.items() if at is not None}


def _planned(step: Step, latest: date, done: date | None, day: date, *, calendar: Calendar) -> Planned:
    slack = count_business_days(day, latest, calendar)
    return Planned(step=step, latest=latest, done=done, slack=min(slack, -1) if day > latest else slack)


def _paper(case: Case) -> dict[Step, datetime | None]:
    draft = case.draft
    if draft is None or case.stage not in _PAPER:
        return {}
    both = draft.approved_by >= {Side.PAYER, Side.PROVIDER}
    return {Step.DRAFTED: draft.issued_at, Step.APPROVED: draft.moved_at if both else None}


def _signed(case: Case) -> datetime | None:
    if case.executed is None:
        return None
    return max((one.signed_at for one in case.signatures.values()), default=None)


def _retro(case: Case, today: date) -> Retro | None:
    term = term_of(case)
    days = [] if term is None else [first_day(term)]
    days += [] if case.care_started_on is None else [case.care_started_on]
    if not days or case.executed is not None or case.terminal or min(days) >= today:
        return None
    return Retro(reach=days_until(today, min(days)), last=days_earlier(min(days), -RETRO_LIMIT))
