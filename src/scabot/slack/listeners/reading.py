"""Questions about cases: each folds only the events that the audience may see, and changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import date
from zoneinfo import ZoneInfo

from scabot.slack.answers import reading
from scabot.slack.answers.answer import Answer, Shown, button, buttons, say
from scabot.slack.answers.coming import acts_of, coming, coming_plan
from scabot.slack.answers.refusing import NO_SUCH_CASE
from scabot.slack.cards.card import card
from scabot.slack.cards.lines import log_line
from scabot.slack.forms.inputs import Block
from scabot.slack.grammar.registry import ACTS, entry_named
from scabot.slack.listeners.asking import Ask, Seen
from scabot.slack.listeners.permission import possible
from scabot.slack.listeners.screen import Surface
from scabot_domain.events import DeadlinesChanged, EscalationSent
from scabot_domain.insight import Unblock, planned, unblock
from scabot_domain.parties import Audience
from scabot_domain.playbook import Book, explain, shipped_book

Question = Callable[[Ask, Seen, str], Shown]
"""Draws the answer to a question about a case; the last argument is what was asked for beside it."""


async def about_case(ask: Ask, verb: str, key: str | None, word: str) -> None:
    """Answer a question about one case."""
    which = await ask.which_case(key, verb)
    if which is None:
        return
    seen = await ask.look(which, _audience(ask))
    await ask.screen.present(_QUESTIONS[verb](ask, seen, word) if seen else say(NO_SUCH_CASE), title=which)


async def mine(ask: Ask, _verb: str, _key: str | None, _word: str) -> None:
    """List the open cases that this person reaches from here."""
    rows = await ask.open_cases()
    await ask.screen.present(reading.mine(rows, _today(ask), lambda key: button("Open", "more", ask.seal("more", key))))


async def help_(ask: Ask, _verb: str, _key: str | None, word: str) -> None:
    """Explain a command, or list what this person may do here."""
    entry = entry_named(word) if word else None
    await ask.screen.present(reading.help_on(entry) if entry else reading.help_here(ask.standing), title="Help")


async def whoami(ask: Ask, _verb: str, _key: str | None, _word: str) -> None:
    """Tell this person who scabot takes them for."""
    await ask.screen.present(reading.whoami(ask.standing))


def _status(ask: Ask, seen: Seen, _word: str) -> Shown:
    shown = card(seen.case, _audience(ask), ask.at, ask.deps.book)
    more = button("More…", "more", ask.seal("more", seen.case.key))
    return Answer(text=shown.text, blocks=(*shown.blocks, buttons(more)))


def _history(_ask: Ask, seen: Seen, _word: str) -> Answer:
    told = [event for event in seen.events if not isinstance(event.fact, DeadlinesChanged)]
    return reading.history(seen.case.key, [log_line(event, seen.case.tz) for event in told])


def _due(ask: Ask, seen: Seen, _word: str) -> Answer:
    def why_button(name: str) -> Block:
        return button("Why?", "why", ask.seal("why", seen.case.key, seen=name))

    return reading.due(seen.case, ask.at, why_button)


def _next(ask: Ask, seen: Seen, _word: str) -> Answer:
    here = {act.name for act in possible(tuple(ACTS.values()), ask.person, seen.case, ask.at)}

    def act_button(line: Unblock) -> Block | None:
        theirs = line.who.role in ask.person.roles and line.who.side is ask.person.side
        acts = [act for act in acts_of(line) if theirs and act.name in here]
        return ask.press_button(acts[0].label, acts[0].name, seen.case.key) if acts else None

    lines = unblock(seen.events, _audience(ask), ask.at, _book(ask), case=seen.case)
    return coming(seen.case, lines, act_button)


def _plan(ask: Ask, seen: Seen, _word: str) -> Answer:
    return coming_plan(seen.case, planned(seen.case, ask.at, _book(ask).calendar))


def _book(ask: Ask) -> Book:
    return ask.deps.book or shipped_book()


def _why(ask: Ask, seen: Seen, word: str) -> Answer:
    waiting = sorted(seen.case.deadlines, key=lambda name: seen.case.deadlines[name].armed.due)
    if not word and not waiting:
        return say(f"{seen.case.key}: nothing is due.")
    name, _, firing = (word or waiting[0]).partition("/")
    n = int(firing) if firing.isdecimal() else _newest_firing(seen, name)
    try:
        explained = explain(seen.events, name, n, _audience(ask))
    except LookupError:
        return say(f"{seen.case.key}: there is no such deadline. Open ones: {', '.join(waiting) or 'none'}.")
    return reading.why(seen.case.key, name, explained.lines)


def _newest_firing(seen: Seen, name: str) -> int:
    sent = [
        event.fact.n for event in seen.events if isinstance(event.fact, EscalationSent) and event.fact.deadline == name
    ]
    held = seen.case.deadlines.get(name)
    planned = held.next.n if held and held.next else 1
    return max(sent, default=planned)


def _audience(ask: Ask) -> Audience:
    return ask.standing.audience if ask.screen.surface is Surface.COMMAND else ask.standing.in_person


def _today(ask: Ask) -> date:
    return ask.at.astimezone(ZoneInfo(ask.person.zone)).date()


_QUESTIONS: dict[str, Question] = {
    "status": _status,
    "history": _history,
    "due": _due,
    "next": _next,
    "plan": _plan,
    "why": _why,
}
Answering = Callable[[Ask, str, str | None, str], Awaitable[None]]
READING: dict[str, Answering] = {
    "status": about_case,
    "history": about_case,
    "due": about_case,
    "next": about_case,
    "plan": about_case,
    "why": about_case,
    "mine": mine,
    "help": help_,
    "whoami": whoami,
}
"""Every question by its name in the registry."""
