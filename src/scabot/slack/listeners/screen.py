"""The screen of the person who acted: an answer or a form goes where it can be seen from there.

A command is answered in its acknowledgment, a button below a message by an ephemeral message beside it, a button in a
modal by a modal on top, one in App Home or a direct message by a modal. Ephemeral messages are tried once; nothing
waits longer than `PATIENCE` for Slack.
"""

import asyncio
import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from scabot.slack.answers.answer import Shown, as_modal
from scabot.slack.forms.inputs import View
from scabot.slack.identity import Body, channel_of

log = logging.getLogger(__name__)

PATIENCE = 1.5
"""Seconds that one call of Slack may take while somebody waits."""

TRIGGER_GONE = frozenset(
    {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged", "invalid_trigger_id"}
)
_TITLE = "scabot"


class TriggerGone(Exception):  # noqa: N818 - an answer: the form has to be asked for again
    """A form can no longer be opened from this click."""


class Surface(StrEnum):
    """Where the act came from."""

    COMMAND = "command"
    MESSAGE = "message"
    MODAL = "modal"
    ALONE = "alone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """What can be shown to the person who acted, and how."""

    client: AsyncWebClient
    ack: AsyncAck
    surface: Surface
    user: str
    trigger: str
    channel: str = ""
    thread: str | None = None
    view: str = ""

    async def tell(self, shown: Shown, title: str = _TITLE) -> None:
        """Show an answer to this person alone."""
        match self.surface:
            case Surface.COMMAND:
                await self.ack({"response_type": "ephemeral", "text": shown.text, "blocks": list(shown.blocks)})
            case Surface.MESSAGE:
                await self.ack()
                await self._whisper(shown)
            case Surface.MODAL | Surface.ALONE:
                await self.ack()
                await self.show(as_modal(title, shown))

    async def present(self, shown: Shown, title: str = _TITLE) -> None:
        """Show what was asked for: a command in its acknowledgment, a click in a modal of its own."""
        if self.surface is Surface.COMMAND:
            await self.tell(shown, title)
            return
        try:
            await self.show(as_modal(title, shown))
        except TriggerGone:
            await self.tell(shown, title)

    async def show(self, view: View) -> None:
        """Open a modal. Raises `TriggerGone` when it was asked for too long ago."""
        await self.ack()
        open_ = self.client.views_push if self.surface is Surface.MODAL else self.client.views_open
        try:
            await asyncio.wait_for(open_(trigger_id=self.trigger, view=view), PATIENCE)
        except SlackApiError as no:
            if no.response["error"] in TRIGGER_GONE:
                raise TriggerGone from no
            if no.response["error"] != "push_limit_reached":
                raise
            await asyncio.wait_for(self.client.views_update(view_id=self.view, view=view), PATIENCE)

    async def _whisper(self, shown: Shown) -> None:
        """Tell in an ephemeral message; one try, and a failure is the operator's to see."""
        said: dict[str, Any] = {"channel": self.channel, "user": self.user, "text": shown.text}
        if self.thread:
            said["thread_ts"] = self.thread
        try:
            await asyncio.wait_for(self.client.chat_postEphemeral(**said, blocks=list(shown.blocks)), PATIENCE)
        except (SlackApiError, TimeoutError) as lost:
            log.warning("an ephemeral answer was lost", extra={"error": type(lost).__name__})


def screen_of(body: Body, ack: AsyncAck, client: AsyncWebClient) -> Screen:
    """Return the screen of whoever sent a command or clicked a button."""
    user = body.get("user")
    return Screen(
        client=client,
        ack=ack,
        surface=_surface(body),
        user=str(user["id"] if isinstance(user, dict) else body.get("user_id", "")),
        trigger=str(body.get("trigger_id") or ""),
        channel=channel_of(body),
        thread=body.get("container", {}).get("thread_ts"),
        view=str(body["view"].get("id", "")) if isinstance(body.get("view"), dict) else "",
    )


def _surface(body: Body) -> Surface:
    if "command" in body:
        return Surface.COMMAND
    view = body.get("view")
    if isinstance(view, dict):
        return Surface.ALONE if view.get("type") == "home" else Surface.MODAL
    return Surface.ALONE if channel_of(body).startswith("D") else Surface.MESSAGE
