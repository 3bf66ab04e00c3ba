"""The store of one installation: histories out, facts in through one door, and whatever must commit with them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, PersistenceError
from eventsourcing.utils import Environment, EnvType

from scabot.ledger.append import Batch
from scabot.ledger.errors import Forked, LedgerFault, StoreBroken, StoreFault
from scabot.ledger.facts import SiteEvent
from scabot.ledger.faults import in_our_words
from scabot.ledger.ground import Base, Door, Ground
from scabot.ledger.head import Head
from scabot.ledger.jumping import BEARABLE, jump
from scabot.ledger.keys import Keyring
from scabot.ledger.lease import Lease
from scabot.ledger.mapper import CaseMapper
from scabot.ledger.plaintext import Event
from scabot.views.instants import instant_of
from scabot.views.tx import Row, Tx
from scabot_domain.events import CaseEvent

log = logging.getLogger(__name__)

_STREAM = """SELECT originator_version, topic, state FROM scabot_events WHERE originator_id = ?
    ORDER BY originator_version"""
_FIRST = "SELECT topic, state FROM scabot_events WHERE originator_id = ? AND originator_version = 1"
_RECEIPT = "SELECT * FROM commands WHERE key = ?"
_NEWEST = "SELECT MAX(originator_version) FROM scabot_events WHERE originator_id = ?"
_LEAF = """SELECT leaf_hash FROM ledger WHERE notification_id =
    (SELECT notification_id FROM scabot_events WHERE originator_id = ? AND originator_version = ?)"""

Inline = Callable[[Tx, Sequence[int]], None]


class Hearing(Protocol):
    """Tells of the commits of other processes, from its start until it is stopped."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End, within a moment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What was recorded under a key: the command's digest, where its events are, and the version it led to."""

    key: str
    digest: bytes
    stream: str
    first_position: int
    last_position: int
    version: int
    recorded_at: datetime


