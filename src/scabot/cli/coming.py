"""What `scabot case next` and `scabot case plan` print, in 80 columns or as canonical JSON; nothing is recorded."""

import json as jsonlib
import os
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scabot.audit.shell import CaseNotFoundError
from scabot.cli.evidence import ENV_FILE, case_key, opened_archive
from scabot.clock.wall import SystemClock
from scabot.settings import read_settings
from scabot.slack.answers.coming import (
    HOLDERS,
    NOTHING,
    acts_of,
    acts_words,
    latest,
    no_steps,
    red_words,
    retro_lines,
    who_words,
)
from scabot.slack.cards.card import headline
from scabot.slack.grammar.days import show_day
from scabot.telemetry.redact import printable
from scabot_domain.case import Case
from scabot_domain.events import TOPIC_OF, CaseEvent
from scabot_domain.evolve import replay
from scabot_domain.insight import Need, Plan, Unblock, cycle, planned, unblock
from scabot_domain.insight.needs import ENDED_BY, Cited
from scabot_domain.parties import COMPLIANCE_READERS, Audience, Side
from scabot_domain.playbook import Book, shipped_book
from scabot_domain.playbook.words import count_of, moment
from scabot_domain.terms.canonical import canonical
from scabot_domain.visible import visible

WIDTH = 80
LABEL = 13
READERS = {"payer": "the payer", "provider": "the provider", "compliance": "compliance"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A case as readers may see it, at an instant."""

    case: Case
    events: Sequence[CaseEvent]
    as_side: str
    now: datetime
    book: Book

    @property
    def audience(self) -> Audience:
        """Return whose facts may be shown."""
        return _audience(self.as_side)


def show_next(key: str, as_side: str, *, json: bool) -> int:
    """Print what a case waits for."""
    looked = _look(key, as_side)
    lines = unblock(looked.events, looked.audience, looked.now, looked.book, case=looked.case)
    return _print([_json(_next_document(looked, lines))] if json else _next_page(looked, lines))


def show_plan(key: str, as_side: str, *, json: bool) -> int:
    """Print the last safe day of every step, and how long each side had the ball."""
    looked = _look(key, as_side)
    plan = planned(looked.case, looked.now, looked.book.calendar)
    return _print([_json(_plan_document(looked, plan))] if json else _plan_page(looked, plan))


def _look(typed: str, as_side: str) -> Looked:
    key = case_key(typed)
    with opened_archive(read_settings(os.environ, ENV_FILE)) as archive:
        events = visible(archive.history(key), _audience(as_side))
    if not events:
        raise CaseNotFoundError(f"There is no case {key} in this ledger.")
    case = replay(key, events)
    return Looked(case=case, events=events, as_side=as_side, now=SystemClock().now(), book=shipped_book())


def _audience(as_side: str) -> Audience:
    return COMPLIANCE_READERS if as_side == "compliance" else Audience(side=Side(as_side))


def _next_page(looked: Looked, lines: Sequence[Unblock]) -> Iterator[str]:
    yield from _head("WHAT COMES NEXT IN", looked)
    missing = [line for line in lines if line.need is not Need.WARNING]
    if not missing:
        yield f"It {NOTHING}."
    for number, line in enumerate(missing, start=1):
        yield from _wrapped(f"{number:>2}. ", line.what, hang=4)
        yield from _labeled("who", who_words(line))
        yield from _labeled("do", acts_words(line))
        yield from _labeled("because of", "; ".join(_cited(one, looked) for one in line.why))
        yield from _labeled("say", line.script or "")
    asked = [line for line in lines if line.need is Need.WARNING]
    if asked:
        yield ""
        yield "WORTH ASKING"
        yield "-" * WIDTH
    for line in asked:
        yield from _wrapped("  - ", f"{line.what} {line.script or ''}".strip(), hang=4)


def _plan_page(looked: Looked, plan: Plan) -> Iterator[str]:
    yield from _head("THE LAST SAFE DAYS OF", looked)
    if not plan.steps:
        yield _sentence(f"{no_steps(plan)}.")
    for name, day, stands in latest(plan):
        yield f"{name:<24}{show_day(day):<16}{stands}"
    if plan.steps and plan.care_date is not None:
        yield f"{'Care':<24}{show_day(plan.care_date)}"
        yield ""
        yield from _wrapped("", _sentence(red_words(plan)), hang=0)
    for line in retro_lines(plan):
        yield from _wrapped("", line, hang=0)
    yield ""
    yield "WHO HAD THE BALL UP TO NOW"
    yield "-" * WIDTH
    told = cycle(looked.events, looked.now, looked.book.calendar)
    for holder, held in told.by_holder.items():
        yield f"{HOLDERS[holder]:<24}{count_of(held.business_days, 'business day')}"
    yield f"{'Together':<24}{count_of(told.total.business_days, 'business day')}"


def _head(title: str, looked: Looked) -> Iterator[str]:
    yield f"{title} {looked.case.key}"
    yield from _wrapped("", headline(looked.case, looked.now, looked.book), hang=2)
    yield f"as of {moment(looked.now, looked.case.tz)}, for {READERS[looked.as_side]}"
    yield "-" * WIDTH


def _labeled(label: str, text: str) -> Iterator[str]:
    first = f"    {label:<{LABEL}}"
    for at, line in enumerate(text.splitlines()):
        yield from _wrapped(first if at == 0 else " " * len(first), line, hang=len(first))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _wrapped(first: str, text: str, *, hang: int) -> Iterator[str]:
    yield from textwrap.wrap(
        printable(text), WIDTH, initial_indent=first, subsequent_indent=" " * hang, break_on_hyphens=False
    )


def _cited(one: Cited, looked: Looked) -> str:
    mark = "v" if looked.audience.compliance else "#"
    return f"{mark}{one.number} {one.kind.replace('-', ' ')}, {show_day(one.on)}"


def _next_document(looked: Looked, lines: Iterable[Unblock]) -> dict[str, object]:
    return {
        "schema": "scabot.next/1",
        "case": looked.case.key,
        "stage": looked.case.stage,
        "as_side": looked.as_side,
        "at": looked.now,
        "lines": [_line_document(line) for line in lines],
    }


def _line_document(line: Unblock) -> dict[str, object]:
    return {
        "key": line.key,
        "need": line.need,
        "what": line.what,
        "who": {"role": line.who.role, "side": line.who.side, "contact": line.who.contact},
        "because_of": [{"number": one.number, "kind": one.kind, "on": one.on} for one in line.why],
        "acts": [act.name for act in acts_of(line)],
        "by_phone": line.by_phone,
        "script": line.script,
        "ended_by": sorted(TOPIC_OF[kind].partition("@")[0] for kind in ENDED_BY[line.need]),
    }


def _plan_document(looked: Looked, plan: Plan) -> dict[str, object]:
    told = cycle(looked.events, looked.now, looked.book.calendar)
    red = plan.first_red
    return {
        "schema": "scabot.plan/1",
        "case": looked.case.key,
        "as_side": looked.as_side,
        "at": looked.now,
        "care_date": plan.care_date,
        "steps": [
            {"step": one.step, "latest": one.latest, "done": one.done, "slack": one.slack, "red": one.red}
            for one in plan.steps
        ],
        "first_red": None if red is None else red.step,
        "retro": None if plan.retro is None else {"reach": plan.retro.reach, "last": plan.retro.last},
        "business_days": {holder: held.business_days for holder, held in told.by_holder.items()},
    }


def _json(document: dict[str, object]) -> str:
    return jsonlib.dumps(jsonlib.loads(canonical(document)), ensure_ascii=False, sort_keys=True)


def _print(lines: Iterable[str]) -> int:
    sys.stdout.write("".join(f"{printable(line).rstrip()}\n" for line in lines))
    return 0
