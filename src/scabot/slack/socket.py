"""The socket to Slack: opened, watched and closed. A watchdog opens a new one when the old one stays silent."""

import asyncio
import contextlib
import json
import logging
from typing import Any

from aiohttp import ClientError, WSMessage
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from scabot.slack.quiet import discreet_logger

log = logging.getLogger(__name__)

PING_SECONDS = 5
SILENCE = 30.0
LOOK_EVERY = 5.0
LINGER = 3.0
_CONTROL = 2000
"""A frame about the connection itself is shorter than this; longer ones carry what people wrote: nobody looks."""


class _Counting(AsyncSocketModeHandler):
    """Bolt's handler, which also knows whether an envelope is being answered."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(app, app_token, logger=discreet_logger("slack_sdk.socket_mode"), ping_interval=PING_SECONDS)
        self.idle = asyncio.Event()
        self.idle.set()
        self._answering = 0

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # Bolt's base names a wider client
        self._answering += 1
        self.idle.clear()
        try:
            await super().handle(client, req)
        finally:
            self._answering -= 1
            if not self._answering:
                self.idle.set()


class SlackSocket:
    """One connection in Socket Mode. `connections` is how many this app holds in all, as Slack last said."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        self.connections = 0
        self.reconnects = 0
        self.switched_off = False
        self._app, self._token = app, app_token
        self._handler: _Counting | None = None
        self._watch: asyncio.Task[None] | None = None
        self._heard_at = 0.0

    async def start(self) -> None:
        """Connect, and keep watching; returns when the socket is open."""
        self._handler = _Counting(self._app, self._token)
        self._handler.client.on_message_listeners.append(self._hear)
        await self._handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        self._heard_at = _seconds()
        self._watch = asyncio.create_task(self._watching(self._handler.client), name="slack-socket-watchdog")

    async def stop(self) -> None:
        """Let what is being answered end, for three seconds at most, and close."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        if self._handler is None:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._handler.idle.wait(), LINGER)
        await self._handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    async def connected(self) -> bool:
        """Say whether the socket is open and answers pings."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def _hear(self, frame: WSMessage) -> None:
        self._heard_at = _seconds()
        text = str(frame.data)
        if len(text) > _CONTROL or ('"hello"' not in text and '"disconnect"' not in text):
            return
        message: dict[str, Any] = json.loads(text)
        if message.get("type") == "hello":
            self.connections = int(message.get("num_connections", 1))
            self.switched_off = False
        elif message.get("type") == "disconnect" and message.get("reason") == "link_disabled":
            self.switched_off = True
            log.error("Socket Mode is switched off for this app in Slack: nothing arrives until it is switched on")

    async def _watching(self, client: SocketModeClient) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if await self.connected():
                self._heard_at = _seconds()
            elif _seconds() - self._heard_at > SILENCE:
                log.warning("the socket was silent; opening a new one")
                self.reconnects += 1
                self._heard_at = _seconds()
                await self._renewed(client)

    async def _renewed(self, client: SocketModeClient) -> None:
        try:
            await client.connect_to_new_endpoint(force=True)
        except (SlackApiError, ClientError, TimeoutError) as no:
            log.warning("no new socket yet", extra={"error": type(no).__name__})


def _seconds() -> float:
    return asyncio.get_running_loop().time()
