"""Forms over a case: open one, draw it afresh after a choice, and take what was filled in."""

from collections.abc import Mapping

from scabot.slack.answers.answer import say
from scabot.slack.answers.refusing import NO_SUCH_CASE
from scabot.slack.answers.typed import ask_again, notes_are_off
from scabot.slack.forms.form import Scene
from scabot.slack.forms.inputs import View, small
from scabot.slack.forms.table import FORMS
from scabot.slack.grammar.entry import Act
from scabot.slack.listeners.asking import Ask
from scabot.slack.listeners.permission import permitted
from scabot.slack.listeners.refusals import sorry
from scabot.slack.listeners.screen import TriggerGone
from scabot_domain.case import Case
from scabot_domain.refusals import Refused

CHANGED = "This has changed since the message you clicked on. Please read it again before you submit."


async def scene_of(ask: Ask, act: Act, key: str, prefill: Mapping[str, str]) -> Scene | None:
    """Return what a form is drawn over, as this person alone may see it; None for a case that is not theirs."""
    if act.name == "open":
        case: Case | None = Case(key=key)
    else:
        seen = await ask.look(key, ask.standing.in_person)
        case = seen.case if seen else None
    if case is None:
        return None
    zone = case.tz if case.opened else ask.deps.site_zone
    return Scene(
        case=case, person=ask.person, now=ask.at, zone=zone, free_text=ask.deps.free_text, prefill=dict(prefill)
    )


async def open_form(ask: Ask, act: Act, key: str, prefill: Mapping[str, str], *, clicked: str = "") -> None:
    """Open the form of an act; `clicked` is the hash that the person saw on the button, if it had one."""
    scene = await scene_of(ask, act, key, prefill)
    if scene is None:
        await ask.screen.tell(say(NO_SUCH_CASE))
        return
    if act.name == "note" and not ask.deps.free_text:
        await ask.screen.tell(notes_are_off(key))
        return
    try:
        permitted(act, ask.person, scene.case, ask.at)
        view = drawn(ask, act, scene, clicked=clicked)
    except Refused as no:
        await ask.screen.tell(sorry(ask, scene.case, no))
        return
    await _show(ask, act, key, view)


def drawn(ask: Ask, act: Act, scene: Scene, *, clicked: str = "") -> View:
    """Return the view of a form with its signed address. Raises `Refused` when there is nothing to fill in."""
    form = FORMS[act.name]
    seen = form.seen(scene)
    view = form.draw(scene)
    if clicked and seen and clicked != seen:
        view = {**view, "blocks": [small(CHANGED), *view["blocks"]]}
    address = ask.seal(act.name, scene.case.key, version=scene.case.version, seen=seen)
    return {**view, "callback_id": f"sca.{act.name}", "private_metadata": address}


async def _show(ask: Ask, act: Act, key: str, view: View) -> None:
    try:
        await ask.screen.show(view)
    except TriggerGone:
        await ask.screen.tell(ask_again(ask.press_button("Open the form", act.name, key)))
