"""docs/reference/commands.md, from the command itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from docs.making.tables import code, table
from kopilka.fronts.cli.main import app

INTRODUCTION = """# The `kopilka` command

`make setup` puts it at `.venv/bin/kopilka`. `--json`, where a command has it, answers for
machines on standard output; progress and complaints go to standard error.

Exit codes: `0` done, `1` the answer is no (faults found, books that differ, a story that does not
hold), `2` what was asked for cannot be done (a file is missing, a word unknown).

"""


def page() -> str:
    return INTRODUCTION + "\n".join(_section(path, found) for path, found in _commands())


def _commands() -> Iterator[tuple[str, Any]]:
    yield from _within("kopilka", typer.main.get_command(app))


def _within(path: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, found in sorted(group.commands.items()):
        if hasattr(found, "commands"):
            yield from _within(f"{path} {name}", found)
        else:
            yield f"{path} {name}", found


def command_names() -> list[str]:
    return [path for path, _ in _commands()]


def _section(path: str, found: Any) -> str:
    asked = [each for each in found.params if each.name != "help"]
    usage = " ".join([path, *(_usage(each) for each in asked if _is_needed(each))])
    rows = [(_written(each), _default(each), getattr(each, "help", "") or "") for each in asked]
    listed = "\n" + table(("Word", "Default", "Meaning"), rows) if rows else ""
    return f"## `{path}`\n\n{found.help}\n\n```text\n{usage}\n```\n{listed}"


def _is_argument(parameter: Any) -> bool:
    return not str(parameter.opts[0]).startswith("-")


def _is_needed(parameter: Any) -> bool:
    return _is_argument(parameter) or bool(parameter.required)


def _usage(parameter: Any) -> str:
    name = str(parameter.name).upper().rstrip("_")
    if _is_argument(parameter):
        several = "…" if parameter.nargs == -1 else ""
        return f"{name}{several}" if parameter.required else f"[{name}{several}]"
    return f"{parameter.opts[0]} {name}"


def _written(parameter: Any) -> str:
    if _is_argument(parameter):
        return code(_usage(parameter).strip("[]"))
    both = [*parameter.opts, *parameter.secondary_opts]
    return " ".join(code(option) for option in both)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "needed"
    value = parameter.default
    if callable(value) or value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return ("yes" if value else "no") if parameter.opts else ""
    return code(str(value))
