"""A worker over a real store, and a hand that keeps everything it was told to say."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import cast as c
from doors import Inline
from ledger.shelf import Shelf
from scabot.outbox.ports import Parked, Surroundings
from scabot.outbox.worker import Worker
from scabot.views import outbox
from scabot.views.delivery import Ambiguous, Needless, Spoken
from scabot.views.outbox import Item, OutboxRow
from scabot.views.tx import Tx
from scabot_domain.notices import PRIORITY, Stream

SECOND = timedelta(seconds=1)


class Killed(BaseException):
    """The process died here."""


@dataclass
class Hand:
    """Says what it is told and keeps it; `plan` holds what happens instead, by row and call.

    A plan of an exception happens before anything is said; `lost` and `died` are said first and then answered by
    nobody, or not even lived to see.
    """

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    plainly: list[str] = field(default_factory=list)
    marks: dict[str, str | None] = field(default_factory=dict)
    plan: dict[str, list[BaseException | str]] = field(default_factory=lambda: defaultdict(list))
    asking: list[BaseException | None] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)
    meanwhile: Callable[[], None] | None = None
    """What happens while something is said."""

    async def send(self, row: OutboxRow) -> Spoken | Needless:
        """Say it, unless something else was planned."""
        planned = self.plan[row.id].pop(0) if self.plan[row.id] else None
        if isinstance(planned, BaseException):
            raise planned
        if row.id in self.unchanged:
            return Needless(why="unchanged")
        self.said.append(row.id)
        self.marks[row.id] = row.error
        if self.meanwhile is not None:
            self.meanwhile()
        if planned == "lost":
            raise Ambiguous("http-500")
        if planned == "died":
            raise Killed
        return _spoken(row.id)

    async def ask(self, row: OutboxRow) -> Spoken | None:
        """Look among what was said."""
        self.asked.append(row.id)
        planned = self.asking.pop(0) if self.asking else None
        if planned is not None:
            raise planned
        return _spoken(row.id) if row.id in self.said else None

    async def say_plainly(self, row: OutboxRow) -> None:
        """Keep that it was said plainly."""
        self.plainly.append(row.id)


def _spoken(row_id: str) -> Spoken:
    return Spoken(channel_id="C0INTERNAL", ts=f"171.{row_id}", rendered_hash=f"hash {row_id}")


@dataclass
class PostOffice:
    """A shelf, a hand, and the worker between them; `restart` puts a new worker in its place."""

    shelf: Shelf
    hand: Hand = field(default_factory=Hand)
    parked: list[Parked] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)
    positions: Iterator[int] = field(default_factory=lambda: iter(range(1000, 9999)))
    set_forward: timedelta = timedelta()
    """How much of the time on the shelf's clock has not passed: somebody set it."""
    broken: Exception | None = None
    """What the store raises from now on."""

    def __post_init__(self) -> None:
        """Hire the first worker."""
        self.worker = self.hired()

    def hired(self) -> Worker:
        """Return a new worker."""
        around = Surroundings(
            writing=self.writing,
            threads=Inline(),
            now=self.shelf.clock,
            seconds=self.seconds,
            jitter=lambda upto: upto / 2,
            parked=self.parked.append,
            failed=self.failed.append,
        )
        return Worker(self.hand, around)

    def seconds(self) -> float:
        """Return the seconds that have truly passed."""
        return (self.shelf.clock() - c.NOW - self.set_forward).total_seconds()

    def writing(self) -> AbstractContextManager[Tx]:
        """Return a transaction, unless the store is broken."""
        if self.broken is not None:
            raise self.broken
        return self.shelf.store.writing()

    async def restart(self) -> None:
        """Begin again after a crash, as a new process does."""
        self.worker = self.hired()
        await self.worker.take_up()

    def queue(self, *streams: Stream, case: str = c.KEY, dest: str = "internal", age: timedelta = timedelta()) -> None:
        """Queue rows, one position after the other, from 1000 on."""
        now = self.shelf.clock()
        with self.shelf.store.writing() as tx:
            outbox.insert(tx, [self._item(stream, case, dest, now - age) for stream in streams])

    def _item(self, stream: Stream, case: str, dest: str, queued_at: datetime) -> Item:
        position = next(self.positions)
        return Item(
            position=position,
            n=1,
            case_key=case,
            stream=stream,
            dest=dest,
            kind=stream.value,
            version=position,
            priority=PRIORITY[stream],
            queued_at=queued_at,
        )

    def row(self, row_id: str) -> OutboxRow:
        """Return a row as it stands."""
        with self.shelf.store.reading() as tx:
            found = outbox.find(tx, row_id)
        assert found is not None
        return found

    def states(self, *ids: str) -> list[str]:
        """Return what became of rows."""
        return [self.row(one).state.value for one in ids]

    async def until_rest(self, most: timedelta = timedelta(hours=1)) -> list[float]:
        """Drain and let the time pass that rows wait for, until nothing waits; return the waits."""
        waits: list[float] = []
        while True:
            await self.worker.drain()
            waiting = await self.worker.next_attempt()
            if waiting is None or sum(waits) > most.total_seconds():
                return waits
            waits.append(waiting)
            self.shelf.clock.wind(waiting * SECOND)
