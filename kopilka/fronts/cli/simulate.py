"""`kopilka simulate`: what a program would have cost on past orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import app, prepare
from kopilka.fronts.cli.importing import Dates, Map, date_order, told
from kopilka.fronts.cli.programs import read_text
from kopilka.fronts.cli.report.imported import say_columns, say_faults
from kopilka.values.money import to_minor
from kopilka.values.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options say, the same for both programs of a comparison."""

    orders: str
    redeem: Fraction | None
    margin: Fraction | None
    fixed_cost: Decimal
    mapping: dict[str, str]
    dates: Any


@app.command()
def simulate(
    program: Annotated[Path, typer.Argument(help="A program file.")],
    orders: Annotated[
        str, typer.Argument(help="CSV, Parquet, JSON lines; db:MERCHANT's own; or sample:NAME.")
    ],
    against: Annotated[Path | None, typer.Option(help="A second program to compare with.")] = None,
    redeem: Annotated[str, typer.Option(help="never, asap, or a share such as 0.6.")] = "asap",
    margin: Annotated[str, typer.Option(help="Gross margin, such as 0.3.")] = "",
    fixed_cost: Annotated[str, typer.Option(help="Cost of running it, for the period.")] = "0",
    map_: Map = None,
    dates: Dates = "",
    json_: Annotated[Path | None, typer.Option("--json", help="Write JSON; - to print.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report for people.")] = None,
    language: Annotated[str, typer.Option(help="Of the report: ru or en.")] = "",
) -> None:
    """Replay past orders through a program; nothing is written to any database."""
    prepare("demo")
    wish = Wish(
        orders,
        read_redeem(redeem),
        _margin(margin),
        _sum(fixed_cost),
        told(map_),
        date_order(dates),
    )
    with saying.refusals_in_words():
        results = _simulate([program, *([against] if against else [])], wish)
    result = results[0][1] | ({"against": results[1][1]} if against else {})
    if html is not None:
        from kopilka.fronts.cli.report.page import write_page

        write_page(results, html, language or saying.language())
    if json_ is not None:
        saying.write_json(result, json_)
    if json_ is None or str(json_) != "-":
        _say(result)


# ------------------------------------------------------------------ options


def read_redeem(text: str) -> Fraction | None:
    if text == "never":
        return None
    share = Fraction(1) if text == "asap" else _fraction(text)
    if share is None or not 0 <= share <= 1:
        saying.stop(f"--redeem is never, asap or a share from 0 to 1, not {text!r}")
    return share


def _margin(text: str) -> Fraction | None:
    share = _fraction(text) if text else None
    if text and (share is None or not 0 < share <= 1):
        saying.stop(f"--margin is a share above 0 and up to 1, such as 0.3, not {text!r}")
    return share


