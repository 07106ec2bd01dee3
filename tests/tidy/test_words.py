"""One meaning, one word: names say what docs/reference/glossary.md says, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tidy.house import ROOT, Module, modules

GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"
ALLOWED = {
    "AUTH_USER_MODEL",  # Django's
    "redirect_authenticated_user",  # Django's
    "model_config",  # Pydantic's
    "SETTINGS",  # of an installation, not of a program
    "Setting",
    "BadSetting",
    "vendor",  # who made the goods of a line, a word of program files
    "block_card",  # a card that finds nobody any more
    "block",
    "actual",  # what a failed condition met, beside what it wanted: no balance
    "say_actual",
    "lock",  # the database's
}
SPLIT = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def avoided() -> set[str]:
    """The third column of the glossary."""
    rows = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]
    cells = [row[3] for row in rows if len(row) == 5 and not set(row[3]) <= set(" -")]
    return {word for cell in cells[1:] for word in re.findall(r"[a-z]+", cell)}


def singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def words_of(name: str) -> set[str]:
    return {singular(word.lower()) for word in SPLIT.findall(name)}


OF_PROGRAM_FILES = {"level"}
"""`tiers: levels:` is written by merchants, and read by what bears its name."""
AVOIDED = {singular(word) for word in avoided()} - OF_PROGRAM_FILES


def wrong(name: str) -> set[str]:
    return set() if name in ALLOWED else words_of(name) & AVOIDED


def names(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Functions, classes, arguments, fields and constants; Django's `…Config` is its own word."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name.removesuffix("Config"), node
        elif isinstance(node, ast.arg):
            yield node.arg, node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node
    for statement in ast.walk(module.tree):
        if isinstance(statement, ast.Module | ast.ClassDef):
            yield from _assigned(statement)


def _assigned(body: ast.Module | ast.ClassDef) -> Iterator[tuple[str, ast.AST]]:
    for node in body.body:
        if isinstance(node, ast.Assign):
            yield from ((one.id, node) for one in node.targets if isinstance(one, ast.Name))


def test_the_glossary_says_what_to_avoid() -> None:
    assert {"customer", "tenant", "transaction"} <= avoided()


def test_no_name_is_an_avoided_word() -> None:
    found = [
        f"{module.at(node)} {name}"
        for module in modules("kopilka")
        for name, node in names(module)
        if wrong(name)
    ]
    assert not found


def test_no_path_key_or_code_of_the_api_is_an_avoided_word() -> None:
    """What the API says is said for good: keys of its answers, its paths and refusal codes."""
    found = [
        f"{module.at(node)} {text}"
        for module in modules("kopilka/fronts/api")
        for node, text in _said(module)
        if any(wrong(part) for part in text.split("/"))
    ]
    assert not found


def _said(module: Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Dict):
            keys = [key for key in node.keys if isinstance(key, ast.Constant)]
            yield from ((key, str(key.value)) for key in keys)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("route", "Refusal"):
            texts = [argument for argument in node.args if isinstance(argument, ast.Constant)]
            yield from ((text, str(text.value)) for text in texts)


def test_every_exception_to_the_words_is_still_needed() -> None:
    used = {name for module in modules("kopilka") for name, _ in names(module)} | {"block"}
    assert not ALLOWED - used
