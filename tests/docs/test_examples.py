"""What the documentation shows works: programs are good, stories hold, links lead on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.pages import ROOT, Block, all_pages, anchors, blocks, blocks_of, links, whole_program

from kopilka.engine.program.model import Program
from kopilka.engine.story import run_story
from kopilka.loyalty.programs.library import loader
from kopilka.loyalty.programs.queries import read_program


def named(block: Block) -> str:
    return block.label


@pytest.mark.parametrize("block", blocks_of("yaml"), ids=named)
def test_a_program_shown_is_a_good_one(block: Block) -> None:
    read_program(whole_program(block.text))


@pytest.mark.parametrize("block", blocks_of("story"), ids=named)
def test_a_story_told_holds(block: Block) -> None:
    beside = {each.name: each.text for each in blocks(block.page) if each.language == "yaml"}
    elsewhere = loader(ROOT / "tests" / "stories")

    def load(name: str) -> Program:
        return read_program(whole_program(beside[name])) if name in beside else elsewhere(name)

    result = run_story(block.text, load)
    assert result.holds, "\n".join(str(difference) for difference in result.differences)


@pytest.mark.parametrize("block", blocks_of("python"), ids=named)
def test_python_shown_runs(block: Block) -> None:
    exec(compile(block.text, block.label, "exec"), {})


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    dead = [link for link in links(page) if not leads(page, link)]
    assert not dead, f"{page.name} links to {dead}"


def leads(page: Path, link: str) -> bool:
    if link.startswith(("http://", "https://")):
        return True
    where, _, anchor = link.partition("#")
    target = (page.parent / where).resolve() if where else page
    return target.exists() and (not anchor or anchor in anchors(target))


_PATH = re.compile(r"`((?:kopilka|tests|docs|bench)/[\w./-]+)`")


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_files_spoken_of_are_there(page: Path) -> None:
    named_there = _PATH.findall(page.read_text(encoding="utf-8"))
    gone = [path for path in named_there if not (ROOT / path).exists()]
    assert not gone, f"{page.name} speaks of {gone}"


@pytest.mark.parametrize("folder", ["algorithms", "concepts", "decisions", "guides"])
def test_the_first_page_of_a_folder_leads_to_all_its_others(folder: str) -> None:
    first = ROOT / "docs" / folder / "README.md"
    others = {page.name for page in first.parent.glob("*.md")} - {first.name}
    assert others <= {link.partition("#")[0] for link in links(first)}
