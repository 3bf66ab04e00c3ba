"""Answers to questions: my cases, what is due and why, help, who I am; drawn from what the reader may see."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scabot.slack.answers.answer import Answer, beside, say
from scabot.slack.forms.inputs import Block, small, words
from scabot.slack.grammar.days import show_day
from scabot.slack.grammar.entry import Entry, Surface
from scabot.slack.grammar.registry import COMMAND, REGISTRY
from scabot.slack.identity import Ground, Standing
from scabot.slack.message import paragraphs
from scabot.views.board import BoardRow
from scabot_domain.case import Case, Deadline

MOST_CASES = 20
ButtonFor = Callable[[str], Block]
"""Draws the button of a case, or of a deadline."""


def plain_name(name: str) -> str:
    """Return a stored name as people say it: `terms_agreed` is `Terms agreed`."""
    return name.replace("_", " ").capitalize()


def mine(rows: Sequence[BoardRow], today: date, button_for: ButtonFor) -> Answer:
    """List open cases, soonest care first, each with a button."""
    if not rows:
        return say("There is no open case that you can see from here.")
    head = f"{len(rows)} open case{'s' if len(rows) > 1 else ''}, soonest care first."
    lines = [beside(_row(row, today), button_for(row.case_key)) for row in rows[:MOST_CASES]]
    rest = [small(f"And {len(rows) - MOST_CASES} more.")] if len(rows) > MOST_CASES else []
    return say(head, *lines, *rest)


def _row(row: BoardRow, today: date) -> str:
    care = f"care {_distance(row.care_date, today)}" if row.care_date else "no care date"
    parts = (row.case_key, plain_name(row.stage.value), care, "STALLED" if row.stalled else "", row.urgency.value)
    return " · ".join(part for part in parts if part)


def _distance(day: date, today: date) -> str:
    days = (day - today).days
    return "today" if days == 0 else f"in {days} days" if days > 0 else f"{-days} days ago"


def due(case: Case, now: datetime, button_for: ButtonFor) -> Answer:
    """List what a case waits for, soonest first, each with the button that explains it."""
    waiting = sorted(case.deadlines.items(), key=lambda pair: pair[1].armed.due)
    if not waiting:
        return say(f"{case.key}: nothing is due.")
    lines = [beside(_deadline(name, held, now), button_for(name)) for name, held in waiting]
    return say(f"{case.key}: {len(waiting)} due.", *lines)


def _deadline(name: str, held: Deadline, now: datetime) -> str:
    armed = held.armed
    late = "OVERDUE, " if armed.due < now else ""
    promised = f", promised for {show_day(held.expected_by)}" if held.expected_by else ""
    return f"{name}: {late}waits on the {armed.waits_on.value}, by {show_instant(armed.due, armed.zone)}{promised}."


def show_instant(instant: datetime, zone: str) -> str:
    """Write an instant in a zone, with weekday, date, time and the zone's name."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{show_day(local.date())} {local:%H:%M %Z}"


def why(case: str, deadline: str, lines: Iterable[str]) -> Answer:
    """Give the explanation of a deadline, line by line."""
    return Answer(text=f"{case}: why {deadline} is due when it is.", blocks=paragraphs("\n".join(lines)))


def history(case: str, lines: Sequence[str]) -> Answer:
    """Tell what happened in a case, oldest first; the newest lines win where there are too many for one message."""
    return Answer(text=f"{case}: {len(lines)} entries.", blocks=paragraphs("\n".join(lines))[-40:])


def help_here(standing: Standing) -> Answer:
    """List what this person may do here, by groups."""
    usable = [entry for entry in REGISTRY if usable_by(entry, standing)]
    groups = dict.fromkeys(entry.group for entry in usable)
    blocks = [
        words("\n".join([str(group.value).upper(), *(_line(entry) for entry in usable if entry.group is group)]))
        for group in groups
    ]
    how = "Type after /sca" if standing.person.team == standing.home.team else "Use the buttons of the cards"
    return say(f"{how}. KEY may be left out while only one case is open.", *blocks)


def usable_by(entry: Entry, standing: Standing) -> bool:
    """Say whether one of a person's roles may use a command at all."""
    return not entry.roles or bool(set(entry.roles) & set(standing.person.roles))


def _line(entry: Entry) -> str:
    return f"{entry.usage}: {entry.summary}"


def help_on(entry: Entry) -> Answer:
    """Explain one command: what it does, how to write it, who may, and examples."""
    who = ", ".join(plain_name(role) for role in entry.roles) or "everybody with a role"
    also = f" Also: {', '.join(entry.aliases)}." if entry.aliases else ""
    where = "" if Surface.SLASH in entry.surfaces else " By button only."
    examples = "\n".join(f"{COMMAND} {example}" for example in entry.examples)
    return say(
        f"{entry.name}: {entry.summary}.{also}{where}", words(f"{COMMAND} {entry.usage}\n{examples}"), small(who)
    )


def whoami(standing: Standing) -> Answer:
    """Tell a person who scabot takes them for, and what is shown to them here."""
    person = standing.person
    roles = ", ".join(plain_name(role.value) for role in person.roles)
    return say(
        f"You are {person.name}: {roles}, for the {person.side.value} side, in the zone {person.zone}.",
        small(_SHOWN[standing.place.ground]),
    )


_SHOWN = {
    Ground.INTERNAL: "This is a channel of one organization: its own facts may be shown here.",
    Ground.SHARED: "Both organizations read along here: only shared facts are shown.",
    Ground.PERSONAL: "Only you see this: shared facts and those of your own side are shown.",
    Ground.ELSEWHERE: "This channel is not linked to scabot: only shared facts are shown.",
}
