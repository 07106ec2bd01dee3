"""`kopilka import`: a shop's past orders into the book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.main import Json, Merchant, app, prepare

Map = Annotated[
    list[str] | None, typer.Option("--map", help="OURS=THEIRS: which column is what; repeatable.")
]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, Parquet or JSON lines of orders.")],
    merchant: Merchant,
    map_: Map = None,
    shop: Annotated[str, typer.Option(help="The shop the orders are of.")] = "main",
    dry_run: Annotated[bool, typer.Option(help="Read and say, write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Import past orders: resumable, sends no messages, checks the books at the end."""
    prepare()
    with saying.refusals_in_words():
        result = _import(file, merchant, told(map_), shop, dry_run)
    if as_json:
        saying.say_json(result)
        return
    for name, value in result.items():
        saying.OUT.print(f"{name}: {value}", highlight=False)


def told(pairs: list[str] | None) -> dict[str, str]:
    """`--map total=SUM` as a mapping; a pair without `=` stops the command."""
    mapping = {}
    for pair in pairs or []:
        ours, equals, theirs = pair.partition("=")
        if not equals:
            saying.stop(f"--map takes OURS=THEIRS, not {pair!r}")
        mapping[ours] = theirs
    return mapping


def _import(
    file: Path, slug: str, mapping: dict[str, str], shop: str, dry_run: bool
) -> dict[str, Any]:
    from kopilka.loyalty.history.actions import import_orders
    from kopilka.loyalty.history.reading import read_history
    from kopilka.loyalty.ledger.check import check_books
    from kopilka.loyalty.merchants.queries import find_merchant
    from kopilka.plumbing import clock

    owner = find_merchant(slug)
    if owner is None:
        saying.stop(f"there is no merchant {slug!r}")
    history, used = read_history(
        file, currency=owner.currency, timezone=owner.timezone, told=mapping
    )
    found = {
        "columns": used,
        "orders": len(history),
        "members": len(history.members),
        "bad_rows": len(history.faults),
        "faults": [f"row {f.row}, {f.column}: {f.problem}" for f in history.faults[:20]],
    }
    if dry_run:
        return {**found, "written": 0}
    with saying.progress("Importing orders") as progress:
        done = import_orders(
            merchant_id=owner.pk,
            history=history,
            name=file.name,
            shop=shop,
            actor="cli",
            clock=clock.now,
            progress=progress,
        )
    differences = len(check_books(owner.pk))
    return {**found, "written": done.orders, "skipped": done.skipped, "differences": differences}
