"""Every story holds: those of the tests, and those that come with the templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from kopilka.engine.story import run_story
from kopilka.loyalty.programs.library import TEMPLATES, loader

HERE = Path(__file__).parent
STORIES = sorted([*HERE.rglob("*.story"), *TEMPLATES.rglob("*.story")])


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_holds(path: Path) -> None:
    result = run_story(path.read_text(encoding="utf-8"), loader(path.parent))
    assert result.holds, "\n".join(str(difference) for difference in result.differences)


@pytest.mark.parametrize("program", sorted(TEMPLATES.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_template_has_a_story_beside_it_or_among_the_tests(program: Path) -> None:
    told = (path.read_text(encoding="utf-8") for path in STORIES)
    assert any(f"program: {program.name}" in text for text in told)


def test_a_story_that_does_not_hold_says_what_differs_in_its_own_words() -> None:
    text = "program: simple-points.yaml\n2026-01-01 order A1 anna 25.00\n then anna available 26"
    result = run_story(text, loader(HERE))
    assert [str(each) for each in result.differences] == [
        "line 3: expected anna available 26, but it is 25"
    ]