class CaseStore(Application[str]):
    """The facts of one installation. One store per process, one transaction per thread.

    Made by `scabot.ledger.opening.open_store`, which sees to files, lease, tables and leaf 0.
    """

    name = "scabot"

    def __init__(self, ground: Ground, keys: Keyring, lease: Lease | None = None) -> None:
        self.ground, self.keys = ground, keys  # before the base class, which calls the hooks below
        self.case_mapper = CaseMapper(keys)
        self._lease = lease
        self._broken = ""
        self.wakes: list[Callable[[], None]] = []
        """Called after every commit of events, on the thread that committed, and on PostgreSQL on another one after
        those of other processes and once a second; what they raise is not caught."""
        self._ear: Hearing | None = None
        self.on_broken: list[Callable[[], None]] = []
        """Called once when the disk failed, on the thread that noticed; the process must end then."""
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:  # noqa: ARG002 - the environment is never asked
        """Return the library's settings, built here and nowhere else."""
        return Environment(name, self.ground.settings())

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Return our factory."""
        return self.ground.factory(env)

    def construct_mapper(self) -> CaseMapper:
        """Return our mapper."""
        return self.case_mapper

    def construct_recorder(self) -> ApplicationRecorder:
        """Return our recorder."""
        return self.factory.application_recorder()

    @property
    def log(self) -> Door:  # type: ignore[override]  # the library's own `log` is deprecated and unused
        """The recorder under the store."""
        return cast(Door, self.recorder)

    @property
    def file(self) -> Path:
        """The database file; raises `StoreFault` on PostgreSQL, where there is none."""
        if self.ground.file is None:
            raise StoreFault("A store on PostgreSQL is no file.")
        return self.ground.file

    def history(self, stream: str) -> list[CaseEvent]:
        """Return the events of a case in order, validated; none without such a case. Raises one of the `Unreadable`."""
        return _of_case(self._events(stream))

    def site_history(self, stream: str) -> list[SiteEvent]:
        """Return the events of a stream that is no case, in order."""
        return _of_site(self._events(stream))

    def first_of(self, stream: str) -> SiteEvent | None:
        """Return the event with which a stream that is no case begins, or None; the others are not read."""
        with self.reading() as tx:
            row = tx.one(_FIRST, stream)
            event = None if row is None else self.case_mapper.event_of((stream, 1, row[0]), row[1])
        return event if isinstance(event, SiteEvent) else None

    def recall(self, key: str, case_key: str) -> tuple[Receipt | None, list[CaseEvent]]:
        """Return, from one snapshot, what was recorded under an idempotency key, and the events of a case."""
        receipt, events = self._recalled(key, case_key)
        return receipt, _of_case(events)

    def recall_site(self, key: str, stream: str) -> tuple[Receipt | None, list[SiteEvent]]:
        """Return the same for a stream that is no case."""
        receipt, events = self._recalled(key, stream)
        return receipt, _of_site(events)

    def unmoved(self, key: str, stream: str, version: int) -> bool:
        """Say whether a key is free and a stream still ends at a version: then no race explains a conflict."""
        with self.reading() as tx:
            receipt, newest = tx.ask(_RECEIPT, key), tx.ask(_NEWEST, stream)
        return receipt.one() is None and (newest.all()[0][0] or 0) == version

    def record(self, build: Callable[[Head], Sequence[Event]], inline: Inline | None = None) -> Sequence[int]:
        """Append what `build` makes of the head, run `inline` with the new positions, commit; all or nothing.

        `build` stamps `recorded_at` with `Head.stamp`. Where the clock went back too far, that is recorded first, and
        logged as an error once it is; its position is not among those returned.

        Raises `Conflict` if a version or key is taken, `VersionGap`, `StoreBusy`, `StoreFull`, `StoreFault`,
        `StoreBroken`, `TooLarge`, or what `build` and `inline` raise; nothing was recorded then.
        Raises `OutcomeUnknown` if the connection was lost: then only the key tells.
        """
        jumped: list[float] = []

        def encoded(head: Head) -> Batch:
            events = build(head)
            at, last = (events[-1].recorded_at if events else None), head.last_recorded_at
            stored = [self.case_mapper.to_stored_event(event) for event in events]
            if at is None or last is None or at >= last - BEARABLE:
                return Batch(stored, at)
            jumped[:] = [(last - at).total_seconds()]
            return Batch(stored, at, lambda tx: self.case_mapper.to_stored_event(jump(tx, last, at)))

        with self._speaking(writes=True):
            positions = self.log.record(encoded, inline)
        self.wake()
        if jumped:
            log.error("the clock of this machine went back", extra={"seconds": round(jumped[0])})
        return positions

    def wake(self) -> None:
        """Call whoever wants to know that there are new events."""
        for wake in [*self.wakes]:
            wake()

    def hear_by(self, ear: Hearing) -> None:
        """Start what tells of the commits of other processes, and stop it when the store is closed."""
        ear.start()
        self._ear = ear

    def make_key(self, stream: str) -> None:
        """See to it that a stream has a key, committed to the key store; raises the same faults as `record`."""
        with self._speaking(writes=True):
            self.keys.sealing(stream)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Open a snapshot."""
        with self._speaking(writes=False), self._base.tx(commit=False) as tx:
            yield tx

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """Open a transaction for tables that are no facts, like the outbox; it commits, or rolls back if it raises."""
        with self._speaking(writes=True), self._base.tx(commit=True) as tx:
            yield tx

    @contextmanager
    def aside(self) -> Iterator[tuple[Tx, tuple[str, str]]]:
        """Open a transaction that is rolled back; see `Base.aside`."""
        with self._speaking(writes=False), self._base.aside() as opened:
            yield opened

    def leaf_of(self, stream: str, version: int) -> bytes | None:
        """Return the leaf hash of an event, or None if there is no such event; a seal is made of it."""
        with self.reading() as tx:
            found = tx.ask(_LEAF, stream, version)
        row = found.one()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Bring the write-ahead log home, close every connection, drop the lease; again is harmless.

        A broken store is closed without another write; what was recorded is safe in the log.
        """
        ear, self._ear = self._ear, None
        try:
            if ear is not None:
                ear.stop()
            if not self._broken:
                with self._speaking(writes=True):
                    self._base.bring_home()
        finally:
            super().close()
            if self._lease is not None:
                self._lease.drop()

    @property
    def _base(self) -> Base:
        return cast(Base, self.log.datastore)

    def _events(self, stream: str) -> list[Event]:
        with self.reading() as tx:
            found = tx.ask(_STREAM, stream)
        return self._opened(stream, found.all())

    def _recalled(self, key: str, stream: str) -> tuple[Receipt | None, list[Event]]:
        with self.reading() as tx:
            receipt, found = tx.ask(_RECEIPT, key), tx.ask(_STREAM, stream)
        return _receipt(key, receipt.one()), self._opened(stream, found.all())

    def _opened(self, stream: str, rows: Sequence[Row]) -> list[Event]:
        return [self.case_mapper.event_of((stream, row[0], row[1]), row[2]) for row in rows]

    @contextmanager
    def _speaking(self, *, writes: bool) -> Iterator[None]:
        if writes and self._broken:
            raise StoreBroken(self._broken)
        try:
            yield
        except PersistenceError as fault:
            ours = in_our_words(fault, writes=writes)
            self._note(ours)
            raise ours from fault
        except StoreBroken as broken:  # the key store noticed
            self._note(broken)
            raise

    def _note(self, fault: LedgerFault) -> None:
        if self._broken or not isinstance(fault, StoreBroken) or isinstance(fault, Forked):
            return
        self._broken = str(fault)
        for hear in self.on_broken:
            hear()


def _receipt(key: str, row: Row | None) -> Receipt | None:
    if row is None:
        return None
    return Receipt(
        key=key,
        digest=row["digest"],
        stream=row["case_key"],
        first_position=row["first_position"],
        last_position=row["last_position"],
        version=row["version"],
        recorded_at=instant_of(row["recorded_at"]),
    )


def _of_case(events: Sequence[Event]) -> list[CaseEvent]:
    return [event for event in events if isinstance(event, CaseEvent)]


def _of_site(events: Sequence[Event]) -> list[SiteEvent]:
    return [event for event in events if isinstance(event, SiteEvent)]
