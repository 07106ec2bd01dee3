"""`kopilka coupons generate` and `kopilka coupons export`: codes by the million."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import Merchant, app, prepare
from kopilka.fronts.cli.importing import merchant_named

coupons_app = typer.Typer(no_args_is_help=True, help="Make codes of a series, and write them out.")
app.add_typer(coupons_app, name="coupons")
Series = Annotated[str, typer.Argument(help="The coupon's id in the program.")]
COLUMNS = ("code", "coupon", "batch", "member", "issued_at", "until", "used", "blocked_because")


@coupons_app.command("generate")
def generate(
    series: Series,
    merchant: Merchant,
    count: Annotated[int, typer.Option(min=1, max=100_000_000, help="How many in the batch.")],
    batch: Annotated[str, typer.Option(help="The same name again makes what is missing.")],
) -> None:
    """Make codes that anybody may use; cut off, the same command goes on where it was."""
    prepare()
    from kopilka.loyalty.coupons.actions import make_codes
    from kopilka.plumbing import clock

    with saying.refusals_in_words(), saying.progress(series) as report:
        parts = make_codes(
            merchant_id=merchant_named(merchant).pk,
            coupon=series,
            count=count,
            batch=batch,
            actor="cli",
            now=clock.now(),
        )
        for made in parts:
            report(made, count)
    saying.OUT.print(f"{made:,} codes of {series} in the batch {batch}", highlight=False)


@coupons_app.command("export")
def export(
    series: Series,
    merchant: Merchant,
    to: Annotated[Path, typer.Option("--to", help="The CSV file to write.")],
    batch: Annotated[str, typer.Option(help="Only of this batch.")] = "",
) -> None:
    """Write the codes of a series as CSV; the file appears when it is whole."""
    prepare()
    from kopilka.loyalty.coupons.queries import count_codes, each_code
    from kopilka.values.codes import shown

    merchant_id = merchant_named(merchant).pk
    whole, written = count_codes(merchant_id, series, batch), 0
    part = to.with_name(to.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file, saying.progress(series) as report:
        table = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        table.writeheader()
        for page in each_code(merchant_id, series, batch):
            for one in page:
                row = {name: getattr(one, name) for name in COLUMNS}
                until = one.until.isoformat() if one.until else ""
                told = {"issued_at": one.issued_at.isoformat(), "until": until}
                table.writerow({**row, **told, "code": shown(one.code)})
            written += len(page)
            report(written, whole)
    part.replace(to)
    saying.OUT.print(f"{written:,} codes of {series} in {to}", highlight=False)
