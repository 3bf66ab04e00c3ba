"""The traps that show only in use: who publishes, what waits, what is compiled again, what grows with history."""

import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteConnectionPool

import cast as c
import deeds as d
from ledger.shelf import MINUTE, Shelf, Wound, furnished, opened, rows
from ledger.spying import SpiedGround, leaving
from ledger.test_traps import note
from scabot.audit.verify import verify
from scabot.handle import Handle
from scabot.ledger import follow
from scabot.ledger.beginning import ORIGIN, open_ledger
from scabot.ledger.facts import LedgerOpened
from scabot.ledger.keyfile import read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.opening import prepare
from scabot.ledger.recorder import SqliteRecorder
from scabot.ledger.sqlite import POOL, SqliteDatastore, connect
from scabot.ledger.store import CaseStore
from scabot.operate.threads import READERS
from scabot.views.tx import Answer, Row, Tx, Value
from scabot_domain.evolve import replay
from scabot_domain.parties import Side
from story import BARE

ROOT = Path(__file__).parents[2]
LATER = c.NOW + timedelta(days=1)
JUMP = timedelta(minutes=10, microseconds=1)
FOLLOWERS = 3
"""As many as a process may have on SQLite."""


def test_p02_there_are_fewer_threads_than_connections() -> None:
    writer = 1
    assert writer + READERS + FOLLOWERS < POOL


def test_p18_a_command_reaches_nothing_outside_and_queues_what_is_to_be_said(shelf: Shelf) -> None:
    with leaving() as outside:
        shelf.does(d.executed)
        assert outside == []
        socket().close()
        assert outside == ["socket.__new__"]
    with shelf.store.reading() as tx:
        assert {row[0] for row in tx.all("SELECT state FROM outbox")} == {"new"}
        assert len(rows(tx, "outbox")) > 20


def test_p18_the_import_linter_keeps_the_network_away_from_whatever_commits() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [outbox] = [one for one in contracts if one["name"] == "Only the outbox publishes"]
    assert outbox["type"] == "forbidden"
    assert {"scabot.handle", "scabot.ledger", "scabot.views", "scabot_domain"} <= set(outbox["source_modules"])
    assert {"slack_sdk", "slack_bolt", "aiohttp", "http"} <= set(outbox["forbidden_modules"])


LEFT_BLOCKED = """
import sys, time
from pathlib import Path
from threading import Event
from ledger.shelf import Wound, opened
from scabot.ledger.follow import Follower
shelf = opened(Path(sys.argv[1]), Path(sys.argv[2]), Wound())
begun = Event()
def blocks(_tx, _event):
    begun.set()
    Event().wait()
follower = Follower(shelf.store, "stuck", blocks, seconds=time.monotonic)
follower.start()
assert begun.wait(20)
print(follower.stop())
"""


def test_p25_a_process_ends_although_a_follower_hangs_for_ever(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    opened(folder, keyfile, Wound()).closed()
    words = [sys.executable, "-c", LEFT_BLOCKED, str(folder), str(keyfile)]
    env = {"PYTHONPATH": str(ROOT / "tests"), "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(words, env=env, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - this interpreter, these words
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "False\n", "")


def compiled(db: sqlite3.Connection) -> int:
    """Return how many of 200 different statements are compiled again when they are used a second time."""
    counted: list[int] = []

    def asked(*_: object) -> int:
        counted.append(1)
        return sqlite3.SQLITE_OK

    db.set_authorizer(asked)  # is asked whenever a statement is compiled
    for turn in range(2):
        counted[:] = [] if turn else counted
        for number in range(200):
            db.execute(f"SELECT {number}").fetchall()
    db.set_authorizer(None)
    return len(counted)


def test_p26_a_connection_of_ours_compiles_nothing_twice_and_one_of_the_librarys_everything(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "x.db")) as ours:
        assert compiled(ours) == 0
    library = SQLiteConnectionPool(db_name=str(tmp_path / "y.db"))
    lent: Any = library.get_connection(is_writer=False)
    assert compiled(lent.cursor().sqlite_cursor.connection) == 200
    library.put_connection(lent)
    library.close()


@contextmanager
def spied(folder: Path, keyfile: Path) -> Iterator[tuple[CaseStore, SpiedGround]]:
    """Open a store that is there, as it is opened for real, and hear what it asks of its database."""
    ground = SpiedGround(folder / "scabot.db")
    keys = Keyring(folder / "keys.db", read_keyfile(keyfile), lambda: c.NOW)
    store = CaseStore(ground, keys)
    prepare(store)
    open_ledger(store, LedgerOpened(origin=ORIGIN, home_side=Side.PROVIDER), LATER)
    yield store, ground
    store.close()
    keys.close()


