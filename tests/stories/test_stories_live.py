"""The same stories through the HTTP API, the write path and a database end as they do in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pages import Block, blocks, blocks_of, whole_program

from kopilka.engine.story.grammar import VERBS
from kopilka.fronts.cli.live import play_live
from kopilka.fronts.cli.live.mechanics import STEPS
from kopilka.loyalty.programs.library import TEMPLATES, find_text

HERE = Path(__file__).parent
STORIES = sorted([*HERE.rglob("*.story"), *TEMPLATES.rglob("*.story")])
TOLD = [block for block in blocks_of("story") if "templates" not in block.page.name]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_holds_through_the_api(empty: str, path: Path) -> None:
    result = play_live(path.read_text(encoding="utf-8"), lambda name: find_text(path.parent, name))
    assert result.holds, "\n".join(str(difference) for difference in result.differences)


@pytest.mark.parametrize("block", TOLD, ids=lambda block: block.label)
def test_a_story_of_the_documentation_holds_through_the_api(empty: str, block: Block) -> None:
    beside = {
        each.name: whole_program(each.text)
        for each in blocks(block.page)
        if each.language == "yaml"
    }
    result = play_live(block.text, lambda name: beside.get(name) or find_text(HERE, name))
    assert result.holds, "\n".join(str(difference) for difference in result.differences)


def test_everything_a_story_can_say_has_its_request() -> None:
    assert set(VERBS) == set(STEPS)
