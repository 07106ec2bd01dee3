"""Money and units are whole numbers, rates are fractions: a float loses what nobody finds."""

from __future__ import annotations

import ast

from tidy.house import Module, modules

COUNTED = ("kopilka/values", "kopilka/engine", "kopilka/loyalty/ledger")
FAST = "kopilka/engine/fast/"
"""Divides paths of its cache, and fractions while it prepares a program's tables."""
NOT_MONEY = {"time.sleep", "difflib.get_close_matches"}
"""Seconds of rest, and the nearness of two words."""


WAITS = "kopilka/loyalty/ledger/writer.py"
"""Counts the moments that a batch waits, and nothing else."""
MEASURED = [module for module in modules(*COUNTED) if module.place != WAITS]


def _beside_money(module: Module) -> set[ast.AST]:
    """Every node inside of calls whose arguments are no sums."""
    calls = [call for name, call in module.calls() if name in NOT_MONEY]
    return {node for call in calls for node in ast.walk(call)}


def _is_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    return isinstance(node, ast.Name) and node.id == "float"


def test_no_float_is_written_named_or_made_where_money_is_counted() -> None:
    floats = [
        module.at(node)
        for module in MEASURED
        for node in set(ast.walk(module.tree)) - _beside_money(module)
        if _is_float(node)
    ]
    assert not floats


def _of_a_fraction(node: ast.BinOp) -> bool:
    return isinstance(node.left, ast.Call) and getattr(node.left.func, "id", "") == "Fraction"


def test_only_a_fraction_is_divided_with_a_slash() -> None:
    """`int / int` is a float: write `//`, or `Fraction(part, whole)`."""
    divided = [
        module.at(node)
        for module in MEASURED
        if FAST not in module.place
        for node in ast.walk(module.tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _of_a_fraction(node)
    ]
    assert not divided
