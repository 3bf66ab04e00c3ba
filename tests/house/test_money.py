"""Money is decimal: a float never touches a rate, a total or a contract section, nor does a division make one."""

import ast
from collections.abc import Iterator

from house.tree import nodes, parsed, python_files

EXACT = (
    "domain/scabot_domain/money/",
    "domain/scabot_domain/terms/",
    "domain/scabot_domain/lint/",
    "domain/scabot_domain/pricing/",
    "domain/scabot_domain/asking/offering.py",
    "domain/scabot_domain/decide/offers.py",
    "domain/scabot_domain/decide/pricing.py",
    "domain/scabot_domain/facts/offers.py",
    "domain/scabot_domain/fold/offering.py",
    "domain/scabot_domain/decide/bands.py",
    "domain/scabot_domain/totals.py",
    "src/scabot/fees/physician.py",
    "src/scabot/fees/rows.py",
    "src/scabot/fees/sample.py",
)
DIVISORS = {
    "exact.percent_of": "HUNDRED",
    "gap.share": "whole",
    "breakeven.billed_at": "percent",
    "breakeven.days_at": "per_diem",
    "breakeven._days": "per_diem",
    "drugs.asp_plus_unit": "HELD",
    "medicare.anesthesia_amount": "MINUTES",
}
"""Where something is divided, and by which decimal."""
INEXACT = {"float", "round", "complex"}
"""Builtins that make a float, or round half to even."""


def makes_a_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        return not {"math", "cmath", "statistics"}.isdisjoint(names)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in INEXACT


def divisors(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each divisor with the function it stands in; a path joined to a name divides nothing."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            match node:
                case ast.BinOp(op=ast.Div(), right=ast.Constant(value=str())):
                    pass
                case ast.BinOp(op=ast.Div(), right=by) | ast.AugAssign(op=ast.Div(), value=by):
                    yield function.name, ast.unparse(by)
                case _:
                    pass


def test_every_place_that_is_watched_exists() -> None:
    assert [place for place in EXACT if not python_files(place)] == []


def test_money_and_terms_hold_no_float() -> None:
    assert [place for place, node in nodes(*EXACT) if makes_a_float(node)] == []


def test_only_decimals_are_divided_by() -> None:
    found = {
        (f"{path.removesuffix('.py').rpartition('/')[2]}.{function}", by)
        for path in python_files(*EXACT)
        for function, by in divisors(parsed(path))
    }
    assert found == set(DIVISORS.items())


def test_a_float_is_recognized() -> None:
    assert [makes_a_float(node) for node in ast.walk(ast.parse("float('1')")) if isinstance(node, ast.Call)] == [True]
    assert [makes_a_float(node) for node in ast.walk(ast.parse("round(a)")) if isinstance(node, ast.Call)] == [True]
    assert [makes_a_float(node) for node in ast.walk(ast.parse("0.1")) if isinstance(node, ast.Constant)] == [True]
    assert [makes_a_float(node) for node in ast.parse("import math\nfrom math import ceil").body] == [True, True]


def test_a_division_is_recognized() -> None:
    code = "def f(a, b):\n    a /= 2\n    return a / b, a // b, files(a) / 'name'\n"
    assert sorted(divisors(ast.parse(code))) == [("f", "2"), ("f", "b")]
