"""The wheel carries all of scabot, the experts' words included, and is the same file each time."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from house.tree import ROOT, tracked


def build(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own build tool
    return next(folder.glob("scabot-*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_every_tracked_file_of_both_roots(wheel: Path) -> None:
    roots = ("src/", "domain/scabot_domain/")
    expected = {path.removeprefix("src/").removeprefix("domain/") for path in tracked() if path.startswith(roots)}
    assert expected - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_holds_nothing_but_the_two_packages(wheel: Path) -> None:
    assert {name.split("/")[0].partition("-")[0] for name in zipfile.ZipFile(wheel).namelist()} == {
        "scabot",
        "scabot_domain",
    }


def test_a_wheel_built_twice_is_the_same_file(wheel: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == wheel.read_bytes()
