"""Nothing stands that nobody uses: what is only kept is read and mended for nothing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tidy.house import ROOT, TREES, Module, modules

DJANGO_CALLS = {"get_by_natural_key", "get_full_name", "load_middleware"}
NOT_YET = {
    "save_draft",  # programs are published whole; no front edits one step by step
    "list_runs",  # imports are seen by the command line that runs them
}
"""Made for what comes next. Whoever uses one takes it off this list."""
STEPS = "kopilka/engine/story/world.py"
"""`_order`, `_return`: a story's steps are found by their words."""
BARE = {"property", "staticmethod", "classmethod", "dataclass", "contextmanager", "lru_cache"}
"""Decorators that register nothing: what has another one is used by whoever registered it."""


def _words() -> Counter[str]:
    """How often each name stands anywhere in the code, templates and notes included."""
    files = [
        path
        for tree in TREES
        for path in (ROOT / tree).rglob("*")
        if path.suffix in {".py", ".html", ".md"} and path != Path(__file__)
    ]
    texts = [path.read_text(encoding="utf-8") for path in (*files, ROOT / "pyproject.toml")]
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def _registered(definition: ast.FunctionDef | ast.ClassDef) -> bool:
    names = {re.findall(r"\w+", ast.unparse(each))[0] for each in definition.decorator_list}
    return bool(names - BARE)


def _definitions(module: Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for body in (module.tree, *(n for n in module.tree.body if isinstance(n, ast.ClassDef))):
        for node in body.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not _registered(node):
                yield node


def _found_by_name(module: Module, name: str) -> bool:
    hook = name.startswith("__") or name.endswith("Config") or name in DJANGO_CALLS
    return hook or module.place == STEPS


def unused() -> dict[str, str]:
    """Name -> where it stands."""
    words = _words()
    return {
        node.name: module.at(node)
        for module in modules("kopilka")
        for node in _definitions(module)
        if words[node.name] == 1 and not _found_by_name(module, node.name)
    }


def test_only_what_is_listed_waits_for_a_use() -> None:
    """Both ways: a new unused name is deleted or listed, a listed one that is used is struck."""
    assert unused().keys() == NOT_YET, unused()
