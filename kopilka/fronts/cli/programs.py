"""`kopilka program`: check, schema, diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.main import Json, prepare, program_app

File = Annotated[Path, typer.Argument(help="A program file.")]


@program_app.command("check")
def check(file: File, as_json: Json = False) -> None:
    """Say everything that is wrong with a program file, by line."""
    prepare("demo")
    from kopilka.fronts.wording.program_faults import say_fault
    from kopilka.loyalty.programs.queries import read_program
    from kopilka.values.documents import ProgramFaults

    try:
        program = read_program(read_text(file))
    except ProgramFaults as found:
        if as_json:
            saying.say_json(
                [
                    {
                        "line": fault.line,
                        "column": fault.column,
                        "code": fault.code,
                        "word": fault.word,
                        "message": saying.in_language(say_fault, fault),
                    }
                    for fault in found.faults
                ]
            )
            raise typer.Exit(saying.FAILED) from None
        saying.stop(saying.faults(found, file), saying.FAILED)
    if as_json:
        saying.say_json([])
        return
    words = f"{len(program.earn)} rules, {len(program.wallets)} wallets"
    saying.OUT.print(f"{file.name} is a good program: {words}.", highlight=False)


def read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        saying.stop(f"{file}: {error}")
