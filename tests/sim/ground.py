"""SQLite as the product uses it, but for two things: it tells where it is just now, and it never waits for a disk."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor
from eventsourcing.utils import Environment

from scabot.ledger.append import Batch
from scabot.ledger.factory import SqliteFactory, SqliteGround
from scabot.ledger.head import Head
from scabot.ledger.recorder import SqliteRecorder
from scabot.ledger.sqlite import Conn, Pool, SqliteDatastore, connect
from scabot.views.tx import Tx

Hook = Callable[[str], None]
"""Hears where a command or a message is just now; what it raises is the death of the process."""


class FastPool(Pool):
    """Connections without fsync: power is never cut here, and the power-cut harness proves what it does."""

    def _create_connection(self) -> Conn:
        raw = connect(Path(self.db_name))
        raw.execute("PRAGMA synchronous = OFF").close()
        return Conn(raw, max_age=self.max_age)


class WatchedDatastore(SqliteDatastore):
    """The datastore of the product, which says when it is about to commit and when it has."""

    def __init__(self, db_name: str, hook: Hook) -> None:
        super().__init__(db_name)
        self.pool = FastPool(db_name)
        self.hook = hook

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with super().transaction(commit=commit) as cursor:
            yield cursor
            if commit:
                self.hook("before COMMIT")
        if commit:
            self.hook("after COMMIT")


class WatchedRecorder(SqliteRecorder):
    """The recorder of the product, which says when a decision arrives and when its events are in the table."""

    datastore: WatchedDatastore

    def record(
        self, build: Callable[[Head], Batch], inline: Callable[[Tx, Sequence[int]], None] | None = None
    ) -> Sequence[int]:
        self.datastore.hook("decided")

        def watched(tx: Tx, positions: Sequence[int]) -> None:
            self.datastore.hook("inserted")
            if inline is not None:
                inline(tx, positions)

        return super().record(build, watched)


class TornRecorder(WatchedRecorder):
    """The control: events in one transaction, their key and all the rest in a second one."""

    def record(
        self, build: Callable[[Head], Batch], inline: Callable[[Tx, Sequence[int]], None] | None = None
    ) -> Sequence[int]:
        positions = super().record(build)
        if inline is not None:
            with self.datastore.tx(commit=True) as tx:
                inline(tx, positions)
        return positions


class WatchedFactory(SqliteFactory):
    """Makes the watched parts."""

    def __init__(self, env: Environment, hook: Hook, recorder: type[SQLiteApplicationRecorder]) -> None:
        super().__init__(env)
        self.datastore.close()
        self.datastore = WatchedDatastore(env.get("SQLITE_DBNAME", ""), hook)
        self.application_recorder_class = recorder


@dataclass(frozen=True, slots=True)
class WatchedGround(SqliteGround):
    """A database file that tells `hook` what happens to it."""

    hook: Hook
    recorder: type[SQLiteApplicationRecorder] = WatchedRecorder

    def factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return WatchedFactory(env, self.hook, self.recorder)


def copied(source: Path, target: Path) -> None:
    """Copy a database as a process that is killed now would leave it: no connection is asked to tidy up first."""
    target.mkdir(mode=0o700)
    for file in sorted(source.iterdir()):
        if not file.name.endswith(("-shm", ".lock")):
            copy = target / file.name
            copy.touch(mode=0o600)
            shutil.copyfile(file, copy)


def integrity(tx: Tx) -> list[str]:
    """Return what SQLite itself finds wrong with a file."""
    return [str(row[0]) for row in tx.all("PRAGMA integrity_check") if row[0] != "ok"]
