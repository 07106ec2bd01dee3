"""`kopilka open` and `kopilka issue-key`: a merchant to begin with, and a key for its shop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.main import Merchant, app, prepare
from kopilka.fronts.cli.programs import read_text

SHORTEST_PASSWORD = 12


@app.command("open")
def open_merchant(
    slug: Annotated[str, typer.Argument(help="Its short name: Latin letters, digits, dashes.")],
    program: Annotated[Path, typer.Option(help="The program file it starts with.")],
    owner: Annotated[str, typer.Option(help="E-mail address the owner signs in with.")],
    password: Annotated[
        str,
        typer.Option(
            help="The owner's password; asked for when left out.",
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
        ),
    ],
    name: Annotated[str, typer.Option(help="Its name as people read it.")] = "",
    language: Annotated[str, typer.Option(help="ru or en.")] = "en",
) -> None:
    """Open a merchant: its currency and time zone are those of its program."""
    prepare()
    if len(password) < SHORTEST_PASSWORD:
        saying.stop(f"the password needs {SHORTEST_PASSWORD} characters or more")
    from django.core.management import call_command
    from django.db import IntegrityError

    from kopilka.values.documents import ProgramFaults

    call_command("migrate", verbosity=0)
    try:
        with saying.refusals_in_words():
            _open(slug, name or slug, read_text(program), owner, password, language)
    except ProgramFaults as faults:
        saying.stop(saying.faults(faults, program), saying.FAILED)
    except IntegrityError:
        saying.stop(f"there is a merchant {slug!r}, or somebody who signs in as {owner}, already")
    saying.OUT.print(f"{slug} is open; {owner} may sign in.", highlight=False)


def _open(slug: str, name: str, text: str, owner: str, password: str, language: str) -> None:
    from django.db import transaction

    from kopilka.loyalty.merchants.actions import add_staff, open_merchant
    from kopilka.loyalty.programs.actions import publish
    from kopilka.loyalty.programs.queries import read_program
    from kopilka.plumbing import clock

    terms, now = read_program(text), clock.now()
    with transaction.atomic():
        merchant = open_merchant(
            slug=slug,
            name=name,
            currency=terms.currency,
            timezone=terms.timezone,
            language=language,
            now=now,
        )
        add_staff(
            merchant_id=merchant.pk, email=owner, password=password, role="owner", name="Owner"
        )
        publish(merchant_id=merchant.pk, text=text, starts_at=now, actor="cli", now=now)


@app.command("issue-key")
def issue_key(
    merchant: Merchant,
    name: Annotated[str, typer.Option(help="What the key is for, as staff will see it.")],
    scope: Annotated[list[str], typer.Option(help="What it may do; repeatable.")],
) -> None:
    """Make a key for the HTTP API. It is printed this once and kept as a digest only."""
    prepare()
    from kopilka.loyalty.merchants.actions import issue_key as issue
    from kopilka.loyalty.merchants.queries import find_merchant
    from kopilka.plumbing import clock

    owner = find_merchant(merchant)
    if owner is None:
        saying.stop(f"there is no merchant {merchant!r}")
    with saying.refusals_in_words():
        secret = issue(merchant_id=owner.pk, name=name, scopes=scope, now=clock.now())
    typer.echo(secret)