def _fraction(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _sum(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        saying.stop(f"--fixed-cost is a sum of money, such as 25000, not {text!r}")
    return amount


# ------------------------------------------------------------------ running


def _simulate(files: list[Path], wish: Wish) -> list[tuple[Any, dict[str, Any]]]:
    """(program, report) of each file, over orders that are read once where they can be."""
    histories: dict[tuple[str, str], tuple[Any, Any]] = {}

    def history_for(program: Any) -> tuple[Any, Any]:
        if wish.orders.startswith("db:"):
            return _own(wish.orders.removeprefix("db:"), program), None
        key = (program.currency, program.timezone)
        if key not in histories:
            histories[key] = _history(wish, *key)
        return histories[key]

    programs = [_program(file) for file in files]
    return [
        (program, _report(program, file, wish, history_for))
        for program, file in zip(programs, files, strict=True)
    ]


def _program(file: Path) -> Any:
    from kopilka.loyalty.programs.queries import read_program
    from kopilka.values.documents import ProgramFaults

    try:
        return read_program(read_text(file))
    except ProgramFaults as faults:
        saying.stop(saying.faults(faults, file), saying.FAILED)


def _report(
    program: Any, file: Path, wish: Wish, history_for: Callable[[Any], tuple[Any, Any]]
) -> dict[str, Any]:
    from kopilka.loyalty.simulation.large import Parts
    from kopilka.loyalty.simulation.report import build_report
    from kopilka.loyalty.simulation.run import simulate as run
    from kopilka.loyalty.simulation.run import simulate_parts

    history, columns = history_for(program)
    with saying.progress(f"Simulating {file.name}") as progress:
        if isinstance(history, Parts):
            assert history.until is not None, "a history without orders is refused before"
            simulated = simulate_parts(
                history,
                program,
                wish.redeem,
                until=history.until,
                progress=progress,
                orders=len(history),
            )
        else:
            simulated = run(history, program, wish.redeem, progress=progress)
    try:
        fixed_cost = to_minor(wish.fixed_cost, program.currency)
    except ValueError as error:
        saying.stop(f"--fixed-cost: {error}")
    report = build_report(
        simulated, program, redeem=wish.redeem, margin=wish.margin, fixed_cost=fixed_cost
    )
    return report | (_judged(program, columns) if columns else {})


def _judged(program: Any, columns: Any) -> dict[str, Any]:
    """What was read from the file, and what the program asks that the file does not say."""
    from kopilka.loyalty.simulation.asked import unjudged

    not_judged = {rule: list(words) for rule, words in unjudged(program, columns.mapping).items()}
    return {"columns": columns.mapping, "unused": columns.unused, "not_judged": not_judged}


def _own(slug: str, program: Any) -> Any:
    from kopilka.loyalty.merchants.queries import find_merchant
    from kopilka.loyalty.simulation.sample import take_all

    merchant = find_merchant(slug)
    if merchant is None:
        saying.stop(f"there is no merchant {slug!r}")
    if merchant.currency != program.currency:
        saying.stop(f"{slug} sells in {merchant.currency}, the program is of {program.currency}")
    sample = take_all(merchant.pk, program)
    if sample is None:
        saying.stop(f"{slug} has no paid order of a member")
    return sample.history


def _history(wish: Wish, currency: str, timezone: str) -> tuple[Any, Any]:
    """The orders, and the columns that they were read from."""
    from kopilka.loyalty.history import samples
    from kopilka.loyalty.history.reading import read_history
    from kopilka.loyalty.simulation import large

    orders, given = wish.orders, {"told": wish.mapping, "dates": wish.dates}
    if orders.startswith("sample:"):
        known = {"complete-journey": samples.complete_journey, "cdnow": samples.cdnow}
        name = orders.removeprefix("sample:")
        if name not in known:
            saying.stop(f"there is no sample {name!r}: {', '.join(known)}")
        return known[name](), None
    path = Path(orders)
    if large.is_large(path):
        with saying.progress(f"Reading {path.name}") as progress:
            history: Any = large.read_parts(
                path, currency=currency, timezone=timezone, progress=progress, **given
            )
        columns = history.columns
    else:
        told, columns = read_history(path, currency=currency, timezone=timezone, **given)
        history = told.paid()
    say_faults(history.faults, currency)
    if not len(history):
        raise Refused(Refusal("no_good_rows", {"file": orders}))
    return history, columns


# ------------------------------------------------------------------ saying


def _say(result: dict[str, Any]) -> None:
    out, currency = saying.OUT, result["currency"]
    if "columns" in result:
        say_columns(result["columns"], result["unused"], saying.ERR)
    out.print(f"{result['orders']:,} orders of {result['members']:,} members", highlight=False)
    out.print(f"sales {result['sales']} {currency}", highlight=False)
    _say_program(result)
    if "against" in result:
        out.print("against:", highlight=False)
        _say_program(result["against"])


def _say_program(result: dict[str, Any]) -> None:
    out, currency = saying.OUT, result["currency"]
    for wallet, sums in result["wallets"].items():
        moved = ", ".join(f"{kind} {sums[kind]:,}" for kind in ("issued", "redeemed", "lapsed"))
        out.print(f"{wallet}: {moved}, outstanding {sums['outstanding']:,}", highlight=False)
    share = f"{result['reward_cost_share'] * 100:.2f} %"
    out.print(f"reward cost {result['reward_cost']} {currency}, {share} of sales", highlight=False)
    if result["break_even_uplift"] is not None:
        uplift = f"{result['break_even_uplift'] * 100:.2f} %"
        out.print(f"break-even uplift {uplift} of members' sales", highlight=False)
    if result["tiers"]:
        tiers = ", ".join(f"{tier} {count:,}" for tier, count in result["tiers"].items())
        out.print(f"tiers: {tiers}", highlight=False)
    for rule, words in result.get("not_judged", {}).items():
        out.print(f"not judged: {rule} ({', '.join(words)})", highlight=False, markup=False)
    lacking = f" (the fast executor lacks: {', '.join(result['lacking'])})"
    rate = f"{result['orders_per_second']:,} orders/s by the {result['executor']} executor"
    out.print(rate + (lacking if result["lacking"] else ""), highlight=False)
