"""`scabot up` as an administrator runs it: a process of its own with settings, people and a channel from the shell."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from scabot.clock.wall import SystemClock
from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer

APP_TOKEN = "xapp-1-A0SCABOT-0001-practice"  # noqa: S105 - opens nothing outside the practice workspace


@pytest.fixture
async def slack() -> AsyncIterator[SandboxServer]:
    world = practice_world(SystemClock())
    world.installation.app_token = APP_TOKEN
    server = SandboxServer(world)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def settings(slack: SandboxServer, tmp_path: Path) -> Mapping[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SCABOT_", "COV"))},
        "SCABOT_DATA_DIR": str(tmp_path / "data"),
        "SCABOT_HOME_SIDE": "provider",
        "SCABOT_SLACK_BOT_TOKEN": slack.world.installation.bot_token,
        "SCABOT_SLACK_APP_TOKEN": APP_TOKEN,
        "SCABOT_SLACK_API_URL": f"{slack.url}/api/",
    }


async def start(settings: Mapping[str, str], cwd: Path, *arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "scabot", *arguments, env=settings, cwd=cwd, stdout=PIPE, stderr=PIPE
    )


async def said(process: Process) -> tuple[int, str]:
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, (out + err).decode()


async def test_the_bot_of_an_installation_answers_and_stops_when_told(
    slack: SandboxServer, settings: Mapping[str, str], tmp_path: Path
) -> None:
    grant = ("people", "grant", "T0LAKESIDE", "U0RUTH", "pa_specialist", "--name", "Ruth Adeyemi")
    assert (await said(await start(settings, tmp_path, *grant)))[0] == 0
    link = ("channels", "link", "team", "T0LAKESIDE", "C0TEAM", "internal")
    assert (await said(await start(settings, tmp_path, *link)))[0] == 0
    bot = await start(settings, tmp_path, "up")
    await slack.wire.wait_connected(seconds=20)
    seen = await slack.people["ruth"].slash("whoami")
    assert "You are Ruth Adeyemi: Pa specialist" in seen
    assert "You have no role" in await slack.people["ben"].slash("status")
    bot.send_signal(signal.SIGTERM)
    code, told = await said(bot)
    assert code == 0
    assert "Traceback" not in told
    assert slack.world.problems == []


async def test_a_token_that_slack_does_not_take_is_said_in_one_sentence(
    settings: Mapping[str, str], tmp_path: Path
) -> None:
    bot = await start({**settings, "SCABOT_SLACK_BOT_TOKEN": "xoxb-made-up"}, tmp_path, "up")
    code, told = await said(bot)
    assert code == 78
    assert "not taken by Slack" in told
    assert "xoxb-made-up" not in told
