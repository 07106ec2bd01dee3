"""What the program would cost on the shop's own past orders, with sliders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from kopilka.fronts.console.pages.simulated import Wishes, get_figures
from kopilka.fronts.console.scope import Visit, in_shop, show
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.simulation import shop


@dataclass(frozen=True, slots=True)
class Slider:
    """In per cent; `shown` in the reader's way, `point` and `unit` for showing another value so."""

    name: str
    label: str
    value: str
    shown: str
    low: int
    high: int
    step: str
    point: str
    unit: str


@in_shop
def show_simulation(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page answers at once and asks for its figures; without scripts a button does."""
    first = shop.first_share(visit.program)
    wishes = _read(request.GET, first)
    wanted = "figures" in request.GET
    asked = bool(getattr(request, "htmx", False))
    context: dict[str, Any] = {"sliders": _sliders(wishes, visit.voice), "wanted": wanted}
    shop.get_ready(visit.merchant_id)
    if wanted:
        context |= get_figures(wishes, first, visit) | {"again": request.get_full_path()}
    template = "parts/simulation" if asked and wanted else "simulation"
    return show(request, visit, template, "simulation", **context)


def _sliders(wishes: Wishes, voice: Voice) -> list[Slider]:
    known = [
        ("earn", gettext("Earned, of an order"), wishes.earn, 0, 30, "0.5"),
        ("redeem", gettext("Redeemed, of what may be"), wishes.redeem, 0, 100, "5"),
        ("margin", gettext("Gross margin"), wishes.margin, 1, 90, "1"),
    ]
    point, unit = voice.decimal_point, voice.percent_sign
    return [
        Slider(name, label, _plain(share), voice.percent(share), low, high, step, point, unit)
        for name, label, share, low, high, step in known
        if share is not None
    ]


def _plain(share: Fraction) -> str:
    """For a form's value: a point, no spaces."""
    percent = share * 100
    return f"{Decimal(percent.numerator) / Decimal(percent.denominator):f}"


def _read(query: QueryDict, first: Fraction | None) -> Wishes:
    """Whatever is missing or out of range is the default."""
    earn = _percent(query.get("earn"), Fraction(0), Fraction(30)) if first else None
    redeem = _percent(query.get("redeem"), Fraction(0), Fraction(100))
    margin = _percent(query.get("margin"), Fraction(1), Fraction(90))
    return Wishes(
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
