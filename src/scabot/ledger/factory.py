"""SQLite as the ground of a store: the library's factory with our datastore and recorder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteFactory
from eventsourcing.utils import Environment

from scabot.ledger.recorder import SqliteRecorder
from scabot.ledger.sqlite import SqliteDatastore


class SqliteFactory(SQLiteFactory):
    """Makes what the library's application asks for."""

    application_recorder_class: type[SQLiteApplicationRecorder] = SqliteRecorder

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.datastore = SqliteDatastore(env.get("SQLITE_DBNAME", ""))


@dataclass(frozen=True, slots=True)
class SqliteGround:
    """A database file of this process."""

    file: Path

    def __str__(self) -> str:
        return str(self.file)

    def settings(self) -> dict[str, str]:
        """Return the library's settings."""
        return {"SQLITE_DBNAME": str(self.file), "ORIGINATOR_ID_TYPE": "text", "CREATE_TABLE": "no"}

    def factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Return the library's factory with our parts."""
        return SqliteFactory(env)
