"""Many processes on one server: each hears of the others, whatever becomes of the connection on which it listens."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf, Wound, furnished, opened, shelf_in
from scabot.ledger.address import Address, as_user, read_address
from scabot.ledger.beginning import ORIGIN
from scabot.ledger.errors import CannotOpen, Forked
from scabot.ledger.follow import Followed, Follower
from scabot.ledger.listen import Ear
from scabot.ledger.opening_postgres import open_postgres
from scabot.views.tx import Tx
from scabot_domain.parties import Side
from servers.grounds import migrated
from servers.postgres import Server

LISTENING = "FROM pg_stat_activity WHERE application_name = 'scabot listening'"


def until(true: Callable[[], bool]) -> None:
    """Poll with a deadline."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        Event().wait(0.005)


@pytest.fixture
def url(postgres: Server) -> str:
    return migrated(postgres)


@pytest.fixture
def shelf(tmp_path: Path, url: str) -> Iterator[Shelf]:
    with shelf_in(tmp_path, url=url) as opened_one:
        yield opened_one


class Patient(Ear):
    """An ear that would look by itself only after this test has failed."""

    tick = 60.0


@contextmanager
def another(shelf: Shelf, url: str) -> Iterator[Shelf]:
    other = opened(shelf.folder, shelf.keyfile, shelf.clock, url=url)
    yield other
    other.closed()


@contextmanager
def listening(address: Address, changed: Callable[[], None]) -> Iterator[Ear]:
    ear = Ear(address, changed)
    ear.start()
    yield ear
    ear.stop()


def ended(postgres: Server) -> int:
    with postgres.connect() as root:
        return len(root.execute(f"SELECT pg_terminate_backend(pid) {LISTENING}".encode()).fetchall())


def test_a_follower_hears_of_the_commits_of_another_process_long_before_its_own_next_look(
    shelf: Shelf, url: str
) -> None:
    took: list[float] = []
    began: list[float] = []

    def note(_tx: Tx, event: Followed) -> None:
        if event.stream == c.KEY and began:
            took.append(time.monotonic() - began[-1])

    with another(shelf, url) as other:
        follower = Follower(other.store, "listener", note, seconds=time.monotonic)
        follower.start()
        until(lambda: follower.lag().events == 0)
        for step in (d.opens(), d.records_approval(), d.requests(), *[d.notes()] * 8):
            count = len(took)
            began.append(time.monotonic())
            shelf.does(step)
            until(lambda count=count: len(took) > count)  # type: ignore[misc]  # bound at once
        assert follower.stop()
    assert sorted(took)[len(took) // 2] < 0.5  # the ticker alone would need half a second on average, and more than it


def test_a_commit_of_another_process_is_heard_of_and_not_only_stumbled_upon(shelf: Shelf, url: str) -> None:
    heard = Event()
    ear = Patient(read_address(url), heard.set)
    ear.start()
    until(heard.is_set)
    for step in (d.opens(), d.records_approval()):
        Event().wait(0.05)  # for a notice that may be under way
        heard.clear()
        shelf.does(step)
        until(heard.is_set)
    ear.stop()


def test_p09_what_was_committed_before_the_ear_listened_is_looked_for_as_soon_as_it_does(
    shelf: Shelf, url: str
) -> None:
    heard: list[int] = []

    class Slow(Patient):
        def _connected(self) -> psycopg.Connection[Any]:
            shelf.does(d.opens())  # before LISTEN, so no notice of it will ever come
            return super()._connected()

    ear = Slow(read_address(url), lambda: heard.append(len(shelf.store.history(c.KEY))))
    ear.start()
    until(lambda: bool(heard))
    ear.stop()
    assert heard[0] == 2


def test_a_listening_connection_that_is_ended_is_replaced_within_a_second_and_nothing_is_missed(
    url: str, postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    changes: list[float] = []
    with listening(read_address(url), lambda: changes.append(time.monotonic())):
        until(lambda: bool(changes))
        assert ended(postgres) == 1
        fell = time.monotonic()
        until(lambda: any(change > fell for change in changes))
        with postgres.connect() as root:
            until(lambda: root.execute(f"SELECT 1 {LISTENING}".encode()).fetchone() is not None)
            assert time.monotonic() - fell < 5
            notified = time.monotonic()
            until(lambda: changes[-1] > notified or root.execute("NOTIFY scabot_events") is None)
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert said == ["the database cannot be listened to and is asked again"]


def test_every_second_everybody_is_woken_although_nobody_said_anything(url: str) -> None:
    changes: list[float] = []
    with listening(read_address(url), lambda: changes.append(time.monotonic())):
        until(lambda: len(changes) >= 3)
    assert changes[2] - changes[1] > 0.5


def test_a_store_that_is_closed_listens_no_longer(tmp_path: Path, url: str, postgres: Server) -> None:
    with shelf_in(tmp_path, url=url), postgres.connect() as root:
        assert root.execute(f"SELECT COUNT(*) {LISTENING}".encode()).fetchone() == (1,)
    with postgres.connect() as root:
        until(lambda: root.execute(f"SELECT COUNT(*) {LISTENING}".encode()).fetchone() == (0,))


def test_a_process_with_other_views_is_refused_while_one_works_and_welcome_after_it(tmp_path: Path, url: str) -> None:
    newer = (("board", 99),)
    with shelf_in(tmp_path, url=url) as shelf:
        with pytest.raises(CannotOpen, match="in use by another release of scabot, which keeps other views"):
            Ear(read_address(url), lambda: None, newer).start()
        with another(shelf, url) as same:
            assert same.store.history(c.KEY) == []
    until(lambda: welcome(url, newer))


def welcome(url: str, views: tuple[tuple[str, int], ...]) -> bool:
    ear = Ear(read_address(url), lambda: None, views)
    try:
        ear.start()
    except CannotOpen:  # the server has not noticed yet that the others are gone
        return False
    ear.stop()
    return True


def test_another_way_to_the_database_past_a_pooler_is_the_one_that_is_listened_on(
    tmp_path: Path, url: str, postgres: Server
) -> None:
    folder, keyfile = furnished(tmp_path)
    shelf = opened(folder, keyfile, Wound())
    past = as_user(url, "reader")
    store = open_postgres(
        url, shelf.keys, home_side=Side.PROVIDER, now=c.NOW, origin=ORIGIN, listen_url=past, trusting=True
    )
    with postgres.connect() as root:
        assert root.execute(f"SELECT usename::text {LISTENING}".encode()).fetchall() == [("reader",)]
    store.close()
    shelf.closed()


def test_who_cannot_be_listened_to_is_said_at_the_start(url: str, tmp_path: Path) -> None:
    nobody = read_address(f"postgresql://me:canary@/x?host={tmp_path}")
    with pytest.raises(CannotOpen, match="cannot be listened to") as told:
        Ear(nobody, lambda: None).start()
    assert "canary" not in str(told.value)
    assert url


def test_p20_a_store_on_a_server_does_not_survive_a_fork_and_says_so(shelf: Shelf) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            shelf.store.history(c.KEY)
            os.write(writing, b"read")
        except Forked as told:
            os.write(writing, str(told).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 200) == b"The store belongs to the parent process; open one after the fork."
    os.close(reading)
    os.close(writing)
    shelf.does(d.opens())
