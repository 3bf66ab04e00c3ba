"""What goes to a PostgreSQL server together, and that nothing gets lost or mixed up because of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError
from eventsourcing.persistence import InternalError as LibraryInternalError
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus

import cast as c
import deeds as d
from ledger.shelf import Shelf, again, shelf_in
from scabot.ledger import wire
from scabot.ledger.address import read_address
from scabot.ledger.errors import Conflict, StoreFault
from scabot.ledger.postgres import PgDatastore
from scabot.ledger.rebuild import check
from scabot.views.tx import Answer, Tx, Value
from servers.grounds import migrated
from servers.postgres import Server

PUT = "INSERT INTO probe (name, number, state) VALUES (?, ?, ?)"


@pytest.fixture
def url(postgres: Server) -> str:
    return migrated(postgres)


@pytest.fixture
def base(url: str) -> Iterator[PgDatastore]:
    opened = PgDatastore(read_address(url))
    with opened.tx(commit=True) as tx:
        tx.run("CREATE TABLE probe (name TEXT PRIMARY KEY, number BIGINT, state BYTEA)")
    yield opened
    opened.close()


@pytest.fixture
def shelf(tmp_path: Path, url: str) -> Iterator[Shelf]:
    with shelf_in(tmp_path, url=url) as opened:
        yield opened


def names(base: PgDatastore) -> list[str]:
    with base.tx(commit=False) as tx:
        found = tx.ask("SELECT name FROM probe ORDER BY name")
    return [row["name"] for row in found.all()]


def test_a_command_goes_to_the_server_and_back_five_times(shelf: Shelf) -> None:
    shelf.does(d.opened)
    command = shelf.asks(d.notes(shared=True))
    base = shelf.store.log.datastore
    before = base.ways
    shelf.handle(c.KEY, command)
    assert base.ways - before == 5


def test_what_is_looked_at_after_the_snapshot_was_asked_in_one_go_with_it(base: PgDatastore) -> None:
    before = base.ways
    with base.tx(commit=False) as tx:
        one, two = tx.ask("SELECT ? || 'b' AS word", "a"), tx.ask("SELECT 3")
    assert (one.all()[0]["word"], two.all()[0][0]) == ("ab", 3)
    assert base.ways - before == 1
    with base.tx(commit=False):
        pass
    assert base.ways - before == 1


@pytest.mark.parametrize("values", [("", 0, b""), ("π \\ ' \n", -(2**63), bytes(range(256))), ("x", None, None)])
def test_every_value_comes_back_as_it_went(base: PgDatastore, values: tuple[Value, ...]) -> None:
    for _ in range(4):  # the statements are prepared on the way
        with base.tx(commit=True) as tx:
            tx.run(PUT, *values)
            row = tx.one("SELECT name, number, state FROM probe WHERE name = ?", values[0])
            tx.run("DELETE FROM probe")
        assert row is not None
        assert (row["name"], row["number"], row["state"]) == values


def test_a_text_with_a_zero_character_is_refused_and_not_cut_short(base: PgDatastore) -> None:
    with pytest.raises(DataError, match="no zero character"), base.tx(commit=True) as tx:
        tx.run(PUT, "short\0long", 1, b"")
    assert names(base) == []


def test_thousands_of_rows_and_answers_larger_than_any_buffer_pass_each_other(base: PgDatastore) -> None:
    blob = bytes(64 * 1024)
    with base.tx(commit=True) as tx:
        tx.many(PUT, [(f"row-{n:04d}", n, blob if n % 20 == 0 else b"") for n in range(2000)])
        asked = [tx.ask("SELECT name, state FROM probe ORDER BY name") for _ in range(3)]
        tx.run("DELETE FROM probe WHERE number > 4")
    assert [len(answer.all()) for answer in asked] == [2000] * 3
    assert sum(len(row["state"]) for row in asked[2].all()) == 100 * len(blob)
    assert names(base) == [f"row-{n:04d}" for n in range(5)]


def test_what_is_refused_late_is_raised_before_anything_is_kept(base: PgDatastore) -> None:
    with pytest.raises(IntegrityError, match="duplicate key"), base.tx(commit=True) as tx:
        tx.many(PUT, [("one", 1, b""), ("one", 1, b""), ("two", 2, b"")])
    assert names(base) == []


def test_whoever_swallows_a_refusal_is_told_at_the_end_that_nothing_was_kept(base: PgDatastore) -> None:
    def swallow(tx: Tx) -> None:
        tx.run(PUT, "one", 1, b"")
        with pytest.raises(psycopg.DataError):
            tx.one("SELECT 1 / 0")

    with pytest.raises(LibraryInternalError, match="the transaction ended by b'ROLLBACK'"), base.tx(commit=True) as tx:
        swallow(tx)
    assert names(base) == []


def test_an_answer_that_was_lost_with_its_transaction_is_no_empty_answer(base: PgDatastore) -> None:
    asked: list[Answer] = []
    with pytest.raises(DataError, match="division by zero"), base.tx(commit=False) as tx:
        asked += [tx.ask(sql) for sql in ("SELECT 1 / 0", "SELECT 1")]
    skipped = asked[1]
    with pytest.raises(psycopg.InternalError, match="never answered"):
        skipped.all()


def test_a_statement_prepared_behind_one_that_failed_is_prepared_again(base: PgDatastore) -> None:
    def fails(tx: Tx) -> None:
        tx.run("SELECT 1 / 0")
        tx.run(PUT, "lost", 1, b"")

    for _ in range(2):
        with pytest.raises(DataError, match="division by zero"), base.tx(commit=True) as tx:
            fails(tx)
    with base.tx(commit=True) as tx:
        tx.run(PUT, "kept", 1, b"")
        tx.run(PUT, "kept too", 1, b"")
    assert names(base) == ["kept", "kept too"]


def test_no_more_statements_stay_prepared_than_a_connection_may_keep(base: PgDatastore) -> None:
    with base.tx(commit=False) as tx:
        for n in range(3 * (wire.PREPARED + 20)):
            tx.run(f"SELECT {n % (wire.PREPARED + 20)}")
        kept = tx.one("SELECT COUNT(*) FROM pg_prepared_statements")
    assert kept is not None
    assert kept[0] == wire.PREPARED


def test_a_connection_that_was_ended_while_it_rested_costs_nobody_an_attempt(shelf: Shelf, postgres: Server) -> None:
    shelf.does(d.opens())
    with postgres.connect() as root:
        ended = root.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'app'")
        assert ended.fetchall()
    assert len(shelf.store.history(c.KEY)) == 2
    shelf.does(d.records_approval())
    assert shelf.waits == []


def test_a_conflict_is_known_before_the_commit_and_the_connection_goes_on(shelf: Shelf) -> None:
    shelf.does(d.opens())
    command = shelf.asks(d.notes())
    shelf.handle(c.KEY, command)
    [*_, last] = shelf.store.history(c.KEY)
    with pytest.raises(Conflict):
        shelf.store.record(lambda _: [last])
    with pytest.raises(StoreFault, match="42703"), shelf.store.reading() as tx:
        tx.one("SELECT nothing FROM commands")
    assert shelf.handle(c.KEY, again(command)).repeated
    assert check(shelf.store) == []


class Words:
    """A result that is a server's, or the driver's, last word."""

    status = ExecStatus.FATAL_ERROR

    def __init__(self, code: bytes | None) -> None:
        self._code = code

    def error_field(self, field: DiagnosticField) -> bytes | None:
        return self._code if field is DiagnosticField.SQLSTATE else None

    def get_error_message(self, _encoding: str = "") -> str:
        return "gone"


class Answered:
    """A result of a statement without rows."""

    status, nfields, command_status = ExecStatus.COMMAND_OK, 0, b"COMMIT"


class Going:
    """A connection's server side that answers everything and then goes, with a last word or none."""

    status, socket, transaction_status = ConnStatus.BAD, -1, TransactionStatus.UNKNOWN

    def __init__(self, last: list[Words]) -> None:
        self._results = [Answered(), None, *last]
        self.pgconn = self
        self.closed = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever is sent
        return lambda *_: 0

    def get_result(self) -> object:
        return self._results.pop(0) if self._results else None

    def exit_pipeline_mode(self) -> None:
        raise psycopg.OperationalError("cannot exit pipeline mode")

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("last", "error"),
    [([b"57P01"], psycopg.errors.AdminShutdown), ([None], psycopg.OperationalError), ([], psycopg.OperationalError)],
)
def test_a_server_that_goes_behind_all_its_answers_is_an_error_of_the_connection(
    last: list[bytes | None], error: type[psycopg.Error]
) -> None:
    going: Any = Going([Words(code) for code in last])
    with pytest.raises(psycopg.OperationalError) as told:
        wire.Wire(going).exchange([wire.Asked(b"COMMIT")])
    assert type(told.value) is error
    assert going.closed
