"""Firing a deadline: who is told what, and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from scabot_domain.case import Case, Deadline
from scabot_domain.commands import Escalate, FireDeadline
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import DeadlinesChanged, EscalationSent, StallDetected
from scabot_domain.parties import Side
from scabot_domain.playbook.arming import void
from scabot_domain.playbook.book import Book, LadderRule, Level, TransitionRule
from scabot_domain.playbook.plans import upcoming
from scabot_domain.playbook.telling import told_by
from scabot_domain.playbook.words import Ping, filled
from scabot_domain.schedule import CancelCause, Canceled, DeadlineKind, Next, Rung, Waiting
from scabot_domain.workdays import due, elapsed

_WAITED_FOR = {Waiting.PAYER: Side.PAYER, Waiting.PROVIDER: Side.PROVIDER, Waiting.OWNER: None}


def fire(case: Case, command: FireDeadline, book: Book) -> list[Said]:
    """Return the ping of a deadline that has fallen due, or its end if it makes no sense any more.

    Nothing at all where firing `n` is not the deadline's next one or is not due yet, so nobody is told twice (I19);
    and nothing for a transition, whose fact is stated by a command of its own.
    Raises `OutsideCalendar` where what comes next leaves the calendar.
    """
    one = case.deadlines.get(command.deadline)
    if one is None or one.next is None or one.next.n != command.n or command.by.at < one.next.fire_at:
        return []
    rule = book.rules.get(one.armed.rule)
    cause = void(one.armed.subject, rule, case, command.by.at) if rule else CancelCause.REPLACED
    if cause is not None:
        end = Canceled(deadline=command.deadline, cause=cause)
        return [derived(DeadlinesChanged(changes=(end,)))]
    if rule is None or isinstance(rule, TransitionRule):
        return []
    firing = _Firing(case=case, one=one, planned=one.next, rule=rule, command=command, book=book)
    return _told(firing)


def fire_early(case: Case, command: Escalate, book: Book) -> list[Said]:
    """Return the ping of a deadline's next level before its time; nothing where no level is left to tell.

    It is told as that level's firing, so the clock finds the next one planned and tells nobody twice (I19).
    """
    one = case.deadlines.get(command.deadline)
    rule = None if one is None else book.rules.get(one.armed.rule)
    if one is None or one.next is None or rule is None or isinstance(rule, TransitionRule):
        return []
    if void(one.armed.subject, rule, case, command.by.at) is not None:
        return []
    told = FireDeadline(by=command.by, deadline=command.deadline, n=one.next.n, directory=command.directory)
    return _told(_Firing(case=case, one=one, planned=one.next, rule=rule, command=told, book=book))


def next_fire(case: Case) -> datetime | None:
    """Return the instant at which the case's next deadline fires; none if nothing is planned."""
    return min((one.next.fire_at for one in case.deadlines.values() if one.next), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Firing:
    case: Case
    one: Deadline
    planned: Next
    rule: LadderRule
    command: FireDeadline
    book: Book


def _told(firing: _Firing) -> list[Said]:
    armed, now = firing.one.armed, firing.command.by.at
    rung = upcoming(tuple(one for one in armed.plan if one.level >= firing.planned.level), armed.kind, now)
    untold = (one.level for one in armed.plan if one.level > max(firing.one.told, default=0))
    skipped = tuple(level for level in untold if level < rung.level)
    levels = [level_of(firing.rule, number) for number in (rung.level, *skipped)]
    ping = Ping(
        case=firing.case,
        armed=armed,
        level=rung.level,
        levels=len(armed.plan),
        told=told_by(levels, armed.waits_on, firing.case, firing.command.directory),
        next=_following(firing, rung),
        now=now,
        book=firing.book,
    )
    escalation = said(_escalation(firing, ping, rung, skipped))
    return [escalation, *_stall(firing, rung)]


def _escalation(firing: _Firing, ping: Ping, rung: Rung, skipped: tuple[int, ...]) -> EscalationSent:
    armed = ping.armed
    planned = firing.planned.fire_at if rung.level == firing.planned.level else rung.due
    late = max(0, int(elapsed(planned, ping.now).total_seconds()))
    message = level_of(firing.rule, rung.level).message
    return EscalationSent(
        deadline=armed.deadline,
        rule=armed.rule,
        episode=armed.episode,
        level=rung.level,
        n=firing.command.n,
        rule_version=firing.book.version,
        due=rung.due,
        since=armed.anchor,
        template=message,
        placeholders=filled(firing.book.messages[message], ping, late),
        told=ping.told,
        skipped=skipped,
        late_seconds=late,
        next=ping.next,
    )


def _following(firing: _Firing, rung: Rung) -> Next | None:
    armed, now = firing.one.armed, firing.command.by.at
    above = [one for one in armed.plan if one.level > rung.level]
    if not above:
        return None
    gap = firing.book.ladder[firing.case.urgency].gap
    apart = due(now, gap, armed.zone, firing.book.calendar) if armed.kind is DeadlineKind.AFTER else now
    return Next(n=firing.command.n + 1, level=above[0].level, fire_at=max(above[0].due, apart))


def _stall(firing: _Firing, rung: Rung) -> list[Said]:
    silence, armed = firing.rule.silence, firing.one.armed
    if silence is None or rung.level < silence or firing.case.stall is not None:
        return []
    waiting_for = _WAITED_FOR[armed.waits_on]
    return [derived(StallDetected(rule=armed.rule, since=armed.anchor, waiting_for=waiting_for))]


def level_of(rule: LadderRule, number: int) -> Level:
    """Return a level of a ladder; one above its last is told like the last."""
    levels: tuple[Level, ...] = rule.level
    return levels[min(number, len(levels)) - 1]