@pytest.fixture
def played(tmp_path: Path) -> tuple[Path, Path]:
    folder, keyfile = furnished(tmp_path)
    first = opened(folder, keyfile, Wound())
    first.furnish()
    first.does(d.executed)
    first.closed()
    return folder, keyfile


def test_p26_a_command_takes_at_most_18_statements_in_two_transactions(played: tuple[Path, Path]) -> None:
    with spied(*played) as (store, ground):
        handle = Handle(store, BARE, home_side=Side.PROVIDER, now=lambda: LATER, jitter=lambda _: 0.0)
        first, second = (d.notes(shared=True)(replay(c.KEY, []), LATER + n * MINUTE) for n in range(2))
        handle(c.KEY, first)  # a kind that is new to the store takes one statement more
        ground.heard.clear()
        assert handle(c.KEY, second).events
        asked = [sql for sql, _ in groupby(sql.partition("VALUES")[0] for sql in ground.heard)]
    assert sum(sql.startswith("BEGIN") for sql in asked) == 2
    assert len(asked) <= 18


def test_p27_canary_with_a_key_of_its_own_name_the_librarys_own_question_has_no_rowid(tmp_path: Path) -> None:
    recorder = SqliteRecorder(SqliteDatastore(str(tmp_path / "raw.db")))
    recorder.create_table()
    recorder.insert_events([note(1), note(2), note(3)])
    with pytest.raises(IndexError):
        SQLiteApplicationRecorder.select_notifications(recorder, 1, 10)
    assert [one.id for one in recorder.select_notifications(2, 10)] == [2, 3]
    assert [one.id for one in recorder.select_notifications(2, 10, inclusive_of_start=False)] == [3]
    assert [one.id for one in recorder.select_notifications(None, 2, 2, ("note-added@1",))] == [1, 2]
    assert recorder.select_notifications(None, 9, topics=("offer-made@1",)) == []
    recorder.datastore.close()


def steps(folder: Path, keyfile: Path, also: str = "SELECT 1") -> int:
    """Return how many steps SQLite takes while a store is opened and one more question is asked."""
    with spied(folder, keyfile) as (store, ground):
        with store.reading() as tx:
            tx.all(also)
        return len(ground.steps)


def test_p31_opening_takes_as_many_steps_whatever_was_recorded_before(played: tuple[Path, Path]) -> None:
    few = steps(*played)
    scan = "SELECT DISTINCT topic FROM scabot_events"
    assert steps(*played, scan) > few
    shelf = opened(*played, Wound(LATER))
    for number in range(200):
        shelf.does(d.notes(shared=True))
        shelf.clock.instant -= JUMP * (number % 10 == 0)  # the log's own stream grows, too
    assert len(shelf.store.site_history("SYS-LEDGER")) > 10
    shelf.closed()
    assert steps(*played) < few + 20  # two kinds of facts more are in the list of kinds
    assert steps(*played, scan) > few + 500


class Counting:
    """A transaction that notes the most rows that one question about facts brought at once."""

    def __init__(self, tx: Tx, most: list[int]) -> None:
        self._tx, self._most = tx, most
        self.alone, self.skip_locked = tx.alone, tx.skip_locked

    def run(self, sql: str, *params: Value) -> None:
        self._tx.run(sql, *params)

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self._tx.many(sql, rows)

    def ask(self, sql: str, *params: Value) -> Answer:
        return self._tx.ask(sql, *params)

    def one(self, sql: str, *params: Value) -> Row | None:
        return self._tx.one(sql, *params)

    def all(self, sql: str, *params: Value) -> Sequence[Row]:
        found = self._tx.all(sql, *params)
        self._most.append(len(found) if "scabot_events" in sql else 0)
        return found


def test_p32_whoever_reads_everything_reads_it_in_pages(tmp_path: Path) -> None:
    recorder = SqliteRecorder(SqliteDatastore(str(tmp_path / "raw.db")))
    recorder.create_table()
    recorder.insert_events([note(1 + n // 25, f"SCA-{n % 25:06d}") for n in range(2500)])
    most: list[int] = []
    with recorder.datastore.tx(commit=False) as tx:
        assert verify(Counting(tx, most)).size == 2500
    assert 0 < max(most) <= 1000
    assert len(recorder.select_notifications(1, 500)) == 500
    assert follow.BATCH <= 500
    recorder.datastore.close()
