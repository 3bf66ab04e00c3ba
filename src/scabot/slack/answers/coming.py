"""What comes next, in words: what a case waits for, the latest safe days, and terms that are others than they were."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from scabot.slack.answers.answer import Answer, beside, say
from scabot.slack.forms.inputs import Block, small, words
from scabot.slack.grammar.days import show_day
from scabot.slack.grammar.entry import Act
from scabot.slack.grammar.registry import SHELL_ACTS
from scabot_domain.case import Case
from scabot_domain.court import Holder
from scabot_domain.insight import Drift, Need, Plan, Planned, Step, Unblock
from scabot_domain.playbook.words import count_of
from scabot_domain.standing import RETRO_LIMIT

MOST_LINES = 15
"""Lines in one answer; the rest is counted."""

STEPS: Mapping[Step, str] = {
    Step.REQUESTED: "Agreement requested",
    Step.OFFERED: "First offer made",
    Step.AGREED: "Terms agreed",
    Step.DRAFTED: "Draft issued",
    Step.APPROVED: "Draft approved by both",
    Step.SIGNED: "Signed by both",
}
HOLDERS: Mapping[Holder, str] = {
    "payer": "Payer",
    "provider": "Provider",
    "us": "Owner of the case",
    "clinical": "Clinical review",
    "nobody": "Nobody",
}
NOTHING = "waits for nothing now"
NO_CARE_DATE = "no date of care is recorded, so there is nothing to count back from"
NO_CALENDAR = "the date of care is on no day that the playbook's calendar knows"

_ACT_OF = {command: act for act in reversed(SHELL_ACTS.values()) for command in act.commands}
ButtonFor = Callable[[Unblock], Block | None]
"""Draws the button of a line, for a reader who may do what it suggests."""


def coming(case: Case, lines: Sequence[Unblock], button_for: ButtonFor) -> Answer:
    """List what a case waits for, each with who can supply it, why, and in which words."""
    missing = [line for line in lines if line.need is not Need.WARNING]
    asked = [line for line in lines if line.need is Need.WARNING]
    if not lines:
        return say(f"{case.key}: {NOTHING}.")
    head = f"{case.key}: {_count(missing)}" if missing else f"{case.key}: {NOTHING}, and something is worth asking"
    shown = [block for number, line in enumerate(missing[:MOST_LINES], 1) for block in _line(number, line, button_for)]
    rest = [small(f"And {len(missing) - MOST_LINES} more.")] if len(missing) > MOST_LINES else []
    worth = [small("\n".join(["Worth asking:", *map(_asked, asked[:MOST_LINES])]))] if asked else []
    return say(f"{head}.", *shown, *rest, *worth)


def coming_plan(case: Case, plan: Plan) -> Answer:
    """Show the last safe day of every step; the day of care belongs to a patient and stays out of Slack."""
    retro = [words(line) for line in retro_lines(plan)]
    if not plan.steps:
        return say(f"{case.key}: {no_steps(plan)}.", *retro)
    steps = "\n".join(f"{STEPS[one.step]}: by {show_day(one.latest)}; {standing(one)}" for one in plan.steps)
    return say(f"{case.key}: {red_words(plan)}", words(steps), *retro)


def no_steps(plan: Plan) -> str:
    """Say why a plan has no steps."""
    return NO_CARE_DATE if plan.care_date is None else NO_CALENDAR


def red_words(plan: Plan) -> str:
    """Say which step cannot be done in time any more, or that each still can."""
    red = plan.first_red
    if red is None and all(one.done for one in plan.steps):
        return "every step is done."
    if red is None:
        return "every step can still be done in time."
    late = count_of(-red.slack, "business day")
    return f"RED from here: {STEPS[red.step].lower()}, {late} late."


def standing(one: Planned) -> str:
    """Say how a step stands: done and when, or how many business days are left."""
    days = count_of(abs(one.slack), "business day")
    if one.done is not None:
        return f"done {show_day(one.done)}{f', {days} late' if one.slack < 0 else ''}"
    if one.slack == 0:
        return "today is the last safe day"
    return f"{days} late" if one.slack < 0 else f"{days} left"


def retro_lines(plan: Plan) -> tuple[str, ...]:
    """Return the warning that the agreement reaches back (C10), where it does."""
    one = plan.retro
    if one is None:
        return ()
    back = f"It reaches back {count_of(one.reach, 'day')}"
    if one.over:
        return (f"{back}, more than {RETRO_LIMIT}: only compliance can allow that.",)
    return (f"{back}. Signed after {show_day(one.last)} it needs compliance: that is more than {RETRO_LIMIT} days.",)


def drift_words(drifts: Iterable[Drift]) -> tuple[str, ...]:
    """Return a line for each term that is another one than both sides stood by, alarms first."""
    told = sorted(drifts, key=lambda one: not one.alarm)
    return tuple(f"{'TERM DRIFT' if one.alarm else 'Moved a little'}: {one.sentence}." for one in told)


def who_words(line: Unblock) -> str:
    """Name who can supply something: `network manager of the payer, contact CON-7`."""
    who = line.who
    role = who.role.value.replace("_", " ").replace("pa ", "PA ")
    side = "" if who.side.value == "neutral" else f" of the {who.side.value}"
    return f"{role}{side}{f', contact {who.contact}' if who.contact else ''}"


def acts_of(line: Unblock) -> tuple[Act, ...]:
    """Return the acts that a line suggests, the likeliest first."""
    return tuple(dict.fromkeys(_ACT_OF[name] for name in line.actions))


def acts_words(line: Unblock) -> str:
    """Name the acts that a line suggests as they are typed, or say why there is none."""
    names = [act.name for act in acts_of(line)]
    if not names:
        return "other lines come first"
    phone = "; by phone, fax or mail, too" if line.by_phone else ""
    return f"{' or '.join(names)}{phone}"


def _count(missing: Sequence[Unblock]) -> str:
    return f"waits for {count_of(len(missing), 'thing')}"


def _line(number: int, line: Unblock, button_for: ButtonFor) -> tuple[Block, ...]:
    because = "; ".join(f"{one.kind.replace('-', ' ')} {show_day(one.on)}" for one in line.why)
    told = f"{number}. {line.what}\n{_first_up(who_words(line))}: {acts_words(line)}."
    element = button_for(line)
    shown = words(told) if element is None else beside(told, element)
    small_words = "\n".join(filter(None, (f"Because of: {because}." if because else "", line.script or "")))
    return (shown, small(small_words)) if small_words else (shown,)


def _asked(line: Unblock) -> str:
    return f"- {line.what}{f' {line.script}' if line.script else ''}"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def latest(plan: Plan) -> tuple[tuple[str, date, str], ...]:
    """Return the steps of a plan as rows: name, last safe day, how it stands."""
    return tuple((STEPS[one.step], one.latest, standing(one)) for one in plan.steps)
