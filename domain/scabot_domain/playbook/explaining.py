"""Why a ping came: where it was counted from, every day of the count, who was told, and what ends it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from scabot_domain.events import CaseEvent, kind_of
from scabot_domain.parties import Audience, Side
from scabot_domain.playbook.book import Target
from scabot_domain.playbook.counting import Row, both, counted, utc
from scabot_domain.playbook.history import History, Sent
from scabot_domain.playbook.words import LATE, lateness, listed, moment, on, party, role_words, weekday
from scabot_domain.schedule import Armed, Canceled, DeadlineKind, Rung, Told
from scabot_domain.terms.canonical import short
from scabot_domain.visible import visible

LABELS = 17


@dataclass(frozen=True, slots=True)
class Explanation:
    """The rows of an explanation, each a label and its words."""

    rows: tuple[Row, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the rows as lines of text, the words in one column."""
        return tuple(f"{label:<{LABELS}}{words}" for label, words in self.rows)

    @property
    def text(self) -> str:
        """Return the whole explanation as one text."""
        return "\n".join(self.lines)


def explain(events: Iterable[CaseEvent], deadline: str, n: int, audience: Audience) -> Explanation:
    """Explain firing `n` of a deadline from the events alone, whether it has happened or is only planned.

    The due instant can be counted again from the text. An audience reads no facts that are not its own (I20): the other
    side is not shown whom home told at home, a text for everybody not the date of care, and only compliance the
    versions of events, which count those that others keep to themselves.
    Raises `LookupError` if these events know no such deadline or no such firing.
    """
    history = History(deadline=deadline, n=n)
    history.read(visible(events, audience))
    armed = history.armed
    if armed is None:
        raise LookupError(f"there is no deadline {deadline}")
    if history.fired is None and history.planned is None:
        raise LookupError(f"{deadline} has no firing {n}")
    if audience.side is Side.NEUTRAL and not audience.compliance:
        armed = replace(armed, target=None)
    if armed.kind is DeadlineKind.TRANSITION:
        start, end = _start(history, armed, audience), _end(history, armed, audience)
        return Explanation((_head(history, armed), start, *_transition(armed), *end))
    rung = _rung(history, armed)
    return Explanation(
        (
            _head(history, armed),
            _start(history, armed, audience),
            *counted(armed, rung),
            *_due(history, armed, rung),
            ("Before", _before(history, armed, audience)),
            ("Told now", _told_now(history, armed, audience)),
            *_end(history, armed, audience),
        )
    )


def _head(history: History, armed: Armed) -> Row:
    version = history.fired.ping.rule_version if history.fired else history.book_version
    book = f"playbook v{version}·{short(history.book)}"
    if armed.kind is DeadlineKind.TRANSITION:
        return ("Why this?", f"{armed.rule}, which time brings about · {book}")
    level = f"{armed.rule}, level {_rung(history, armed).level} of {len(armed.plan)}"
    return ("Why this ping?", f"{level}{'' if history.fired else ', planned'} · {book}")


def _start(history: History, armed: Armed, audience: Audience) -> Row:
    local = armed.anchor.astimezone(ZoneInfo(armed.zone))
    cause = _event(armed.cause[0], history, audience)
    start = f"{cause}, {weekday(local.date())} {local:%Y-%m-%d %H:%M} {armed.zone}"
    if armed.kind is DeadlineKind.BEFORE:
        return ("Counted back", f"from {on(armed.target) if armed.target else 'the date of care'}; known since {start}")
    day_0 = " (day 0)" if armed.plan and armed.plan[0].phrase.endswith("bd") else ""
    entered = f", entered {moment(armed.entered_at, armed.zone)}" if armed.entered_at else ""
    return ("Counted from", f"{start}{day_0}{entered}")


def _event(version: int, history: History, audience: Audience) -> str:
    event = history.events.get(version)
    named = kind_of(event).replace("-", " ") if event else ""
    numbered = f"v{version}" if audience.compliance else ""
    return " ".join(filter(None, (numbered, named))) or "an event kept from you"


def _transition(armed: Armed) -> list[Row]:
    return [("Rule", _OVER.get(armed.subject, _OVER_OFFER)), ("Due", both(armed.due, armed.zone))]


_OVER_OFFER = "the first instant after the offer's last one"
_OVER = {
    Target.TERM_END.value: "midnight after the last day of the term",
    Target.COVERAGE_END.value: "midnight after the last day of the coverage",
}


def _rung(history: History, armed: Armed) -> Rung:
    return next(rung for rung in armed.plan if rung.level == history.level)


def _due(history: History, armed: Armed, rung: Rung) -> list[Row]:
    rows = [("Due", both(rung.due, armed.zone))]
    planned = history.planned
    if planned and planned.level == rung.level and planned.fire_at != rung.due:
        rows.append(("Instead", f"{both(planned.fire_at, armed.zone)}, because {history.because}"))
    if fired := history.fired:
        seconds = fired.ping.late_seconds
        late = f", {lateness(seconds)} late" if seconds > LATE else ""
        late = ", before its time, by a person" if fired.at < rung.due else late
        rows.append(("Sent", f"{moment(fired.at, armed.zone)} = {utc(fired.at)}{late}"))
    return rows


def _before(history: History, armed: Armed, audience: Audience) -> str:
    told = [_told_earlier(sent, history, armed, audience) for sent in history.earlier]
    return " · ".join(told) or "nobody"


def _told_earlier(sent: Sent, history: History, armed: Armed, audience: Audience) -> str:
    people = _people(sent.ping.told, history, audience)
    taken = next((one for one in history.taken if one.word.level == sent.ping.level), None)
    answer = f"acknowledged {moment(taken.at, armed.zone)}" if taken else "not acknowledged"
    return f"level {sent.ping.level} {moment(sent.at, armed.zone)} {people}, {answer}"


def _told_now(history: History, armed: Armed, audience: Audience) -> str:
    if history.fired is None:
        return f"nobody yet; waiting for {party(armed.waits_on)}"
    ping = history.fired.ping
    along = f"; along with level {listed(map(str, ping.skipped))}" if ping.skipped else ""
    return f"{_people(ping.told, history, audience)}{along}; waiting for {party(armed.waits_on)}"


def _people(told: Iterable[Told], history: History, audience: Audience) -> str:
    shown = [one for one in told if _may_know(one, history.home, audience)]
    named = [role_words(one.role) + ("" if one.user else " (held by nobody)") for one in shown if not one.copied]
    copied = [role_words(one.role) for one in shown if one.copied]
    words = [*([listed(named)] if named else []), *([f"copied {listed(copied)}"] if copied else [])]
    return "; ".join(words) or "nobody of yours"


def _may_know(told: Told, home: Side, audience: Audience) -> bool:
    at_home = home is not Side.NEUTRAL and audience.side is home
    return at_home or audience.compliance or (told.role != "owner" and told.side not in (home, Side.NEUTRAL))


def _end(history: History, armed: Armed, audience: Audience) -> list[Row]:
    following = history.fired.ping.next if history.fired else None
    after = f" · next: level {following.level} {moment(following.fire_at, armed.zone)}" if following else ""
    rows = [("Ends with", f"{armed.ends_with}, or the case ends{after}")]
    match history.ended:
        case None:
            return rows
        case Canceled():
            return [*rows, ("Ended", f"canceled: {history.ended.cause.value}")]
        case _:
            return [*rows, ("Ended", f"met by {_event(history.ended.by, history, audience)}")]
