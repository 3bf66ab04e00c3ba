"""Small files, small functions. The style asks for 300 and 40 lines; these are the walls behind it."""

import ast

from house.tree import nodes, python_files, text_of

LONGEST_FILE = 350
LONGEST_FUNCTION = 45


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function from `def` to its end, without its docstring."""
    first = function.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_no_file_is_too_long() -> None:
    counted = {path: len(text_of(path).splitlines()) for path in python_files()}
    assert {path: count for path, count in counted.items() if count > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    functions = ((place, node) for place, node in nodes() if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    assert {place: length(function) for place, function in functions if length(function) > LONGEST_FUNCTION} == {}
