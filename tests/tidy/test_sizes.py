"""Beauty is mostly the absence of one bad file: the largest is capped, not the average."""

from __future__ import annotations

import ast
from pathlib import Path

from tidy.house import PACKAGE, ROOT, TREES, Module, lines_of, modules

LONGEST_FUNCTION = 60
LONGEST_FILE = {"kopilka": 400, "tests": 600, "bench": 400, "docs": 400}
FULLEST_FOLDER = 16
LISTS = {
    PACKAGE / "loyalty",
    PACKAGE / "templates" / "programs",
    ROOT / "tests",
    ROOT / "tests" / "stories",
    ROOT / "docs" / "decisions",
}
"""Folders that are lists: of rooms, of programs, of ways to test, of stories, of decisions."""

SILENT = {"__pycache__", "__init__.py", "README.md"}
"""Entries that say nothing of their own, or say what the others are."""


def _is_data(statement: ast.stmt) -> bool:
    """A table: a name for a display of values, with no control flow to read."""
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.Set)


def _lines_to_read(module: Module) -> int:
    data = sum(lines_of(statement) for statement in module.tree.body if _is_data(statement))
    return len(module.text.splitlines()) - data


def test_no_function_is_longer_than_a_page() -> None:
    long = [
        f"{module.at(function)} {function.name}: {lines_of(function)} lines"
        for module in modules(*TREES)
        for function in module.functions()
        if lines_of(function) > LONGEST_FUNCTION
    ]
    assert not long


def test_no_file_is_longer_than_its_measure() -> None:
    long = [
        f"{module.place}: {_lines_to_read(module)} lines"
        for tree, most in LONGEST_FILE.items()
        for module in modules(tree)
        if _lines_to_read(module) > most
    ]
    assert not long


def _entries(folder: Path) -> int:
    ours = [entry for entry in folder.iterdir() if entry.name not in SILENT]
    return len(ours)


def test_no_folder_holds_more_than_the_eye_takes_in() -> None:
    folders = {ROOT / tree for tree in TREES}
    folders |= {path for tree in TREES for path in (ROOT / tree).rglob("*") if path.is_dir()}
    exempt = {folder for folder in folders if {"migrations", "__pycache__"} & set(folder.parts)}
    full = [
        f"{folder.relative_to(ROOT)}: {_entries(folder)} entries"
        for folder in sorted(folders - exempt - LISTS)
        if _entries(folder) > FULLEST_FOLDER
    ]
    assert not full
