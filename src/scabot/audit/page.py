"""A replay on paper or in a terminal: 80 columns, nothing said by color alone, no character that steers a terminal."""

import textwrap
from collections.abc import Iterator
from datetime import datetime

from scabot.audit.moments import show_both, show_span
from scabot.audit.question import Eyes, Question, Why
from scabot.audit.replay import Retelling, lateness
from scabot.audit.telling.events import tell
from scabot.audit.telling.pen import Pen, show_role
from scabot.audit.telling.state import tell_state
from scabot.telemetry.redact import printable
from scabot_domain.events import CaseEvent, kind_of

WIDTH = 80
LABEL = 15

_FOR = {
    Eyes.ALL: "compliance: every fact, private ones of both sides included",
    Eyes.PAYER: "the payer: shared facts and the payer's own",
    Eyes.PROVIDER: "the provider: shared facts and the provider's own",
    Eyes.SHARED: "everybody: shared facts only",
}
_BECAUSE = {
    Why.AFTER_VERSION: "a later version",
    Why.RECORDED_LATER: "recorded later",
    Why.HAPPENED_LATER: "happened later",
}


def as_text(told: Retelling) -> str:
    """Return the whole replay as text that ends with a newline."""
    lines = [*_head(told), *_timeline(told), *_excluded(told), *_state(told, told.at)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def state_at(told: Retelling, now: datetime) -> str:
    """Return where the case of a replay stands at an instant, as text that ends with a newline."""
    return "\n".join((f"CASE {told.case.key}", *(line.rstrip() for line in _state(told, now)))) + "\n"


def _head(told: Retelling) -> Iterator[str]:
    kept, left = len(told.answer.kept), len(told.answer.excluded)
    yield f"REPLAY OF {told.case.key}"
    yield ""
    for line in _asked(told.question, told.pen):
        yield from _entry("asked", line)
    yield from _entry("for", _FOR[told.question.eyes])
    yield from _entry("events", f"{kept} of {kept + left} count")


def _asked(question: Question, pen: Pen) -> Iterator[str]:
    if question.as_of is not None:
        yield f"what had happened by {show_both(question.as_of, pen.zone)}"
    if question.known_at is not None:
        yield f"what was recorded by {show_both(question.known_at, pen.zone)}"
    if question.version is not None:
        yield f"what stood at version {question.version}"
    if (question.as_of, question.known_at, question.version) == (None, None, None):
        yield "everything that is recorded"


def _timeline(told: Retelling) -> Iterator[str]:
    yield from _title("TIMELINE")
    for event in told.answer.kept:
        yield from _event(told, event)
        yield ""
    if not told.answer.kept:
        yield from _entry("", "nothing")


def _event(told: Retelling, event: CaseEvent) -> Iterator[str]:
    headline, *details = tell(event.fact, told.pen)
    yield from _wrapped(f"{told.number(event):<5}", f"{_when(event, told.pen)} {_how(event)}", hang=7)
    yield from _wrapped(" " * 5, headline, hang=7)
    for detail in details:
        yield from _wrapped(" " * 7, detail, hang=9)
    for line in _circumstances(told, event):
        yield from _wrapped(" " * 5, line, hang=7)


def _when(event: CaseEvent, pen: Pen) -> str:
    said, recorded = pen.moment(event.occurred_at), pen.moment(event.recorded_at)
    return f"{said}, recorded {'at once' if said == recorded else recorded}"


def _how(event: CaseEvent) -> str:
    return f"from {event.source.value}{f', evidence {event.evidence}' if event.evidence else ''}"


def _circumstances(told: Retelling, event: CaseEvent) -> Iterator[str]:
    passed = lateness(event)
    if passed is not None:
        yield f"LATE ENTRY: recorded {show_span(int(passed.total_seconds()))} after it was said or done"
    if told.answer.effective[event.version] > event.occurred_at:
        yield f"in effect from {told.pen.moment(told.answer.effective[event.version])}, with what it refers to"
    yield f"by {_who(event, told.pen)}"
    yield f"{kind_of(event)}, {event.visibility.value.replace('_', ' ')}, seal {told.seal(event) or 'missing'}"


def _who(event: CaseEvent, pen: Pen) -> str:
    absent = event.on_behalf_of
    if absent is None:
        return pen.actor(event.actor)
    role = show_role(absent.role)
    return f"{pen.actor(event.actor)}, on behalf of the {absent.side.value}'s {role} {absent.contact_ref}"


def _excluded(told: Retelling) -> Iterator[str]:
    if not told.answer.excluded:
        return
    yield from _title("LEFT OUT")
    for event, why in told.answer.excluded:
        reason = f"{kind_of(event)}: {_BECAUSE[why]} ({_when(event, told.pen)})"
        yield from _wrapped(f"{told.number(event):<5}", reason, hang=7)
    yield ""


def _state(told: Retelling, at: datetime) -> Iterator[str]:
    yield from _title(f"STATE on {show_both(at, told.pen.zone)}")
    for label, lines in tell_state(told.case, at, told.pen):
        for n, line in enumerate(lines):
            yield from _entry("" if n else label, line)


def _title(text: str) -> Iterator[str]:
    yield ""
    yield from textwrap.wrap(text, WIDTH)
    yield "-" * WIDTH


def _entry(label: str, text: str) -> Iterator[str]:
    indent = len(text) - len(text.lstrip())
    yield from _wrapped(f"{label:<{LABEL}}", text, hang=LABEL + indent + 2)


def _wrapped(first: str, text: str, *, hang: int) -> Iterator[str]:
    wrapped = textwrap.wrap(
        printable(text), WIDTH, initial_indent=first, subsequent_indent=" " * hang, break_on_hyphens=False
    )
    yield from wrapped or [first]
