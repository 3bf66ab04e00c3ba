"""The locks are complete, hashed, and free of addresses."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from house.tree import ROOT, text_of, tracked

LOCKS = ["build", "ci", "dev", "installer", "run"]
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^ ;\\]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(lock: str) -> dict[str, str]:
    found = (PIN.match(line) for line in text_of(f"requirements/{lock}.lock").splitlines())
    return {canonicalize_name(pin["name"]): pin["version"] for pin in found if pin}


def project() -> dict[str, list[str]]:
    table = tomllib.loads(text_of("pyproject.toml"))
    extras = table["project"]["optional-dependencies"]
    groups = {
        name: [line for line in group if isinstance(line, str)] for name, group in table["dependency-groups"].items()
    }
    return {"run": table["project"]["dependencies"], **extras, **groups}


def test_the_locks_are_those_of_the_makefile() -> None:
    assert sorted(path for path in tracked() if path.startswith("requirements/")) == [
        f"requirements/{lock}.lock" for lock in LOCKS
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    text = text_of(f"requirements/{lock}.lock")
    assert "://" not in text
    assert [line for line in text.splitlines() if not PIN.match(line) and not HASH.match(line)] == []
    assert pins(lock)


@pytest.mark.parametrize(
    ("part", "lock"),
    [
        ("run", "run"),
        ("build", "build"),
        ("http", "dev"),
        ("postgres", "dev"),
        ("build", "dev"),
        ("dev", "dev"),
        ("ci", "ci"),
    ],
)
def test_every_wish_of_pyproject_is_pinned_to_a_version_it_allows(part: str, lock: str) -> None:
    locked = pins(lock)
    wishes = {canonicalize_name(wish.name): wish.specifier for wish in map(Requirement, project()[part])}
    assert wishes.keys() - locked.keys() == set()
    assert [name for name, allowed in wishes.items() if not allowed.contains(locked[name])] == []


@pytest.mark.parametrize(("larger", "smaller"), [("dev", "run"), ("dev", "build")])
def test_a_larger_lock_repeats_the_pins_of_the_smaller(larger: str, smaller: str) -> None:
    assert pins(smaller).items() <= pins(larger).items()


@pytest.mark.parametrize("lock", ["uv" + ".lock", "py" + "lock.toml"])
def test_a_lock_with_download_addresses_stays_out(lock: str) -> None:
    assert lock not in tracked()
    assert f"{lock}\n" in (ROOT / ".gitignore").read_text().replace("/", "")


def test_the_core_needs_at_most_twelve_distributions_directly() -> None:
    assert len(project()["run"]) <= 12
