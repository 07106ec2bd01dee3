"""`kopilka check-books`, `backup`, `restore`, `doctor`."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Annotated, Any

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import Json, app, prepare


@app.command("check-books")
def check_books_of_all(as_json: Json = False) -> None:
    """Replay the books of every merchant against their balances; exits 1 on any difference."""
    prepare()
    from kopilka.loyalty.ledger.check import check_books, count_book
    from kopilka.loyalty.merchants.queries import get_merchant, list_merchant_ids

    report: dict[str, dict[str, Any]] = {}
    for merchant_id in list_merchant_ids():
        findings = check_books(merchant_id)
        report[get_merchant(merchant_id).slug] = {
            **count_book(merchant_id),
            "findings": [
                f"{f.check}: {f.where} stands {f.stands}, should {f.should}" for f in findings
            ],
        }
    if as_json:
        saying.say_json(report)
    for slug, book in {} if as_json else report.items():
        found = book["findings"]
        verdict = "clean" if not found else f"{len(found)} differences"
        saying.OUT.print(f"{slug}: {verdict}; {book['entry']:,} entries, {book['lot']:,} lots")
        for line in found:
            saying.OUT.print(f"  {line}", highlight=False)
    if any(book["findings"] for book in report.values()):
        raise typer.Exit(saying.FAILED)


@app.command()
def backup(to: Annotated[Path, typer.Argument(help="File to write.")]) -> None:
    """Copy a SQLite database while it is in use. For PostgreSQL use pg_dump or pg_basebackup."""
    prepare()
    source = _sqlite_file()
    if to.exists():
        saying.stop(f"{to} is there already; name another file")
    with sqlite3.connect(source) as live, sqlite3.connect(to) as copy:
        live.backup(copy)
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        saying.stop(f"the copy is damaged: {verdict}", saying.FAILED)
    saying.OUT.print(f"{to}: {to.stat().st_size:,} bytes, whole")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Replace the database without asking.")
    ] = False,
) -> None:
    """Put a SQLite backup in place of the database, then check its books."""
    prepare()
    target = _sqlite_file()
    if not file.exists():
        saying.stop(f"{file} is not there")
    if target.exists() and not yes:
        typer.confirm(f"Replace {target}?", abort=True)
    with sqlite3.connect(file) as saved, sqlite3.connect(target) as live:
        saved.backup(live)
    check_books_of_all()


def _sqlite_file() -> Path:
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not str(database["ENGINE"]).endswith("sqlite3"):
        saying.stop("the database is PostgreSQL: use pg_dump, pg_basebackup and pg_restore")
    return Path(str(database["NAME"]))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look for what makes trouble later: durability, triggers, parked messages, failing jobs."""
    prepare()
    from kopilka.loyalty.ledger.health import diagnose

    findings = diagnose()
    if as_json:
        saying.say_json(findings)
    for finding in [] if as_json else findings:
        saying.OUT.print(f"{finding['state']:5} {finding['what']}: {finding['found']}")
    if any(finding["state"] == "bad" for finding in findings):
        raise typer.Exit(saying.FAILED)
