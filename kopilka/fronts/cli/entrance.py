"""What every command is declared on, and what each does first."""

from __future__ import annotations

import os
from typing import Annotated

import typer

app = typer.Typer(
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
