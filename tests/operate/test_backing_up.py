"""Which copies count, which are kept, and which are thrown away."""

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import deeds as d
from audit.forgery import attacking
from ledger.shelf import Shelf, shelf_in
from scabot.assemble.copies import walk
from scabot.ledger.archive import open_archive
from scabot.ledger.backup import copy_ledger, root_at, told
from scabot.ledger.errors import CannotOpen, InUse
from scabot.operate import backing_up
from scabot.operate.backing_up import PARTIAL, Leaves, Workshop, back_up
from scabot.operate.key_copies import copy_keys
from scabot.operate.manifest import read_manifest, sha256_of
from scabot.operate.restoring import Bench, NotRestored, restore

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path) as opened:
        opened.does(d.opens())
        yield opened


def workshop(shelf: Shelf, now: datetime = NOON, walk: backing_up.Walk = walk) -> Workshop:
    return Workshop(database=shelf.store.file, keys=shelf.keys, walk=walk, now=lambda: now, release="test")


def test_a_verified_copy_has_a_manifest_that_names_store_size_root_and_bytes(shelf: Shelf, tmp_path: Path) -> None:
    made = back_up(workshop(shelf), tmp_path / "copies", 3)
    manifest = read_manifest(made.file)
    assert made.told is not None
    assert manifest is not None
    assert made.file.name == f"scabot-20261124T120000Z-{made.told.size}-{made.told.root[:8]}.db"
    assert (manifest.size, manifest.root, manifest.store_id) == (made.told.size, made.told.root, made.told.store_id)
    assert (manifest.sha256, manifest.bytes) == (sha256_of(made.file), made.file.stat().st_size)
    assert (manifest.made_at, manifest.note) == ("2026-11-24T12:00:00.000000Z", None)


def test_p14_a_copy_keeps_positions_sequence_triggers_and_marks(shelf: Shelf, tmp_path: Path) -> None:
    ask = (
        "PRAGMA application_id",
        "PRAGMA user_version",
        "SELECT * FROM sqlite_sequence",
        "SELECT notification_id, originator_id, originator_version, topic, state FROM scabot_events",
        "SELECT type, name, sql FROM sqlite_master ORDER BY name",
    )
    copy_ledger(shelf.store.file, tmp_path / "copy.db")
    with attacking(shelf.store.file) as ours, attacking(tmp_path / "copy.db") as copy:
        assert [copy.execute(sql).fetchall() for sql in ask] == [ours.execute(sql).fetchall() for sql in ask]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


def test_the_newest_verified_ones_stay_and_nothing_else_is_touched(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    made = [back_up(workshop(shelf, NOON + timedelta(hours=hour)), folder, 2).file for hour in range(3)]
    assert [file.exists() for file in made] == [False, True, True]
    strangers = folder / "scabot-20200101T000000Z-1-00000000.db", folder / "letter.txt"
    for stranger in strangers:
        stranger.touch()
    last = back_up(workshop(shelf, NOON + timedelta(hours=4)), folder, 1)
    assert last.pruned == (made[1], made[2])
    assert all(stranger.exists() for stranger in strangers)
    assert [*folder.glob("*.json")] == [last.file.with_suffix(".json")]


def test_copies_of_another_store_are_never_pruned(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with shelf_in(tmp_path / "other") as other:
        theirs = back_up(workshop(other), tmp_path / "copies", 1).file
        back_up(workshop(shelf, NOON + timedelta(hours=1)), tmp_path / "copies", 1)
    assert theirs.exists()


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE scabot_events SET state = zeroblob(99) WHERE notification_id = 3", "does not give the stored leaf"),
        ("UPDATE ledger_head SET frontier = zeroblob(8)", "leaves"),
        ("DELETE FROM people WHERE user = 'U0RUTH'", "people lacks 1 rows"),
    ],
)
def test_a_copy_that_is_not_proven_is_kept_as_suspect(
    shelf: Shelf, tmp_path: Path, statement: str, sentence: str
) -> None:
    with attacking(shelf.store.file) as db:
        db.execute("DROP TRIGGER scabot_events_refuses_update")
        db.execute(statement)
    made = back_up(workshop(shelf), tmp_path / "copies", 3)
    assert (made.file.suffix, [*(tmp_path / "copies").iterdir()]) == (".suspect", [made.file])
    assert sentence in " ".join(made.faults) or "could not be proven" in made.faults[0]
    with pytest.raises(NotRestored, match="was not verified"):
        restore(made.file, tmp_path / "new" / "ledger" / "scabot.db", Bench(walk=walk, now=lambda: NOON, release="x"))


def test_a_root_that_is_not_ours_makes_a_copy_suspect(shelf: Shelf, tmp_path: Path) -> None:
    made = back_up(workshop(shelf, walk=lambda _: Leaves(1, "00" * 32)), tmp_path / "copies", 3)
    assert made.faults[0].startswith("Its root is not the one of this ledger at ")


def test_what_an_interrupted_run_left_is_removed_and_two_do_not_run_at_once(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir(mode=0o700)
    (folder / PARTIAL).touch()
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(InUse, match="Another backup"):
        back_up(workshop(shelf), folder, 3)
    os.close(descriptor)
    back_up(workshop(shelf), folder, 3)
    assert len([*folder.iterdir()]) == 2


def test_the_root_at_a_size_is_that_of_the_ledger_when_it_had_that_size(shelf: Shelf) -> None:
    with open_archive(shelf.store.file) as archive:
        then = told(archive.tx)
    shelf.does(d.records_approval())
    with open_archive(shelf.store.file) as archive:
        assert root_at(archive.tx, then.size) == then.root != told(archive.tx).root
        assert root_at(archive.tx, 10_000) is None


def test_key_copies_are_forgotten_after_35_days(shelf: Shelf, tmp_path: Path) -> None:
    keys, folder = shelf.folder / "keys.db", tmp_path / "key-copies"
    first, _ = copy_keys(keys, folder, NOON, tmp_path / "copies")
    _, kept = copy_keys(keys, folder, NOON + timedelta(days=35), tmp_path / "copies")
    assert (kept, first.exists()) == ([], True)
    _, forgotten = copy_keys(keys, folder, NOON + timedelta(days=35, seconds=1), tmp_path / "copies")
    assert (forgotten, first.exists()) == ([first], False)


def test_nothing_is_copied_over_a_file(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "there.db").touch()
    with pytest.raises(CannotOpen, match="nothing is written over"):
        copy_ledger(shelf.store.file, tmp_path / "there.db")


def test_a_ledger_rewritten_while_it_was_copied_makes_the_copy_suspect(shelf: Shelf, tmp_path: Path) -> None:
    def rewriting(copy: Path) -> Leaves:
        with attacking(shelf.store.file) as db:
            db.execute("DROP TRIGGER ledger_refuses_update")
            db.execute("UPDATE ledger SET leaf_hash = zeroblob(32) WHERE leaf_index = 0")
        return walk(copy)

    made = back_up(workshop(shelf, walk=rewriting), tmp_path / "copies", 3)
    assert [fault.partition(" at ")[0] for fault in made.faults] == ["Its root is not the one of this ledger"]
