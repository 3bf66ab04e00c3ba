"""The real bot in a process of its own, until it is killed."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crash.whole.fast import FastClock, NoPace
from scabot.assemble.bot import Bot, Connection, build_bot
from scabot.assemble.cast import introduce
from scabot.assemble.site import Site, open_site
from scabot.sandbox.seed import practice_world
from scabot.settings import Settings
from scabot.slack.deps import Installed
from scabot.telemetry.logs import set_up_logs
from scabot_domain.parties import Side

PULSE = 0.05


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What a child needs to know."""

    data: Path
    api_url: str
    since: datetime
    factor: float
    skipped: timedelta = timedelta()


def run_bot(errand: Errand) -> None:
    set_up_logs("ERROR", sys.stderr)
    asyncio.run(_run(errand))


def opened(errand: Errand) -> Site:
    settings = Settings(
        data_dir=errand.data,
        home_side=Side.PROVIDER,
        site_zone="America/Chicago",
        slack_free_text=True,
        slack_api_url=errand.api_url,
    )
    return open_site(settings, clock=FastClock(errand.since, errand.factor, errand.skipped))


async def _run(errand: Errand) -> None:
    site = opened(errand)
    world = practice_world(site.clock)
    introduce(site, world)
    ours = world.installation
    installed = Installed(
        team=ours.team_id, app=ours.app_id, bot=ours.bot_id, bot_user=ours.bot_user_id, bot_token=ours.bot_token
    )
    connection = Connection(installed=installed, app_token=ours.app_token, api_url=errand.api_url)
    bot = build_bot(site, connection, pace=NoPace())
    await bot.start()
    await _hurried(bot)


async def _hurried(bot: Bot) -> None:
    """Let outbox and ticker look often: their pauses are real seconds, and on the fast clock those are minutes."""
    while True:
        await asyncio.sleep(PULSE)
        bot.worker.nudge()
        bot.ticker.nudge(bot.site.clock.now())
