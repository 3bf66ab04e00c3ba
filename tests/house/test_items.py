"""Every requirement, invariant, finding and less-happy path of the domain is named by a test that proves it.

The numbers are the design's: S founding requirements, I invariants, L findings of the linter, P less-happy paths.
The parts of scabot that have items of their own under the same letters (the ledger, its contracts) are not looked at.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from house.tree import parsed, python_files

ITEMS = (
    *(f"s{number}" for number in range(1, 25)),
    *(f"s9{part}" for part in "abcd"),
    *(f"i{number}" for number in range(1, 24)),
    *(f"l{number}" for number in range(1, 18)),
    *(f"p{number}" for number in range(1, 13)),
)
NOT_YET: dict[str, str] = {}
"""Items that scabot does not do yet, with what is missing; a test that proves one takes it off this list."""

WHERE = ("tests/domain/", "tests/slack/", "tests/sandbox/", "tests/journeys/", "tests/cli/test_case.py")
_PREFIX = re.compile(r"test_((?:[a-z][0-9]{1,2}[a-d]?_(?:to_)?)+)")
_RANGE = re.compile(r"([a-z])([0-9]+)_to_\1([0-9]+)")


def named(function: str) -> frozenset[str]:
    """Return the items at the front of a test's name: `test_i2_i18_…` has two, `test_s10_to_s16_…` seven."""
    found = _PREFIX.match(function)
    if found is None:
        return frozenset()
    front = found.group(1).strip("_")
    for letter, first, last in _RANGE.findall(front):
        front += "".join(f"_{letter}{number}" for number in range(int(first), int(last) + 1))
    return frozenset(front.split("_")) - {"to"}


def names_of_tests(module: ast.Module) -> Iterator[str]:
    """Yield the names of the tests of a module, those of classes and state machines included."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name


@cache
def proved() -> frozenset[str]:
    """Return every item that is named by a test of the domain, of what people see of it, or of a whole story."""
    return frozenset(
        item for path in python_files(*WHERE) for name in names_of_tests(parsed(path)) for item in named(name)
    )


def test_every_item_is_named_by_a_test() -> None:
    assert [item for item in ITEMS if item not in proved() and item not in NOT_YET] == []


def test_the_list_of_what_is_missing_only_shrinks() -> None:
    assert set(NOT_YET) <= set(ITEMS)
    assert [item for item in NOT_YET if item in proved()] == []
    assert len(NOT_YET) == 0


def test_the_list_is_that_of_the_design() -> None:
    assert len(ITEMS) == len(set(ITEMS)) == 24 + 4 + 23 + 17 + 12


@pytest.mark.parametrize(
    ("function", "items"),
    [
        ("test_i2_a_side_may_not_accept_its_own_offer", {"i2"}),
        ("test_i11_p4_nobody_signs", {"i11", "p4"}),
        ("test_s9a_how_far_the_yes_reaches", {"s9a"}),
        ("test_s10_to_s12_a_section", {"s10", "s11", "s12"}),
        ("test_l1_l2_l4_a_stated_amount", {"l1", "l2", "l4"}),
        ("test_a_b12_in_the_middle_of_i2", set()),
        ("test_i_is_no_item", set()),
        ("tests_i2_is_no_test", set()),
        ("helper_i2", set()),
    ],
)
def test_the_scanner_reads_the_front_of_a_name(function: str, items: set[str]) -> None:
    assert named(function) == items


def test_the_scanner_sees_tests_of_modules_classes_and_coroutines_and_nothing_in_words() -> None:
    module = ast.parse(
        "def test_i1_one(): ...\n"
        "async def test_i2_two(): ...\n"
        "class TestAll:\n    def test_i3_three(self): ...\n"
        "def helper(): 'test_i4_four'\n"
        "# def test_i5_five(): ...\n"
    )
    assert sorted(names_of_tests(module)) == ["test_i1_one", "test_i2_two", "test_i3_three"]


def test_the_ledgers_own_items_do_not_count() -> None:
    elsewhere = {name for path in python_files("tests/") for name in names_of_tests(parsed(path)) if named(name)}
    assert any(name.startswith("test_s1_kill_9") for name in elsewhere)
    here = {name for path in python_files(*WHERE) for name in names_of_tests(parsed(path))}
    assert not any(name.startswith("test_s1_kill_9") for name in here)
