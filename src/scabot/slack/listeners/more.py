"""More…: everything a person may do with a case now, as buttons; for some people it is the only way in."""

from scabot.slack.answers.answer import Answer, button, buttons, say
from scabot.slack.answers.reading import plain_name
from scabot.slack.answers.refusing import NO_SUCH_CASE
from scabot.slack.forms.inputs import Block, small
from scabot.slack.grammar.entry import Act, Group
from scabot.slack.grammar.registry import ACTS, entry_of
from scabot.slack.listeners.asking import Ask
from scabot.slack.listeners.permission import possible

READINGS = {
    "status": "Status",
    "history": "History",
    "due": "What is due",
    "next": "What next?",
    "plan": "Plan",
    "help": "Help",
}
"""The questions that have a button, with its words."""


async def more(ask: Ask, key: str) -> None:
    """Show everything that this person may do with the case now."""
    seen = await ask.look(key, ask.standing.in_person)
    if seen is None:
        await ask.screen.tell(say(NO_SUCH_CASE))
        return
    acts = [act for act in possible(tuple(ACTS.values()), ask.person, seen.case, ask.at) if act.name != "open"]
    rows = [_row(ask, [act for act in acts if entry_of(act).group is group], key) for group in Group]
    reading = buttons(*(button(label, verb, ask.seal(verb, key)) for verb, label in READINGS.items()))
    stage = small(f"{key} · {plain_name(seen.case.stage.value)}")
    text = f"{key}: what you can do now."
    answer = Answer(text=text, blocks=(*say(text).blocks, stage, *(row for row in rows if row), reading))
    await ask.screen.present(answer, title=key)


def choices(ask: Ask, acts: list[Act], key: str) -> Answer:
    """Return the acts to choose from, as buttons."""
    if not acts:
        return say(f"{key}: nothing of this is possible for you now.")
    return say(f"{key}: choose one.", buttons(*(ask.press_button(act.label, act.name, key) for act in acts)))


def _row(ask: Ask, acts: list[Act], key: str) -> Block | None:
    return buttons(*(ask.press_button(act.label, act.name, key) for act in acts)) if acts else None
