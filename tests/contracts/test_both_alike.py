"""The same commands leave the same bytes on both databases, and the log proves itself on each."""

from collections.abc import Callable
from hashlib import sha256
from itertools import count
from pathlib import Path

import deeds as d
from contracts.test_one_transaction import TABLES
from ledger.shelf import Shelf, Wound, furnished, opened, rows
from scabot.audit.verify import Verdict, verify
from scabot.ledger.head import read_head
from scabot.ledger.rebuild import check, rebuild
from scabot.ledger.tree import root_of
from servers.grounds import Grounds


def drawing() -> Callable[[int], bytes]:
    """Return keys and nonces that are the same in every run, and never the same twice in one."""
    numbers = count()
    return lambda size: sha256(str(next(numbers)).encode()).digest()[:size]


def played(home: Path, keyfile: Path, url: str) -> dict[str, list[tuple[object, ...]]]:
    shelf = opened(home, keyfile, Wound(), url=url, draw=drawing())
    shelf.furnish()
    shelf.does(d.executed, d.notes(shared=True))
    shelf.does(d.offered, d.rejects(), d.notes(), case="SCA-0BBBBB")
    with shelf.store.reading() as tx:
        dump = {table: sorted(rows(tx, table), key=repr) for table in TABLES}
    shelf.closed()
    return dump


def test_s9_the_same_commands_give_identical_facts_leaves_views_and_outbox(tmp_path: Path, grounds: Grounds) -> None:
    _, keyfile = furnished(tmp_path)
    on_file, on_server = (played(tmp_path / kind, keyfile, grounds(kind)) for kind in ("sqlite", "postgres"))
    assert len(on_file["scabot_events"]) > 40
    for table in TABLES:
        assert on_server[table] == on_file[table], table


def test_the_head_is_the_root_over_all_leaves_and_every_leaf_is_what_its_event_says(shelf: Shelf) -> None:
    shelf.does(d.offered)
    with shelf.store.reading() as tx:
        leaves = [bytes(row[0]) for row in tx.all("SELECT leaf_hash FROM ledger ORDER BY log_no, leaf_index")]
        head = read_head(tx).frontier
        report = verify(tx)
    assert (head.size, head.root()) == (len(leaves), root_of(leaves))
    assert report.verdict is Verdict.CONSISTENT_ONLY
    assert report.faults == ()


def test_s6_views_are_their_rebuild_and_a_planted_difference_is_found(shelf: Shelf) -> None:
    shelf.does(d.executed)
    with shelf.store.reading() as tx:
        before = {table: sorted(rows(tx, table), key=repr) for table in TABLES}
    rebuild(shelf.store)
    with shelf.store.reading() as tx:
        assert {table: sorted(rows(tx, table), key=repr) for table in TABLES} == before
    assert check(shelf.store) == []
    with shelf.store.writing() as tx:
        tx.run("UPDATE board SET payer = 'Somebody else'")
        tx.run("DELETE FROM timeline WHERE version = 1")
    assert [line.split()[0] for line in check(shelf.store)] == ["board", "board", "timeline"]
