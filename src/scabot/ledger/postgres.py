"""PostgreSQL under the library: connections, transactions, the recorder. Imported only where it is used."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from time import monotonic
from typing import Any, cast

from eventsourcing.persistence import InfrastructureFactory, OperationalError
from eventsourcing.postgres import ConnectionPool, PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from eventsourcing.utils import Environment
from psycopg import Connection, Error, InternalError
from psycopg.rows import DictRow, dict_row
from psycopg_pool import PoolTimeout

from scabot.ledger.address import Address
from scabot.ledger.dialect import numbered
from scabot.ledger.errors import StoreBusy
from scabot.ledger.ground import Door, OneAtATime
from scabot.ledger.tables import EVENTS
from scabot.ledger.wire import TOGETHER, Asked, Wire
from scabot.views.tx import Answer, Row, Tx, Value

POOL = 5
PATIENCE = 2
"""Seconds to wait for a connection, and for a lock."""
IDLE_IN_TRANSACTION = 5
RENEWED = 60 * 60.0
"""Seconds after which a connection is replaced."""
RESTED = 5.0
"""Seconds of rest after which a connection is asked whether the server still hears it."""

_NOTICED = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 8000}
"""A server that vanished without a word is noticed within about ten seconds, unless the address says otherwise."""

WRITING = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
SNAPSHOT = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
ASIDE = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"


class Conn(Connection[Any]):
    """A pooled connection, and what is said over it."""

    used_at = 0.0

    @cached_property
    def wire(self) -> Wire:
        """Return its one wire."""
        return Wire(self)


class PostgresTx:
    """The statements of one open transaction; see `scabot.views.tx.Tx`.

    It begins with the first statement that is sent, and what needs no answer is sent along with what does.
    """

    alone = False
    skip_locked = "FOR UPDATE SKIP LOCKED"

    def __init__(self, wire: Wire, beginning: bytes) -> None:
        self._wire, self._waiting, self._begun = wire, [Asked(beginning)], False

    def run(self, sql: str, *params: Value) -> None:
        """Run a statement that answers nothing."""
        self._later(Asked(query_of(sql), params))

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of parameters."""
        query = query_of(sql)
        for row in rows:
            self._later(Asked(query, row))

    def ask(self, sql: str, *params: Value) -> Answer:
        """Ask for rows that are looked at later."""
        asked = Asked(query_of(sql), params)
        self._later(asked)
        return PostgresAnswer(self, asked)

    def one(self, sql: str, *params: Value) -> Row | None:
        """Return the first row, or None."""
        return self.ask(sql, *params).one()

    def all(self, sql: str, *params: Value) -> Sequence[Row]:
        """Return all rows."""
        return self.ask(sql, *params).all()

    def send(self) -> None:
        """Send what waits, and read the answers."""
        waiting, self._waiting, self._begun = self._waiting, [], True
        self._wire.exchange(waiting)

    def end(self, word: bytes) -> None:
        """Send what waits and end the transaction, if there was anything; raise unless it ended that way."""
        if not self._begun and len(self._waiting) == 1:
            return
        last = Asked(word)
        self._waiting.append(last)
        self.send()
        if last.tag != word:
            raise InternalError(f"the transaction ended by {last.tag!r}")

    def undo(self) -> None:
        """Take everything back, as far as the server does not do that by itself."""
        if self._wire.open:
            with suppress(Error):  # whoever is gone keeps nothing either; what brought us here is what counts
                self._wire.exchange([Asked(b"ROLLBACK")])

    def _later(self, asked: Asked) -> None:
        self._waiting.append(asked)
        if len(self._waiting) >= TOGETHER:
            self.send()


@dataclass(frozen=True, slots=True)
class PostgresAnswer:
    """The rows of a statement; see `scabot.views.tx.Answer`."""

    _tx: PostgresTx
    _asked: Asked

    def one(self) -> Row | None:
        """Return the first row, or None."""
        rows = self.all()
        return rows[0] if rows else None

    def all(self) -> Sequence[Row]:
        """Return all rows."""
        if self._asked.rows is None:
            self._tx.send()
        if self._asked.rows is None:
            raise InternalError("this was never answered")
        return self._asked.rows


