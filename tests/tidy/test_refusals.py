"""Every refusal's code is written out where it is refused, and can be said.

A code put together from parts is found by nobody: not by a reader, and not by these tests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tidy.house import Module, modules

from kopilka.fronts.wording.refusals import SENTENCES

HOUSE = modules("kopilka")


def _takers(module: Module) -> Iterator[tuple[str, int]]:
    """Functions and classes that are given a `code`: their name, and its place in their calls."""
    owner = {
        inner: outer.name
        for outer in ast.walk(module.tree)
        if isinstance(outer, ast.ClassDef)
        for inner in outer.body
    }
    for function in module.functions():
        arguments = [argument.arg for argument in function.args.args]
        if "code" in arguments and any(_is_refusal(node) for node in ast.walk(function)):
            bound = 1 if arguments[0] == "self" else 0
            name = owner.get(function, "") if function.name == "__init__" else function.name
            yield name, arguments.index("code") - bound


def _is_refusal(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"


TAKERS = {"Refusal": 0, **{name: place for module in HOUSE for name, place in _takers(module)}}


def _codes() -> Iterator[tuple[str, ast.expr]]:
    """Each expression that becomes a code, and where it stands."""
    for module in HOUSE:
        for name, call in module.calls():
            place = TAKERS.get(name.rpartition(".")[2])
            if place is not None and place < len(call.args):
                yield module.at(call), call.args[place]
        for node in ast.walk(module.tree) if "Refusal(" in module.text else ():
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
                yield module.at(node), node.value


def _literals(node: ast.expr) -> list[str]:
    """The texts an expression may be: `"a" if so else "b"` may be two."""
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    return [str(node.value)] if isinstance(node, ast.Constant) else []


def _handed_on(node: ast.expr) -> bool:
    """`code`, or another refusal's code: written out by whoever made it."""
    return getattr(node, "id", getattr(node, "attr", "")) == "code"


def test_every_code_is_written_out() -> None:
    assert not [where for where, code in _codes() if not _literals(code) and not _handed_on(code)]


def test_every_code_has_its_sentence() -> None:
    silent = [
        f"{where} {literal}"
        for where, code in _codes()
        for literal in _literals(code)
        if literal not in SENTENCES
    ]
    assert not silent
