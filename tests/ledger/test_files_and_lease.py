"""Nobody else may read the data folder, and one process at a time may have it."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf, Wound, furnished, opened, shelf_in
from scabot.ledger import lease
from scabot.ledger.backup import copy_ledger
from scabot.ledger.errors import Foreign, InUse, Unsafe, WrongKeys
from scabot.ledger.files import checked_file, file_system_of, private_file, private_folder
from scabot.ledger.keyfile import make_keyfile, read_keyfile
from scabot_domain.parties import Side

EIGHT_OH_TWO = datetime(2026, 11, 24, 8, 2, tzinfo=UTC)


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def test_folder_database_keys_and_lock_are_readable_by_nobody_else(shelf: Shelf) -> None:
    assert mode(shelf.folder) == "0o700"
    files = sorted(path for path in shelf.folder.iterdir())
    assert [path.name for path in files] == ["keys.db", "scabot.db", "scabot.db-shm", "scabot.db-wal", "scabot.lock"]
    assert {mode(path) for path in (*files, shelf.keyfile)} == {"0o600"}


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_whatever_the_umask_every_file_is_made_private_before_sqlite_sees_it(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        with closing(sqlite3.connect(tmp_path / "alone.db")) as db:
            db.execute("CREATE TABLE control (n)")
        with shelf_in(tmp_path) as shelf:
            shelf.does(d.opens())
            copy_ledger(shelf.store.file, shelf.folder / "copy.db")
            kept = {path.name: mode(path) for path in shelf.folder.iterdir()}
    assert mode(tmp_path / "alone.db") == "0o644"
    assert mode(tmp_path / "data") == "0o700"
    assert set(kept.values()) == {"0o600"}
    assert {"scabot.db", "scabot.db-wal", "scabot.db-shm", "keys.db", "scabot.lock", "copy.db"} == set(kept)


@pytest.mark.parametrize("name", ["scabot.db-wal", "scabot.db-shm"])
def test_a_log_of_a_dead_process_that_others_can_read_is_refused_too(tmp_path: Path, name: str) -> None:
    folder, keyfile = furnished(tmp_path)
    opened(folder, keyfile, Wound()).closed()
    (folder / name).touch(mode=0o644)
    with pytest.raises(Unsafe, match=rf"chmod 600 .*{name}$"):
        opened(folder, keyfile, Wound())


@pytest.mark.parametrize("name", ["scabot.db", "keys.db", "scabot.lock"])
def test_a_link_in_the_place_of_any_file_is_refused(tmp_path: Path, name: str) -> None:
    folder, keyfile = furnished(tmp_path)
    opened(folder, keyfile, Wound()).closed()
    (folder / name).rename(tmp_path / name)
    (folder / name).symlink_to(tmp_path / name)
    with pytest.raises(Unsafe, match="not a plain file"):
        opened(folder, keyfile, Wound())


def test_what_belongs_to_somebody_else_is_refused(tmp_path: Path) -> None:
    if os.geteuid():
        with pytest.raises(Unsafe, match="belongs to another user"):
            private_folder(Path("/"))
        return
    folder, keyfile = furnished(tmp_path)
    opened(folder, keyfile, Wound()).closed()
    os.chown(folder / "scabot.db", 65534, -1)
    with pytest.raises(Unsafe, match=r"scabot\.db belongs to another user"):
        opened(folder, keyfile, Wound())
    os.chown(folder, 65534, -1)
    with pytest.raises(Unsafe, match="data belongs to another user"):
        opened(folder, keyfile, Wound())


@pytest.mark.parametrize("name", ["scabot.db", "keys.db", "scabot.lock"])
def test_a_file_that_others_can_read_is_refused_with_the_chmod_to_type(tmp_path: Path, name: str) -> None:
    folder, keyfile = furnished(tmp_path)
    opened(folder, keyfile, Wound()).closed()
    (folder / name).chmod(0o640)
    with pytest.raises(Unsafe, match=rf"chmod 600 .*{name}$"):
        opened(folder, keyfile, Wound())
    (folder / name).chmod(0o600)
    opened(folder, keyfile, Wound()).closed()


def test_a_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    with pytest.raises(Unsafe, match=r"chmod 700"):
        private_folder(tmp_path)


def test_a_link_in_the_place_of_a_file_or_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Unsafe, match="not a plain folder"):
        private_folder(tmp_path / "link")
    with pytest.raises(Unsafe, match="not a plain file"):
        private_file(tmp_path / "file")
    with pytest.raises(Unsafe, match="not a plain file"):
        checked_file(tmp_path / "real")


def test_the_file_system_of_a_path_is_that_of_the_longest_mount_point(tmp_path: Path) -> None:
    mounted = [("/", "ext4"), (str(tmp_path), "nfs4"), (f"{tmp_path}x", "cifs")]
    assert file_system_of(tmp_path / "data", mounted) == "nfs4"
    assert file_system_of(Path("/"), mounted) == "ext4"


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse", "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuseblk", "ceph"]
)
def test_a_network_file_system_or_one_made_by_a_program_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Unsafe, match=rf"file system \({kind}\); keep the data folder on a disk of this machine"):
        private_folder(tmp_path / "data", mounted=[("/", kind)])


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "apfs", ""])
def test_a_disk_of_this_machine_is_taken(tmp_path: Path, kind: str) -> None:
    assert private_folder(tmp_path / "data", mounted=[("/", kind)]).is_dir()


def test_a_key_file_is_never_overwritten_and_must_be_one(tmp_path: Path) -> None:
    make_keyfile(tmp_path / "keyfile")
    with pytest.raises(FileExistsError):
        make_keyfile(tmp_path / "keyfile")
    (tmp_path / "keyfile").write_text("0" * 63)
    with pytest.raises(Unsafe, match="64 hex digits"):
        read_keyfile(tmp_path / "keyfile")
    with pytest.raises(Unsafe, match="There is no key file"):
        read_keyfile(tmp_path / "other")


def test_a_second_start_is_told_who_has_the_store(shelf: Shelf) -> None:
    with pytest.raises(InUse) as told:
        lease.take(shelf.folder / "scabot.db", "1.4", EIGHT_OH_TWO)
    assert told.value.exit_code == 75
    assert str(told.value).startswith(f"{shelf.folder}/scabot.db is in use by scabot 2026.")
    assert f"(process {os.getpid()} on " in str(told.value)
    assert str(told.value).endswith(", since 16:12 UTC). Stop it, or use PostgreSQL to run several.")


def test_a_store_that_was_closed_or_refused_gives_the_folder_back(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    opened(folder, keyfile, Wound()).closed()
    with pytest.raises(Foreign):
        opened(folder, keyfile, Wound(), home_side=Side.PAYER)
    lease.take(folder / "scabot.db", "1.4", EIGHT_OH_TWO).drop()


@contextmanager
def running(code: str, first: str, *words: str) -> "Iterator[subprocess.Popen[str]]":
    """Run a script until it says its first line, and kill it at the end, if nobody did."""
    env = {"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", code, *words]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - this interpreter, these words
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == f"{first}\n"
            yield child
        finally:
            child.kill()


SERVES = """
import sys, signal
from pathlib import Path
import cast as c, deeds as d
from ledger.shelf import Wound, opened
shelf = opened(Path(sys.argv[1]), Path(sys.argv[2]), Wound())
shelf.does(d.opens())
print("recorded", flush=True)
signal.pause()
"""


def test_a_store_starts_right_after_kill_9_with_everything_that_was_acknowledged(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    with running(SERVES, "recorded", str(folder), str(keyfile)) as child:
        with pytest.raises(InUse, match=f"process {child.pid} "):
            opened(folder, keyfile, Wound())
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert (folder / "scabot.db-wal").stat().st_size > 0
    shelf = opened(folder, keyfile, Wound())
    assert len(shelf.store.history(c.KEY)) == 2
    shelf.closed()


HOLD = """
import sys, signal
from datetime import datetime, UTC
from pathlib import Path
from scabot.ledger.lease import take
kept = take(Path(sys.argv[1]), "1.4", datetime(2026, 11, 24, 8, 2, tzinfo=UTC))
print("taken", flush=True)
signal.pause()
"""


def test_right_after_kill_9_the_folder_is_free(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "data")
    with running(HOLD, "taken", str(folder / "scabot.db")) as child:
        with pytest.raises(InUse, match=f"process {child.pid} "):
            lease.take(folder / "scabot.db", "1.4", EIGHT_OH_TWO)
        child.send_signal(signal.SIGKILL)
        child.wait()
    lease.take(folder / "scabot.db", "1.4", EIGHT_OH_TWO).drop()


def test_the_key_file_of_another_installation_is_refused(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    opened(folder, keyfile, Wound()).closed()
    make_keyfile(tmp_path / "foreign")
    with pytest.raises(WrongKeys, match="belong to another installation"):
        opened(folder, tmp_path / "foreign", Wound())
    (folder / "keys.db").unlink()
    with pytest.raises(WrongKeys, match="or were not restored"):
        opened(folder, keyfile, Wound())


def test_a_house_may_not_change_sides_in_its_data_folder(tmp_path: Path) -> None:
    folder, keyfile = furnished(tmp_path)
    opened(folder, keyfile, Wound(c.NOW)).closed()
    with pytest.raises(Foreign, match="is the store of a provider house, not of a payer one"):
        opened(folder, keyfile, Wound(c.NOW), home_side=Side.PAYER)
