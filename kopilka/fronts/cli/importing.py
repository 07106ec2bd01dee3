"""`kopilka import`: a shop's past into the program: orders, members, opening balances."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import Json, Merchant, app, prepare
from kopilka.fronts.cli.report.imported import Found, report


class OrdersFirst(TyperGroup):
    """`kopilka import FILE` is of orders."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["orders", *args]
        return super().parse_args(ctx, args)


import_app = typer.Typer(
    cls=OrdersFirst,
    no_args_is_help=True,
    help="Bring a shop's past in: orders, members, opening balances.",
)
app.add_typer(import_app, name="import")

File = Annotated[Path, typer.Argument(help="CSV, Parquet or JSON lines.")]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="OURS=THEIRS: which column is what; OURS= takes a guess away."),
]
Dates = Annotated[
    str,
    typer.Option(help="Of 02/03/2026: day-first or month-first. Found out by the rows if empty."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and say, write nothing.")]
SkipBadRows = Annotated[
    bool,
    typer.Option("--skip-bad-rows", help="Write the good rows although others are bad."),
]


@import_app.command("orders")
def import_orders(
    file: File,
    merchant: Merchant,
    map_: Map = None,
    dates: Dates = "",
    shop: Annotated[str, typer.Option(help="The shop the orders are of.")] = "main",
    dry_run: DryRun = False,
    skip_bad_rows: SkipBadRows = False,
    as_json: Json = False,
) -> None:
    """Import past orders: resumable, sends no messages, checks the books at the end."""
    prepare()
    with saying.refusals_in_words():
        found = _orders(file, merchant_named(merchant), told(map_), date_order(dates), shop)
        report(found, dry_run=dry_run, skip_bad_rows=skip_bad_rows, as_json=as_json)


@import_app.command("members")
def import_members(
    file: File,
    merchant: Merchant,
    map_: Map = None,
    dates: Dates = "",
    dry_run: DryRun = False,
    skip_bad_rows: SkipBadRows = False,
    as_json: Json = False,
) -> None:
    """Import members by their id in the shop; what the file says of known ones replaces the old."""
    prepare()
    with saying.refusals_in_words():
        found = _members(file, merchant_named(merchant), told(map_), date_order(dates))
        report(found, dry_run=dry_run, skip_bad_rows=skip_bad_rows, as_json=as_json)


@import_app.command("balances")
def import_balances(
    file: File,
    merchant: Merchant,
    map_: Map = None,
    dates: Dates = "",
    file_id: Annotated[
        str,
        typer.Option(
            help="The file's id: under one id a lot is brought in once. Made up if empty."
        ),
    ] = "",
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Write off what these members have available first."),
    ] = False,
    dry_run: DryRun = False,
    skip_bad_rows: SkipBadRows = False,
    as_json: Json = False,
) -> None:
    """Import opening balances as dated lots, added to what members have."""
    prepare()
    with saying.refusals_in_words():
        found = _balances(
            file, merchant_named(merchant), told(map_), date_order(dates), file_id, replace
        )
        report(found, dry_run=dry_run, skip_bad_rows=skip_bad_rows, as_json=as_json)


def told(pairs: list[str] | None) -> dict[str, str]:
    """`--map total=SUM` as a mapping; a pair without `=` stops the command."""
    mapping = {}
    for pair in pairs or []:
        ours, equals, theirs = pair.partition("=")
        if not equals:
            saying.stop(f"--map takes OURS=THEIRS, not {pair!r}")
        mapping[ours] = theirs
    return mapping


def date_order(text: str) -> Any:
    """`--dates day-first`; None where nothing was said."""
    from kopilka.loyalty.history.files.dates import ORDERS

    if text and text not in ORDERS:
        saying.stop(f"--dates is {' or '.join(ORDERS)}, not {text!r}")
    return text or None


def merchant_named(slug: str) -> Any:
    from kopilka.loyalty.merchants.queries import find_merchant

    found = find_merchant(slug)
    if found is None:
        saying.stop(f"there is no merchant {slug!r}")
    return found


# ------------------------------------------------------------------ what each kind reads and writes


def _orders(file: Path, owner: Any, mapping: dict[str, str], dates: Any, shop: str) -> Found:
    from kopilka.loyalty.history.actions import import_orders as write
    from kopilka.loyalty.history.reading import read_history
    from kopilka.loyalty.programs.queries import get_versions
    from kopilka.plumbing import clock

    now = clock.now()
    wallets = get_versions(owner.pk).at(now).program.wallets
    history, used = read_history(
        file,
        currency=owner.currency,
        timezone=owner.timezone,
        told=mapping,
        now=now,
        wallets={wallet.id: wallet.decimals for wallet in wallets.values()},
        dates=dates,
    )

    def bring(progress: Any) -> dict[str, Any]:
        done = write(
            merchant_id=owner.pk,
            history=history,
            name=file.name,
            shop=shop,
            actor="cli",
            clock=clock.now,
            progress=progress,
        )
        counts = {"written": done.orders, "joined": done.members, "skipped": done.skipped}
        return {**counts, "refused": [(order, refusal) for order, refusal in done.refused]}

    counts = {"orders": len(history), "members": len(history.members)}
    return Found("orders", file, owner, used, counts, history.faults, bring)


def _members(file: Path, owner: Any, mapping: dict[str, str], dates: Any) -> Found:
    from kopilka.loyalty.history.entering import check_people
    from kopilka.loyalty.history.entering import import_members as write
    from kopilka.loyalty.history.people import read_people
    from kopilka.loyalty.members.identifying import region_of
    from kopilka.plumbing import clock

    region = region_of(owner.timezone)
    people, used = read_people(
        file,
        timezone=owner.timezone,
        region=region,
        told=mapping,
        now=clock.now(),
        dates=dates,
    )
    check_people(owner.pk, people, used.mapping.get("card", ""))

    def bring(progress: Any) -> dict[str, Any]:
        done = write(
            merchant_id=owner.pk,
            people=people,
            name=file.name,
            region=region,
            clock=clock.now,
            progress=progress,
        )
        return {"written": done.written, "changed": done.changed, "skipped": done.skipped}

    return Found("members", file, owner, used, {"members": len(people)}, people.faults, bring)


def _balances(
    file: Path, owner: Any, mapping: dict[str, str], dates: Any, file_id: str, replace: bool
) -> Found:
    from kopilka.loyalty.history import runs
    from kopilka.loyalty.history.balances import read_openings
    from kopilka.loyalty.history.entering import check_openings
    from kopilka.loyalty.history.entering import import_balances as write
    from kopilka.loyalty.programs.queries import get_versions
    from kopilka.plumbing import clock

    now = clock.now()
    program = get_versions(owner.pk).at(now).program
    openings, used = read_openings(file, program=program, told=mapping, now=now, dates=dates)
    keys = check_openings(owner.pk, openings, used.mapping["member_id"])
    file_id = runs.checked(file_id) or runs.identify(file)

    def bring(progress: Any) -> dict[str, Any]:
        done = write(
            merchant_id=owner.pk,
            openings=openings,
            keys=keys,
            name=file.name,
            file_id=file_id,
            actor="cli",
            clock=clock.now,
            replace=replace,
            progress=progress,
        )
        refused = [(f"row {fault.row}", fault.problem) for fault in done.refused]
        return {"written": done.written, "skipped": done.skipped, "refused": refused}

    counts = {"lots": len(openings), "rows_without_units": openings.nothing}
    found = Found("balances", file, owner, used, counts, openings.faults, bring)
    found.file_id = file_id
    return found
