"""`scabot up`: the bot of an installation, from its tokens to a running process, until it is told to stop."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

from scabot.assemble.bot import Connection, build_bot
from scabot.assemble.giving import ShellUser
from scabot.assemble.handing import Handed, Printed, answered
from scabot.assemble.hatch import Hatch
from scabot.assemble.site import Site, open_site
from scabot.operate.stopping import end_soon, told_to_stop
from scabot.settings import Settings, SettingsFault
from scabot.slack.installing import NotTaken, Unreached, installation
from scabot.telemetry.logs import set_up_logs

__all__ = ["Unreached", "connect", "up"]


InWords = Callable[[Exception], Printed]
"""Says what went wrong with a request of the shell, as the shell would."""


def up(settings: Settings, in_words: InWords) -> int:
    """Run the bot until SIGINT or SIGTERM and return 0; meanwhile the shell hands its requests in (`hatch`).

    Raises `SettingsFault` for tokens that Slack does not take, `Unreached` where nobody answers at its address, and
    `CannotOpen` where the ledger cannot be opened.
    """
    set_up_logs(settings.log_level.value, sys.stderr)
    asyncio.run(_run(settings, in_words))
    return 0


async def _run(settings: Settings, in_words: InWords) -> None:
    connection = await connect(settings)
    site = open_site(settings)
    site.store.on_broken.append(end_soon)
    bot = build_bot(site, connection)
    hatch = Hatch(settings.data_dir, answering(site, in_words))
    try:
        if site.store.ground.file is not None:  # whoever shares a server simply connects to it
            await hatch.open()
        await bot.start()
        await told_to_stop()
    finally:
        await hatch.shut()
        await bot.stop()
        site.close()


def answering(site: Site, in_words: InWords) -> Callable[[Handed, ShellUser], Awaitable[Printed]]:
    """Return what answers the shell on the store's writer thread; a fault is answered in words."""

    async def answer(handed: Handed, user: ShellUser) -> Printed:
        try:
            return await site.threads.write(answered, site, handed, user)
        except Exception as fault:  # noqa: BLE001 - the one who asked hears of every fault, and the service goes on
            return in_words(fault)

    return answer


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
