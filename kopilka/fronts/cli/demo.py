"""`kopilka demo`: a real grocer's year in a working program, then the site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import app, prepare

EMAIL = "owner@demo.example"
PASSWORD = "kopilka-demo"  # noqa: S105 - printed for everyone, in the demo alone
SLUG = "demo"
ADDRESS = "127.0.0.1"


@app.command()
def demo(
    serve: Annotated[bool, typer.Option(help="Serve the site afterwards.")] = True,
    orders: Annotated[int, typer.Option(help="Only so many orders; 0: all 155,848.")] = 0,
    port: Annotated[int, typer.Option(help="Port of the site.")] = 8000,
) -> None:
    """Load a real shop's year into SQLite and serve it. The second start takes seconds."""
    os.environ.setdefault("DATABASE_URL", "sqlite:///var/demo.sqlite3")
    prepare("demo")
    _refuse_in_production()
    from kopilka.fronts.cli.serving import must_be_free, run_site

    if serve:
        must_be_free(ADDRESS, port)
    with saying.refusals_in_words():
        load(orders)
    if serve:
        _say_where(port)
        run_site(ADDRESS, port)


def _refuse_in_production() -> None:
    """Its owner's password is printed for everybody."""
    from django.conf import settings

    if settings.MODE == "production":
        saying.stop("KOPILKA_MODE is production, and everybody knows the demo's password: unset it")


def load(orders: int) -> None:
    """Everything that is not there yet; an import that was cut off goes on."""
    from django.core.management import call_command

    from kopilka.loyalty.merchants.queries import find_merchant

    call_command("migrate", verbosity=0)
    if find_merchant(SLUG) is None:
        _open()
    merchant = find_merchant(SLUG)
    assert merchant is not None
    _import(merchant.pk, orders)


def _open() -> None:
    from django.db import transaction

    from kopilka.loyalty.merchants.actions import add_staff, open_merchant
    from kopilka.loyalty.programs.actions import publish
    from kopilka.plumbing import clock

    now = clock.now()
    with transaction.atomic():
        merchant = open_merchant(
            slug=SLUG,
            name="Копилка · Demo grocer",
            currency="USD",
            timezone="America/New_York",
            language="en",
            now=now,
        )
        add_staff(
            merchant_id=merchant.pk, email=EMAIL, password=PASSWORD, role="owner", name="Owner"
        )
        text = template("demo").read_text(encoding="utf-8")
        long_ago = now.replace(year=now.year - 2, day=1)
        publish(merchant_id=merchant.pk, text=text, starts_at=long_ago, actor="cli", now=long_ago)


def template(name: str) -> Path:
    import kopilka

    return Path(kopilka.__file__).parent / "templates" / "programs" / f"{name}.yaml"


def _import(merchant_id: int, orders: int) -> None:
    from kopilka.loyalty.history.actions import import_orders
    from kopilka.loyalty.history.orders import to_instant
    from kopilka.loyalty.history.queries import is_imported, started_at
    from kopilka.loyalty.history.samples import complete_journey, made_recent
    from kopilka.loyalty.ledger.check import check_books, count_book
    from kopilka.loyalty.programs.queries import get_versions
    from kopilka.loyalty.simulation.made_up import make_up
    from kopilka.plumbing import clock

    name = f"complete-journey-{orders or 'all'}"
    if is_imported(merchant_id, name):
        return
    with saying.ERR.status("Reading a real grocer's year…"):
        history = complete_journey()
    history = made_recent(history, started_at(merchant_id, name) or clock.now())
    if orders:
        history = history.first(orders)
    with saying.ERR.status("Making up who redeems and what comes back…"):
        program = get_versions(merchant_id).at(to_instant(int(history.placed.min()))).program
        history = make_up(history, program)
    with saying.progress("Importing orders") as progress:
        import_orders(
            merchant_id=merchant_id,
            history=history,
            name=name,
            shop="main",
            actor="cli",
            clock=clock.now,
            progress=progress,
        )
    findings = check_books(merchant_id)
    book = count_book(merchant_id)
    if findings:
        saying.stop(f"The books differ in {len(findings)} places: run kopilka check-books", 1)
    saying.OUT.print(f"The books are clean: {book['entry']:,} entries, {book['lot']:,} lots.")


def _say_where(port: int) -> None:
    saying.OUT.print(f"\n  [bold]http://{ADDRESS}:{port}/[/bold]", highlight=False)
    saying.OUT.print(f"  sign in: {EMAIL}   password: {PASSWORD}\n", highlight=False)
