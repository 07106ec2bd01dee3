"""docs/reference/templates.md, from the programs that come with Kopilka and what heads them."""

from __future__ import annotations

from pathlib import Path

from kopilka.loyalty.programs.library import TEMPLATES
from kopilka.loyalty.programs.queries import read_program

INTRODUCTION = """# Templates

Programs to begin with, in `kopilka/templates/programs`. Copy one, change it, run its story, and
[simulate](../concepts/simulation.md) it on your own orders before you promise anything. Their
currencies and sums are examples.

"""


def page() -> str:
    return INTRODUCTION + "\n".join(_section(path) for path in sorted(TEMPLATES.glob("*.yaml")))


def _section(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    name = read_program(text).name
    title = name if isinstance(name, str) else str(name.get("en", path.stem))
    story = path.with_suffix(".story")
    shown = f"\n```story\n{_body(story)}```\n" if story.exists() else ""
    return f"## {title}: `{path.name}`\n\n{_heading(text)}\n{shown}"


def _heading(text: str) -> str:
    """The comment at the top of the file; the owl club, which shows the words, has none."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return "\n".join(lines) or "Nearly every word of a program file; take from it what you need."


def _body(story: Path) -> str:
    return story.read_text(encoding="utf-8").rstrip() + "\n"
