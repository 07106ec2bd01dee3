"""What the program would cost on the shop's own past orders, with sliders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from kopilka.fronts.console.charts import Point, Series, Tick, bars, step_line, ticks_for
from kopilka.fronts.console.health import Drawn, Figure
from kopilka.fronts.console.scope import Visit, in_shop, show
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.simulation import shop
from kopilka.values.money import to_minor

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Slider:
    """In per cent, or in tenths of one (`step` 0.5); `shown` in the reader's way."""

    name: str
    label: str
    value: str
    shown: str
    low: int
    high: int
    step: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the sliders say: shares of one."""

    earn: Fraction | None
    redeem: Fraction
    margin: Fraction

    @classmethod
    def read(cls, query: QueryDict, first: Fraction | None) -> Wishes:
        """Whatever is missing or out of range is the default."""
        earn = _percent(query.get("earn"), Fraction(0), Fraction(30)) if first else None
        redeem = _percent(query.get("redeem"), Fraction(0), Fraction(100))
        margin = _percent(query.get("margin"), Fraction(1), Fraction(90))
        return cls(
            earn if earn is not None else first,
            redeem if redeem is not None else Fraction(1, 2),
            margin if margin is not None else Fraction(30, 100),
        )


def _percent(text: str | None, low: Fraction, high: Fraction) -> Fraction | None:
    try:
        value = Fraction((text or "").replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None
    return value / 100 if low <= value <= high and len(text or "") < 9 else None


@in_shop
def show_simulation(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page answers at once and asks for its figures; without scripts a button does."""
    first = shop.first_share(visit.program)
    wishes = Wishes.read(request.GET, first)
    wanted = "figures" in request.GET
    asked = bool(getattr(request, "htmx", False))
    context: dict[str, Any] = {"sliders": _sliders(wishes, visit.voice), "wanted": wanted}
    if wanted:
        context |= _figures(wishes, first, visit)
    template = "_simulation" if asked and wanted else "simulation"
    return show(request, visit, template, "simulation", **context)


def _sliders(wishes: Wishes, voice: Voice) -> list[Slider]:
    known = [
        ("earn", gettext("Units earned, % of an order"), wishes.earn, 0, 30, "0.5"),
        ("redeem", gettext("Redeemed of what may be, %"), wishes.redeem, 0, 100, "5"),
        ("margin", gettext("Gross margin, %"), wishes.margin, 1, 90, "1"),
    ]
    return [
        Slider(name, label, _plain(share), voice.percent(share), low, high, step)
        for name, label, share, low, high, step in known
        if share is not None
    ]


def _plain(share: Fraction) -> str:
    """For a form's value: a point, no spaces."""
    percent = share * 100
    return f"{Decimal(percent.numerator) / Decimal(percent.denominator):f}"


def _figures(wishes: Wishes, first: Fraction | None, visit: Visit) -> dict[str, Any]:
    found = shop.get_shop_report(
        visit.merchant_id,
        visit.program,
        redeem=wishes.redeem,
        margin=wishes.margin,
        earn=None if wishes.earn == first else wishes.earn,
        now=visit.now,
    )
    if found is None:
        return {"empty": True}
    report, voice = found.report, visit.voice
    return {
        "found": found,
        "sampled": found.orders < found.of_orders,
        "figures": _headline(report, voice),
        "by_month": _by_month(report, voice),
        "liability": _liability(report, voice),
        "tiers": _tiers(report, visit),
        "deciles": [_decile(row, voice) for row in report["by_member_decile"]],
        "scenarios": [_scenario(row, voice) for row in report["scenarios"]],
        "worst": [_worst(row, voice) for row in report["worst_orders"]],
        "redeemed_share": voice.percent(wishes.redeem),
        "margin": voice.percent(wishes.margin),
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
    """Discounts and units redeemed, in money, beside each other."""
    names = (gettext("Units redeemed"), gettext("Discounts"))
    rows = [
        (
            _month_name(row, voice),
            _minor(row["redeemed_value"], voice),
            _minor(row["discounts"], voice),
        )
        for row in report["by_month"]
    ]
    groups = [
        Series(name, tuple(Point(row[0], float(row[i]), voice.about(int(row[i]))) for row in rows))
        for i, name in enumerate(names, start=1)
    ]
    tops = ticks_for([float(max(row[1:])) for row in rows])
    caption = gettext("What was given, by month")
    ticks = [Tick(top, voice.about(int(top))) for top in tops]
    told = tuple((row[0], voice.about(int(row[1])), voice.about(int(row[2]))) for row in rows)
    return Drawn(
        bars(groups, ticks, caption), caption, (gettext("Month"), *names), told, legend=names
    )


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
    ticks = [Tick(top, voice.about(int(top))) for top in tops]
    told = tuple((point.label, point.said) for point in points)
    return Drawn(
        step_line(Series(name, points), ticks, caption), caption, (gettext("Month"), name), told
    )


def _tiers(report: Report, visit: Visit) -> list[tuple[str, str]]:
    terms = visit.program.tiers
    if terms is None:
        return []
    return [
        (
            visit.voice.text(tier.name, tier.id),
            visit.voice.number(report["tiers"].get(tier.id, 0)),
        )
        for tier in reversed(terms.levels)
    ]


def _decile(row: Report, voice: Voice) -> tuple[str, ...]:
    return (
        voice.number(row["decile"]),
        voice.about(_minor(row["sales"], voice)),
        voice.about(_minor(row["cost"], voice)),
        _share(row["cost_share"], voice, 1),
    )


def _scenario(row: Report, voice: Voice) -> tuple[str, str, str, bool]:
    result = _minor(row["result"], voice)
    return (
        _share(row["uplift"], voice, 1),
        voice.about(_minor(row["extra_margin"], voice)),
        voice.about(result),
        result >= 0,
    )


def _worst(row: Report, voice: Voice) -> tuple[str, str, str, str]:
    return (
        row["order"],
        voice.money(_minor(row["total"], voice)),
        voice.money(_minor(row["cost"], voice)),
        _share(row["share"], voice, 1),
    )
