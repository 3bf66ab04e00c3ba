"""The socket: opened, answering, and closed without leaving anything behind."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from deeds import opened
from doors import Doors, doors_in
from scabot.sandbox.acts import Acts
from scabot.slack.socket import SlackSocket

SECONDS = 5.0


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        practice.shelf.does(opened)
        yield practice


async def test_a_command_comes_in_through_the_socket_and_is_answered(doors: Doors) -> None:
    server = doors.server
    socket = SlackSocket(doors.direct.app, server.world.installation.app_token)
    await socket.start()
    await server.wire.wait_connected()
    await Acts(server.world, server.gate, server.wire).slash(
        server.world.person("ruth"), "/sca whoami", server.world.channel("#sca-team")
    )
    assert "You are Ruth Adeyemi" in server.world.seen_by("U0RUTH")[0].text
    assert await socket.connected()
    assert socket.connections == 1
    await socket.stop()
    assert not await socket.connected()
    await asyncio.wait_for(gone(doors), SECONDS)


async def gone(doors: Doors) -> None:
    """Return when the workspace has noticed that nobody is connected."""
    while doors.server.wire.connections:  # noqa: ASYNC110 - polled, under a deadline
        await asyncio.sleep(0.01)


async def test_stopping_what_was_never_started_is_harmless(doors: Doors) -> None:
    await SlackSocket(doors.direct.app, "xapp-practice-0001").stop()
