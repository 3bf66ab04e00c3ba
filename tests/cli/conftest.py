"""A folder with a settled installation, and a way to run the shell in it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.settled import settle
from scabot.cli import main


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


Shell = Callable[..., Ran]


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder without ledger; the home side is set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCABOT_HOME_SIDE", "provider")
    monkeypatch.delenv("SCABOT_DEBUG", raising=False)
    return tmp_path


@pytest.fixture
def data(empty_folder: Path) -> Path:
    """Stand in the folder of a settled installation, whose data folder this is."""
    folder = empty_folder / "data"
    folder.mkdir(mode=0o700)
    settle(folder)
    return folder


@pytest.fixture
def shell(capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    """Run a command in this process and return exit code, stdout and stderr."""

    def run(*arguments: str) -> Ran:
        code = main([*arguments])
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run
