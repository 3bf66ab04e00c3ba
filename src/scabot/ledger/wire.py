"""What is said to a PostgreSQL server: statements sent together and answered together, one way there and back for all.

Nothing waits for the network but an answer that is needed: most of what a command costs is that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from select import POLLIN, POLLOUT, poll
from typing import Any

from psycopg import Connection, DataError, Error, OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

from scabot.views.tx import Value

TOGETHER, HEAVY = 200, 64 * 1024
"""Statements, and bytes, sent before answers are read, so that no two sides wait for each other with full hands."""
PREPARED = 400
"""Statements that a connection keeps prepared; what it meets after them is parsed every time."""

_INT8, _BYTEA, _UNKNOWN = 20, 17, 0
_ENDED = (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED)


class NamedRow(tuple[Any, ...]):
    """A row whose columns are found by name or place; made with its names by `_kind`."""

    __slots__ = ()
    places: dict[str, int] = {}  # noqa: RUF012 - each kind of row has its own, and nobody changes it

    def __getitem__(self, column: Any) -> Any:  # noqa: ANN401 - the type is known to the statement only
        return tuple.__getitem__(self, self.places[column] if type(column) is str else column)


@lru_cache(maxsize=1024)
def _kind(names: tuple[bytes | None, ...]) -> type[NamedRow]:
    places = {(name or b"").decode(): at for at, name in enumerate(names)}
    return type("Row", (NamedRow,), {"__slots__": (), "places": places})


@dataclass(slots=True)
class Asked:
    """A statement, and its rows once it was answered; `tag` is the server's word for what it did, like `COMMIT`."""

    query: bytes
    params: Sequence[Value] = ()
    rows: list[NamedRow] | None = field(default=None)
    tag: bytes | None = field(default=None)


@dataclass(slots=True)
class _Preparing:
    query: bytes
    name: bytes


class Wire:
    """The talk of one connection, used by one thread at a time."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection, self._server = connection, connection.pgconn
        self._met: set[bytes] = set()
        self._prepared: dict[bytes, bytes] = {}
        self._numbers = count()
        self._transformer = Transformer(connection)
        self.ways = 0
        """How often it went there and back."""

    @property
    def open(self) -> bool:
        """Say whether a transaction is open that can be ended."""
        usable = self._server.status == ConnStatus.OK
        return usable and self._server.transaction_status in {TransactionStatus.INTRANS, TransactionStatus.INERROR}

    def exchange(self, asked: Sequence[Asked]) -> None:
        """Send statements and read their answers, many at a time; behind one that fails the server skips the others.

        Raises psycopg's error for the one that failed.
        """
        for batch in _batches(asked):
            self.ways += 1
            self._server.enter_pipeline_mode()
            try:
                self._answered(batch)
            finally:
                self._leave()

    def _answered(self, batch: Sequence[Asked]) -> None:
        fresh: dict[bytes, bytes] = {}
        expected = iter([step for one in batch for step in self._sent(one, fresh)])
        self._server.pipeline_sync()
        failed: PGresult | None = None
        try:
            for result in self._results():
                step = next(expected, None)  # None: the last words of a server that goes, behind all answers
                if result.status in _ENDED:
                    failed = failed or result
                elif step is not None:
                    self._take(step, result)
        except OperationalError:
            if failed is None:
                raise
        if failed is not None:
            raise _error(failed)

    def _sent(self, asked: Asked, fresh: dict[bytes, bytes]) -> Iterator[Asked | _Preparing]:
        query, (params, types, formats) = asked.query, _encoded(asked.params)
        name = self._prepared.get(query) or fresh.get(query)
        if name is None and query in self._met and len(self._prepared) + len(fresh) < PREPARED:
            name = fresh[query] = b"s%d" % next(self._numbers)
            self._server.send_prepare(name, query, types)
            yield _Preparing(query, name)
        if name is None:
            self._met = self._met if len(self._met) < 4 * PREPARED else set()
            self._met.add(query)
            self._server.send_query_params(query, params, types, formats, Format.BINARY)
        else:
            self._server.send_query_prepared(name, params, formats, Format.BINARY)
        yield asked

    def _results(self) -> Iterator[PGresult]:
        while self._server.flush():
            if self._ready(POLLIN | POLLOUT) & POLLIN:
                self._server.consume_input()
        between = False
        while True:
            while self._server.is_busy():
                self._ready(POLLIN)
                self._server.consume_input()
            result = self._server.get_result()
            if result is None and between:  # nothing between two statements, and nothing again: there is no more
                raise OperationalError("the connection was lost")
            if result is not None and result.status == ExecStatus.PIPELINE_SYNC:
                return
            if result is not None:
                yield result
            between = result is None

    def _ready(self, events: int) -> int:
        waiting = poll()
        waiting.register(self._server.socket, events)
        return waiting.poll()[0][1]

    def _take(self, step: Asked | _Preparing, result: PGresult) -> None:
        if isinstance(step, _Preparing):
            self._prepared[step.query] = step.name
            return
        step.tag, step.rows = result.command_status, []
        if result.nfields:
            kind = _kind(tuple(result.fname(at) for at in range(result.nfields)))
            self._transformer.set_pgresult(result)
            step.rows = self._transformer.load_rows(0, result.ntuples, kind)

    def _leave(self) -> None:
        try:
            self._server.exit_pipeline_mode()
        except OperationalError:  # answers are left unread: nobody can use it any more
            self._connection.close()


def _error(failed: PGresult) -> Error:
    """Return psycopg's error; without a code of the server's it is the connection that failed."""
    if failed.error_field(DiagnosticField.SQLSTATE):
        return error_from_result(failed)
    return OperationalError(failed.get_error_message())


def _batches(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    batch: list[Asked] = []
    heavy = 0
    for one in asked:
        batch.append(one)
        heavy += sum(len(value) for value in one.params if isinstance(value, (str, bytes)))
        if len(batch) == TOGETHER or heavy > HEAVY:
            yield batch
            batch, heavy = [], 0
    if batch:
        yield batch


def _encoded(params: Sequence[Value]) -> tuple[list[bytes | None], list[int], list[int]]:
    raw: list[bytes | None] = []
    types: list[int] = []
    formats: list[int] = []
    for value in params:
        encoded, kind = _value(value)
        raw.append(encoded)
        types.append(kind)
        formats.append(Format.BINARY if kind == _BYTEA else Format.TEXT)
    return raw, types, formats


def _value(value: Value) -> tuple[bytes | None, int]:
    if value is None:
        return None, _UNKNOWN
    if isinstance(value, int):
        return b"%d" % value, _INT8
    if isinstance(value, bytes):
        return value, _BYTEA
    text = value.encode()
    if b"\0" in text:
        raise DataError("a text for PostgreSQL has no zero character")  # it would be cut off there without a word
    return text, _UNKNOWN
