"""Every part of the library that we build on is as it was when we built on it: an upgrade fails here first."""

import inspect
from collections.abc import Iterator

import eventsourcing.application
import eventsourcing.persistence
import eventsourcing.postgres
import eventsourcing.sqlite
import pytest

from scabot.ledger.factory import SqliteFactory
from scabot.ledger.mapper import CaseMapper
from scabot.ledger.postgres import PgDatastore, PgFactory, PgRecorder
from scabot.ledger.recorder import SqliteRecorder
from scabot.ledger.sqlite import Conn, Immediate, Pool, SqliteDatastore
from scabot.ledger.store import CaseStore

_SELECTS = (
    "(self, start: 'int | None', limit: 'int', stop: 'int | None' = None, topics: 'Sequence[str]' = (), *, "
    "inclusive_of_start: 'bool' = True) -> 'Sequence[Notification]'"
)
_INSERTS = "(self, stored_events: 'Sequence[StoredEvent]', **kwargs: 'Any') -> 'Sequence[int] | None'"
_FOLLOWS = "(self, gt: 'int | None' = None, topics: 'Sequence[str]' = ()) -> 'Subscription[ApplicationRecorder]'"
_POOLED = (
    "lock_timeout: 'int | None' = None, pool_size: 'int' = 5, max_overflow: 'int' = 10, pool_timeout: 'float' = 5.0, "
    "max_age: 'float | None' = None, pre_ping: 'bool' = False"
)

APPLICATION = {
    "Application.__init__": "(self, env: 'EnvType | None' = None) -> 'None'",
    "Application.close": "(self) -> 'None'",
    "Application.construct_env": "(self, name: 'str', env: 'EnvType | None' = None) -> 'Environment'",
    "Application.construct_factory": "(self, env: 'Environment') -> 'InfrastructureFactory'",
    "Application.construct_mapper": "(self) -> 'Mapper[TAggregateID]'",
    "Application.construct_recorder": "(self) -> 'ApplicationRecorder'",
}
PERSISTENCE = {
    "Mapper.__init__": (
        "(self, transcoder: 'Transcoder', compressor: 'Compressor | None' = None, cipher: 'Cipher | None' = None)"
    ),
    "Mapper.to_domain_event": "(self, stored_event: 'StoredEvent') -> 'DomainEventProtocol[TAggregateID]'",
    "Mapper.to_stored_event": "(self, domain_event: 'DomainEventProtocol[TAggregateID]') -> 'StoredEvent'",
    "InfrastructureFactory.application_recorder": "(self) -> 'ApplicationRecorder'",
    "ApplicationRecorder.insert_events": _INSERTS,
    "ApplicationRecorder.max_notification_id": "(self) -> 'int | None'",
    "ApplicationRecorder.select_notifications": _SELECTS,
    "ApplicationRecorder.subscribe": _FOLLOWS,
}
SQLITE = {
    "SQLiteFactory.__init__": "(self, env: 'Environment | EnvType | None')",
    "SQLiteApplicationRecorder.__init__": (
        "(self, datastore: 'SQLiteDatastore', events_table_name: 'str' = 'stored_events')"
    ),
    "SQLiteApplicationRecorder.construct_create_table_statements": "(self) -> 'list[str]'",
    "SQLiteApplicationRecorder.insert_events": _INSERTS,
    "SQLiteApplicationRecorder.select_notifications": _SELECTS,
    "SQLiteDatastore.__init__": (
        f"(self, db_name: 'str', *, {_POOLED}, single_row_tracking: 'bool' = True, "
        "originator_id_type: \"Literal['uuid', 'text']\" = 'uuid')"
    ),
    "SQLiteDatastore.get_connection": "(self, *, commit: 'bool') -> 'Iterator[SQLiteConnection]'",
    "SQLiteDatastore.transaction": "(self, *, commit: 'bool') -> 'Iterator[SQLiteCursor]'",
    "SQLiteConnectionPool.__init__": f"(self, *, db_name: 'str', {_POOLED})",
    "SQLiteConnectionPool._create_connection": "(self) -> 'SQLiteConnection'",
    "SQLiteConnectionPool.get_connection": (
        "(self, timeout: 'float | None' = None, *, is_writer: 'bool | None' = None) -> 'TConnection'"
    ),
    "SQLiteConnectionPool.put_connection": "(self, conn: 'TConnection') -> 'None'",
    "SQLiteConnection.__init__": "(self, sqlite_conn: 'sqlite3.Connection', max_age: 'float | None')",
    "SQLiteConnection.transaction": "(self, *, commit: 'bool') -> 'Iterator[SQLiteCursor]'",
    "SQLiteTransaction.__init__": "(self, connection: 'SQLiteConnection', *, commit: 'bool' = False)",
    "SQLiteTransaction.__enter__": "(self) -> 'SQLiteCursor'",
    "SQLiteTransaction.__exit__": (
        "(self, exc_type: 'type[BaseException] | None', exc_val: 'BaseException | None', "
        "exc_tb: 'TracebackType | None') -> 'None'"
    ),
}
POSTGRES = {
    "BasePostgresFactory.__init__": "(self, env: 'Environment | EnvType | None')",
    "PostgresDatastore.__init__": (
        "(self, dbname: 'str', host: 'str', port: 'str | int', user: 'str', password: 'str', *, "
        "connect_timeout: 'float' = 5.0, idle_in_transaction_session_timeout: 'float' = 0, pool_size: 'int' = 1, "
        "max_overflow: 'int' = 0, max_waiting: 'int' = 0, conn_max_age: 'float' = 3600.0, pre_ping: 'bool' = False, "
        "lock_timeout: 'int' = 0, schema: 'str' = '', pool_open_timeout: 'float | None' = None, "
        "get_password_func: 'Callable[[], str] | None' = None, single_row_tracking: 'bool' = True, "
        "originator_id_type: \"Literal['uuid', 'text']\" = 'uuid', enable_db_functions: 'bool' = False)"
    ),
    "PostgresDatastore.get_connection": "(self) -> 'Iterator[Connection[DictRow]]'",
    "PostgresDatastore.register_type_adapters": "(self) -> 'None'",
    "PostgresApplicationRecorder.__init__": (
        "(self, datastore: 'PostgresDatastore', *, events_table_name: 'str' = 'stored_events')"
    ),
    "PostgresApplicationRecorder._insert_events": (
        "(self, curs: 'Cursor[DictRow]', stored_events: 'Sequence[StoredEvent]', **_: 'Any') -> 'None'"
    ),
    "PostgresApplicationRecorder._lock_table": "(self, curs: 'Cursor[DictRow]') -> 'None'",
    "PostgresApplicationRecorder._notify_channel": "(self, curs: 'Cursor[DictRow]') -> 'None'",
    "PostgresApplicationRecorder.construct_pg_stored_event": (
        "(self, originator_id: 'UUID | str', originator_version: 'int', topic: 'str', state: 'bytes') "
        "-> 'PgStoredEvent'"
    ),
    "PostgresApplicationRecorder.insert_events": _INSERTS,
    "PostgresApplicationRecorder.select_notifications": _SELECTS,
    "PostgresApplicationRecorder.subscribe": _FOLLOWS,
}
SEAMS = [
    (module, name, signature)
    for module, seams in (
        (eventsourcing.application, APPLICATION),
        (eventsourcing.persistence, PERSISTENCE),
        (eventsourcing.sqlite, SQLITE),
        (eventsourcing.postgres, POSTGRES),
    )
    for name, signature in seams.items()
]


