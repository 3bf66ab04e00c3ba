"""Break the domain in small ways, one at a time, and see whether a test notices.

python scripts/mutants.py --sample 60 --seed 1

Each mutant is one changed expression or one dropped statement, in a copy of the repository that is thrown away.
Only the tests that ran the changed lines are run, the narrowest first. What runs when a file is imported is watched by
the tests of the file, or by all. A mutant that takes too long does not end, mostly, but it is listed all the same.
A survivor is a line that no test would miss, or a change that makes no difference: look at it, then write the test.

--package, --tests   what is broken, and by which tests it is watched (the domain by its own tests)
--only TEXT          only files whose path contains it
--sample N --seed S  so many mutants, the same ones again with the same seed; without it, all of them
--seconds N          how long the tests of one mutant may take
--contexts FILE      where it is kept which test runs which line; a file that is there is not written anew
"""

import argparse
import ast
import copy
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from coverage import CoverageData

COPIED = ("domain", "src", "tests", "conftest.py", "pyproject.toml")
KILLED, SURVIVED, LATE, UNTESTED = "killed", "survived", "took too long", "no test runs it"
_FAILED, _ENDED_WELL = 1, 0
_WIDTH = 60
_COPY = "copy"
_MANY, _LONGER = 300, 10
"""From how many tests on they may take how many times as long."""
_SWAPPED: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of one file: the lines of the original it stands on, the text before and after, and the new source."""

    path: str
    first: int
    last: int
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """Return where it is and what it changes."""
        return f"{self.path}:{self.first}: {_short(self.before)} -> {_short(self.after)}"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What became of a mutant, and how many tests were asked."""

    mutant: Mutant
    verdict: str
    tests: int


# ---- making mutants ------------------------------------------------------------------------------------------------


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a file, in the order of its syntax tree."""
    lines = source.splitlines(keepends=True)
    for node in _mutable(ast.parse(source)):
        for after in _changes(node):
            if isinstance(node, ast.expr | ast.stmt):
                begin = _offset(lines, node.lineno, node.col_offset)
                end = _offset(lines, node.end_lineno or node.lineno, node.end_col_offset or 0)
                changed = (source.encode()[:begin] + after.encode() + source.encode()[end:]).decode()
                before = source.encode()[begin:end].decode()
                yield Mutant(
                    path=path,
                    first=node.lineno,
                    last=node.end_lineno or node.lineno,
                    before=before,
                    after=after,
                    source=changed,
                )


def _mutable(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield nodes outside of imports, of strings with expressions in them, and of how classes are declared.

    Python does not know the places in such strings, and hardly a test can tell whether a class is frozen.
    """
    yield tree
    declared = tree.decorator_list if isinstance(tree, ast.ClassDef) else []
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, ast.JoinedStr | ast.Import | ast.ImportFrom) and child not in declared:
            yield from _mutable(child)


def _changes(node: ast.AST) -> Iterator[str]:
    """Yield the texts that may stand in place of a node."""
    match node:
        case ast.Compare(ops=[op, *_]) | ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in _SWAPPED:
            yield f"({ast.unparse(_swapped(node))})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield f"({ast.unparse(operand)})"
        case ast.Constant(value=bool() as value):
            yield str(not value)
        case ast.Constant(value=int() as value):
            yield str(value + 1)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield f"({ast.unparse(ast.IfExp(test=test, body=orelse, orelse=body))})"
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None"
        case ast.Raise() | ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign():
            yield "pass"
        case _:
            return


def _swapped(node: ast.AST) -> ast.AST:
    changed = copy.deepcopy(node)
    if isinstance(changed, ast.Compare):
        changed.ops[0] = cast("ast.cmpop", _SWAPPED[type(changed.ops[0])]())
    elif isinstance(changed, ast.BoolOp):
        changed.op = cast("ast.boolop", _SWAPPED[type(changed.op)]())
    elif isinstance(changed, ast.BinOp):
        changed.op = cast("ast.operator", _SWAPPED[type(changed.op)]())
    return changed


def _offset(lines: Sequence[str], line: int, column: int) -> int:
    """Return how many bytes stand before a place that the syntax tree names by line and byte."""
    return sum(len(one.encode()) for one in lines[: line - 1]) + column


def sampled(found: Sequence[Mutant], size: int | None, seed: int) -> list[Mutant]:
    """Return so many mutants, the same ones for the same seed, in the order of files and lines."""
    if size is None or size >= len(found):
        return list(found)
    drawn = sorted(found, key=lambda one: hashlib.sha256(f"{seed}:{one.name}".encode()).digest())[:size]
    return sorted(drawn, key=lambda one: (one.path, one.first))


# ---- which tests run which line ------------------------------------------------------------------------------------


