"""The documentation's pages and the examples in them, by the language of their fences.

`yaml` is a program, or a part of one; `yaml NAME` and `csv NAME` are files besides; `story` runs;
`sh` runs in one shell for the whole page, and a `json` or `text` block after it is what it prints,
where `…` stands for anything; `python` runs. `console` and the like are only shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from kopilka.loyalty.programs.library import TEMPLATES

ROOT = Path(__file__).resolve().parents[2]
_BASE = ROOT / "tests" / "stories" / "tea-house.yaml"
_TIERS = TEMPLATES / "owl-club.yaml"
_FENCE = re.compile(r"^( *)```([a-z]+)(?: +(\S+))?\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """`name` is the file it stands for, or "". `line` is where it begins on its page."""

    page: Path
    line: int
    language: str
    name: str
    text: str

    @property
    def label(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def all_pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found[2], found[3] or "", _flat(found))
        for found in _FENCE.finditer(text)
    ]


def _flat(found: re.Match[str]) -> str:
    """Without the indentation of the list that the block stands in."""
    return re.sub(rf"^{found[1]}", "", found[4], flags=re.MULTILINE)


def blocks_of(language: str) -> list[Block]:
    return [each for page in all_pages() for each in blocks(page) if each.language == language]


def links(page: Path) -> Iterator[str]:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    yield from _LINK.findall(text)


def anchors(page: Path) -> set[str]:
    """The names that headings can be linked by."""
    return {_anchor(title) for title in _HEADING.findall(page.read_text(encoding="utf-8"))}


def _anchor(title: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", title.lower())
    return plain.strip().replace(" ", "-")


def whole_program(text: str) -> str:
    """A part of a program takes the rest from the tea house, and its tiers from the owl club."""
    if "kopilka:" in text:
        return text
    yaml, written = YAML(), StringIO()
    tiers = {"tiers": yaml.load(_TIERS.read_text(encoding="utf-8"))["tiers"]}
    yaml.dump({**yaml.load(_BASE.read_text(encoding="utf-8")), **tiers, **yaml.load(text)}, written)
    return written.getvalue()