@pytest.mark.parametrize(("module", "name", "signature"), SEAMS, ids=[name for _, name, _ in SEAMS])
def test_every_seam_of_the_library_that_we_use_is_as_it_was(module: object, name: str, signature: str) -> None:
    owner, _, part = name.partition(".")
    assert str(inspect.signature(getattr(getattr(module, owner), part))) == signature


@pytest.mark.parametrize(
    ("module", "name", "field"),
    [
        (eventsourcing.sqlite, "SQLiteFactory", "application_recorder_class"),
        (eventsourcing.postgres, "PostgresFactory", "application_recorder_class"),
    ],
)
def test_the_recorder_is_still_named_by_an_attribute_of_the_factory(module: object, name: str, field: str) -> None:
    assert field in vars(getattr(module, name))


OURS = (CaseStore, CaseMapper, SqliteFactory, SqliteDatastore, SqliteRecorder, Pool, Conn, Immediate)
OURS_ON_A_SERVER = (PgFactory, PgDatastore, PgRecorder)


def overridden(ours: type) -> Iterator[str]:
    """Yield what a class of ours replaces in a class of the library, but for attributes."""
    for base in (one for one in ours.__mro__ if one.__module__.startswith("eventsourcing.")):
        for name in vars(base).keys() & vars(ours).keys():
            if inspect.isfunction(vars(base)[name]):
                yield f"{base.__name__}.{name}"


@pytest.mark.parametrize("ours", [*OURS, *OURS_ON_A_SERVER], ids=lambda ours: ours.__name__)
def test_whatever_a_class_of_ours_replaces_is_listed_here(ours: type) -> None:
    listed = {name for _, name, _ in SEAMS}
    nearest: dict[str, str] = {}
    for name in overridden(ours):
        nearest.setdefault(name.partition(".")[2], name)
    assert nearest
    assert set(nearest.values()) - listed <= WITHOUT_A_SIGNATURE


WITHOUT_A_SIGNATURE = {"Application.log"}
"""A property that we hide; the library itself calls it deprecated."""


def test_what_we_set_after_the_constructor_of_the_library_is_what_it_reads() -> None:
    written = inspect.getsource(eventsourcing.sqlite)
    assert "c.execute(self.select_max_notification_id_statement)" in written
    assert "self.is_sqlite_memory_mode" in written
    assert "self.pool = " in written
