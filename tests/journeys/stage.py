"""The whole bot in the practice workspace, with its record at hand and a clock that lets nobody be too fast."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import cast as c
from scabot.assemble.hours import PracticeClock
from scabot.assemble.site import Site
from scabot.assemble.theater import PracticeTheater
from scabot.clock.chance import SeededChance
from scabot.sandbox.people import Player, Seen
from scabot.sandbox.world import World
from scabot_domain.events import CaseEvent, DeadlinesChanged, PlaybookPinned, kind_of
from scabot_domain.evolve import replay
from story import Step, flat

TEAM, SHARED, COMPLIANCE = "#sca-team", "#sca-partner", "#sca-compliance"
PAYER = ("cara", "nils", "noor", "mira", "priya")
PROVIDER = ("ruth", "ben", "olga", "dana", "sam")
NEUTRAL = ("chris", "ada")
NOBODY = ("gus", "stan")
PEOPLE = (*PROVIDER, *NEUTRAL, *PAYER, *NOBODY)
MINUTE = timedelta(minutes=1)
_REFERENCE = re.compile(r"\bR-[0-9A-Z]+\b")


@dataclass
class Stage:
    """A theater with one case on it, `cast.KEY`."""

    theater: PracticeTheater

    def __getitem__(self, handle: str) -> Player:
        """Return a person at their screen, ten seconds later, so that nobody is too fast."""
        self.theater.clock.advance_to(self.theater.now() + timedelta(seconds=10))
        return self.theater.people[handle]

    @property
    def world(self) -> World:
        """Return the practice world."""
        return self.theater.world

    @property
    def site(self) -> Site:
        """Return the open site."""
        assert self.theater.site is not None
        return self.theater.site

    async def does(self, *steps: Step | Sequence[Step]) -> None:
        """Let people do things by the one path of every command, a minute apart, and let the bot tell of it."""
        for step in flat(steps):
            known = replay(c.KEY, await self.events())
            self.theater.clock.advance_to(self.theater.now() + MINUTE)
            await self.site.threads.write(self.site.handle, c.KEY, step(known, self.theater.now()))
            await self.theater.settle()

    async def waits(self) -> None:
        """Let the time pass that one step takes."""
        self.theater.clock.advance_to(self.theater.now() + MINUTE)
        await self.theater.settle()

    async def events(self) -> list[CaseEvent]:
        """Return everything that is on record about the case."""
        return [event for event in await self.theater.record() if event.case == c.KEY]

    async def kinds(self) -> list[str]:
        """Return the kinds of the same, without what the playbook adds."""
        told = (event for event in await self.events() if not isinstance(event.fact, DeadlinesChanged | PlaybookPinned))
        return [kind_of(event) for event in told]

    def read_by(self, handle: str) -> str:
        """Return everything that a person ever saw or could have read, metadata of messages included."""
        user = self.world.person(handle).user_id
        return "\n".join(one.text for one in self.world.shown if one.user_id == user)


@asynccontextmanager
async def stage_in(folder: Path) -> AsyncIterator[Stage]:
    """Open a theater on Monday morning, with nothing on record but roles and channels."""
    theater = PracticeTheater(folder / "data", PracticeClock(c.NOW), SeededChance(7))
    await theater.open()
    try:
        yield Stage(theater)
    finally:
        await theater.close()


def without_references(seen: Seen) -> str:
    """Return what was seen, without the references, which are different each time."""
    return _REFERENCE.sub("R-", seen.text)
