"""Habits of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tidy.house import ROOT, TREES, Module, modules

SHAPELESS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINE = re.compile(r"(?<![\w.])/(home|root|work|Users|private)/\w")
TEXTS = {".py", ".md", ".html", ".js", ".css", ".yaml", ".toml", ".story", ".po", ".sql", ".yml"}


def test_no_module_is_named_after_nothing() -> None:
    shapeless = [m.place for m in modules(*TREES) if SHAPELESS & set(Path(m.place[:-3]).parts)]
    assert not shapeless


def test_no_two_files_of_tests_have_one_name() -> None:
    """pytest imports them by their bare names and runs the first of two only."""
    names = Counter(m.path.name for m in modules("tests") if m.path.name.startswith("test_"))
    assert not [name for name, count in names.items() if count > 1]


def test_nothing_that_git_is_told_to_ignore_is_kept() -> None:
    """What a machine makes anew belongs to that machine."""
    asked = ["git", "-C", str(ROOT), "ls-files", "--cached", "--ignored", "--exclude-standard"]
    kept = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert not kept.stdout.split()


def _texts() -> list[tuple[str, str]]:
    roots = [ROOT / tree for tree in (*TREES, "frontend")]
    files = [path for root in roots for path in root.rglob("*") if path.suffix in TEXTS]
    files += [path for path in ROOT.iterdir() if path.suffix in TEXTS]
    files += [ROOT / "Makefile", ROOT / ".ci" / "run"]
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in files
        if "node_modules" not in path.parts and not path.name.endswith(".min.js")
    ]


@pytest.mark.parametrize("wrong", [LATER, MACHINE], ids=["left for later", "path of a machine"])
def test_no_text_of_ours_holds(wrong: re.Pattern[str]) -> None:
    found = [
        f"{place}:{number}: {line.strip()[:80]}"
        for place, text in _texts()
        for number, line in enumerate(text.splitlines(), 1)
        if wrong.search(line)
    ]
    assert not found


def _named(handler: ast.ExceptHandler) -> set[str]:
    caught = handler.type
    each = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return {getattr(one, "id", getattr(one, "attr", "")) if one else "" for one in each}


def _handlers(*folders: str) -> list[tuple[Module, ast.ExceptHandler]]:
    return [
        (module, node)
        for module in modules(*folders)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
    ]


def _hands_on(handler: ast.ExceptHandler) -> bool:
    """Raises again, or gives the problem itself to whoever waits for the result."""
    given = [
        getattr(argument, "id", "")
        for node in ast.walk(handler)
        if isinstance(node, ast.Call)
        for argument in node.args
    ]
    raised = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    return raised or (handler.name is not None and handler.name in given)


def test_the_rooms_catch_what_they_expect_and_nothing_else() -> None:
    """What is not expected is a fault of ours and must be seen."""
    wide = [
        module.at(handler)
        for module, handler in _handlers("kopilka/values", "kopilka/engine", "kopilka/loyalty")
        if _named(handler) & {"", "Exception", "BaseException"} and not _hands_on(handler)
    ]
    assert not wide


def test_no_exception_is_swallowed() -> None:
    swallowed = [
        module.at(handler)
        for module, handler in _handlers("kopilka")
        if all(isinstance(statement, ast.Pass) for statement in handler.body)
    ]
    assert not swallowed


def test_text_for_people_is_made_in_fronts_only() -> None:
    """The engine decides and rooms remember: both in data, which any language can be made of."""
    below = ("kopilka/values", "kopilka/engine", "kopilka/plumbing", "kopilka/loyalty")
    speaking = [
        module.at(node)
        for module in modules(*below)
        for name, node in module.imports()
        if name.startswith("django.utils.translation")
    ]
    assert not speaking


def test_annotations_are_never_evaluated() -> None:
    lazy = "from __future__ import annotations"
    eager = [m.place for m in modules("kopilka") if list(m.functions()) and lazy not in m.text]
    assert not eager


def test_business_flows_through_events_and_never_through_signals() -> None:
    hidden = [
        module.at(node)
        for module in modules("kopilka")
        for name, node in module.imports()
        if re.match(r"django\.(dispatch|db\.models\.signals|core\.signals)", name)
    ]
    assert all(where.startswith("kopilka/plumbing/apps.py") for where in hidden), hidden


def test_nobody_goes_around_the_query_that_names_its_merchant() -> None:
    """Django needs its base manager for rows at hand, so that alone cannot refuse."""
    around = [
        module.at(node)
        for module in modules("kopilka")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "_base_manager"
    ]
    assert not around
