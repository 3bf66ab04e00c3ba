"""What a store stands on: the few things that differ between the databases, and the write door that does not."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import local
from typing import Any, Protocol

from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment

from scabot.ledger.append import Batch, append
from scabot.ledger.errors import Forked, Nested, StoreFault
from scabot.ledger.head import Head, read_head
from scabot.ledger.leaf import well_formed
from scabot.views.tx import Tx

_SEEN = "INSERT INTO topics_seen (topic, first_position) VALUES (?, ?) ON CONFLICT (topic) DO NOTHING"


class Base(Protocol):
    """A database as the recorder sees it."""

    def tx(self, *, commit: bool) -> AbstractContextManager[Tx]:
        """Open a transaction for writing, or a snapshot; raise `Nested` inside another, `Forked` in a child process."""
        ...

    def aside(self) -> AbstractContextManager[tuple[Tx, tuple[str, str]]]:
        """Open a transaction that is rolled back, and name the schemas of temporary tables and of views in it.

        A temporary table hides the real one from it, so it has a connection, or a moment of one, of its own.
        """
        ...

    def lock(self, tx: Tx) -> None:
        """Take the lock under which the head stays true, before a position is drawn; it is held until the end."""
        ...

    def announce(self, tx: Tx) -> None:
        """Let other processes hear of the new events once they are committed."""
        ...

    def bring_home(self) -> None:
        """Do what is due before the database is left."""
        ...


class Ground(Protocol):
    """Where a store is: `str()` of it names it in sentences, without a password."""

    @property
    def file(self) -> Path | None:
        """The database file, if there is one."""
        ...

    def settings(self) -> dict[str, str]:
        """Return the library's settings."""
        ...

    def factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Return the library's factory with our parts."""
        ...


class OneAtATime:
    """Lets each thread of this process have one transaction at a time."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._thread = local()

    @property
    def at_home(self) -> bool:
        """Say whether this is the process that opened the store."""
        return os.getpid() == self._process

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn of this thread; raise `Nested` or `Forked`."""
        if not self.at_home:
            raise Forked("The store belongs to the parent process; open one after the fork.")
        if getattr(self._thread, "open", False):
            raise Nested("A transaction is open on this thread; use its Tx.")
        self._thread.open = True
        try:
            yield
        finally:
            self._thread.open = False


class Door:
    """The one write door; it knows bytes, leaves and order, and nothing of cases."""

    datastore: Any
    """A `Base`; the library's classes declare it as their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the library's recorder takes
        super().__init__(*args, **kwargs)
        self._seen: set[str] = set()

    def record(
        self, build: Callable[[Head], Batch], inline: Callable[[Tx, Sequence[int]], None] | None = None
    ) -> Sequence[int]:
        """Append what `build` makes of the head and run `inline` with the new positions, in one write transaction.

        Raises the library's `IntegrityError` if a version, a key or a position is taken, `VersionGap`, and whatever
        `build` and `inline` raise: then nothing happened.
        """
        base: Base = self.datastore
        with base.tx(commit=True) as tx:
            base.lock(tx)
            head = read_head(tx)
            batch = build(head).with_jump(tx)
            self.check(batch.stored)
            positions = append(tx, head, batch) if batch.stored else []
            fresh = self._mark_seen(tx, batch.stored, positions)
            if inline is not None:
                inline(tx, batch.own(positions))
            base.announce(tx)
        self._seen |= fresh
        return batch.own(positions)

    def check(self, stored: Sequence[StoredEvent]) -> None:
        """Raise `StoreFault` for a stream or topic that would break the lines of a leaf."""
        for event in stored:
            if not well_formed(str(event.originator_id), event.topic):
                raise StoreFault("A stream or topic does not have the form that a leaf needs.")

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:  # noqa: ANN401 - the library's signature
        """Append events without anything beside them; only the library's contract tests come in here."""
        return self.record(lambda head: Batch(stored_events, head.last_recorded_at))

    def _mark_seen(self, tx: Tx, stored: Sequence[StoredEvent], positions: Sequence[int]) -> set[str]:
        fresh = {
            event.topic: place
            for event, place in reversed(list(zip(stored, positions, strict=True)))
            if event.topic not in self._seen
        }
        for topic, position in fresh.items():
            tx.run(_SEEN, topic, position)
        return set(fresh)
