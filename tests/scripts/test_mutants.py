"""The tool that breaks the domain, on a planted module whose weak spot is known."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "mutants.py"
PLANTED = '''"""Planted."""

from planted.limits import LIMIT


def within(days: int) -> bool:
    """Say whether it is within the limit."""
    return days <= LIMIT


def named(days: int) -> str:
    """Name it."""
    return "far" if days > 7 else "near"


def never(days: int) -> int:
    """Nobody asks this."""
    return days
'''
WATCHING = """
import pytest
from planted.small import named, within

def test_the_limit():
    assert within(30)
    assert not within(31)

@pytest.mark.parametrize(("days", "name"), [(3, "near"), (9, "far")])
def test_the_name(days, name):
    assert named(days) == name
"""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = spec_from_file_location("mutants", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["mutants"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "domain" / "planted").mkdir(parents=True)
    (tmp_path / "domain" / "planted" / "__init__.py").touch()
    (tmp_path / "domain" / "planted" / "small.py").write_text(PLANTED)
    (tmp_path / "domain" / "planted" / "limits.py").write_text("LIMIT = 30\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_small.py").write_text(WATCHING)
    return tmp_path


def named(tool: ModuleType, source: str) -> list[str]:
    return [f"{one.before} -> {one.after}" for one in tool.mutants_of("a.py", source)]


def test_every_kind_of_change_is_made_and_the_rest_of_the_file_stays(tool: ModuleType) -> None:
    assert named(tool, "x = a < b\n") == ["a < b -> (a <= b)"]
    assert named(tool, "x = a and b\n") == ["a and b -> (a or b)"]
    assert named(tool, "x = not a\n") == ["not a -> (a)"]
    assert named(tool, "x = 3\ny = True\nz = 'é'\n") == ["3 -> 4", "True -> False"]
    assert named(tool, "x = a + b\n") == ["a + b -> (a - b)"]
    assert named(tool, "x = a if b else c\n") == ["a if b else c -> (c if b else a)"]
    assert named(tool, "def f():\n    return g\n") == ["return g -> return None"]
    assert named(tool, "def f():\n    return None\n") == []
    assert named(tool, "raise A\n") == ["raise A -> pass"]
    assert named(tool, "f()\n") == ["f() -> pass"]
    assert named(tool, 'x = f"{a + b}"\n') == []
    assert named(tool, "@dataclass(frozen=True)\nclass A:\n    x: int = 1\n") == ["1 -> 2"]
    (one,) = tool.mutants_of("a.py", "é = 'é'; x = (a ==\n  b)  # why\ny: str\n")
    assert one.source == "é = 'é'; x = ((a != b))  # why\ny: str\n"
    assert (one.first, one.last) == (1, 2)


def test_the_planted_weak_spots_survive_and_everything_else_is_killed(
    tool: ModuleType, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--root", str(project), "--package", "domain/planted", "--tests", "tests"]
    assert tool.main(asked) == 1
    told = capsys.readouterr().out
    assert told[told.index(" mutants: ") - 1 :].splitlines() == [
        "8 mutants: 5 killed, 0 took too long, 2 survived, 1 no test runs it",
        "  survived: domain/planted/small.py:13: days > 7 -> (days >= 7)",
        "  survived: domain/planted/small.py:13: 7 -> 8",
        "  no test runs it: domain/planted/small.py:18: return days -> return None",
    ]
    assert (project / "domain" / "planted" / "small.py").read_text() == PLANTED


def test_a_mutant_that_does_not_end_counts_as_noticed(
    tool: ModuleType, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    endless = "def count(n):\n    while n:\n        n -= 1\n    return n\n"
    (project / "domain" / "planted" / "small.py").write_text(endless)
    watching = "from planted.small import count\n\ndef test_it():\n    assert count(1) == 0\n"
    (project / "tests" / "test_small.py").write_text(watching)
    asked = [
        "--root",
        str(project),
        "--package",
        "domain/planted",
        "--tests",
        "tests",
        "--seconds",
        "5",
        "--only",
        "small",
    ]
    assert tool.main(asked) == 0
    told = capsys.readouterr().out
    assert "took too long      1 tests  domain/planted/small.py:3: n -= 1 -> pass" in told


def test_which_test_runs_which_line_is_kept_for_the_next_time(tool: ModuleType, project: Path) -> None:
    kept = project / "contexts"
    asked = ["--root", str(project), "--package", "domain/planted", "--tests", "tests", "--contexts", str(kept)]
    assert tool.main([*asked, "--only", "limits"]) == 0
    before = kept.read_bytes()
    (project / "tests" / "test_small.py").write_text("def test_it():\n    assert True\n")
    assert tool.main([*asked, "--only", "nothing"]) == 0
    assert kept.read_bytes() == before
    watchers = tool.Watchers(kept)
    (one,) = tool.mutants_of("domain/planted/limits.py", "LIMIT = 30\n")
    assert watchers.of(one) == ["tests/test_small.py::test_the_limit", "tests/test_small.py::test_the_name"]


def test_a_sample_is_the_same_for_the_same_seed(tool: ModuleType) -> None:
    found = list(tool.mutants_of("small.py", PLANTED))
    first, again, other = (tool.sampled(found, 4, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert tool.sampled(found, None, 1) == found
    assert [one.first for one in first] == sorted(one.first for one in first)


def test_tests_that_fail_before_anything_is_broken_end_it(tool: ModuleType, project: Path) -> None:
    (project / "tests" / "test_small.py").write_text("def test_it():\n    assert False\n")
    with pytest.raises(SystemExit, match="do not pass before anything is broken"):
        tool.main(["--root", str(project), "--package", "domain/planted", "--tests", "tests"])
