"""The drill: back up under load, destroy, restore, verify, compare, replay; and what the three commands refuse."""

import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

import cast as c
import deeds as d
from audit.forgery import attacking
from cli.conftest import Shell
from cli.settled import handling
from scabot.assemble.site import Folders
from scabot.ledger.archive import open_archive
from scabot.views import outbox
from scabot_domain.parties import Audience, Side

SIDE = Audience(side=Side.PROVIDER)


def backups(folder: Path) -> list[Path]:
    return sorted(folder.glob("scabot-*.db"))


@contextmanager
def under_load(data: Path) -> Iterator[Callable[[], int]]:
    """Record notes as fast as they go until the end; the answer tells how many were acknowledged."""
    stop, acknowledged = Event(), list[int]()
    begun = Event()

    def write() -> None:
        with handling(data, fresh=False) as (handle, clock):
            clock.advance(timedelta(hours=5))
            while not stop.is_set():
                case = handle.case(c.KEY, SIDE)
                acknowledged.append(handle(c.KEY, d.notes(c.RUTH)(case, clock.now())).case.version)
                clock.advance(timedelta(milliseconds=1))
                begun.set()

    thread = Thread(target=write)
    thread.start()
    try:
        assert begun.wait(20)
        yield lambda: acknowledged[-1]
    finally:
        stop.set()
        thread.join()


def test_the_drill_under_load_with_and_without_keys(
    data: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch, empty_folder: Path
) -> None:
    kept, apart = empty_folder / "copies", empty_folder / "key-copies"
    with under_load(data) as newest:
        before = newest()
        ran = shell("backup", str(kept), "--keys", str(apart))
    assert (ran.code, ran.err) == (0, "")
    [copy], [keys] = backups(kept), list(apart.iterdir())
    assert ran.out.startswith(f"Verified: {copy}\n")
    root_key = (data / "keys" / "root.key").read_bytes()
    shutil.rmtree(data)

    ran = shell("restore", str(copy), "--to", "again")
    assert (ran.code, ran.err) == (0, "")
    assert "Not checked: views: no keys are here" in ran.out
    assert "Keys:     put keys.db and root.key into again/keys" in ran.out
    monkeypatch.setenv("SCABOT_DATA_DIR", "again")
    assert shell("audit", "verify").code == 2
    assert "There is no key store" in shell("audit", "replay", c.KEY).err

    (empty_folder / "again" / "keys").mkdir(mode=0o700)
    shutil.copy(keys, "again/keys/keys.db")
    (empty_folder / "again" / "keys" / "root.key").write_bytes(root_key)
    (empty_folder / "again" / "keys" / "root.key").chmod(0o600)
    assert shell("rebuild", "--check").out == "Every view is what the events say.\n"
    assert shell("audit", "verify", "--decrypt").code == 2
    assert f"v{before}  " in shell("audit", "replay", c.KEY).out
    with handling(empty_folder / "again", fresh=False) as (handle, clock):
        clock.advance(timedelta(hours=10))
        case = handle.case(c.KEY, SIDE)
        assert handle(c.KEY, d.notes(c.RUTH)(case, clock.now())).case.version == case.version + 1


def test_backups_and_their_folder_are_for_nobody_else(data: Path, shell: Shell) -> None:
    assert shell("backup", "copies", "--keys", "key-copies").code == 0
    for folder in (Path("copies"), Path("key-copies")):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert [file.suffix for file in sorted(Path("copies").iterdir())] == [".db", ".json"]
    assert data.exists()


def test_a_restore_in_place_of_a_newer_ledger_says_what_is_lost(data: Path, shell: Shell) -> None:
    shell("backup", "copies")
    with handling(data, fresh=False) as (handle, clock):
        clock.advance(timedelta(hours=5))
        handle(c.KEY, d.notes(c.RUTH)(handle.case(c.KEY, SIDE), clock.now()))
    [copy] = backups(Path("copies"))
    ran = shell("restore", str(copy), "--to", "again")
    assert ran.code == 0
    assert "Lost:     1 events of 281 minutes, which the ledger in SCABOT_DATA_DIR still holds." in ran.out
    assert f"          {c.KEY} was touched since\n" in ran.out


