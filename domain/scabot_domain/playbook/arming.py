"""What a decision does to the schedule: which deadlines its events arm, meet, cancel or move."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from scabot_domain.case import Case, Deadline, OfferState
from scabot_domain.envelope import derived, enveloped
from scabot_domain.events import (
    CaseEvent,
    DeadlinesChanged,
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    OfferMade,
    OfferRejected,
    SignatureRecorded,
    kind_of,
)
from scabot_domain.parties import EVERYBODY, By, Side
from scabot_domain.playbook.book import AfterRule, BeforeRule, Book, Subject, Target, TransitionRule
from scabot_domain.playbook.plans import Run, Setting, after_anchor, before_target, moved, of_time, shifted
from scabot_domain.playbook.transitions import end_of, started, stated
from scabot_domain.refusals import Reason, Refused
from scabot_domain.schedule import Armed, CancelCause, Canceled, DeadlineChange, Met
from scabot_domain.terms.seats import missing_signatures, side_of
from scabot_domain.visible import visible
from scabot_domain.workdays import OutsideCalendar

Ruled = AfterRule | BeforeRule | TransitionRule

_WHOLE_CASE = (Subject.CASE.value, Target.TERM_END.value, Target.COVERAGE_END.value)
SIGNERS = (Side.PROVIDER, Side.PAYER)
"""In the order in which they are asked to sign."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a decision brought: an event by its kind, or the arrival in a stage by the last event."""

    name: str
    event: CaseEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A decision as the schedule sees it."""

    before: Case
    after: Case
    happenings: tuple[Happening, ...]
    setting: Setting


def consequences(
    before: Case, after: Case, events: Sequence[CaseEvent], book: Book, *, by: By
) -> tuple[CaseEvent, ...]:
    """Return what the events of one decision do to the schedule, as the event that follows them; often none.

    What a side keeps to itself does nothing, because the schedule is for both to read (I20).
    `before` and `after` are the case before and after these events.
    Everything that is due later is written down, so that nothing is ever calculated again.
    Raises `Refused` with `out-of-range` if a date leaves the calendar.
    """
    shared = visible(events, EVERYBODY)
    if not shared:
        return ()
    by = _as_heard(by, shared[0])
    happened = [Happening(kind_of(event), event) for event in shared]
    if before.stage is not after.stage:
        happened.append(Happening(f"stage {after.stage}", shared[-1]))
    turn = Turn(before=before, after=after, happenings=tuple(happened), setting=Setting(case=after, book=book, by=by))
    try:
        ended = tuple(_ended(turn))
        gone = {change.deadline for change in ended if isinstance(change, Met | Canceled)}
        begun = tuple(_begun(turn, [one.armed for key, one in after.deadlines.items() if key not in gone]))
    except OutsideCalendar as unknown:
        days = book.calendar
        facts = {"field": "date", "earliest": days.first.isoformat(), "latest": days.last.isoformat()}
        raise Refused(Reason.OUT_OF_RANGE, facts) from unknown
    changes = (*ended, *begun)
    return tuple(enveloped(after, by, [derived(DeadlinesChanged(changes=changes))])) if changes else ()


def _as_heard(by: By, event: CaseEvent) -> By:
    """Return the circumstances as both sides know them; how something was released at home is not among them."""
    if (by.said_at, by.source) == (event.occurred_at, event.source):
        return by
    return replace(by, said_at=event.occurred_at, source=event.source)


def void(subject: str, rule: Ruled, case: Case, now: datetime) -> CancelCause | None:
    """Say why a run of a rule about a subject makes no sense any more, if it does not.

    A reply is not asked for once its offer has expired, though nobody has recorded that yet (C1).
    """
    if case.terminal:
        return CancelCause.TERMINAL
    offer = case.offer(subject)
    if offer is not None and offer.state is OfferState.SUPERSEDED:
        return CancelCause.SUPERSEDED
    if offer is not None and offer.state is not OfferState.OPEN:
        return CancelCause.MOOT
    if isinstance(rule, TransitionRule):
        return CancelCause.MOOT if end_of(subject, case) is None else None
    expired = offer is not None and not offer.open_at(now)
    elsewhere = bool(rule.stages) and case.stage not in rule.stages
    return CancelCause.MOOT if expired or elsewhere else None


def _ended(turn: Turn) -> Iterator[DeadlineChange]:
    for key, one in turn.after.deadlines.items():
        rule = turn.setting.book.rules.get(one.armed.rule)
        if rule is None:
            yield Canceled(deadline=key, cause=CancelCause.REPLACED)
        elif met := _met(one.armed, rule, turn):
            yield Met(deadline=key, by=met.version)
        elif cause := void(one.armed.subject, rule, turn.after, turn.setting.by.at):
            yield Canceled(deadline=key, cause=cause)
        elif change := _moved(one, rule, turn):
            yield change


def _met(armed: Armed, rule: Ruled, turn: Turn) -> CaseEvent | None:
    names = stated(rule) if isinstance(rule, TransitionRule) else {one.name for one in rule.ends}
    ends = (
        one.event
        for one in turn.happenings
        if one.name in names and armed.subject in (*_WHOLE_CASE, _ended_by(one.event, turn.after))
    )
    return next(ends, None)


def _ended_by(event: CaseEvent, after: Case) -> str:
    match event.fact:
        case OfferCountered():
            return event.fact.in_reply_to
        case OfferAccepted() | OfferRejected() | OfferExpired():
            return event.fact.offer_id
        case SignatureRecorded() if event.fact.side not in _unsigned(after):
            return event.fact.side.value
        case _:
            return Subject.CASE.value


def _moved(one: Deadline, rule: Ruled, turn: Turn) -> DeadlineChange | None:
    if isinstance(rule, TransitionRule):
        return shifted(one, turn.after)
    if isinstance(rule, AfterRule):
        return None
    earlier = (turn.before.care_date, turn.before.request)
    if turn.after.care_date is None or earlier == (turn.after.care_date, turn.after.request):
        return None
    return moved(one, rule, turn.setting)


def _begun(turn: Turn, running: list[Armed]) -> Iterator[Armed]:
    taken = {(armed.rule, armed.subject) for armed in running}
    episodes = dict(turn.after.episodes)
    for name, rule in turn.setting.book.rules.items():
        for subject, cause in _starts(rule, turn):
            if (name, subject) not in taken and void(subject, rule, turn.after, turn.setting.by.at) is None:
                taken.add((name, subject))
                episodes[name] = episodes.get(name, 0) + 1
                yield _armed(
                    rule, Run(rule=name, episode=episodes[name], subject=subject, cause=cause, setting=turn.setting)
                )


def _starts(rule: Ruled, turn: Turn) -> Iterator[tuple[str, CaseEvent]]:
    match rule:
        case AfterRule():
            names = {one.name for one in rule.starts}
            begun = (one.event for one in turn.happenings if one.name in names)
            yield from ((subject, event) for event in begun for subject in _subjects(rule.subject, event, turn.after))
        case BeforeRule():
            if turn.after.care_date is not None:
                yield Subject.CASE.value, turn.happenings[0].event
        case TransitionRule():
            yield from started(rule, (one.event for one in turn.happenings), turn.after)
        case _:
            assert_never(rule)


def _subjects(subject: Subject, event: CaseEvent, after: Case) -> tuple[str, ...]:
    match subject:
        case Subject.CASE:
            return (subject.value,)
        case Subject.SIDE:
            return tuple(side.value for side in SIGNERS if side in _unsigned(after))
        case Subject.OFFER:
            return _offer_made(event)
        case _:
            assert_never(subject)


def _unsigned(case: Case) -> frozenset[Side]:
    """Return the sides of which somebody must still sign."""
    return frozenset(side_of(seat) for seat in missing_signatures(case, case.signatures))


def _offer_made(event: CaseEvent) -> tuple[str, ...]:
    return (event.fact.terms.offer_id,) if isinstance(event.fact, OfferMade | OfferCountered) else ()


def _armed(rule: Ruled, run: Run) -> Armed:
    match rule:
        case AfterRule():
            return after_anchor(run, rule)
        case BeforeRule():
            return before_target(run, rule)
        case TransitionRule():
            return of_time(run)
        case _:
            assert_never(rule)
