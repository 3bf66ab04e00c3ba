"""What was typed after `/sca`, and what was clicked: a question is answered at once, everything else by its form."""

from datetime import date
from zoneinfo import ZoneInfo

from scabot.slack.answers.answer import say
from scabot.slack.answers.refusing import NO_SUCH_CASE
from scabot.slack.answers.typed import misread, not_typed_right, out_of_date
from scabot.slack.grammar.parse import Misread, Typed, parse
from scabot.slack.grammar.registry import ACTS, entry_named
from scabot.slack.listeners.asking import Ask
from scabot.slack.listeners.forms import open_form
from scabot.slack.listeners.more import choices, more
from scabot.slack.listeners.permission import possible
from scabot.slack.listeners.reading import READING
from scabot.slack.listeners.routes import act_meant, prefilled
from scabot.slack.tokens import Press


async def command(ask: Ask, text: str) -> None:
    """Answer what was typed after `/sca`."""
    typed = parse(text)
    if isinstance(typed, Misread):
        await ask.screen.tell(misread(typed))
    else:
        await _carry_out(ask, typed)


async def click(ask: Ask, press: Press) -> None:
    """Answer a click on a button; its token is genuine."""
    act, entry = ACTS.get(press.action), entry_named(press.action)
    if press.action == "more":
        await more(ask, press.case)
    elif act is not None and act.name != "open":
        prefill = {"deadline": press.hash} if act.name == "ack" and press.hash else {}
        await open_form(ask, act, press.case, prefill, clicked=press.hash)
    elif entry is not None:
        await _carry_out(ask, Typed(entry=entry, key=press.case or None, rest=press.hash))
    else:
        await ask.screen.tell(out_of_date())


async def _carry_out(ask: Ask, typed: Typed) -> None:
    if typed.entry.name in READING:
        await READING[typed.entry.name](ask, typed.entry.name, typed.key, typed.rest)
    elif typed.entry.takes_key:
        await _about_a_case(ask, typed)
    else:
        await _anew(ask, typed)


def _today(ask: Ask, zone: str) -> date:
    return ask.at.astimezone(ZoneInfo(zone)).date()


async def _anew(ask: Ask, typed: Typed) -> None:
    chance = ask.deps.chance
    await open_form(ask, typed.entry.acts[0], chance.case_key(), {"patient_token": chance.subject_token()})


async def _about_a_case(ask: Ask, typed: Typed) -> None:
    key = await ask.which_case(typed.key, typed.entry.name)
    if key is None:
        return
    seen = await ask.look(key, ask.standing.in_person)
    if seen is None:
        await ask.screen.tell(say(NO_SUCH_CASE))
        return
    act = act_meant(typed, seen.case.stage)
    if act is None:
        await ask.screen.tell(choices(ask, possible(typed.entry.acts, ask.person, seen.case, ask.at), key))
        return
    try:
        prefill = prefilled(typed, _today(ask, seen.case.tz), ask.deps.add_business_days)
    except ValueError as wrong:
        await ask.screen.tell(not_typed_right(str(wrong), ask.press_button("Open the form", act.name, key)))
        return
    await open_form(ask, act, key, prefill)
