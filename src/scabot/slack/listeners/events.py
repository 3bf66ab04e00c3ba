"""The door for events: App Home is drawn when it is opened, and a mention is answered with how to go on."""

import asyncio
import logging
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from scabot.slack.answers import reading
from scabot.slack.answers.answer import Shown, button
from scabot.slack.forms.inputs import View
from scabot.slack.identity import Body
from scabot.slack.listeners.asking import Ask
from scabot.slack.listeners.screen import PATIENCE

log = logging.getLogger(__name__)


async def home_opened(ask: Ask, body: Body) -> None:
    """Draw the person's own queue on the app's Home tab."""
    if body["event"].get("tab") != "home":
        return
    rows = await ask.open_cases()
    today = ask.at.astimezone(ZoneInfo(ask.person.zone)).date()
    shown = reading.mine(rows, today, lambda key: button("Open", "more", ask.seal("more", key)))
    view: View = {"type": "home", "blocks": list(shown.blocks)}
    await ask.screen.client.views_publish(user_id=ask.person.user, view=view)


async def turned_away(answer: Shown, body: Body, client: AsyncWebClient) -> None:
    """Tell somebody without a role on their own Home tab whom to ask; a channel is not bothered."""
    if body["event"].get("type") != "app_home_opened" or body["event"].get("tab") != "home":
        return
    await client.views_publish(user_id=body["event"]["user"], view={"type": "home", "blocks": list(answer.blocks)})


async def mentioned(ask: Ask, body: Body) -> None:
    """Answer a mention with what this person can do here; no case is read."""
    event = body["event"]
    shown = reading.help_here(ask.standing)
    told = {"channel": event["channel"], "user": ask.person.user, "text": shown.text, "blocks": list(shown.blocks)}
    try:
        await asyncio.wait_for(ask.screen.client.chat_postEphemeral(**told), PATIENCE)
    except (SlackApiError, TimeoutError) as lost:
        log.warning("an ephemeral answer was lost", extra={"error": type(lost).__name__})
