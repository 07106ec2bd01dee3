"""The reference pages say what the code says."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from docs.generate import REFERENCE, pages
from docs.making.commands import command_names
from kopilka.engine.program import reading
from kopilka.engine.program.reading.conditions import WEEKDAYS
from kopilka.engine.program.reading.rules import BASES, ON_RETURN, PERIODS
from kopilka.engine.program.reading.wallets import KINDS
from kopilka.engine.story.grammar import VERBS
from kopilka.engine.story.orders import LINE_WORDS
from kopilka.plumbing.environment import SETTINGS
from kopilka.values.periods import RoundTo
from kopilka.values.rounding import Rounding

PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_committed_page_is_what_the_code_makes(name: str) -> None:
    committed = (REFERENCE / name).read_text(encoding="utf-8")
    assert committed == PAGES[name], f"{name} is out of date: run `make docs`"


def test_every_setting_and_every_command_has_its_row() -> None:
    assert all(f"`{name}`" in PAGES["settings.md"] for name in SETTINGS)
    assert all(f"## `{name}`" in PAGES["commands.md"] for name in command_names())


def words_of_the_reader() -> set[str]:
    """The words of every map of the program file: the reader's lists are called …_WORDS."""
    words: set[str] = set()
    for module in pkgutil.iter_modules(reading.__path__):
        part = importlib.import_module(f"{reading.__name__}.{module.name}")
        for name, known in vars(part).items():
            if name.endswith("_WORDS"):
                words.update(known)
    return words


def test_every_word_of_the_program_file_is_explained() -> None:
    words = words_of_the_reader()
    assert {"after", "points_with", "times"} <= words
    assert not {
        word
        for word in words
        if f"`{word}" not in PAGES["program.md"] and f"{word}:" not in PAGES["program.md"]
    }


def test_every_step_of_a_story_and_every_word_of_its_lines_is_explained() -> None:
    page = (REFERENCE / "story.md").read_text(encoding="utf-8")
    assert not [verb for verb in VERBS if f"`{verb} " not in page]
    assert not [word for word in LINE_WORDS if f"`{word}" not in page]


def test_every_choice_of_the_program_file_is_told() -> None:
    choices = [*Rounding, *RoundTo, *KINDS, *BASES, *ON_RETURN, *PERIODS, *WEEKDAYS[::6]]
    assert not [each for each in choices if f"`{each}`" not in PAGES["program.md"]]
