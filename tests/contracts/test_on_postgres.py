"""What only a server can do to us: lost connections, roles, open inserts, other processes, unsafe settings."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

import cast as c
import deeds as d
from ledger.shelf import MINUTE, Shelf, Wound, furnished, opened, shelf_in
from scabot.ledger.address import read_address
from scabot.ledger.beginning import ORIGIN
from scabot.ledger.errors import CannotOpen, Conflict, OutcomeUnknown, StoreBusy, StoreFault
from scabot.ledger.migrate import migrate
from scabot.ledger.opening_postgres import open_postgres
from scabot.ledger.postgres import PgDatastore
from scabot.ledger.rebuild import check
from scabot.ledger.server_tables import Roles
from scabot.views import lanes, outbox
from scabot.views.tx import Tx
from scabot_domain.parties import Side
from servers.grounds import migrated
from servers.postgres import Server

NOTE = "INSERT INTO scabot_events (originator_id, originator_version, topic, state) VALUES (%s, 1, 'note-added@1', '')"


@pytest.fixture
def url(postgres: Server) -> str:
    return migrated(postgres)


@pytest.fixture
def shelf(tmp_path: Path, url: str) -> Iterator[Shelf]:
    with shelf_in(tmp_path, url=url) as opened_one:
        yield opened_one


def plain(postgres: Server, url: str, user: str = "app") -> psycopg.Connection[tuple[object, ...]]:
    address = read_address(url)
    connection = postgres.connect(user)
    connection.execute(f"SET search_path = {address.work}, {address.schema}")
    return connection


def refused(connection: psycopg.Connection[tuple[object, ...]], sql: str) -> str | None:
    with pytest.raises(psycopg.Error) as told:
        connection.execute(sql)
    return told.value.sqlstate


def test_p05_an_open_insert_by_hand_keeps_later_events_waiting_so_no_position_is_passed_over(
    shelf: Shelf, postgres: Server, url: str
) -> None:
    with plain(postgres, url) as other, other.transaction():
        other.execute(NOTE, ("SCA-0HHHHH",))
        with pytest.raises(StoreBusy):
            shelf.store.record(lambda _: shelf.store.history("SCA-0NNNNN"))
    assert PgDatastore.__mro__[1] is PostgresDatastore
    base: Any = shelf.store.log.datastore
    assert base.enable_db_functions is False


def test_p16_what_raises_beside_the_events_takes_them_back(shelf: Shelf) -> None:
    def fails(_tx: Tx, _positions: Sequence[int]) -> None:
        raise RuntimeError

    shelf.does(d.opens())
    [*_, last] = shelf.store.history(c.KEY)
    with pytest.raises(Conflict):
        shelf.store.record(lambda _: [last])
    with shelf.store.reading() as tx:
        counted = tx.one("SELECT COUNT(*), MAX(leaf_index) FROM ledger")
    with pytest.raises(RuntimeError):
        shelf.store.record(lambda _: [], fails)
    with shelf.store.reading() as tx:
        assert tx.one("SELECT COUNT(*), MAX(leaf_index) FROM ledger") == counted


class Late(PostgresApplicationRecorder):
    """The library's recorder, with work that fails after its INSERT."""

    def _fetch_ids_after_insert_events(self, *_: object, **__: object) -> list[int]:
        raise ZeroDivisionError


def test_p16_canary_what_raises_late_in_the_librarys_recorder_is_recorded_although_the_call_raises(
    postgres: Server,
) -> None:
    schema = postgres.fresh()
    with postgres.connect() as root:
        root.execute(f"CREATE SCHEMA {schema}")
    store = PostgresDatastore(
        "postgres", str(postgres.socket), 5432, "scabot", "", schema=schema, originator_id_type="text"
    )
    recorder = Late(store)
    recorder.create_table()
    with pytest.raises(ZeroDivisionError):
        recorder.insert_events([StoredEvent("SCA-0AAAAA", 1, "note-added@1", b"")])
    assert len(recorder.select_events("SCA-0AAAAA")) == 1
    store.close()


@contextmanager
def losing_acknowledgements(shelf: Shelf, times: int) -> Iterator[None]:
    """Commit, and then lose the answer, that many times."""
    base: Any = shelf.store.log.datastore
    real, left = base.tx, [times]

    @contextmanager
    def tx(*, commit: bool) -> Iterator[Tx]:
        with real(commit=commit) as opened_one:
            yield opened_one
        if commit and left[0]:
            left[0] -= 1
            raise OperationalError from psycopg.OperationalError("server closed the connection unexpectedly")

    base.tx = tx
    yield
    base.tx = real


