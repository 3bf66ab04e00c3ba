"""The practice workspace around the real bot: people, a clock that can be moved, and a bot that can be killed."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from scabot.assemble.bot import Bot, Connection, build_bot
from scabot.assemble.cast import introduce
from scabot.assemble.giving import NotGivenError
from scabot.assemble.handing import Giving, Printed, answered
from scabot.assemble.hours import PracticeClock
from scabot.assemble.site import Site, open_site
from scabot.assemble.typed import as_shown, given, typed
from scabot.clock.chance import Chance
from scabot.ledger.record import cases_in_order
from scabot.sandbox.people import People
from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer
from scabot.sandbox.story.theater import OnTheShell
from scabot.sandbox.trouble import Trouble
from scabot.sandbox.world import World
from scabot.settings import Settings
from scabot.slack.deps import Installed
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import replay
from scabot_domain.parties import Side
from scabot_domain.workdays import add_business_days

ZONE = "America/Chicago"
SETTLED_BY = 1.0
"""Seconds that an act in the running workspace waits at most for what the bot says because of it."""
NOT_GIVEN = 64
"""The exit code of a command that could not be made of what was typed."""
_CONNECTED_BY = 10.0
_MOST_ROUNDS = 10_000


class PracticeTheater:
    """A stage for stories and for the page; `clock` stands still until somebody moves it or lets it run.

    Its ledger is in `folder`, or in an empty PostgreSQL database.
    """

    def __init__(self, folder: Path, clock: PracticeClock, chance: Chance, *, database_url: str = "") -> None:
        self.clock = clock
        self._database_url = SecretStr(database_url)
        self._folder, self._chance = folder, chance
        self.server = SandboxServer(practice_world(clock))
        self.site: Site | None = None
        self.bot: Bot | None = None

    # ---- what a story uses ---------------------------------------------------------------------------------------

    @property
    def world(self) -> World:
        """Return the practice world."""
        return self.server.world

    @property
    def people(self) -> People:
        """Return the people, by handle."""
        return self.server.people

    @property
    def trouble(self) -> Trouble:
        """Return the hand that plans trouble."""
        return self.server.trouble

    @property
    def backstage(self) -> "PracticeTheater":
        """Return the hand on the clock, which is this theater's."""
        return self

    async def restart(self) -> None:
        """Kill the bot without a goodbye and start it again on the same files."""
        await self._kill()
        await self._start_bot()

    async def down_until(self, instant: datetime) -> None:
        """Kill the bot, let the time pass without it, start it again and let it catch up."""
        await self._kill()
        self.clock.advance_to(instant)
        await self._start_bot()
        await self.settle()

    async def record(self) -> Sequence[CaseEvent]:
        """Return every event of every case, in the order in which they were recorded."""
        site = self._open
        return await site.threads.read(cases_in_order, site.store)

    async def shell(self, who: str, words: str, options: Mapping[str, object]) -> OnTheShell:
        """Give a command as a person would on the shell: `words` follow `scabot case`, `options` are by name."""
        site, person = self._open, self.world.person(who)
        told = typed(words, options)
        case = replay(told.case, await site.threads.read(site.store.history, told.case))
        told = as_shown(told, case)
        try:
            asked = Giving(given=given(told))
            printed = await site.threads.write(answered, site, asked, (person.team_id, person.user_id))
        except NotGivenError as no:
            printed = Printed(err=f"{no}\n", exit_code=NOT_GIVEN)
        await self.settle()
        return OnTheShell(line=told.line, printed=printed.out + printed.err, exit_code=printed.exit_code)

    # ---- the hand on the clock -----------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return the practice instant, in UTC."""
        return self.clock.now()

    def after_business_days(self, count: int) -> datetime:
        """Return the instant `count` business days from now, at the same local time."""
        local = self.now().astimezone(ZoneInfo(ZONE))
        day = add_business_days(local.date(), count, self._open.book.calendar)
        return datetime.combine(day, local.time(), local.tzinfo)

    async def next_deadline(self) -> datetime | None:
        """Return the next instant at which the bot will act by itself, or None."""
        bot, site = self._running, self._open
        return await site.threads.read(bot.schedule.next_due, self.now())

    async def advance_to(self, instant: datetime) -> None:
        """Move the clock forward, stopping at every deadline on the way so that each falls due at its own time."""
        for _ in range(_MOST_ROUNDS):
            following = await self.next_deadline()
            if following is None or following > instant:
                break
            self.clock.advance_to(following)
            await self.settle()
        self.clock.advance_to(instant)
        await self.settle()

    async def settle(self) -> None:
        """Return when nothing is due and nothing is left to say; a running workspace waits a moment at most."""
        bot = self._running
        if self.clock.runs:
            await bot.ticker.tick()
            bot.worker.nudge()
            await bot.worker.quiet(SETTLED_BY)
            return
        for _ in range(_MOST_ROUNDS):
            fired, said = await bot.ticker.tick(), await bot.worker.drain()
            waiting = await bot.worker.next_attempt()
            if not fired and not said and waiting is None:
                return
            if not fired and not said and waiting is not None:
                await self._pass(waiting)
        raise RuntimeError("the bot does not come to rest")

    # ---- start and stop ------------------------------------------------------------------------------------------

    async def open(self, port: int = 0) -> str:
        """Start everything on 127.0.0.1 and return the address of the page; port 0 takes a free one."""
        url = await self.server.start(port)
        await self._start_bot()
        site = self._open
        await site.threads.write(introduce, site, self.world)
        self.server.backstage = self
        return url

    async def run(self) -> None:
        """Let time pass by itself from now on, and outbox and clock work by themselves."""
        await self._kill()
        self.clock.run()
        await self._start_bot()

    async def close(self) -> None:
        """Stop the bot in good order, then the workspace."""
        self.server.backstage = None
        if self.bot is not None and self.bot.running:
            await self.bot.stop()
        if self.site is not None:
            self.site.close()
        await self.server.stop()

    @property
    def _running(self) -> Bot:
        if self.bot is None:
            raise RuntimeError("the bot was not started")
        return self.bot

    @property
    def _open(self) -> Site:
        if self.site is None:
            raise RuntimeError("the site was not opened")
        return self.site

    async def _start_bot(self) -> None:
        self.site = open_site(self._settings(), clock=self.clock, chance=self._chance)
        self.bot = build_bot(self.site, self._connection(), self._pass)
        await self.bot.start(by_itself=self.clock.runs)
        await self.server.wire.wait_connected(seconds=_CONNECTED_BY)

    async def _kill(self) -> None:
        await self._running.stop()
        self._open.close()

    async def _pass(self, seconds: float) -> None:
        if self.clock.runs:
            await asyncio.sleep(seconds)
        else:
            self.clock.pass_seconds(seconds)

    def _settings(self) -> Settings:
        return Settings(
            data_dir=self._folder,
            database_url=self._database_url,
            home_side=Side.PROVIDER,
            site_zone=ZONE,
            slack_free_text=True,
            slack_api_url=f"{self.server.url}/api/",
        )

    def _connection(self) -> Connection:
        ours = self.world.installation
        installed = Installed(
            team=ours.team_id,
            app=ours.app_id,
            bot=ours.bot_id,
            bot_user=ours.bot_user_id,
            bot_token=ours.bot_token,
        )
        return Connection(installed=installed, app_token=ours.app_token, api_url=f"{self.server.url}/api/")
