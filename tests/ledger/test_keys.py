"""Keys: wrapped, committed before use, one for each stream and purpose."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

import cast as c
import deeds as d
from ledger.shelf import Shelf, Wound
from scabot.ledger.errors import LedgerFault, StoreBroken, WrongKeys
from scabot.ledger.keyfile import Keyfile, make_keyfile, read_keyfile
from scabot.ledger.keys import Keyring


def stored(shelf: Shelf) -> list[tuple[int, str, str, bytes]]:
    with closing(sqlite3.connect(shelf.folder / "keys.db")) as db:
        return db.execute("SELECT key_id, name, kek_id, wrapped FROM keys ORDER BY key_id").fetchall()


def test_a_root_always_gives_the_same_wrapping_key() -> None:
    one, other = Keyfile(bytes(range(32))), Keyfile(bytes(32))
    wrapped = one.wrap("stream:SCA-7Q4K2M", b"k" * 32)
    assert wrapped.hex() == "14ec9f3038ba5043e0f040d50e7f72754dde66170ed2d79a21fa2b3d2cb903266bb84b7e84012e53"
    assert one.kek_id() == "372039e2044f00d4"
    assert one.unwrap("stream:SCA-7Q4K2M", wrapped) == b"k" * 32
    with pytest.raises(WrongKeys, match="does not open the key stream:SCA-7Q4K2M"):
        other.unwrap("stream:SCA-7Q4K2M", wrapped)


def test_every_stream_and_purpose_has_a_key_of_its_own_and_keeps_it(shelf: Shelf) -> None:
    first, second = shelf.keys.sealing("SCA-7Q4K2M"), shelf.keys.sealing("SCA-9TR3XW")
    assert first[0] != second[0]
    assert shelf.keys.sealing("SCA-7Q4K2M") == first
    button = shelf.keys.secret("button")
    assert len(button) == 32
    assert shelf.keys.secret("button") == button != shelf.keys.secret("index")


def test_keys_survive_a_restart_and_lie_on_disk_only_wrapped(tmp_path: Path) -> None:
    make_keyfile(tmp_path / "keyfile")
    provider = read_keyfile(tmp_path / "keyfile")
    first = Keyring(tmp_path / "data" / "keys.db", provider, Wound())
    key_id, cipher = first.sealing("SCA-7Q4K2M")
    secret = first.secret("button")
    sealed = cipher.encrypt(bytes(12), b"plain", None)
    first.close()
    again = Keyring(tmp_path / "data" / "keys.db", provider, Wound())
    assert again.opening(key_id).decrypt(bytes(12), sealed, None) == b"plain"
    assert again.secret("button") == secret
    again.close()
    assert secret not in (tmp_path / "data" / "keys.db").read_bytes()


def test_a_stored_key_does_not_open_without_the_root(shelf: Shelf) -> None:
    shelf.keys.sealing("SCA-7Q4K2M")
    _, name, _, wrapped = stored(shelf)[-1]
    assert name == "stream:SCA-7Q4K2M"
    with pytest.raises(InvalidUnwrap):
        aes_key_unwrap(bytes(32), wrapped)


def test_a_nonce_is_12_bytes_of_the_source_it_was_given(tmp_path: Path) -> None:
    drawn: list[int] = []

    def draw(size: int) -> bytes:
        drawn.append(size)
        return bytes([len(drawn)]) * size

    keys = Keyring(tmp_path / "data" / "keys.db", Keyfile(bytes(32)), Wound(), draw)
    assert keys.nonce() == bytes([1]) * 12
    keys.sealing("SCA-7Q4K2M")
    assert drawn == [12, 32]
    keys.close()


def test_more_streams_than_are_remembered_keep_their_keys(tmp_path: Path) -> None:
    keys = Keyring(tmp_path / "data" / "keys.db", Keyfile(bytes(32)), Wound(), remembered=2)
    streams = [f"SCA-{n:06d}" for n in range(5)]
    first = [keys.sealing(stream)[0] for stream in streams]
    assert len(set(first)) == 5
    assert [keys.sealing(stream)[0] for stream in streams] == first
    assert [keys.opening(key_id) is not None for key_id in first] == [True] * 5
    keys.close()


def test_a_key_store_that_cannot_be_used_says_so_in_our_words_and_stays_as_it_was(shelf: Shelf) -> None:
    with closing(sqlite3.connect(shelf.folder / "keys.db")) as db, db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON keys BEGIN SELECT RAISE(ROLLBACK, 'no'); END")
    with pytest.raises(LedgerFault):
        shelf.keys.sealing("SCA-7Q4K2M")
    with closing(sqlite3.connect(shelf.folder / "keys.db")) as db, db:
        db.execute("DROP TRIGGER full")
    assert shelf.keys.sealing("SCA-7Q4K2M")


def test_a_damaged_key_store_breaks_the_store_so_that_the_process_ends(shelf: Shelf) -> None:
    heard: list[str] = []
    shelf.store.on_broken.append(lambda: heard.append("broken"))
    shelf.does(d.opens())
    (shelf.folder / "keys.db").write_bytes(b"nothing that a database is" * 1000)
    for _ in range(2):
        with pytest.raises(StoreBroken):
            shelf.does(d.opens(), case="SCA-7Q4K2M")
    assert heard == ["broken"]
    assert len(shelf.store.history(c.KEY)) == 2


def test_a_key_file_is_there_whole_or_not_at_all_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    make_keyfile(tmp_path / "keyfile")
    with pytest.raises(FileExistsError):
        make_keyfile(tmp_path / "keyfile")
    assert [file.name for file in tmp_path.iterdir()] == ["keyfile"]
