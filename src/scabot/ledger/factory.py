"""The library's factory with our datastore and recorder."""

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
