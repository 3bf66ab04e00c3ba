"""The repository as the house tests see it: its tracked files, their text and their syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """Return the path of every tracked file that is there, relative to the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S607 - git is found on PATH
    return tuple(path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file())


def text_of(path: str) -> str:
    """Return the file's text; a binary file has none."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def lines() -> Iterator[tuple[str, str]]:
    """Yield every line of every tracked file, with its place as `path:number`."""
    for path in tracked():
        for number, line in enumerate(text_of(path).splitlines(), start=1):
            yield f"{path}:{number}", line


def python_files(*under: str) -> list[str]:
    """Return the tracked Python files below the given folders, or all of them."""
    return [path for path in tracked() if path.endswith(".py") and (not under or path.startswith(under))]


@cache
def parsed(path: str) -> ast.Module:
    """Return the syntax tree of a tracked Python file."""
    return ast.parse(text_of(path), filename=path)


def nodes(*under: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield every syntax node below the given folders, with its place as `path:number`."""
    for path in python_files(*under):
        for node in ast.walk(parsed(path)):
            yield f"{path}:{getattr(node, 'lineno', 0)}", node
