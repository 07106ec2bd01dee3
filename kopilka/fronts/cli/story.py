"""`kopilka story`: do the rules do what the stories say?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.main import app, prepare
from kopilka.fronts.cli.programs import read_text


@app.command()
def story(
    files: Annotated[list[Path], typer.Argument(help="Story files.")],
) -> None:
    """Run stories against the engine; exits 1 when one does not hold."""
    prepare("demo")
    from kopilka.engine.story import StoryFault, run_story
    from kopilka.loyalty.programs.library import loader
    from kopilka.values.documents import ProgramFaults

    failed = False
    for file in files:
        try:
            result = run_story(read_text(file), loader(file.parent))
        except ProgramFaults as faults:
            saying.ERR.print(f"[red]✗[/red] {escape(saying.faults(faults, file))}", highlight=False)
            failed = True
            continue
        except StoryFault as fault:
            saying.ERR.print(f"[red]✗[/red] {escape(f'{file.name}: {fault}')}", highlight=False)
            failed = True
            continue
        mark = "[green]✓[/green]" if result.holds else "[red]✗[/red]"
        saying.OUT.print(f"{mark} {result.story.title or file.name}", highlight=False)
        for difference in result.differences:
            saying.OUT.print(f"    {difference}", highlight=False)
        failed = failed or not result.holds
    if failed:
        raise typer.Exit(saying.FAILED)
