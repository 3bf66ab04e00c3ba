"""A store opened for reading alone: what it refuses, and that it writes nothing."""

import hashlib
import sqlite3
from pathlib import Path

import pytest

from audit.forgery import SIZE, attacking, write_ledger
from scabot.ledger.archive import open_archive
from scabot.ledger.errors import CannotOpen, Foreign, KeyMissing, StoreBroken


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotOpen, match=r"^There is no ledger at .*nothing\.db\.$"),
        open_archive(tmp_path / "nothing.db"),
    ):
        pass
    assert not list(tmp_path.iterdir())


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear all, this is not a database. " * 20)
    with pytest.raises(Foreign, match="is not a ledger of scabot"), open_archive(tmp_path / "letter.db"):
        pass


def test_another_programs_database_and_a_newer_release_are_refused(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "scabot.db")
    for pragma, words in (("user_version = 99", "newer release"), ("application_id = 7", "not a ledger of scabot")):
        with attacking(path) as db:
            db.execute(f"PRAGMA {pragma}")
        with pytest.raises(Foreign, match=words), open_archive(path):
            pass


def test_a_damaged_file_is_called_damaged(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "scabot.db")
    content = bytearray(path.read_bytes())
    content[4096:-4096] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreBroken, match="is damaged"), open_archive(path) as archive:
        archive.tx.all("SELECT * FROM scabot_events")


def test_a_write_is_refused_and_the_file_keeps_its_bytes(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "scabot.db")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with open_archive(path) as archive:
        assert archive.tx.one("SELECT count(*) FROM scabot_events")[0] == SIZE  # type: ignore[index]  # a count is a row
    with pytest.raises(CannotOpen), open_archive(path) as archive:
        archive.tx.run("DELETE FROM ledger")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_one_snapshot_is_read_while_others_write(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "scabot.db")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode = WAL")
    with open_archive(path) as archive:
        first = archive.leaves("SCA-7Q4K2M")
        with attacking(path) as db:
            db.execute("DELETE FROM ledger")
        assert archive.leaves("SCA-7Q4K2M") == first
    db.close()


def test_without_keys_the_content_stays_sealed(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "scabot.db")
    with open_archive(path) as archive, pytest.raises(KeyMissing):
        archive.history("SCA-7Q4K2M")
