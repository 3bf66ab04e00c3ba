"""The shim compiled on the spot, and a nursery: one process under it that forks a child for every errand."""

import atexit
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crash.power.child import Errand

SOURCE = Path(__file__).with_name("shim.c")
TESTS = Path(__file__).parents[2]
REQUIRED = "SCABOT_REQUIRE_SHIM"


def why_not() -> str:
    """Return why the shim cannot be used here; nothing if it can, or if it must."""
    if os.environ.get(REQUIRED) == "1":
        return ""
    if platform.system() != "Linux" or platform.libc_ver()[0] != "glibc":
        return f"the shim needs Linux with glibc ({REQUIRED}=1 makes this a failure)"
    if shutil.which("cc") is None:
        return f"the shim needs a C compiler, and there is no cc ({REQUIRED}=1 makes this a failure)"
    return ""


@cache
def compiled() -> Path:
    """Compile the shim, once for this process, and return it."""
    folder = Path(tempfile.mkdtemp(prefix="scabot-shim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    into = folder / "shim.so"
    words = ["cc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(into), str(SOURCE)]
    subprocess.run(words, check=True)  # noqa: S603 - the compiler of this machine, our source
    return into


class Ended(NamedTuple):
    """The exit code of a process, and the seconds of the machine's monotonic clock when it was gone."""

    code: int
    at: float


class Nursery:
    """Has errands done under the shim, one at a time."""

    def __init__(self) -> None:
        words = [sys.executable, "-m", "crash.power.child"]
        env = os.environ | {"LD_PRELOAD": str(compiled()), "PYTHONPATH": str(TESTS)}
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)  # noqa: S603 - this interpreter, these words

    def does(self, errand: Errand) -> Ended:
        """Have an errand done and return how its process ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(errand.told() + "\n")
        self._process.stdin.flush()
        code, at = self._process.stdout.readline().split()
        return Ended(int(code), float(at))

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Open a nursery."""
    opened = Nursery()
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a folder in memory, where there is such a thing, and take it away at the end."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, with a random name
    with tempfile.TemporaryDirectory(prefix="scabot-", dir=memory if memory.is_dir() else None) as made:
        yield Path(made)
