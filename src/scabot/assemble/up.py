"""`scabot up`: the bot of an installation, from its tokens to a running process, until it is told to stop."""

import asyncio
import sys

from scabot.assemble.bot import Connection, build_bot
from scabot.assemble.site import open_site
from scabot.operate.stopping import end_soon, told_to_stop
from scabot.settings import Settings, SettingsFault
from scabot.slack.installing import NotTaken, Unreached, installation
from scabot.telemetry.logs import set_up_logs

__all__ = ["Unreached", "connect", "up"]


def up(settings: Settings) -> int:
    """Run the bot until SIGINT or SIGTERM and return 0.

    Raises `SettingsFault` for tokens that Slack does not take, `Unreached` where nobody answers at its address, and
    `CannotOpen` where the ledger cannot be opened.
    """
    set_up_logs(settings.log_level.value, sys.stderr)
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    connection = await connect(settings)
    site = open_site(settings)
    site.store.on_broken.append(end_soon)
    bot = build_bot(site, connection)
    try:
        await bot.start()
        await told_to_stop()
    finally:
        await bot.stop()
        site.close()


async def connect(settings: Settings) -> Connection:
    """Ask Slack whose tokens these are. Raises `SettingsFault` where it does not take them."""
    if settings.slack_bot_token is None or settings.slack_app_token is None:
        raise SettingsFault(settings.lacking_for_slack())
    bot_token, app_token = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    try:
        installed = await installation(settings.slack_api_url, bot_token, app_token)
    except NotTaken as no:
        raise SettingsFault([f"SCABOT_SLACK_BOT_TOKEN, SCABOT_SLACK_APP_TOKEN: {no}."]) from None
    return Connection(installed=installed, app_token=app_token, api_url=settings.slack_api_url)