def test_p17_a_lost_acknowledgement_is_no_conflict_the_key_decides(shelf: Shelf) -> None:
    command = shelf.asks(d.opens())
    with losing_acknowledgements(shelf, 1):
        outcome = shelf.handle(c.KEY, command)
    assert [event.version for event in outcome.events] == [1, 2]
    assert [event.version for event in shelf.store.history(c.KEY)] == [1, 2]
    with losing_acknowledgements(shelf, 1), pytest.raises(OutcomeUnknown, match="not recorded twice"):
        shelf.store.record(lambda _: [])
    assert check(shelf.store) == []


def test_p17_a_connection_that_dies_before_the_commit_costs_nothing_but_an_attempt(shelf: Shelf) -> None:
    shelf.does(d.opens())
    base: Any = shelf.store.log.datastore
    real, deaths = base.announce, [1]

    def announce(tx: Tx) -> None:
        real(tx)
        if deaths:
            deaths.pop()
            tx.run("SELECT pg_terminate_backend(pg_backend_pid())")

    base.announce = announce
    outcome = shelf.does(d.records_approval())
    assert not outcome.repeated
    assert [event.version for event in shelf.store.history(c.KEY)] == [1, 2, 3]
    assert len(shelf.waits) == 1


def test_p23_the_role_of_the_service_appends_and_can_do_nothing_else_to_facts(
    shelf: Shelf, postgres: Server, url: str
) -> None:
    shelf.does(d.opens())
    with plain(postgres, url) as app:
        for table in ("scabot_events", "ledger"):
            for sql in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"):  # noqa: S608 - a test's own words
                assert refused(app, sql) == "42501"
        assert refused(app, "UPDATE scabot_events SET topic = ''") == "42501"
        assert refused(app, "ALTER TABLE ledger DISABLE TRIGGER ALL") == "42501"
        app.autocommit = False
        assert refused(app, "LOCK TABLE scabot_events IN EXCLUSIVE MODE") == "42501"


def test_even_the_owner_changes_no_fact_by_accident(shelf: Shelf, postgres: Server, url: str) -> None:
    shelf.does(d.opens())
    with plain(postgres, url, "scabot") as owner:
        for table in ("scabot_events", "ledger"):
            assert refused(owner, f"DELETE FROM {table}") == "23000"  # noqa: S608 - a test's own words
            assert refused(owner, f"TRUNCATE {table} CASCADE") == "23000"
        assert refused(owner, "UPDATE scabot_events SET topic = ''") == "23000"
        assert refused(owner, "INSERT INTO scabot_events OVERRIDING SYSTEM VALUE SELECT * FROM scabot_events")
        assert refused(owner, "INSERT INTO scabot_events SELECT * FROM scabot_events") == "428C9"


def test_a_lock_that_is_not_free_in_time_is_busy_and_harms_nothing(shelf: Shelf, postgres: Server, url: str) -> None:
    shelf.does(d.opens())
    with plain(postgres, url) as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", (read_address(url).write_key,))
        with pytest.raises(StoreBusy):
            shelf.store.record(lambda _: [])
    shelf.does(d.records_approval())


def test_two_workers_never_claim_the_same_row_nor_pass_each_other_in_a_lane(shelf: Shelf, url: str) -> None:
    shelf.does(d.offered)
    other = opened(shelf.folder, shelf.keyfile, shelf.clock, url=url)
    now = shelf.clock()
    with shelf.store.writing() as ours, other.store.writing() as theirs:
        mine = lanes.claim(ours, "one", now=now, until=now + MINUTE, limit=2)
        yours = lanes.claim(theirs, "two", now=now, until=now + MINUTE, limit=50)
    lane = {(row.case_key, row.dest, row.stream) for row in mine}
    assert len(mine) == 2
    assert lane & {(row.case_key, row.dest, row.stream) for row in yours} == set()
    with other.store.writing() as theirs:
        lanes.expire_claims(theirs)
        assert {outbox.find(theirs, row.id).state.value for row in mine} == {"sending"}  # type: ignore[union-attr]  # they are there
        lanes.expire_claims(theirs, now + 2 * MINUTE)
        asked = lanes.askable(theirs, now + 2 * MINUTE)
        assert {row.id for row in mine} <= {row.id for row in asked}
        assert lanes.askable(theirs, now + 2 * MINUTE + timedelta(seconds=59)) == []
        assert len(lanes.askable(theirs, now + 4 * MINUTE)) == len(asked)
    other.closed()


