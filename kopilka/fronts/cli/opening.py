"""`kopilka open`, `issue-key`, `program publish`: a merchant, its shop's key, its next program."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import Merchant, app, prepare, program_app
from kopilka.fronts.cli.programs import File, read_text

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


@program_app.command("publish")
def publish_program(
    file: File,
    merchant: Merchant,
    starts_at: Annotated[
        str, typer.Option(help="From when it holds: 2026-12-01T00:00:00+03:00; now when left out.")
    ] = "",
) -> None:
    """Publish the next version of a merchant's program; it never changes afterwards."""
    prepare()
    from kopilka.loyalty.merchants.queries import find_merchant
    from kopilka.loyalty.programs.actions import publish
    from kopilka.plumbing import clock
    from kopilka.values.documents import ProgramFaults

    owner, now = find_merchant(merchant), clock.now()
    if owner is None:
        saying.stop(f"there is no merchant {merchant!r}")
    start = _instant(starts_at) if starts_at else now
    try:
        with saying.refusals_in_words():
            version = publish(
                merchant_id=owner.pk, text=read_text(file), starts_at=start, actor="cli", now=now
            )
    except ProgramFaults as faults:
        saying.stop(saying.faults(faults, file), saying.FAILED)
    saying.OUT.print(f"Version {version.number} holds from {start:%Y-%m-%d %H:%M} UTC.")


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC) if _has_zone(text) else None
    except ValueError:
        moment = None
    if moment is None:
        saying.stop(f"--starts-at is such as 2026-12-01T00:00:00+03:00, not {text!r}")
    return moment


def _has_zone(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None
