"""Refusals and problems as they stand in the source: codes, and the facts given with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kopilka"


@dataclass(frozen=True, slots=True)
class Raised:
    """A place that refuses. `facts` is None where they are not written out there."""

    code: str
    where: str
    facts: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class HttpProblem:
    code: str
    status: int
    title: str


def refusals() -> list[Raised]:
    """Every `Refusal(code, facts)`, `….refuse(code, fact=…)` and `BadCell(code, fact=…)`."""
    return [raised for path, tree in _trees() for raised in _refusals_in(path, tree)]


def problems() -> list[HttpProblem]:
    """Every `Problem(status, code, title)`, by status and code; each pair once."""
    found = {
        (problem.status, problem.code): problem
        for _, tree in _trees()
        for problem in _problems_in(tree)
    }
    return [found[key] for key in sorted(found)]


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _refusals_in(path: Path, tree: ast.Module) -> Iterator[Raised]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.Lambda):
            continue
        for call in _calls_in(function):
            code = call.args[0] if call.args else None
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                where = f"{path.relative_to(ROOT)}:{call.lineno}"
                if _name(call) == "Refusal":
                    yield Raised(code.value, where, _keys(call.args[1:], function))
                elif _name(call) in ("refuse", "BadCell"):
                    keywords = frozenset(word.arg or "" for word in call.keywords)
                    yield Raised(code.value, where, keywords)


def _calls_in(function: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _keys(rest: list[ast.expr], function: ast.AST) -> frozenset[str] | None:
    if not rest:
        return frozenset()
    facts = rest[0]
    if isinstance(facts, ast.Name):
        facts = _named(facts, function)
    if not isinstance(facts, ast.Dict):
        return None
    return frozenset(key.value for key in facts.keys if isinstance(key, ast.Constant))


def _named(name: ast.Name, function: ast.AST) -> ast.expr:
    """What the name was last given before it became facts."""
    given: ast.expr = name
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.lineno >= name.lineno:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        later = given is name or node.lineno > given.lineno
        if getattr(target, "id", "") == name.id and node.value is not None and later:
            given = node.value
    return given


def _problems_in(tree: ast.Module) -> Iterator[HttpProblem]:
    for call in _calls_in(tree):
        if _name(call) != "Problem" or len(call.args) < 3:
            continue
        status, code, title = call.args[:3]
        for each in _constants(status):
            if isinstance(code, ast.Constant):
                yield HttpProblem(str(code.value), int(str(each)), _title(title, tree))


def _constants(node: ast.expr) -> Iterator[object]:
    """The values that an expression may have: `400 if malformed else 422` has two."""
    if isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.Constant):
        yield node.value


def _title(node: ast.expr, tree: ast.Module) -> str:
    """The English text of `_("…")`, directly or through the name it was given."""
    if isinstance(node, ast.Name):
        for other in ast.walk(tree):
            if isinstance(other, ast.Assign) and getattr(other.targets[0], "id", "") == node.id:
                return _title(other.value, tree)
    texts = [text.value for text in ast.walk(node) if isinstance(text, ast.Constant)]
    return " ".join(dict.fromkeys(text for text in texts if isinstance(text, str)))
