"""Money is decimal: a float never touches a rate, a total or a contract section."""

import ast

from house.tree import nodes

EXACT = ("domain/scabot_domain/money/", "domain/scabot_domain/terms/")


def makes_a_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"


def test_money_and_terms_hold_no_float() -> None:
    assert [place for place, node in nodes(*EXACT) if makes_a_float(node)] == []


def test_a_float_is_recognized() -> None:
    assert [makes_a_float(node) for node in ast.walk(ast.parse("float('1')")) if isinstance(node, ast.Call)] == [True]
    assert [makes_a_float(node) for node in ast.walk(ast.parse("0.1")) if isinstance(node, ast.Constant)] == [True]
