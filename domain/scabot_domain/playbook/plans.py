"""Writing a deadline down: every instant it will ever need, calculated once."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from scabot_domain.case import Case, Deadline, Offer
from scabot_domain.events import CaseEvent
from scabot_domain.parties import By, Side
from scabot_domain.playbook.book import AfterRule, BeforeRule, Book, Target, Waits
from scabot_domain.playbook.transitions import end_of, fires_at
from scabot_domain.playbook.words import day_to_sign
from scabot_domain.schedule import Armed, ClosedDay, DeadlineKind, Moved, Next, Rung, Waiting
from scabot_domain.workdays import (
    CLOSE_OF_BUSINESS,
    Calendar,
    at,
    before,
    due,
    is_late_entry,
    local_day,
)

_SIDE = {Side.PAYER: Waiting.PAYER, Side.PROVIDER: Waiting.PROVIDER, Side.NEUTRAL: Waiting.OWNER}
_PARTY = {Waits.PAYER: Waiting.PAYER, Waits.PROVIDER: Waiting.PROVIDER, Waits.OWNER: Waiting.OWNER}


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What a deadline is written down in: the case after the events that caused it, the playbook, the circumstances."""

    case: Case
    book: Book
    by: By


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run of a rule on a case: its rule, episode and subject, and the event that started it."""

    rule: str
    episode: int
    subject: str
    cause: CaseEvent
    setting: Setting


def after_anchor(run: Run, rule: AfterRule) -> Armed:
    """Return the deadline that counts from the event which started it; raises `OutsideCalendar`."""
    anchor, zone, days, now = run.cause.occurred_at, run.setting.case.tz, run.setting.book.calendar, run.setting.by.at
    phrases = [level.at.of(run.setting.case.urgency) for level in rule.level]
    plan = tuple(
        Rung(level=number, due=due(anchor, phrase, zone, days), phrase=phrase)
        for number, phrase in enumerate(phrases, start=1)
    )
    return replace(
        _armed(run, DeadlineKind.AFTER, plan[0].due),
        waits_on=_waiting(rule.waits_on, run),
        phrase=phrases[0],
        plan=plan,
        next=_first(plan, DeadlineKind.AFTER, now),
        closed=_closed(days, local_day(anchor, zone), local_day(plan[-1].due, zone)),
        entered_at=now if is_late_entry(anchor, now) else None,
        ends_with=rule.ends_with,
    )


def before_target(run: Run, rule: BeforeRule) -> Armed:
    """Return the deadline that counts back from the care date: warnings at 09:00, its end at 17:00.

    Raises `OutsideCalendar`, and `ValueError` for a case without a care date.
    """
    ladder, now = _backwards(run.setting, rule), run.setting.by.at
    return replace(
        _armed(run, DeadlineKind.BEFORE, ladder.due),
        waits_on=_waiting(rule.waits_on, run),
        phrase=rule.due,
        plan=ladder.plan,
        next=_first(ladder.plan, DeadlineKind.BEFORE, now),
        target=ladder.target,
        closed=ladder.closed,
        ends_with=rule.ends_with,
    )


def of_time(run: Run) -> Armed:
    """Return the deadline at which the life of an offer, a term or a coverage is over (C1, 46, P3).

    Raises `ValueError` for a subject without an end.
    """
    end, offer = end_of(run.subject, run.setting.case), run.setting.case.offer(run.subject)
    if end is None:
        raise ValueError(f"there is no end of {run.subject}")
    return replace(
        _armed(run, DeadlineKind.TRANSITION, end),
        waits_on=Waiting.OWNER if offer is None else _SIDE[offer.terms.side.other],
        next=Next(n=1, level=0, fire_at=fires_at(run.subject, end)),
        ends_with=_ENDS_WITH.get(run.subject, "the offer is answered, withdrawn or superseded"),
    )


_ENDS_WITH = {
    Target.TERM_END.value: "the last day is over, or the case ends before it",
    Target.COVERAGE_END.value: "the coverage is over, or the case ends before it",
}


def shifted(one: Deadline, case: Case) -> Moved | None:
    """Return how a transition moves with the end that it waits for; none if that stays where it was, or is none."""
    end, planned = end_of(one.armed.subject, case), one.next
    if end is None or planned is None or end == one.armed.due:
        return None
    return Moved(
        deadline=one.armed.deadline,
        old_due=one.armed.due,
        anchor=one.armed.anchor,
        due=end,
        plan=(),
        next=replace(planned, fire_at=fires_at(one.armed.subject, end)),
    )


def moved(one: Deadline, rule: BeforeRule, setting: Setting) -> Moved | None:
    """Return how a deadline moves with its target; none if it stays where it was. Levels once told stay told."""
    ladder, now = _backwards(setting, rule), setting.by.at
    if (ladder.due, ladder.plan) == (one.armed.due, one.armed.plan):
        return None
    rest = tuple(rung for rung in ladder.plan if rung.level > max(one.told, default=0))
    n = one.next.n if one.next else len(one.told) + 1
    return Moved(
        deadline=one.armed.deadline,
        old_due=one.armed.due,
        anchor=one.armed.anchor,
        due=ladder.due,
        plan=ladder.plan,
        next=_first(rest, DeadlineKind.BEFORE, now, n) if rest else None,
        target=ladder.target,
        closed=ladder.closed,
    )


def upcoming(rungs: tuple[Rung, ...], kind: DeadlineKind, now: datetime) -> Rung:
    """Return which of some levels (at least one) is told next: the lowest; before a target the highest that is due.

    So nobody gets a week of an `after` ladder in an hour, and nobody a warning that a later one has overtaken.
    """
    overtaken = [rung for rung in rungs if rung.due <= now] if kind is DeadlineKind.BEFORE else []
    return overtaken[-1] if overtaken else rungs[0]


def _first(plan: tuple[Rung, ...], kind: DeadlineKind, now: datetime, n: int = 1) -> Next:
    rung = upcoming(plan, kind, now)
    return Next(n=n, level=rung.level, fire_at=max(rung.due, now))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ladder:
    target: date
    due: datetime
    plan: tuple[Rung, ...]
    closed: tuple[ClosedDay, ...]


def _backwards(setting: Setting, rule: BeforeRule) -> _Ladder:
    case, days, target = setting.case, setting.book.calendar, setting.case.care_date
    if target is None:
        raise ValueError("nothing to count back from: the case has no care date")
    plan = tuple(
        Rung(level=number, due=before(target, level.before, case.tz, days), phrase=level.before)
        for number, level in enumerate(rule.level, start=1)
    )
    last_day = day_to_sign(case, target, days, rule.due)
    closed = _closed(days, min(local_day(plan[0].due, case.tz), last_day), target)
    return _Ladder(target=target, due=at(last_day, CLOSE_OF_BUSINESS, case.tz), plan=plan, closed=closed)


def _closed(days: Calendar, first: date, last: date) -> tuple[ClosedDay, ...]:
    return tuple(ClosedDay(day=day, name=name) for day, name in days.closings(first, last))


def _waiting(waits_on: Waits, run: Run) -> Waiting:
    if waits_on is Waits.SIGNATORY:
        return _SIDE[Side(run.subject)]
    if waits_on is Waits.ANSWERER:
        return _SIDE[_offer(run).terms.side.other]
    return _PARTY[waits_on]


def _offer(run: Run) -> Offer:
    offer = run.setting.case.offer(run.subject)
    if offer is None:
        raise ValueError(f"there is no offer {run.subject}")
    return offer


def _armed(run: Run, kind: DeadlineKind, due_at: datetime) -> Armed:
    return Armed(
        deadline=f"{run.rule}.{run.episode}",
        rule=run.rule,
        episode=run.episode,
        subject=run.subject,
        kind=kind,
        waits_on=Waiting.OWNER,
        cause=(run.cause.version,),
        anchor=run.cause.occurred_at,
        zone=run.setting.case.tz,
        calendar=run.setting.book.calendar.label,
        phrase="",
        due=due_at,
        plan=(),
        next=None,
    )
