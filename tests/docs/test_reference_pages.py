"""The reference pages say what the code says."""

from __future__ import annotations

import ast

import pytest

from docs.generate import REFERENCE, pages
from docs.making.commands import command_names
from docs.making.source import PACKAGE
from kopilka.engine.story.grammar import VERBS
from kopilka.engine.story.orders import LINE_WORDS
from kopilka.plumbing.environment import SETTINGS

PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_committed_page_is_what_the_code_makes(name: str) -> None:
    committed = (REFERENCE / name).read_text(encoding="utf-8")
    assert committed == PAGES[name], f"{name} is out of date: run `make docs`"


def test_every_setting_and_every_command_has_its_row() -> None:
    assert all(f"`{name}`" in PAGES["settings.md"] for name in SETTINGS)
    assert all(f"## `{name}`" in PAGES["commands.md"] for name in command_names())


def words_of_the_reader() -> set[str]:
    """What the program's reader accepts as words of small maps: `words.fields(node, what, (…))`."""
    words = set()
    for path in (PACKAGE / "engine" / "program" / "reading").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "fields":
                known = call.args[2]
                if isinstance(known, ast.Tuple):
                    words |= {each.value for each in known.elts if isinstance(each, ast.Constant)}
    return words


def test_every_word_of_a_small_map_of_the_program_file_is_explained() -> None:
    words = words_of_the_reader()
    assert {"after", "points_with", "times"} <= words
    assert not {word for word in words if word not in PAGES["program.md"]}


def test_every_step_of_a_story_and_every_word_of_its_lines_is_explained() -> None:
    page = (REFERENCE / "story.md").read_text(encoding="utf-8")
    assert not [verb for verb in VERBS if f"`{verb} " not in page]
    assert not [word for word in LINE_WORDS if f"`{word}" not in page]