@lru_cache(maxsize=1024)
def query_of(sql: str) -> bytes:
    """Return a statement as the server reads it."""
    return numbered(sql).encode()


class PgDatastore(PostgresDatastore):
    """The pool of one process, one transaction per thread; other processes have theirs."""

    def __init__(self, address: Address) -> None:
        super().__init__(
            address.name,
            address.host,
            address.port,
            address.user,
            address.password,
            lock_timeout=PATIENCE,
            schema=address.schema,
            originator_id_type="text",
        )
        self.pool = cast(ConnectionPool[Connection[DictRow]], _pool(address))
        self.address = address
        self._turns = OneAtATime()
        self.ways = 0
        """How often transactions went to the server and back; for whoever counts, on one thread."""

    def register_type_adapters(self) -> None:
        """Do nothing: our statements use no types of the library's, and opening asks only what it must."""

    @contextmanager
    def tx(self, *, commit: bool) -> Iterator[Tx]:
        """Open a transaction that commits, or one snapshot; raise the library's errors, `Nested`, `Forked`."""
        with self._begun(WRITING if commit else SNAPSHOT, b"COMMIT") as tx:
            yield tx

    @contextmanager
    def aside(self) -> Iterator[tuple[Tx, tuple[str, str]]]:
        """Open a transaction with temporary tables of its own, and roll it back."""
        with self._begun(ASIDE, b"ROLLBACK") as tx:
            yield tx, ("pg_temp", self.address.work)

    def lock(self, tx: Tx) -> None:
        """Take the lock of all writers before a position is drawn, so that positions become visible in order."""
        tx.run("SELECT pg_advisory_xact_lock(?)", self.address.write_key)

    def announce(self, tx: Tx) -> None:
        """Wake whoever listens, in whatever process, once this is committed."""
        tx.run(f"NOTIFY {EVENTS}")

    def bring_home(self) -> None:
        """Do nothing: the server looks after its log."""

    @contextmanager
    def _begun(self, beginning: bytes, ending: bytes) -> Iterator[PostgresTx]:
        with self._turns.turn(), self._lent() as conn:
            tx, before = PostgresTx(conn.wire, beginning), conn.wire.ways
            try:
                yield tx
                tx.end(ending)
            except BaseException:
                tx.undo()
                raise
            finally:
                self.ways += conn.wire.ways - before

    @contextmanager
    def _lent(self) -> Iterator[Conn]:
        try:
            with self.get_connection() as lent:
                conn = cast(Conn, lent)
                yield conn
                conn.used_at = monotonic()
        except OperationalError as fault:
            if isinstance(fault.__cause__, PoolTimeout):
                raise StoreBusy("The database does not answer; nothing was recorded. Please try again.") from fault
            raise


def _pool(address: Address) -> ConnectionPool[Conn]:
    return ConnectionPool(
        connection_class=Conn,
        kwargs=asking(address),
        min_size=1,
        max_size=POOL,
        open=False,
        check=_awake,
        timeout=PATIENCE,
        max_lifetime=RENEWED,
    )


def asking(address: Address) -> dict[str, Any]:
    """Return how a connection of ours is asked for."""
    who = {"dbname": address.name, "host": address.host, "port": address.port}
    own = {"user": address.user, "password": address.password, "autocommit": True, "row_factory": dict_row}
    return {**who, **own, **connecting(address)}


def _awake(conn: Conn) -> None:
    """Raise for a connection that was ended while it rested: what the server said last is there already, or asked for.

    The first look finds its last words, the second one the end.
    """
    conn.pgconn.consume_input()
    conn.pgconn.consume_input()
    if monotonic() - conn.used_at > RESTED:
        conn.execute("")


def connecting(address: Address) -> dict[str, Any]:
    """Return what each connection asks of the server, beside its address."""
    settings = {
        "search_path": f"{address.work},{address.schema}",
        "lock_timeout": f"{PATIENCE}s",
        "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION}s",
        "default_transaction_isolation": r"read\ committed",
        "synchronous_commit": "on",
        "timezone": "UTC",
    }
    asked = " ".join(f"-c {name}={value}" for name, value in settings.items())
    fixed = {"application_name": "scabot", "connect_timeout": PATIENCE, "options": asked}
    return {**_NOTICED, **dict(address.options), **fixed}


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
