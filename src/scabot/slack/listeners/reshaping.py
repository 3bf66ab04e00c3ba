"""Forms that change their shape: after a choice, the form is drawn afresh with what has been filled in."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from scabot.slack.forms.inputs import View
from scabot.slack.forms.values import Values
from scabot.slack.grammar.registry import ACTS
from scabot.slack.listeners.asking import Ask
from scabot.slack.listeners.forms import drawn, scene_of
from scabot.slack.listeners.refusals import sorry
from scabot.slack.tokens import Press
from scabot_domain.refusals import Refused

log = logging.getLogger(__name__)


async def reshape(ask: Ask, press: Press, view: Mapping[str, Any]) -> None:
    """Draw a form afresh; if somebody drew it meanwhile, once more, and then leave it as it is."""
    act = ACTS.get(press.action)
    scene = await scene_of(ask, act, press.case, filled_in(view["state"]["values"])) if act else None
    await ask.screen.ack()
    if act is None or scene is None:
        return
    try:
        fresh = drawn(ask, act, scene)
    except Refused as no:
        await ask.screen.tell(sorry(ask, scene.case, no))
        return
    if not await _updated(ask, fresh, view_id=view["id"], hash=view["hash"]):
        await _updated(ask, fresh, view_id=view["id"])


async def _updated(ask: Ask, fresh: View, **which: str) -> bool:
    try:
        await ask.screen.client.views_update(view=fresh, **which)
    except SlackApiError as no:
        match no.response["error"]:
            case "hash_conflict":
                return False
            case "not_found":
                return True
            case _:
                raise
    return True


def filled_in(values: Values) -> dict[str, str]:
    """Return what the fields of a form hold so far, by block id."""
    elements = {block: next(iter(actions.values()), {}) for block, actions in values.items()}
    return {block: text for block, element in elements.items() if (text := _text(element))}


def _text(element: Mapping[str, Any]) -> str:
    option = element.get("selected_option") or {}
    return str(option.get("value") or element.get("value") or element.get("selected_date") or "")