NOTES = """
import sys
from pathlib import Path
import cast as c, deeds as d
from ledger.shelf import Wound, again, opened
from scabot.ledger.errors import LostRace
folder, keyfile, url, name, *cases = sys.argv[1:]
shelf = opened(Path(folder), Path(keyfile), Wound(), url=url)
for n in range(12):
    case = cases[n % len(cases)]
    key = f"{name if n % 2 else 'all'}-{n}"
    command = again(shelf.asks(d.notes(shared=True), case), key=key, at=c.NOW, said_at=c.NOW)
    while True:
        try:
            shelf.handle(case, command)
            break
        except LostRace:
            continue
shelf.closed()
"""


@pytest.mark.parametrize("cases", [(c.KEY,), ("SCA-0AAAAA", "SCA-0BBBBB", "SCA-0CCCCC", "SCA-0DDDDD")], ids=len)
def test_s3_s4_four_processes_on_one_case_or_many_lose_nothing_and_double_nothing(
    shelf: Shelf, url: str, cases: tuple[str, ...]
) -> None:
    for case in cases:
        shelf.does(d.opens(), case=case)
    words = [sys.executable, "-c", NOTES, str(shelf.folder), str(shelf.keyfile), url]
    env = {"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin"}
    children = [subprocess.Popen([*words, f"p{n}", *cases], env=env) for n in range(4)]  # noqa: S603 - this interpreter
    assert [child.wait() for child in children] == [0, 0, 0, 0]
    keys = []
    for case in cases:
        events = shelf.store.history(case)
        assert [event.version for event in events] == list(range(1, len(events) + 1))
        keys += [event.key for event in events[2:]]
    assert (len(keys), len(set(keys))) == (30, 30)
    assert check(shelf.store) == []


def opening(url: str, tmp_path: Path, *, trusting: bool) -> None:
    folder, keyfile = furnished(tmp_path)
    shelf = opened(folder, keyfile, Wound())
    try:
        open_postgres(url, shelf.keys, home_side=Side.PROVIDER, now=c.NOW, origin=ORIGIN, trusting=trusting).close()
    finally:
        shelf.closed()


def test_a_server_that_would_lose_what_it_acknowledged_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="not safe for facts: fsync is off; full_page_writes is off"):
        opening(url, tmp_path, trusting=False)


def test_a_database_without_tables_says_what_to_run(postgres: Server, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"holds no ledger yet\. Run: scabot migrate"):
        opening(postgres.url("nowhere"), tmp_path, trusting=True)


def test_a_server_that_is_not_there_is_said_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="cannot be used") as told:
        opening(f"postgresql://me:canary@/x?host={tmp_path}", tmp_path, trusting=True)
    assert "canary" not in str(told.value)


def test_tables_are_made_once(postgres: Server) -> None:
    url = postgres.url(postgres.fresh(), "scabot")
    assert [migrate(url, Roles(app="app")), migrate(url, Roles(app="app"))] == [True, False]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://db.example.org/x?sslmode=require", "only sslmode=verify-full"),
        ("postgresql:///x?host=localhost&hostaddr=192.0.2.7&sslmode=prefer", "only sslmode=verify-full"),
        ("postgresql:///x?host=localhost,db.example.org&sslmode=disable", "only sslmode=verify-full"),
        ("postgresql://db.example.org:5432,other.example.org:5432/x", "like postgresql"),
        ("postgresql://db.example.org/x?schema=Mixed", "small letters"),
        ("mysql://db.example.org/x", "like postgresql"),
    ],
)
def test_an_address_that_is_not_safe_is_refused(url: str, why: str) -> None:
    with pytest.raises(CannotOpen, match=why):
        read_address(url)


def test_to_another_machine_the_name_of_the_server_is_verified_and_the_password_never_shown() -> None:
    address = read_address("postgresql://me:p%40ss@db.example.org:6432/x?schema=ward7")
    assert dict(address.options) == {"sslmode": "verify-full"}
    assert (address.password, address.port, address.work) == ("p@ss", 6432, "ward7_work")
    assert str(address) == "postgresql://db.example.org:6432/x (schema ward7)"


def test_a_statement_that_the_server_does_not_understand_is_a_fault(shelf: Shelf) -> None:
    with pytest.raises(StoreFault, match="42P01"), shelf.store.writing() as tx:
        tx.run("SELECT * FROM nowhere")
