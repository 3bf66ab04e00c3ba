"""Tests use fakes: nothing is patched, nothing sleeps, no clock is frozen."""

import ast
import re

from house.tree import lines, nodes

BANNED_IMPORTS = {"mock", "unittest.mock", "pytest_mock", "freezegun", "time_machine"}
BANNED_CALLS = {"monkeypatch.setattr", "monkeypatch.setitem", "mocker.patch", "time.sleep"}


def imports(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {name.name for name in node.names}
    if isinstance(node, ast.ImportFrom):
        return {node.module or ""} | {f"{node.module}.{name.name}" for name in node.names}
    return set()


def breaks_the_rule(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in BANNED_CALLS
    return bool(imports(node) & (BANNED_IMPORTS | {"time.sleep"}))


def test_no_test_patches_or_sleeps() -> None:
    assert [
        f"{place}: {ast.unparse(node)[:80]}" for place, node in nodes("tests/", "conftest.py") if breaks_the_rule(node)
    ] == []


EXCEPTION = re.compile("# (?:no" + r"qa|type: ig" + r"nore)\b(?P<rest>.*)")
WITH_A_REASON = re.compile(r"^(?:: [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)* - \S|\[[a-z, -]+\]  # \S)")


def test_every_exception_to_a_rule_says_why() -> None:
    waived = [(place, line, EXCEPTION.search(line)) for place, line in lines() if place.split(":")[0].endswith(".py")]
    assert [
        f"{place}: {line.strip()}" for place, line, found in waived if found and not WITH_A_REASON.match(found["rest"])
    ] == []
