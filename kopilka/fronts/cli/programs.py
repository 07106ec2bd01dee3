"""`kopilka program`: check, schema, diff, write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kopilka.engine.program.model import Program
from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import Json, prepare, program_app

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


@program_app.command("schema")
def schema() -> None:
    """Print the JSON Schema of program files, for editors."""
    from kopilka.engine.program.schema import to_schema

    saying.say_json(to_schema())


@program_app.command("diff")
def diff(
    before: Annotated[Path, typer.Argument(help="A program file.")],
    after: Annotated[Path, typer.Argument(help="The file it became.")],
    as_json: Json = False,
) -> None:
    """Say in sentences what differs between two programs; exits 1 when something does."""
    prepare("demo")
    from kopilka.fronts.wording.program.changes import say_changes

    was, now = _read(before), _read(after)
    sentences = saying.in_language(say_changes, was, now, saying.language())
    if as_json:
        saying.say_json(sentences)
    for sentence in () if as_json else sentences:
        saying.OUT.print(sentence, highlight=False, markup=False, soft_wrap=True)
    if not sentences and not as_json:
        saying.OUT.print("Nothing differs.")
    if sentences:
        raise typer.Exit(saying.FAILED)


@program_app.command("write")
def write(file: File) -> None:
    """Print a program file anew: the same rules, defaults left out, in one order."""
    prepare("demo")
    from kopilka.engine.program.whole import to_plain
    from kopilka.plumbing.yaml.writing import write as write_yaml

    typer.echo(write_yaml(to_plain(_read(file))), nl=False)


def _read(file: Path) -> Program:
    """The program, or every fault of the file and the end of the command."""
    from kopilka.loyalty.programs.queries import read_program
    from kopilka.values.documents import ProgramFaults

    try:
        return read_program(read_text(file))
    except ProgramFaults as found:
        saying.stop(saying.faults(found, file), saying.FAILED)


def read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        saying.stop(f"{file}: {error}")
