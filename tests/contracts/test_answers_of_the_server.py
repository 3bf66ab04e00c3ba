"""What a server answers, in our words: decided by its code, as it really arrives, never by its text."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf, shelf_in
from scabot.ledger.errors import (
    Conflict,
    LedgerFault,
    OutcomeUnknown,
    StoreBroken,
    StoreBusy,
    StoreFault,
    StoreFull,
)
from scabot.ledger.postgres import POOL
from scabot.views.tx import Tx
from servers.grounds import migrated
from servers.postgres import Server

SAYS = "DO $$ BEGIN RAISE EXCEPTION 'canary' USING ERRCODE = '{code}'; END $$"
ANSWERS: dict[str, tuple[type[LedgerFault], type[LedgerFault]]] = {
    "23505": (Conflict, Conflict),
    "23000": (Conflict, Conflict),
    "40001": (StoreBusy, StoreBusy),
    "40P01": (StoreBusy, StoreBusy),
    "55P03": (StoreBusy, StoreBusy),
    "57014": (StoreBusy, StoreBusy),
    "53300": (StoreBusy, StoreBusy),
    "25006": (StoreBusy, StoreBusy),
    "53100": (StoreFull, StoreFull),
    "58030": (StoreBroken, StoreBroken),
    "XX001": (StoreBroken, StoreBroken),
    "XX002": (StoreBroken, StoreBroken),
    "08006": (OutcomeUnknown, StoreBusy),
    "57P01": (OutcomeUnknown, StoreBusy),
    "57P02": (OutcomeUnknown, StoreBusy),
    "57P03": (OutcomeUnknown, StoreBusy),
    "22012": (StoreFault, StoreFault),
    "42P01": (StoreFault, StoreFault),
    "42501": (StoreFault, StoreFault),
    "XX000": (StoreFault, StoreFault),
}
"""What each code means to whoever writes, and to whoever reads."""


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Iterator[Shelf]:
    with shelf_in(tmp_path_factory.mktemp("home"), url=migrated(postgres)) as opened:
        opened.does(d.opens())
        yield opened


@pytest.mark.parametrize("code", ANSWERS)
def test_every_code_is_one_of_our_faults_and_nothing_was_recorded(shelves: Shelf, code: str) -> None:
    writing, reading = ANSWERS[code]
    says, store = SAYS.format(code=code), shelves.store
    before = len(store.history(c.KEY))
    command = shelves.asks(d.notes())

    def answers(tx: Tx, _positions: object) -> None:
        tx.run(says)

    with pytest.raises(LedgerFault) as wrote:
        store.record(lambda _: [], answers)
    store._broken = ""  # noqa: SLF001 - a process would end here
    with pytest.raises(LedgerFault) as read, store.reading() as tx:
        tx.one(says)
    store._broken = ""  # noqa: SLF001 - the same
    assert (type(wrote.value), type(read.value)) == (writing, reading)
    assert "canary" not in f"{wrote.value}{read.value}"
    assert len(store.history(c.KEY)) == before
    assert not shelves.handle(c.KEY, command).repeated


def test_after_damage_nothing_is_written_any_more(tmp_path: Path, postgres: Server) -> None:
    with shelf_in(tmp_path, url=migrated(postgres)) as shelf:
        with pytest.raises(StoreBroken, match="58030"), shelf.store.reading() as tx:
            tx.one(SAYS.format(code="58030"))
        with pytest.raises(StoreBroken, match="look at its disk"):
            shelf.does(d.opens())
        assert shelf.store.history(c.KEY) == []


def test_a_connection_that_ends_under_a_reader_is_busy_and_the_next_look_works(shelves: Shelf) -> None:
    with pytest.raises(StoreBusy, match="was lost"), shelves.store.reading() as tx:
        tx.one("SELECT pg_terminate_backend(pg_backend_pid())")
    assert shelves.store.history(c.KEY)


def test_p02_without_a_free_connection_it_is_busy_for_a_while_and_not_broken(shelves: Shelf) -> None:
    base: Any = shelves.store.log.datastore
    with ExitStack() as stack:
        for _ in range(POOL):
            stack.enter_context(base.get_connection())
        with pytest.raises(StoreBusy, match="does not answer; nothing was recorded"):
            shelves.store.history(c.KEY)
    assert shelves.store.history(c.KEY)
