"""S1, S3 on PostgreSQL: whatever ends in the middle of a command, nothing acknowledged is lost, nothing is doubled."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import cast as c
import deeds as d
from contracts.test_one_transaction import Failing
from crash.postgres.cutting import Cut, Way, way_to
from crash.postgres.torturing import run
from ledger.shelf import Shelf, again, opened, shelf_in
from scabot.handle import Handle
from scabot.ledger.errors import OutcomeUnknown
from scabot.ledger.head import Head
from scabot.ledger.plaintext import Event
from scabot.ledger.rebuild import check
from scabot.ledger.store import Inline
from scabot.views.tx import Tx
from scabot_domain.parties import Side
from servers.grounds import migrated
from servers.postgres import Server, postgres
from story import BARE

__all__ = ["postgres"]


@pytest.fixture
def url(postgres: Server) -> str:
    return migrated(postgres)


@pytest.fixture
def shelf(tmp_path: Path, url: str) -> Iterator[Shelf]:
    with shelf_in(tmp_path, url=url) as opened_one:
        opened_one.does(d.opens())
        yield opened_one


@contextmanager
def by_way(shelf: Shelf, url: str, server: Server) -> Iterator[tuple[Shelf, Way]]:
    """Open the same store over a way that can be cut."""
    with way_to(server.socket) as way:
        other = opened(shelf.folder, shelf.keyfile, shelf.clock, url=url.replace(str(server.socket), str(way.folder)))
        yield other, way
        way.decide = lambda: Cut.NOT
        other.closed()


def at_message(n: int, cut: Cut) -> Callable[[], Cut]:
    """Return what cuts at the n-th message from now on."""
    numbers = count(1)
    return lambda: cut if next(numbers) == n else Cut.NOT


def noted(shelf: Shelf) -> list[str]:
    return [event.key for event in shelf.store.history(c.KEY)[2:]]


class Ending(Failing):
    """A transaction at whose n-th statement the server ends the connection."""

    def _count(self) -> None:
        self._left[0] -= 1
        if self._left[0] == 0:
            self._tx.run("SELECT pg_terminate_backend(pg_backend_pid())")


def test_s1_the_backend_may_end_at_every_statement_of_a_command(shelf: Shelf) -> None:
    base: Any = shelf.store.log.datastore
    real, left = base.tx, [0]

    @contextmanager
    def tx(*, commit: bool) -> Iterator[Tx]:
        with real(commit=commit) as opened_one:
            yield Ending(opened_one, left)

    base.tx = tx
    statements = count(1)
    for n in statements:
        command = again(shelf.asks(d.notes(shared=True)), key=f"note-{n}")
        left[0] = n
        assert not shelf.handle(c.KEY, command).repeated
        if left[0] > 0:
            break
    base.tx = real
    assert noted(shelf) == [f"note-{k}" for k in range(1, n + 1)]
    assert n > 15
    assert check(shelf.store) == []


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.AFTER])
def test_s1_s3_the_way_may_be_cut_at_every_message_of_a_command(
    shelf: Shelf, url: str, postgres: Server, cut: Cut
) -> None:
    commands = {n: again(shelf.asks(d.notes(shared=True)), key=f"note-{n}") for n in range(1, 7)}
    repeated = []
    with by_way(shelf, url, postgres) as (other, way):
        for n, command in commands.items():
            other.store.history(c.KEY)
            way.decide = at_message(n, cut)
            repeated += [n] if other.handle(c.KEY, command).repeated else []
            way.decide = lambda: Cut.NOT
            other.store.history(c.KEY)
        assert way.cuts >= 5
    assert noted(shelf) == [f"note-{n}" for n in commands]
    # The fifth message holds COMMIT, the sixth where somebody else spoke in between: then only the key tells.
    assert repeated in ([[5], [6], [5, 6]] if cut is Cut.AFTER else [[]])
    assert check(shelf.store) == []


class Careless(Exception):  # noqa: N818 - what a careless client makes of an unknown outcome
    pass


class Hasty:
    """A store whose client takes an unknown outcome for a failure."""

    def __init__(self, shelf: Shelf) -> None:
        self._store = shelf.store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def record(self, build: Callable[[Head], Sequence[Event]], inline: Inline) -> object:
        try:
            return self._store.record(build, inline)
        except OutcomeUnknown as lost:
            raise Careless from lost


def test_control_a_client_that_gives_the_command_again_under_another_key_doubles_it(
    shelf: Shelf, url: str, postgres: Server
) -> None:
    command = shelf.asks(d.notes(shared=True))
    with by_way(shelf, url, postgres) as (other, way):
        hasty: Any = Hasty(other)
        handle = Handle(hasty, BARE, home_side=Side.PROVIDER, now=other.clock, jitter=lambda upto: upto)
        other.store.history(c.KEY)
        way.decide = at_message(5, Cut.AFTER)
        with pytest.raises(Careless):
            handle(c.KEY, again(command, key="once"))
        way.decide = lambda: Cut.NOT
        handle(c.KEY, again(command, key="once more"))
    assert noted(shelf) == ["once", "once more"]


def test_s1_s3_s4_troubles_of_all_kinds_lose_nothing_and_double_nothing() -> None:
    told = run(2, 20261124)
    assert told.faults == []
    assert (told.counts["lost"], told.counts["doubled"]) == (0, 0)
    assert told.counts["acknowledged"] > 10
    assert told.counts["clients killed"] == 4
