"""Several processes say of a ledger what one says of it, or nothing."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from audit.forgery import SIZE, attacking, loosened, reading, rebuild, write_ledger
from scabot.audit.shares import verified_in_shares
from scabot.audit.shell import verify_file
from scabot.audit.verify import Report, Verdict, verify
from scabot.audit.walk import Walk, pages
from scabot.ledger.leaf import leaf_hash, leaf_text
from scabot.ledger.topics import TOPICS
from scabot.ledger.tree import Frontier, grow
from scabot.views.tx import Row


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "scabot.db")


def alone(path: Path) -> Report:
    with reading(path) as tx:
        return verify(tx)


@pytest.mark.parametrize("size", [1, 8, 16, 64])
def test_shares_of_any_size_add_up_to_the_report_of_one_process(ledger: Path, size: int) -> None:
    assert verified_in_shares(ledger, 2, size) == alone(ledger)


def test_an_empty_ledger_is_consistent(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("DELETE FROM scabot_events")
        rebuild(db)
    assert verified_in_shares(ledger, 2) == alone(ledger)


ATTACKS = [
    "UPDATE scabot_events SET state = x'00' WHERE notification_id = 18",
    "UPDATE scabot_events SET topic = 'os:system' WHERE notification_id = 18",
    "UPDATE scabot_events SET originator_id = 'SCA-ZZZZZZ' WHERE notification_id = 18",
    "UPDATE scabot_events SET originator_version = 40 WHERE notification_id = 49",
    "DELETE FROM scabot_events WHERE notification_id = 18",
    "DELETE FROM ledger WHERE leaf_index = 17",
    "DELETE FROM ledger WHERE leaf_index = 48",
    "UPDATE ledger SET leaf_hash = zeroblob(32) WHERE leaf_index = 48",
    "UPDATE ledger SET log_no = 2 WHERE leaf_index = 17",
    "UPDATE ledger SET notification_id = 17.5 + notification_id WHERE leaf_index = 17",
    "UPDATE scabot_events SET notification_id = 16.5 WHERE notification_id = 18",
    "INSERT INTO scabot_events VALUES (NULL, 'SCA-0ABCDE', 13, 'note-added@1', x'01')",
    "DELETE FROM ledger_head",
    "UPDATE ledger_head SET frontier = x'00'",
    "UPDATE ledger_head SET frontier = zeroblob(8)",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("size", [1, 8])
def test_where_something_was_changed_shares_claim_nothing(ledger: Path, attack: str, size: int) -> None:
    with attacking(ledger) as db:
        loosened(db)
        db.execute(attack)
    assert alone(ledger).verdict is Verdict.TAMPERED
    assert verified_in_shares(ledger, 2, size) is None
    assert verify_file(ledger, jobs=2) == alone(ledger)


def test_a_case_that_goes_on_from_an_earlier_version_in_a_later_share_is_found_where_shares_meet(ledger: Path) -> None:
    with attacking(ledger) as db:
        loosened(db)
        [[stands]] = db.execute("SELECT leaf_hash FROM ledger WHERE leaf_index = 37")  # version 10 of the first case
        db.execute("UPDATE scabot_events SET originator_version = 11 WHERE notification_id = 46")  # that was version 12
        rebuild_with(db, 45, stands)
    assert "version 11 follows version 11" in [fault.what for fault in alone(ledger).faults]
    assert verified_in_shares(ledger, 2, 4) is None


def rebuild_with(db: sqlite3.Connection, index: int, previous: bytes) -> None:
    """Write the leaf of one event as if it followed another one, and the head to match."""
    [row] = db.execute(f"{EVENT} LIMIT 1 OFFSET ?", [index])
    leaf = leaf_hash(leaf_text(index, row[:3], previous, row[3]))
    db.execute("UPDATE ledger SET leaf_hash = ? WHERE leaf_index = ?", [leaf, index])
    leaves = [row[0] for row in db.execute("SELECT leaf_hash FROM ledger ORDER BY leaf_index")]
    db.execute("UPDATE ledger_head SET frontier = ?", [grow(Frontier(), leaves).encoded()])


EVENT = "SELECT originator_id, originator_version, topic, state FROM scabot_events ORDER BY notification_id"


def test_an_honest_ledger_needs_no_explanation_and_a_changed_one_only_to_the_end_of_the_page(ledger: Path) -> None:
    with reading(ledger) as tx:
        assert stepped(pages(tx)) == 0
    with attacking(ledger) as db:
        db.execute("UPDATE scabot_events SET state = x'00' WHERE notification_id = 18")
    with reading(ledger) as tx:
        assert stepped(pages(tx)) == SIZE - 17


def stepped(read: Iterable[Sequence[Row]]) -> int:
    walk = Walk(TOPICS.readable)
    for page in read:
        list(walk.over(page))
    return walk.stepped
