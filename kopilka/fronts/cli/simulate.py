"""`kopilka simulate`: what a program would have cost on past orders."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.importing import Map, told
from kopilka.fronts.cli.importing_report import say_faults
from kopilka.fronts.cli.main import app, prepare
from kopilka.fronts.cli.programs import read_text
from kopilka.values.refusals import Refusal, Refused


@app.command()
def simulate(
    program: Annotated[Path, typer.Argument(help="A program file.")],
    orders: Annotated[str, typer.Argument(help="CSV, Parquet, JSON lines; or sample:NAME.")],
    against: Annotated[Path | None, typer.Option(help="A second program to compare with.")] = None,
    redeem: Annotated[str, typer.Option(help="never, asap, or a share such as 0.6.")] = "asap",
    margin: Annotated[float | None, typer.Option(help="Gross margin, such as 0.3.")] = None,
    fixed_cost: Annotated[float, typer.Option(help="Cost of running it, for the period.")] = 0,
    map_: Map = None,
    json_: Annotated[Path | None, typer.Option("--json", help="Write JSON; - to print.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report for people.")] = None,
    language: Annotated[str, typer.Option(help="Of the report: ru or en.")] = "en",
) -> None:
    """Replay past orders through a program; nothing is written to any database."""
    prepare("demo")
    with saying.refusals_in_words():
        share = read_redeem(redeem)
        first = _report(program, orders, share, margin, fixed_cost, told(map_))
        result = first
        if against is not None:
            other = _report(against, orders, share, margin, fixed_cost, told(map_))
            result = {**first, "against": other}
    if json_ is not None:
        _write_json(result, json_)
    if html is not None:
        from kopilka.fronts.cli.report_page import write_page

        write_page(result, html, language)
    if json_ is None or str(json_) != "-":
        _say(result)


def read_redeem(text: str) -> Fraction | None:
    if text == "never":
        return None
    try:
        share = Fraction(1) if text == "asap" else Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        saying.stop(f"--redeem is never, asap or a share from 0 to 1, not {text!r}")
    return share


def _report(
    file: Path,
    orders: str,
    redeem: Fraction | None,
    margin: float | None,
    fixed_cost: float,
    mapping: dict[str, str],
) -> dict[str, Any]:
    from kopilka.loyalty.programs.queries import read_program
    from kopilka.loyalty.simulation.report import build_report
    from kopilka.loyalty.simulation.run import simulate as run
    from kopilka.values.documents import ProgramFaults

    try:
        program = read_program(read_text(file))
    except ProgramFaults as faults:
        saying.stop(saying.faults(faults, file), saying.FAILED)
    history = _history(orders, program.currency, program.timezone, mapping)
    with saying.progress(f"Simulating {file.name}") as progress:
        simulated = run(history, program, redeem, progress=progress)
    return build_report(
        simulated,
        program,
        redeem=redeem,
        margin=None if margin is None else Fraction(str(margin)),
        fixed_cost=round(fixed_cost * 100),
    )


def _history(orders: str, currency: str, timezone: str, mapping: dict[str, str]) -> Any:
    from kopilka.loyalty.history import samples
    from kopilka.loyalty.history.reading import read_history

    if orders.startswith("sample:"):
        known = {"complete-journey": samples.complete_journey, "cdnow": samples.cdnow}
        name = orders.removeprefix("sample:")
        if name not in known:
            saying.stop(f"there is no sample {name!r}: {', '.join(known)}")
        return known[name]()
    history, _ = read_history(Path(orders), currency=currency, timezone=timezone, told=mapping)
    say_faults(history.faults, currency)
    if not len(history):
        raise Refused(Refusal("no_good_rows", {"file": orders}))
    return history


def _write_json(result: dict[str, Any], to: Path) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=2)
    if str(to) == "-":
        typer.echo(text)
    else:
        to.write_text(text + "\n", encoding="utf-8")


def _say(result: dict[str, Any]) -> None:
    out, currency = saying.OUT, result["currency"]
    out.print(f"{result['orders']:,} orders of {result['members']:,} members", highlight=False)
    out.print(f"sales {result['sales']} {currency}", highlight=False)
    for wallet, sums in result["wallets"].items():
        told_ = ", ".join(f"{kind} {sums[kind]:,}" for kind in ("issued", "redeemed", "lapsed"))
        out.print(f"{wallet}: {told_}, outstanding {sums['outstanding']:,}", highlight=False)
    share = f"{result['reward_cost_share'] * 100:.2f} %"
    out.print(f"reward cost {result['reward_cost']} {currency}, {share} of sales", highlight=False)
    if result["break_even_uplift"] is not None:
        uplift = f"{result['break_even_uplift'] * 100:.2f} %"
        out.print(f"break-even uplift {uplift} of members' sales", highlight=False)
    if result["tiers"]:
        tiers = ", ".join(f"{tier} {count:,}" for tier, count in result["tiers"].items())
        out.print(f"tiers: {tiers}", highlight=False)
    out.print(f"{result['orders_per_second']:,} orders/s")
