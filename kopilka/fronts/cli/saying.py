"""How the command line speaks: progress with rate and time left, refusals in words, exit codes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.history.orders import Progress as Report
from kopilka.values.documents import ProgramFaults
from kopilka.values.refusals import Refusal, Refused

Said = TypeVar("Said")
OUT = Console()
ERR = Console(stderr=True)

FAILED = 1
"""The answer is no: faults found, books that differ, a story that does not hold."""
UNUSABLE = 2
"""What was asked for cannot be done: a file is missing, a word unknown."""


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """A bar with count, rate and time left, on standard error.

    What is reported at once had been done before, and counts for no rate.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERR) as bar:
        task = bar.add_task(title, total=None, rate="")
        before: int | None = None

        def report(done: int, whole: int) -> None:
            nonlocal before
            elapsed = bar.tasks[0].elapsed or 0
            if before is None:
                before = done if elapsed < 1 else 0
            rate = f"{(done - before) / elapsed:,.0f}/s" if elapsed > 1 else ""
            bar.update(task, completed=done, total=whole, rate=rate)

        yield report


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """A refusal ends the command with what, where and what to do."""
    try:
        yield
    except Refused as refused:
        for refusal in refused.refusals:
            sentence = escape(_in_words(refusal))
            ERR.print(f"[red]{refusal.code}[/red] {sentence}", highlight=False, soft_wrap=True)
        raise typer.Exit(UNUSABLE) from None


def _in_words(refusal: Refusal) -> str:
    from kopilka.fronts.wording.refusals import say_refusal

    return in_language(say_refusal, refusal, voice())


def language() -> str:
    """Of the terminal, where we speak it; else English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "ru" if spoken.startswith("ru") else "en"


def voice(currency: str = "") -> Voice:
    return Voice(language(), currency, "UTC")


def in_language(say: Callable[..., Said], *told: object) -> Said:
    """What a wording function says, in the language of the terminal."""
    from django.utils import translation

    with translation.override(language()):
        return say(*told)


def faults(found: ProgramFaults, file: Path) -> str:
    """Each fault of a program file on its line: `club.yaml:3:5: worth: …`."""
    from kopilka.fronts.wording.program_faults import say_fault

    return "\n".join(
        f"{file.name}:{fault.line}:{fault.column}: {in_language(say_fault, fault)}"
        for fault in found.faults
    )


def say_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_json(value: Any, to: Path) -> None:
    """To a file, or to standard output for `-`."""
    if str(to) == "-":
        say_json(value)
    else:
        text = json.dumps(value, ensure_ascii=False, indent=2)
        to.write_text(text + "\n", encoding="utf-8")


def stop(message: str, code: int = UNUSABLE) -> NoReturn:
    ERR.print(message, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(code)
