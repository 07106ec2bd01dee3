"""`kopilka story`: do the rules do what the stories say?"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import Json, app, prepare
from kopilka.fronts.cli.programs import read_text

if TYPE_CHECKING:
    from kopilka.engine.story import Difference, StoryResult


@app.command()
def story(
    files: Annotated[list[Path], typer.Argument(help="Story files.")],
    live: Annotated[
        bool,
        typer.Option("--live", help="Through the HTTP API, on a database made for it."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Run stories against the engine; exits 1 when one does not hold."""
    with _system() if live else nullcontext():
        prepare("demo")
        told = [_tell(file, live=live) for file in files]
    if as_json:
        saying.say_json([{**asdict(each), "holds": each.holds} for each in told])
    for each in () if as_json else told:
        _say(each)
    if not all(each.holds for each in told):
        raise typer.Exit(saying.FAILED)


@dataclass(frozen=True, slots=True)
class Told:
    """`fault`: why it could not be played at all, or ""."""

    file: str
    title: str
    differences: tuple[Difference, ...] = ()
    fault: str = ""

    @property
    def holds(self) -> bool:
        return not self.fault and not self.differences


@contextmanager
def _system() -> Iterator[None]:
    """A database of their own for the stories, and Kopilka on it."""
    with TemporaryDirectory() as folder:
        own = {"KOPILKA_MODE": "test", "DATABASE_URL": f"sqlite:///{folder}/stories.sqlite3"}
        for name, value in own.items():
            os.environ.pop(f"{name}_FILE", None)  # which would come first
            os.environ[name] = value
        prepare()
        from django.core.management import call_command

        logging.disable(logging.WARNING)
        warnings.filterwarnings("ignore", message="No directory at")
        call_command("migrate", verbosity=0)
        yield


def _tell(file: Path, *, live: bool) -> Told:
    from kopilka.engine.story import StoryFault
    from kopilka.values.documents import ProgramFaults

    try:
        result = _play(file, live=live)
    except ProgramFaults as faults:
        return Told(file.name, "", fault=saying.faults(faults, file))
    except StoryFault as fault:
        return Told(file.name, "", fault=f"{file.name}: {fault}")
    return Told(file.name, result.story.title, result.differences)


def _say(told: Told) -> None:
    mark = "[green]✓[/green]" if told.holds else "[red]✗[/red]"
    if told.fault:
        saying.ERR.print(f"{mark} {escape(told.fault)}", highlight=False)
        return
    saying.OUT.print(f"{mark} {escape(told.title or told.file)}", highlight=False)
    for difference in told.differences:
        saying.OUT.print(f"    {escape(str(difference))}", highlight=False)


def _play(file: Path, *, live: bool) -> StoryResult:
    from kopilka.loyalty.programs.library import find_text, loader

    text = read_text(file)
    if not live:
        from kopilka.engine.story import run_story

        return run_story(text, loader(file.parent))
    from kopilka.fronts.cli.live import play_live

    return play_live(text, lambda name: find_text(file.parent, name))