def test_what_was_not_sent_may_have_been_sent_after_the_backup(data: Path, shell: Shell) -> None:
    with attacking(Folders(data=data).database) as db:
        row = (900, 1, c.KEY, "card", "team", "card", 1, 1, "2026-11-23T12:00:00.000000Z")
        db.execute(
            "INSERT INTO outbox (position, n, case_key, stream, dest, kind, version, priority, queued_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
    shell("backup", "copies")
    ran = shell("restore", str(backups(Path("copies"))[0]), "--to", "again")
    assert "Unsent:   1 messages may have been sent since" in ran.out
    with open_archive(Path("again/ledger/scabot.db")) as archive:
        [found] = outbox.of_case(archive.tx, c.KEY)
    assert (found.state, found.error) == (outbox.State.UNKNOWN, "restored from a backup")


def test_nothing_is_restored_over_a_ledger_or_from_a_changed_file(data: Path, shell: Shell) -> None:
    shell("backup", "copies")
    [copy] = backups(Path("copies"))
    ran = shell("restore", str(copy), "--to", str(data))
    assert (ran.code, ran.out) == (1, "")
    assert "exists. A restore writes nothing over" in ran.err
    with attacking(copy) as db:
        db.execute("DELETE FROM deadlines")
    ran = shell("restore", str(copy), "--to", "again")
    assert (ran.code, "its SHA-256 is not the one of its manifest" in ran.err) == (1, True)
    assert not list(Path("again/ledger").glob("scabot.db*"))


def test_a_restore_needs_the_folder_for_itself(data: Path, shell: Shell) -> None:
    shell("backup", "copies")
    with handling(data, fresh=False):
        ran = shell("restore", str(backups(Path("copies"))[0]), "--to", str(data))
        assert ran.code == 75


def test_keys_never_lie_with_the_ledgers_backups(data: Path, shell: Shell) -> None:
    for folder in ("copies", "copies/keys", "."):
        ran = shell("backup", "copies", "--keys", folder)
        assert (ran.code, ran.out) == (64, "")
        assert ran.err.startswith("Keys never lie in, above or below a folder of ledger backups")
    shell("backup", "copies")
    ran = shell("backup", "elsewhere", "--keys", "copies/keys")
    assert (ran.code, "holds backups of a ledger" in ran.err) == (64, True)
    ran = shell("backup", str(data / "ledger" / "copies"))
    assert (ran.code, "would be lost with it" in ran.err) == (64, True)


def test_without_a_ledger_there_is_no_copy(empty_folder: Path, shell: Shell) -> None:
    ran = shell("backup", "copies")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("There is no ledger at")
    assert list(empty_folder.iterdir()) == []


def test_views_that_differ_are_told_and_written_anew(data: Path, shell: Shell) -> None:
    with attacking(Folders(data=data).database) as db:
        db.execute("DELETE FROM people WHERE user = 'U0RUTH'")
    ran = shell("rebuild", "--check")
    assert (ran.code, ran.out[:14]) == (1, "people lacks 1")
    assert shell("backup", "copies").code == 2
    assert [file.suffix for file in Path("copies").iterdir()] == [".suspect"]
    assert shell("rebuild").out == "Every view was written anew from the events.\n"
    assert shell("rebuild", "--check").code == 0
    assert shell("backup", "copies").code == 0


def test_keys_can_be_copied_alone(data: Path, shell: Shell) -> None:
    ran = shell("backup", "--keys", "key-copies")
    assert (ran.code, len(list(Path("key-copies").iterdir()))) == (0, 1)
    ran = shell("backup")
    assert (ran.code, ran.err.startswith("Name the folder of the backups")) == (64, True)
    assert data.exists()


def test_a_ledger_on_postgresql_is_left_to_its_own_tools(
    data: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCABOT_DATABASE_URL", "postgresql://scabot@127.0.0.1:1/scabot")
    ran = shell("backup", "copies")
    assert (ran.code, ran.out, "pg_dump -Fc and pg_restore" in ran.err) == (1, "", True)
    assert not Path("copies").exists()
    assert data.exists()
