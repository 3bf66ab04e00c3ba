"""The bot on a site: doors to Slack, outbox and clock, started and stopped in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from scabot.assemble.desks import StoreLookups, StoreSchedule
from scabot.assemble.site import Site
from scabot.clock.firing import Failure, Firing
from scabot.clock.ticker import Ticker
from scabot.handle import Outcome
from scabot.outbox.buckets import Buckets
from scabot.outbox.ports import Parked, Surroundings
from scabot.outbox.worker import Worker
from scabot.slack.app import build_app
from scabot.slack.calls import Calls, Pace
from scabot.slack.deps import Deps, Installed
from scabot.slack.identity import Home
from scabot.slack.installing import web_client
from scabot.slack.reads import StoreReads
from scabot.slack.sender import SlackSender, Voice
from scabot.slack.socket import SlackSocket
from scabot.slack.tokens import Tokens
from scabot_domain.playbook import next_fire
from scabot_domain.workdays import add_business_days

log = logging.getLogger("scabot")

Wait = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """How Slack is reached: the installation, the app-level token, the address of the methods."""

    installed: Installed
    app_token: str
    api_url: str


@dataclass(kw_only=True, slots=True)
class Bot:
    """Everything that runs; `start` and `stop` it on one event loop."""

    site: Site
    socket: SlackSocket
    worker: Worker
    ticker: Ticker
    schedule: StoreSchedule
    running: bool = field(default=False)

    async def start(self, *, by_itself: bool = True) -> None:
        """Take up what was left, then open the doors; without `by_itself` outbox and clock wait to be driven."""
        if by_itself:
            await self.worker.start()
            self.ticker.start()
        else:
            await self.worker.take_up()
        await self.socket.start()
        self.running = True
        log.info("started")

    async def stop(self) -> None:
        """Close the doors, let what is under way end, then stop clock and outbox; the site stays open."""
        self.running = False
        await self.socket.stop()
        await self.ticker.stop()
        await self.worker.stop()
        log.info("stopped")


def build_bot(site: Site, connection: Connection, wait: Wait = asyncio.sleep, pace: Pace | None = None) -> Bot:
    """Plug a bot together; nothing runs before `start`.

    `wait` waits seconds of the site's clock, `pace` says how fast Slack may be spoken to; it knows Slack's limits.
    """
    schedule = StoreSchedule(site.store)
    ticker = _ticker(site, schedule)
    worker = _worker(site, connection, wait, pace or Buckets())
    site.handle.on_commit.append(lambda outcome: _announce(outcome, worker, ticker))
    app = build_app(_deps(site, connection))
    socket = SlackSocket(app, connection.app_token)
    return Bot(site=site, socket=socket, worker=worker, ticker=ticker, schedule=schedule)


def _announce(outcome: Outcome, worker: Worker, ticker: Ticker) -> None:
    worker.nudge()
    due = next_fire(outcome.case)
    if due is not None:
        ticker.nudge(due)


def _home(site: Site, connection: Connection) -> Home:
    return Home(team=connection.installed.team, side=site.settings.home_side)


def _deps(site: Site, connection: Connection) -> Deps:
    return Deps(
        api_url=connection.api_url,
        installed=connection.installed,
        home=_home(site, connection),
        threads=site.threads,
        handle=site.handle,
        reads=StoreReads(site.store),
        tokens=Tokens(site.keys.secret("button")),
        chance=site.chance,
        add_business_days=lambda day, number: add_business_days(day, number, site.book.calendar),
        now=site.clock.now,
        seconds=site.clock.monotonic,
        site_zone=site.settings.site_zone,
        free_text=site.settings.slack_free_text,
        book=site.book,
    )


def _worker(site: Site, connection: Connection, wait: Wait, pace: Pace) -> Worker:
    client = web_client(connection.api_url, connection.installed.bot_token)
    voice = Voice(
        calls=Calls(client, pace, seconds=site.clock.monotonic, wait=wait),
        threads=site.threads,
        lookups=StoreLookups(site.store),
        tokens=Tokens(site.keys.secret("button")),
        home=_home(site, connection),
        book=site.book,
        now=site.clock.now,
        seconds=site.clock.monotonic,
    )
    around = Surroundings(
        writing=site.store.writing,
        threads=site.threads,
        now=site.clock.now,
        seconds=site.clock.monotonic,
        jitter=site.chance.jitter,
        parked=_parked,
        failed=_failed,
    )
    return Worker(SlackSender(voice), around)


def _ticker(site: Site, schedule: StoreSchedule) -> Ticker:
    firing = Firing(schedule, site.handle, directory=site.handle.directory, failed=_deadline_failed)
    return Ticker(firing, site.threads, clock=site.clock, failed=_failed)


def _parked(parked: Parked) -> None:
    log.error(
        "a message could not be sent",
        extra={
            "outbox": parked.row.id,
            "case": parked.row.case_key,
            "kind": parked.row.stream.value,
            "error": parked.cause,
            "result": f"parked: {parked.scope.value}",
        },
    )


def _deadline_failed(failure: Failure) -> None:
    log.error(
        "a deadline could not be fired",
        extra={"case": failure.case_key, "deadline": failure.deadline, "attempt": failure.attempts},
        exc_info=failure.error,
    )


def _failed(error: Exception) -> None:
    log.error("background work failed and is tried again", extra={"error": type(error).__name__}, exc_info=error)
