"""The same commands leave the same bytes on both databases, and the log proves itself on each."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import count, islice
from pathlib import Path

import cast as c
import deeds as d
from contracts.test_one_transaction import TABLES
from ledger.shelf import Shelf, Wound, furnished, opened, rows
from scabot.audit.verify import Verdict, verify
from scabot.ledger.head import read_head
from scabot.ledger.rebuild import check, rebuild
from scabot.ledger.tree import root_of
from scabot_domain.refusals import Refused
from servers.grounds import ON_BOTH, Grounds
from story import Step


def drawing() -> Callable[[int], bytes]:
    """Return keys and nonces that are the same in every run, and never the same twice in one."""
    numbers = count()
    return lambda size: sha256(str(next(numbers)).encode()).digest()[:size]


SHARED, PRIVATE = d.notes(c.NILS, shared=True), d.notes(c.BEN)
TALK: tuple[Step, ...] = (
    d.offers(c.BEN),
    d.counters(c.NILS),
    d.rejects(c.BEN, "OFR-2"),
    SHARED,
    d.offers(c.NILS, c.PER_DIEM_3500),
    PRIVATE,
    d.counters(c.BEN, "OFR-3"),
    d.notes(c.CARA),
)
"""Eight commands that can be given to a case one after the other as often as one likes."""


def script() -> Iterator[tuple[str, Step]]:
    """A thousand commands: one case to its execution, and 40 others in turn, some of which people may not do."""
    yield from ((c.KEY, step) for step in (*d.executed, d.notes(shared=True)))
    for number in range(40):
        for step in d.requested:
            yield f"SCA-{number:06d}", step
    for number in count():
        yield f"SCA-{number % 40:06d}", TALK[number // 40 % len(TALK)]


def played(home: Path, keyfile: Path, url: str) -> tuple[dict[str, list[tuple[object, ...]]], int]:
    """Give the same 1,000 commands, and return what every table holds and how many were refused."""
    shelf = opened(home, keyfile, Wound(), url=url, draw=drawing())
    shelf.furnish()
    refused = 0
    for case, step in islice(script(), 1000):
        try:
            shelf.does(step, case=case)
        except Refused:
            refused += 1
    with shelf.store.reading() as tx:
        dump = {table: sorted(rows(tx, table), key=repr) for table in TABLES}
    shelf.closed()
    return dump, refused


def test_s9_the_same_1000_commands_give_identical_facts_leaves_views_and_outbox(
    tmp_path: Path, grounds: Grounds
) -> None:
    _, keyfile = furnished(tmp_path)
    (on_file, refused), on_server = (played(tmp_path / kind, keyfile, grounds(kind)) for kind in ON_BOTH)
    assert len(on_file["scabot_events"]) > 1000
    assert 20 < refused < 300
    for table in TABLES:
        assert on_server[0][table] == on_file[table], table
    assert on_server[1] == refused


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
