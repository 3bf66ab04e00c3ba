"""Copies that the server's own tools make, put back: the ledger is whole, goes on, and gives no position twice."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf, opened, shelf_in
from scabot.audit.shell import verify_archive
from scabot.audit.verify import Verdict
from scabot.ledger.archive_postgres import open_archive_on_server
from scabot.ledger.head import read_head
from scabot.ledger.rebuild import check
from servers.grounds import migrated
from servers.postgres import CAREFUL, Server, served

NOBODY = 65534


@pytest.fixture
def url(postgres: Server) -> str:
    return migrated(postgres)


@pytest.fixture
def shelf(tmp_path: Path, url: str) -> Iterator[Shelf]:
    with shelf_in(tmp_path, url=url) as opened_one:
        opened_one.does(d.offered)
        yield opened_one


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose sockets have short names, and that the server's user may enter."""
    folder = Path(mkdtemp(prefix="scabot-pg-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def ran(server: Server, program: str, *words: str | Path) -> None:
    command = [server.programs / program, "-h", server.socket, "-U", "scabot", *words]
    done = subprocess.run(command, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, capture_output=True, check=False)  # noqa: S603 - the server's own tools
    assert done.returncode == 0, done.stderr.decode()


def proven(shelf: Shelf, copy: str) -> None:
    """See that a copy is the ledger of a shelf, that nothing in it differs, and that it can be gone on with."""
    with shelf.store.reading() as tx:
        head = read_head(tx).frontier
    report = verify_archive(open_archive_on_server(copy, shelf.keys), decrypt=True)
    assert (report.verdict, report.size, report.root) == (Verdict.CONSISTENT_ONLY, head.size, head.root().hex())
    assert report.opened == report.size
    with open_archive_on_server(copy, shelf.keys, comparing=True) as archive:
        assert archive.differences() == []
        assert archive.history(c.KEY) == shelf.store.history(c.KEY)
    restored = opened(shelf.folder, shelf.keyfile, shelf.clock, url=copy)
    restored.does(d.rejects())
    assert check(restored.store) == []
    restored.closed()


def test_a_dump_that_is_restored_into_another_database_is_the_ledger(
    shelf: Shelf, url: str, postgres: Server, tmp_path: Path
) -> None:
    dump, name = tmp_path / "dump", f"restored_{postgres.fresh()}"
    ran(postgres, "pg_dump", "-Fc", "-d", "postgres", "-f", dump)
    ran(postgres, "createdb", "-T", "template0", name)
    ran(postgres, "pg_restore", "-d", name, dump)
    proven(shelf, url.replace("/postgres?", f"/{name}?"))


def test_a_base_backup_that_is_started_is_the_ledger(
    shelf: Shelf, url: str, postgres: Server, short_folder: Path
) -> None:
    data = short_folder / "data"
    ran(postgres, "pg_basebackup", "-D", data, "-X", "stream", "-c", "fast", "--no-sync")
    (short_folder / "socket").mkdir(mode=0o700)
    if os.geteuid() == 0:
        for path in (short_folder / "socket", data, *data.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    with served(postgres.programs, data, short_folder, CAREFUL) as copy:
        proven(shelf, url.replace(str(postgres.socket), str(copy.socket)))


def test_control_a_copy_without_its_newest_leaf_is_not_the_ledger(shelf: Shelf, url: str, postgres: Server) -> None:
    with postgres.connect() as root:
        schema = url.rpartition("=")[2]
        root.execute(f"ALTER TABLE {schema}.ledger DISABLE TRIGGER USER")
        root.execute(f"DELETE FROM {schema}.ledger WHERE leaf_index = 7")  # noqa: S608 - a test's own words
    report = verify_archive(open_archive_on_server(url))
    assert (report.verdict, len(shelf.store.history(c.KEY))) == (Verdict.TAMPERED, 5)
