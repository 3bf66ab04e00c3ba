"""Followers: every event once and in order, whatever fails, whoever commits; and an operator who can see it."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event

import pytest
from eventsourcing.sqlite import SQLiteApplicationRecorder

import cast as c
import deeds as d
from ledger.shelf import Shelf
from scabot.ledger.follow import Effect, Followed, Follower, Lag
from scabot.ledger.watch import Watch
from scabot.views.tx import Tx


def until(true: Callable[[], bool]) -> None:
    """Poll with a deadline."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        Event().wait(0.01)


@contextmanager
def following(shelf: Shelf, effect: Effect, name: str = "copyist") -> Iterator[Follower]:
    follower = Follower(shelf.store, name, effect, seconds=time.monotonic)
    follower.start()
    try:
        yield follower
    finally:
        follower.stop()


def level(follower: Follower) -> bool:
    return follower.lag().events == 0


@pytest.fixture
def copies(shelf: Shelf) -> Effect:
    with shelf.store.writing() as tx:
        tx.run("CREATE TABLE copies (n INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL)")

    def copy(tx: Tx, event: Followed) -> None:
        tx.run("INSERT INTO copies (position) VALUES (?)", event.position)

    return copy


def copied(shelf: Shelf) -> list[int]:
    with shelf.store.reading() as tx:
        return [row[0] for row in tx.all("SELECT position FROM copies ORDER BY n")]


def positions(shelf: Shelf) -> list[int]:
    with shelf.store.reading() as tx:
        return [row[0] for row in tx.all("SELECT notification_id FROM scabot_events ORDER BY notification_id")]


def test_p01_canary_the_library_has_no_subscription_on_sqlite(shelf: Shelf) -> None:
    recorder = shelf.store.recorder
    assert isinstance(recorder, SQLiteApplicationRecorder)
    with pytest.raises(NotImplementedError):
        SQLiteApplicationRecorder.subscribe(recorder)


def test_p01_what_was_there_and_what_comes_is_followed_once_and_in_order(shelf: Shelf, copies: Effect) -> None:
    shelf.does(d.opens())
    with following(shelf, copies) as follower:
        until(lambda: level(follower))
        shelf.does(d.records_approval())
        until(lambda: level(follower))
    with following(shelf, copies) as follower:
        shelf.does(d.requests())
        until(lambda: level(follower))
    assert copied(shelf) == positions(shelf)


class Patient(Event):
    """Waits until somebody wakes it, however long it was told to wait."""

    def wait(self, timeout: float | None = None) -> bool:
        """Return when it is set, or after what no test waits for."""
        assert timeout is not None
        return super().wait(3600)


def test_p01_a_commit_of_this_process_wakes_its_followers_without_a_tick(shelf: Shelf, copies: Effect) -> None:
    follower = Follower(shelf.store, "copyist", copies, seconds=time.monotonic)
    follower.woken = Patient()
    follower.start()
    until(lambda: level(follower))
    shelf.does(d.opens())
    until(lambda: level(follower))
    assert follower.stop()
    assert copied(shelf) == positions(shelf)


def test_p07_a_failure_is_seen_and_then_cured_without_a_gap_or_a_double(
    shelf: Shelf, copies: Effect, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Event()
    broken.set()

    def fails(tx: Tx, event: Followed) -> None:
        copies(tx, event)
        if broken.is_set() and event.stream == c.KEY:
            raise ZeroDivisionError

    shelf.does(d.opens())
    with following(shelf, fails) as follower:
        until(lambda: follower.lag().error == "ZeroDivisionError" and len(copied(shelf)) > 0)
        until(lambda: follower.lag().events == len(shelf.store.history(c.KEY)))
        shelf.does(d.records_approval())
        broken.clear()
        until(lambda: level(follower))
        until(lambda: follower.lag().error == "")
    assert copied(shelf) == positions(shelf)
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in errors] == ["a follower failed and tries again"]


def test_p09_a_commit_between_the_look_and_the_wait_is_not_slept_through(shelf: Shelf, copies: Effect) -> None:
    slept: list[bool] = []

    class Gap(Event):
        def wait(self, timeout: float | None = None) -> bool:
            if not slept:
                shelf.does(d.opens())
                slept.append(super().wait(0))
            return super().wait(timeout)

    follower = Follower(shelf.store, "copyist", copies, seconds=time.monotonic)
    follower.woken = Gap()
    follower.start()
    until(lambda: bool(slept) and level(follower))
    follower.stop()
    assert slept == [True]


def test_p09_a_commit_just_before_the_wake_is_taken_back_is_seen_by_the_look_that_follows(
    shelf: Shelf, copies: Effect
) -> None:
    cleared: list[int] = []

    class Late(Patient):
        def clear(self) -> None:
            cleared.append(1)
            if len(cleared) == 2:
                shelf.does(d.opens())
            super().clear()

    follower = Follower(shelf.store, "copyist", copies, seconds=time.monotonic)
    follower.woken = Late()
    follower.start()
    until(lambda: len(cleared) > 1 and level(follower))
    assert follower.stop()
    assert copied(shelf) == positions(shelf)


def test_two_followers_of_one_name_do_nothing_twice(shelf: Shelf, copies: Effect) -> None:
    with following(shelf, copies) as one, following(shelf, copies) as other:
        shelf.does(d.opens(), d.records_approval(), d.requests())
        until(lambda: level(one) and level(other))
    assert copied(shelf) == positions(shelf)


def test_a_commit_of_another_connection_is_heard_of(shelf: Shelf) -> None:
    heard = Event()
    watch = Watch(shelf.store.file, heard.set)
    watch.start()
    until(heard.is_set)
    heard.clear()
    with closing(sqlite3.connect(shelf.store.file)) as db, db:
        db.execute("INSERT INTO store_meta VALUES ('touched', 'yes')")
    until(heard.is_set)
    watch.stop()


def test_p25_a_blocked_follower_does_not_keep_the_process_from_ending(shelf: Shelf) -> None:
    begun, released = Event(), Event()

    def blocks(_tx: Tx, _event: Followed) -> None:
        begun.set()
        released.wait(10)

    follower = Follower(shelf.store, "stuck", blocks, seconds=time.monotonic)
    follower.start()
    assert begun.wait(10)
    assert not follower.stop()
    assert follower.lag().events > 0
    released.set()
    assert follower.stop()


def test_a_lag_of_a_thousand_events_or_thirty_seconds_is_alarming() -> None:

    assert [Lag(events=n, seconds=s).alarming for n, s in ((1001, 0), (1000, 30), (1, 30.1), (0, 99))] == [
        True,
        False,
        True,
        False,
    ]


def test_a_follower_far_behind_is_told_to_the_operator_once(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    tried = []

    def fails(_tx: Tx, _event: Followed) -> None:
        tried.append(1)
        raise ZeroDivisionError

    follower = Follower(shelf.store, "slow", fails, seconds=lambda: 3600.0 * len(tried))
    follower.start()
    until(lambda: len(tried) > 3)
    follower.stop()
    said = [record.getMessage() for record in caplog.records]
    assert said == ["a follower failed and tries again", "a follower is far behind"]
