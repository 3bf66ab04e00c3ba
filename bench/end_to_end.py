"""What one request costs from Slack's envelope to the acknowledgment: `python bench/end_to_end.py [--short]`.

Everything goes over a real socket on 127.0.0.1, answered by the real bot with the real ledger. The floors of the same
run: the same Bolt library with a listener that does nothing, and with one that does one raw durable commit.
Client and server share one process, so that all figures hold the same work of the stand-in. Returns 1 if a figure is
more times its floor than its goal allows; times themselves are never judged, for they are the machine's.
"""

import asyncio
import itertools
import os
import platform
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import store
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from scabot.assemble.hours import PracticeClock
from scabot.assemble.theater import PracticeTheater
from scabot.clock.chance import SystemChance
from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer

BEGIN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ROUNDS = 5
MINUTE = 60.0
CASES = 10
BARE, COMMIT = "bare Bolt, no-op", "bare Bolt, one durable commit"
STATUS, NOTE = "/sca status (read)", "/sca note, form sent (write)"
FLOOR_OF = {STATUS: BARE, NOTE: COMMIT}
GOALS = {STATUS: 6.0, NOTE: 6.0}
"""How many times its floor a figure may be, with the tolerance on top."""
TOLERANCE = 1.15
SYNC = "fdatasync of 1000 bytes"
SIZE = 1000
OPENING = {
    "Health plan": "Northwind Health Plan",
    "Provider": "Lakeside Transplant Center",
    "Planned date of care": "2027-01-15",
}

Call = Callable[[], Awaitable[float]]


@dataclass(kw_only=True)
class Bare:
    """The floor: Bolt on a socket of its own, with one listener."""

    server: SandboxServer
    handler: AsyncSocketModeHandler

    async def call(self) -> float:
        """Send one command and return the seconds until it was acknowledged."""
        return await sent(self.server, "/sca nothing")

    async def stop(self) -> None:
        """Close both ends."""
        await self.handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        await self.server.stop()


async def bare(work: Callable[[], None]) -> Bare:
    """Start a Bolt app whose command does nothing but `work`."""
    server = SandboxServer(practice_world(PracticeClock(BEGIN)), limits=False)
    url = await server.start()
    ours = server.world.installation
    client = AsyncWebClient(token=ours.bot_token, base_url=f"{url}/api/", retry_handlers=[])
    app = AsyncApp(client=client, process_before_response=True)

    async def answer(ack: AsyncAck) -> None:
        work()
        await ack({"response_type": "ephemeral", "text": "done"})

    app.command("/sca")(answer)
    handler = AsyncSocketModeHandler(app, ours.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await server.wire.wait_connected()
    return Bare(server=server, handler=handler)


async def sent(server: SandboxServer, text: str) -> float:
    """Send one slash command as Ruth and return the seconds until it was acknowledged."""
    ruth = server.world.person("ruth")
    command, _, rest = text.partition(" ")
    payload = server.gate.slash_command(ruth, server.world.channel("#sca-team"), command, rest)
    began = time.perf_counter()
    answer = await server.wire.deliver("slash_commands", payload)
    taken = time.perf_counter() - began
    assert answer.acked
    return taken


async def opened(theater: PracticeTheater) -> str:
    """Open a case as Ruth and return its key."""
    ruth = theater.people["ruth"]
    theater.clock.pass_seconds(MINUTE)
    await ruth.slash("open")
    for label, value in OPENING.items():
        await ruth.fill(label, value)
    seen = await ruth.submit()
    await ruth.close(everything=True)
    [key] = set(re.findall(r"SCA-[0-9A-Z]{6}", seen.text))
    return str(key)


async def submitted(theater: PracticeTheater, key: str, number: int) -> float:
    """Open the form of a note, and return the seconds from sending it to the acknowledgment."""
    ruth = theater.people["ruth"]
    await ruth.slash(f"note {key} number {number} of the measurement")
    [view] = theater.world.modals[ruth.person.user_id]
    payload = theater.server.gate.view_submission(ruth.person, view)
    began = time.perf_counter()
    answer = await theater.server.wire.deliver("interactive", payload)
    taken = time.perf_counter() - began
    assert answer.acked
    assert (answer.payload or {}).get("response_action") == "clear"
    await ruth.close(everything=True)
    return taken


def once(work: Callable[[], None]) -> Call:
    """Return how to measure something that needs no socket."""

    async def call() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return call


async def measured(calls: dict[str, Call], times: int) -> dict[str, tuple[float, float]]:
    """Return median and 99th percentile of every figure in milliseconds, all of them measured in turns."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS * times):
        for name, call in calls.items():
            taken[name].append(await call() * 1000)
    return {name: (statistics.median(each), statistics.quantiles(each, n=100)[98]) for name, each in taken.items()}


async def run(times: int) -> int:
    """Measure, print, and return 1 if a goal was missed."""
    with tempfile.TemporaryDirectory() as folder:
        theater = PracticeTheater(Path(folder) / "data", PracticeClock(BEGIN), SystemChance())
        await theater.open()
        theater.server.limits.enabled = False
        keys = itertools.cycle([await opened(theater) for _ in range(CASES)])
        durably = store.floor_one(store.raw_connection(Path(folder)), SIZE)
        nothing, commit = await bare(lambda: None), await bare(durably)
        numbers = itertools.count()

        async def status() -> float:
            theater.clock.pass_seconds(MINUTE)  # nobody is as fast as a measurement, and the guard knows it
            return await sent(theater.server, f"/sca status {next(keys)}")

        async def note() -> float:
            theater.clock.pass_seconds(MINUTE)
            return await submitted(theater, next(keys), next(numbers))

        calls: dict[str, Call] = {
            SYNC: once(store.fdatasync(Path(folder), SIZE)),
            BARE: nothing.call,
            COMMIT: commit.call,
            STATUS: status,
            NOTE: note,
        }
        await measured(calls, 5)
        found = await measured(calls, times)
        for one in (nothing, commit):
            await one.stop()
        await theater.close()
    return report(found)


def report(found: dict[str, tuple[float, float]]) -> int:
    """Print milliseconds, and how many times its floor each figure is; return 1 if one is more than it may be."""
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Bolt {version('slack-bolt')}")
    print(f"{'one request over Socket Mode':<34}{'p50 ms':>9}{'p99 ms':>9}{'x floor':>9}{'goal':>7}")
    missed = 0
    for name, (middle, late) in found.items():
        print(f"{name:<34}{middle:>9.2f}{late:>9.2f}", end="")
        if floor := FLOOR_OF.get(name):
            ratio, goal = middle / found[floor][0], GOALS[name]
            missed |= ratio > goal * TOLERANCE
            print(f"{ratio:>9.1f}{goal:>7.0f}  {floor}{'  MISSED' if ratio > goal * TOLERANCE else ''}", end="")
        print()
    return missed


if __name__ == "__main__":
    sys.exit(asyncio.run(run(20 if "--short" in sys.argv else 100)))
