"""A simulation's report as figures, charts and tables with bars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from kopilka.engine.program.model import Program
from kopilka.fronts.wording.drawn.charts import (
    Point,
    Series,
    Tick,
    bars,
    share_bar,
    signed_bar,
    step_line,
    ticks_for,
)
from kopilka.fronts.wording.drawn.parts import Drawn, Figure, Row, Table
from kopilka.fronts.wording.voice import Voice
from kopilka.values.money import to_minor

Report = dict[str, Any]
"""As `kopilka simulate --json` writes it."""


def draw_report(
    report: Report, program: Program, voice: Voice, link: Callable[[str], str] = lambda order: ""
) -> dict[str, Any]:
    """What templates show of it; `link` leads to an order by its id."""
    return {
        "figures": _headline(report, voice),
        "by_month": _by_month(report, voice),
        "liability": _liability(report, voice),
        "tiers": _tiers(report, program, voice),
        "deciles": _deciles(report, voice),
        "scenarios": _scenarios(report, voice),
        "worst": _worst(report, voice, link),
    }


def _minor(text: str, voice: Voice) -> int:
    return to_minor(Decimal(text), voice.currency)


def _share(value: float, voice: Voice, places: int = 2) -> str:
    return voice.percent(Fraction(str(value)), places)


def _headline(report: Report, voice: Voice) -> list[Figure]:
    even = report["break_even_uplift"]
    figures = [
        Figure(
            gettext("Cost of the program"),
            _share(report["reward_cost_share"], voice),
            gettext("{cost} of {sales} sales: discounts, units redeemed and outstanding.").format(
                cost=voice.about(_minor(report["reward_cost"], voice)),
                sales=voice.about(_minor(report["sales"], voice)),
            ),
        ),
        Figure(
            gettext("Break-even uplift"),
            "–" if even is None else _share(even, voice),
            gettext("So much more must members buy for their margin to pay for the program."),
        ),
    ]
    for wallet, sums in report["wallets"].items():
        said = gettext("Of that {redeemed} redeemed, {lapsed} lapsed, {left} outstanding.")
        text = said.format(
            redeemed=voice.amount(wallet, sums["redeemed"]),
            lapsed=voice.amount(wallet, sums["lapsed"]),
            left=voice.amount(wallet, sums["outstanding"]),
        )
        units = voice.units(wallet, sums["issued"])
        figures.append(Figure(gettext("Earned"), units, text))
    return figures


def _month_name(row: Report, voice: Voice) -> str:
    return voice.month(date.fromisoformat(row["month"] + "-01"))


def _by_month(report: Report, voice: Voice) -> Drawn:
    """What units earned are worth, units redeemed and discounts; what never happens is left out."""
    kinds = {
        gettext("Units earned"): [_issued(row, voice) for row in report["by_month"]],
        gettext("Units redeemed"): _column(report, "redeemed_value", voice),
        gettext("Discounts"): _column(report, "discounts", voice),
    }
    there = {name: values for name, values in kinds.items() if any(values)}
    months = [_month_name(row, voice) for row in report["by_month"]]
    groups = [_series(name, months, values, voice) for name, values in there.items()]
    tops = ticks_for([float(value) for values in there.values() for value in values])
    caption = gettext("What was given, by month")
    ticks = [Tick(top, voice.short_money(int(top))) for top in tops]
    said = ([voice.about(value) for value in values] for values in there.values())
    told = tuple(zip(months, *said, strict=True))
    head = (gettext("Month"), *there)
    return Drawn(bars(groups, ticks, caption), caption, head, told, legend=tuple(there))


def _issued(row: Report, voice: Voice) -> int:
    return sum(voice.worth(wallet, moves["issued"]) for wallet, moves in row["wallets"].items())


def _column(report: Report, kind: str, voice: Voice) -> list[int]:
    return [_minor(row[kind], voice) for row in report["by_month"]]


def _series(name: str, months: list[str], values: list[int], voice: Voice) -> Series:
    points = zip(months, values, strict=True)
    return Series(name, tuple(Point(month, float(v), voice.about(v)) for month, v in points))


def _liability(report: Report, voice: Voice) -> Drawn:
    points = tuple(
        Point(
            _month_name(row, voice),
            float(_minor(row["liability"], voice)),
            voice.about(_minor(row["liability"], voice)),
        )
        for row in report["by_month"]
    )
    tops = ticks_for([point.value for point in points])
    caption = gettext("What the outstanding units are worth, at the end of each month")
    name = gettext("Liability")
    ticks = [Tick(top, voice.short_money(int(top))) for top in tops]
    told = tuple((point.label, point.said) for point in points)
    return Drawn(
        step_line(Series(name, points), ticks, caption), caption, (gettext("Month"), name), told
    )


def _tiers(report: Report, program: Program, voice: Voice) -> Table | None:
    terms = program.tiers
    if terms is None:
        return None
    counts = {tier.id: report["tiers"].get(tier.id, 0) for tier in terms.levels}
    most = max(counts.values())
    rows = [
        Row((voice.tier(tier), voice.number(count)), share_bar(count, most))
        for tier, count in reversed(counts.items())
    ]
    head = (gettext("Tier"), gettext("Members"))
    return Table(gettext("Members in each tier at the end"), head, tuple(rows))


def _deciles(report: Report, voice: Voice) -> Table:
    rows = report["by_member_decile"]
    most = max((_minor(row["cost"], voice) for row in rows), default=0)
    head = (gettext("Group"), gettext("Sales"), gettext("Cost"), gettext("Of the cost"))
    caption = gettext("What is paid for sales there were anyway")
    return Table(caption, head, tuple(_decile(row, most, voice) for row in rows))


def _decile(row: Report, most: int, voice: Voice) -> Row:
    cost = _minor(row["cost"], voice)
    cells = (
        voice.number(row["decile"]),
        voice.about(_minor(row["sales"], voice)),
        voice.about(cost),
        _share(row["cost_share"], voice, 1),
    )
    return Row(cells, share_bar(cost, most))


def _scenarios(report: Report, voice: Voice) -> Table:
    """What is left after the cost, drawn from zero to either side."""
    rows = report["scenarios"]
    most = max((abs(_minor(row["result"], voice)) for row in rows), default=0)
    head = (gettext("More sales"), gettext("Margin gained"), gettext("After the cost"))
    caption = gettext("If members bought more")
    return Table(caption, head, tuple(_scenario(row, most, voice) for row in rows))


def _scenario(row: Report, most: int, voice: Voice) -> Row:
    result = _minor(row["result"], voice)
    cells = (
        _share(row["uplift"], voice, 1),
        voice.about(_minor(row["extra_margin"], voice)),
        voice.about(result),
    )
    return Row(cells, signed_bar(result, most), kind="plus" if result >= 0 else "minus")


def _worst(report: Report, voice: Voice, link: Callable[[str], str]) -> Table:
    most = max((float(row["share"]) for row in report["worst_orders"]), default=0)
    rows = [
        Row(
            (
                row["order"],
                voice.money(_minor(row["total"], voice)),
                voice.money(_minor(row["cost"], voice)),
                _share(row["share"], voice, 1),
            ),
            share_bar(float(row["share"]), most),
            href=link(row["order"]),
        )
        for row in report["worst_orders"]
    ]
    head = (gettext("Order"), gettext("Total"), gettext("Cost"), gettext("Share"))
    return Table(gettext("The dearest orders"), head, tuple(rows))
