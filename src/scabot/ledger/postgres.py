"""PostgreSQL under the library: connections, transactions, the recorder. Imported only where it is used."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from eventsourcing.persistence import InfrastructureFactory, OperationalError
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from eventsourcing.utils import Environment
from psycopg import Connection, Cursor, IsolationLevel
from psycopg_pool import PoolTimeout

from scabot.ledger.address import Address
from scabot.ledger.dialect import statement
from scabot.ledger.errors import StoreBusy
from scabot.ledger.ground import Door, OneAtATime
from scabot.ledger.tables import EVENTS
from scabot.views.tx import Row, Tx, Value

POOL = 5
PATIENCE = 2
"""Seconds to wait for a connection, and for a lock."""
IDLE_IN_TRANSACTION = 5


class NamedRow(tuple[Any, ...]):
    """A row whose columns are found by name or place; made with its names by `_kind`."""

    __slots__ = ()
    places: dict[str, int] = {}  # noqa: RUF012 - each kind of row has its own, and nobody changes it

    def __getitem__(self, column: Any) -> Any:  # noqa: ANN401 - the type is known to the statement only
        return tuple.__getitem__(self, self.places[column] if type(column) is str else column)


@lru_cache(maxsize=1024)
def _kind(names: tuple[str, ...]) -> type[NamedRow]:
    return type("Row", (NamedRow,), {"__slots__": (), "places": {name: at for at, name in enumerate(names)}})


def by_name(cursor: Cursor[Any]) -> Callable[[Sequence[Any]], NamedRow]:
    """Return what makes rows of the answers of a cursor: psycopg's row factory."""
    return _kind(tuple(column.name for column in cursor.description or ()))


class PostgresTx:
    """The statements of one open transaction; see `scabot.views.tx.Tx`."""

    alone = False
    skip_locked = "FOR UPDATE SKIP LOCKED"

    def __init__(self, cursor: Cursor[NamedRow]) -> None:
        self._cursor = cursor

    def run(self, sql: str, *params: Value) -> None:
        """Run a statement that answers nothing."""
        self._cursor.execute(_query(sql), params)

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of parameters."""
        query = _query(sql)
        for row in rows:
            self._cursor.execute(query, row)

    def one(self, sql: str, *params: Value) -> Row | None:
        """Return the first row, or None."""
        return self._cursor.execute(_query(sql), params).fetchone()

    def all(self, sql: str, *params: Value) -> Sequence[Row]:
        """Return all rows."""
        return self._cursor.execute(_query(sql), params).fetchall()


def _query(sql: str) -> bytes:
    return statement(sql).encode()


class PgDatastore(PostgresDatastore):
    """The pool of one process, one transaction per thread; other processes have theirs."""

    def __init__(self, address: Address) -> None:
        super().__init__(
            address.name,
            address.host,
            address.port,
            address.user,
            address.password,
            connect_timeout=PATIENCE,
            idle_in_transaction_session_timeout=IDLE_IN_TRANSACTION,
            pool_size=1,
            max_overflow=POOL - 1,
            pre_ping=True,
            lock_timeout=PATIENCE,
            schema=address.schema,
            originator_id_type="text",
        )
        cast(dict[str, Any], self.pool.kwargs).update(connecting(address))
        self.address = address
        self._turns = OneAtATime()

    def register_type_adapters(self) -> None:
        """Do nothing: our statements use no types of the library's, and opening asks only what it must."""

    @contextmanager
    def tx(self, *, commit: bool) -> Iterator[Tx]:
        """Open a transaction that commits, or one snapshot; raise the library's errors, `Nested`, `Forked`."""
        with self._turns.turn(), self._lent() as conn:
            conn.isolation_level = IsolationLevel.READ_COMMITTED if commit else IsolationLevel.REPEATABLE_READ
            conn.read_only = not commit
            with conn.transaction(), conn.cursor(row_factory=by_name) as cursor:
                yield PostgresTx(cursor)

    @contextmanager
    def aside(self) -> Iterator[tuple[Tx, tuple[str, str]]]:
        """Open a transaction with temporary tables of its own, and roll it back."""
        with self._turns.turn(), self._lent() as conn:
            conn.isolation_level, conn.read_only = IsolationLevel.REPEATABLE_READ, False
            with conn.transaction(force_rollback=True), conn.cursor(row_factory=by_name) as cursor:
                yield PostgresTx(cursor), ("pg_temp", self.address.work)

    def lock(self, tx: Tx) -> None:
        """Take the lock of all writers before a position is drawn, so that positions become visible in order."""
        tx.run("SELECT pg_advisory_xact_lock(?)", self.address.write_key)

    def announce(self, tx: Tx) -> None:
        """Wake whoever listens, in whatever process, once this is committed."""
        tx.run(f"NOTIFY {EVENTS}")

    def bring_home(self) -> None:
        """Do nothing: the server looks after its log."""

    @contextmanager
    def _lent(self) -> Iterator[Connection[Any]]:
        try:
            with self.get_connection() as conn:
                yield conn
        except OperationalError as fault:
            if isinstance(fault.__cause__, PoolTimeout):
                raise StoreBusy("The database does not answer; nothing was recorded. Please try again.") from fault
            raise


def connecting(address: Address) -> dict[str, Any]:
    """Return what each connection asks of the server, beside its address."""
    settings = {
        "search_path": f"{address.work},{address.schema}",
        "lock_timeout": f"{PATIENCE}s",
        "default_transaction_isolation": r"read\ committed",
        "synchronous_commit": "on",
        "timezone": "UTC",
    }
    asked = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return {**dict(address.options), "application_name": "scabot", "connect_timeout": PATIENCE, "options": asked}


class PgRecorder(Door, PostgresApplicationRecorder):
    """Rows in, rows out, on PostgreSQL; its tables are made by `scabot.ledger.migrate`."""

    def __init__(self, datastore: PgDatastore, *, events_table_name: str = EVENTS) -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.datastore: PgDatastore = datastore


class PgFactory(PostgresFactory):
    """Makes what the library's application asks for."""

    application_recorder_class: type[PostgresApplicationRecorder] = PgRecorder

    def __init__(self, env: Environment, address: Address) -> None:
        super().__init__(env)
        self.datastore.close()
        self.datastore = PgDatastore(address)


@dataclass(frozen=True, slots=True)
class PostgresGround:
    """A database on a server, for as many processes as like."""

    address: Address
    file: None = None

    def __str__(self) -> str:
        return str(self.address)

    def settings(self) -> dict[str, str]:
        """Return the library's settings; the address is handed to our factory and not kept among them."""
        nowhere = dict.fromkeys(("POSTGRES_DBNAME", "POSTGRES_HOST", "POSTGRES_USER", "POSTGRES_PASSWORD"), "-")
        return {**nowhere, "POSTGRES_PORT": "5432", "ORIGINATOR_ID_TYPE": "text", "CREATE_TABLE": "no"}

    def factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Return the library's factory with our parts."""
        return PgFactory(env, self.address)
