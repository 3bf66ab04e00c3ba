"""Every trap that the store must stay out of has a test that is named by it."""

import ast
import re

from house.tree import nodes

TRAPS = {f"p{number:02d}" for number in range(1, 33)}
PLACES = ("tests/ledger/", "tests/contracts/", "tests/operate/", "tests/journeys/", "tests/test_settings.py")


def test_each_of_the_32_traps_is_named_by_a_test() -> None:
    named = {
        found[1]
        for _, node in nodes(*PLACES)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (found := re.match(r"test_(p\d\d)_", node.name))
    }
    assert named == TRAPS
