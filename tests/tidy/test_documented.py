"""What can be set, typed, refused or decided is written down where people look for it."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import typer.main
from tidy.house import ROOT, dotted, modules

from kopilka.fronts.cli.main import app
from kopilka.fronts.wording.refusals import SENTENCES
from kopilka.plumbing.environment import SETTINGS

STARTING = ("kopilka/plumbing/environment.py", "kopilka/wsgi.py", "kopilka/fronts/cli/")
"""What runs before Django does; the command line also asks the terminal for its language."""
REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def commands(command: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every command that does something, with its words: `program check`."""
    inner = getattr(command, "commands", {})
    if not inner:
        return [(path, command)]
    return [each for name, one in inner.items() for each in commands(one, f"{path} {name}".strip())]


COMMANDS = dict(commands(typer.main.get_command(app)))


def test_the_commands_are_found() -> None:
    assert {"serve", "simulate", "program check"} <= COMMANDS.keys()


def test_every_setting_has_a_row_and_a_meaning() -> None:
    rows = page("settings")
    assert not [name for name in SETTINGS if f"`{name}`" not in rows]
    assert not [setting.name for setting in SETTINGS.values() if not setting.meaning]


def test_the_environment_is_read_in_one_place_only() -> None:
    """A variable read elsewhere would be neither declared nor documented."""
    reading = [
        module.at(node)
        for module in modules("kopilka")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and dotted(node).endswith(("environ", "getenv"))
    ]
    assert all(where.startswith(STARTING) for where in reading), reading


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options(name: str) -> None:
    text = page("commands")
    assert f"kopilka {name}" in text
    options = [word for parameter in COMMANDS[name].params for word in parameter.opts]
    assert not [word for word in options if word.startswith("--") and word not in text]
    assert COMMANDS[name].help, f"{name} does not say what it does"


def test_every_refusal_has_a_row() -> None:
    rows = page("refusals")
    assert not [code for code in SENTENCES if f"`{code}`" not in rows]


def test_every_decision_is_titled_by_what_was_decided() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    assert all(re.match(r"# \S", page.read_text(encoding="utf-8")) for page in pages)