class Watchers:
    """The tests by the lines that they ran, as coverage recorded them."""

    def __init__(self, contexts: Path) -> None:
        data = CoverageData(str(contexts))
        data.read()
        self._lines: dict[str, dict[int, list[str]]] = {}
        for measured in data.measured_files():
            self._lines[measured.partition(f"/{_COPY}/")[2]] = data.contexts_by_lineno(measured)
        lines = (told for file in self._lines.values() for told in file.values())
        self._wide = Counter(_test(name) for told in lines for name in told)

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that ran a mutant's lines, the narrowest first; for import, the file's, or all."""
        lines = self._lines.get(mutant.path, {})
        told = {_test(name) for number in range(mutant.first, mutant.last + 1) for name in lines.get(number, ())}
        if told == {""}:
            told = {_test(name) for names in lines.values() for name in names}
            told = told if told > {""} else {*self._wide}
        return sorted(told - {""}, key=lambda name: (self._wide[name], name))


def _test(context: str) -> str:
    """Return the test of a context, with all its parameters: `tests/test_a.py::test_b[1]|run` is `…::test_b`."""
    return context.partition("|")[0].partition("[")[0]


# ---- running tests -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A copy of the repository: where it is, and the folders in it from which modules are imported first."""

    root: Path
    imported_from: tuple[Path, ...]

    def pytest(self, *words: str, seconds: float | None = None) -> int | None:
        """Run pytest in the copy and return its exit code, or None if it took too long."""
        paths = os.pathsep.join(str(path) for path in self.imported_from)
        ours = {name: told for name, told in os.environ.items() if name != "COVERAGE_FILE"}  # the copy has its own
        environment = {**ours, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", *words]
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and words
                command, cwd=self.root, env=environment, capture_output=True, check=False, timeout=seconds
            )
        except subprocess.TimeoutExpired:
            return None
        return done.returncode

    def watch(self, package: Path, tests: str, contexts: Path) -> None:
        """Write which test runs which line. Raises `SystemExit` if a test fails before anything was broken."""
        settings = self.root / "contexts.ini"
        settings.write_text(f"[run]\nsource = {package}\ndata_file = {contexts}\n")
        code = self.pytest(tests, f"--cov={package}", f"--cov-config={settings}", "--cov-context=test", "--cov-report=")
        if code != _ENDED_WELL:
            raise SystemExit(f"The tests do not pass before anything is broken (exit code {code}).")

    def judge(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> Judged:
        """Put a mutant into the copy, run its tests, and put the original back."""
        if not tests:
            return Judged(mutant=mutant, verdict=UNTESTED, tests=0)
        file, listed = self.root / mutant.path, self.root / "listed.txt"
        original = file.read_text(encoding="utf-8")
        listed.write_text("\n".join(tests), encoding="utf-8")
        file.write_text(mutant.source, encoding="utf-8")
        try:
            code = self.pytest(f"@{listed}", seconds=seconds)
        finally:
            file.write_text(original, encoding="utf-8")
        verdict = LATE if code is None else SURVIVED if code == _ENDED_WELL else KILLED
        return Judged(mutant=mutant, verdict=verdict, tests=len(tests))


def copied(root: Path, into: Path, package: str) -> Bench:
    """Copy what tests need, without what tools left behind."""
    for name in COPIED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        elif source.exists():
            shutil.copy(source, into / name)
    return Bench(root=into, imported_from=((into / package).parent, into / "src"))


# ---- telling -------------------------------------------------------------------------------------------------------


def told(judged: Sequence[Judged]) -> str:
    """Return the summary: how many of each, and the survivors with file and line."""
    counts = {verdict: sum(one.verdict == verdict for one in judged) for verdict in (KILLED, LATE, SURVIVED, UNTESTED)}
    lines = [f"{len(judged)} mutants: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())]
    lines += [f"  {one.verdict}: {one.mutant.name}" for one in judged if one.verdict != KILLED]
    return "\n".join(lines) + "\n"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def main(arguments: Sequence[str]) -> int:
    """Break, watch and tell; return 1 if something survived or was not run by any test."""
    asked = _asked(arguments)
    root = Path(asked.root).resolve()
    files = sorted(path for path in (root / asked.package).rglob("*.py") if asked.only in str(path.relative_to(root)))
    found = [one for file in files for one in mutants_of(str(file.relative_to(root)), file.read_text(encoding="utf-8"))]
    judged = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        bench = copied(root, Path(folder).resolve() / _COPY, asked.package)
        contexts = Path(asked.contexts or Path(folder) / "contexts").resolve()
        if not contexts.exists():
            bench.watch(bench.root / asked.package, asked.tests, contexts)
        watchers = Watchers(contexts)
        for mutant in sampled(found, asked.sample, asked.seed):
            tests = watchers.of(mutant)
            patience = asked.seconds * (_LONGER if len(tests) > _MANY else 1)
            judged.append(bench.judge(mutant, tests, patience))
            _say(f"{judged[-1].verdict:15} {judged[-1].tests:4} tests  {mutant.name}\n")
    _say(told(judged))
    return _FAILED if any(one.verdict in (SURVIVED, UNTESTED) for one in judged) else _ENDED_WELL


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=str(Path(__file__).parents[1]))
    parser.add_argument("--package", default="domain/scabot_domain")
    parser.add_argument("--tests", default="tests/domain")
    parser.add_argument("--only", default="")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--contexts", default="")
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
