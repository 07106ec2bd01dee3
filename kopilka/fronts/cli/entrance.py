"""What every command is declared on, and what each does first."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class Entrance(TyperGroup):
    """Says what to do where a command meets a database that has no tables yet."""

    def invoke(self, ctx: Any) -> Any:
        from django.db import OperationalError, ProgrammingError

        from kopilka.fronts.cli import saying

        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as problem:
            if not any(words in str(problem) for words in ("no such table", "does not exist")):
                raise
            saying.stop("the database is not set up yet: `kopilka open` or `kopilka serve` does it")


app = typer.Typer(
    cls=Entrance,
    no_args_is_help=True,
    add_completion=False,
    help="Kopilka: a loyalty platform for online stores.",
    pretty_exceptions_enable=False,
)
program_app = typer.Typer(no_args_is_help=True, help="Check, describe and compare program files.")
app.add_typer(program_app, name="program")


def prepare(mode: str = "") -> None:
    """Django, set up once; `mode` is the default where the environment names none."""
    if mode:
        os.environ.setdefault("KOPILKA_MODE", mode)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kopilka.settings")
    import django

    from kopilka.fronts.cli import saying
    from kopilka.plumbing.environment import BadSetting

    try:
        django.setup()
    except BadSetting as bad:
        saying.stop(str(bad))


Json = Annotated[bool, typer.Option("--json", help="Answer in JSON for machines.")]
Merchant = Annotated[str, typer.Option("--merchant", help="Which merchant, by its short name.")]
