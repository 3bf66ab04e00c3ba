"""Looking over the shoulder of a store on SQLite: every statement of every connection, from the first one on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from eventsourcing.utils import Environment

from scabot.ledger.factory import SqliteFactory, SqliteGround
from scabot.ledger.sqlite import Conn, Pool, SqliteDatastore


class SpiedPool(Pool):
    """A pool whose connections tell what they are asked, and count the steps of SQLite's machine."""

    def __init__(self, db_name: str, ground: "SpiedGround") -> None:
        super().__init__(db_name)
        self._ground = ground

    def _create_connection(self) -> Conn:
        made = super()._create_connection()
        raw = made.cursor().sqlite_cursor.connection
        raw.set_trace_callback(self._ground.heard.append)
        raw.set_progress_handler(lambda: self._ground.steps.append(1), 1)
        return made


@dataclass(frozen=True, slots=True)
class SpiedGround(SqliteGround):
    """A database file with somebody who listens; parameters are heard filled in."""

    heard: list[str] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)

    def factory(self, env: Environment) -> SqliteFactory:
        """Return our factory with a pool that tells."""
        made = SqliteFactory(env)
        made.datastore = SqliteDatastore(str(self.file))
        made.datastore.pool = SpiedPool(str(self.file), self)
        return made


_leaving: list[list[str]] = []
_installed: list[bool] = []


def _hook(event: str, _args: tuple[Any, ...]) -> None:
    if _leaving and event.startswith(("socket.", "subprocess.", "urllib.", "http.", "smtplib.", "os.system")):
        _leaving[-1].append(event)


@contextmanager
def leaving() -> Iterator[list[str]]:
    """Hear of every step that this process takes to the outside: sockets, addresses, other programs."""
    if not _installed:
        sys.addaudithook(_hook)  # can never be taken out again, and does nothing while nobody listens
        _installed.append(True)
    _leaving.append([])
    try:
        yield _leaving[-1]
    finally:
        _leaving.pop()
