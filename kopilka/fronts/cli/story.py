"""`kopilka story`: do the rules do what the stories say?"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.main import app, prepare
from kopilka.fronts.cli.programs import read_text

if TYPE_CHECKING:
    from kopilka.engine.story import StoryResult


@app.command()
def story(
    files: Annotated[list[Path], typer.Argument(help="Story files.")],
    live: Annotated[
        bool,
        typer.Option("--live", help="Through the HTTP API, on a database made for it."),
    ] = False,
) -> None:
    """Run stories against the engine; exits 1 when one does not hold."""
    with _system() if live else nullcontext():
        prepare("demo")
        told = [_tell(file, live=live) for file in files]
    if not all(told):
        raise typer.Exit(saying.FAILED)


@contextmanager
def _system() -> Iterator[None]:
    """A database of their own for the stories, and Kopilka on it."""
    with TemporaryDirectory() as folder:
        os.environ["KOPILKA_MODE"] = "test"
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/stories.sqlite3"
        prepare()
        from django.core.management import call_command

        logging.disable(logging.WARNING)
        warnings.filterwarnings("ignore", message="No directory at")
        call_command("migrate", verbosity=0)
        yield


def _tell(file: Path, *, live: bool) -> bool:
    """Whether it holds; says so, or what differs."""
    from kopilka.engine.story import StoryFault
    from kopilka.values.documents import ProgramFaults

    try:
        result = _play(file, live=live)
    except ProgramFaults as faults:
        saying.ERR.print(f"[red]✗[/red] {escape(saying.faults(faults, file))}", highlight=False)
        return False
    except StoryFault as fault:
        saying.ERR.print(f"[red]✗[/red] {escape(f'{file.name}: {fault}')}", highlight=False)
        return False
    mark = "[green]✓[/green]" if result.holds else "[red]✗[/red]"
    saying.OUT.print(f"{mark} {escape(result.story.title or file.name)}", highlight=False)
    for difference in result.differences:
        saying.OUT.print(f"    {escape(str(difference))}", highlight=False)
    return result.holds


def _play(file: Path, *, live: bool) -> StoryResult:
    from kopilka.loyalty.programs.library import find_text, loader

    text = read_text(file)
    if not live:
        from kopilka.engine.story import run_story

        return run_story(text, loader(file.parent))
    from kopilka.fronts.cli.live import play_live

    return play_live(text, lambda name: find_text(file.parent, name))
