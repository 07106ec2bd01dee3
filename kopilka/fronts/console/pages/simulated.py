"""The shop's own simulation for its page."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from kopilka.fronts.console.scope import Visit
from kopilka.fronts.wording.drawn.simulation import draw_report
from kopilka.loyalty.simulation import shop


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the sliders say: shares of one."""

    earn: Fraction | None
    redeem: Fraction
    margin: Fraction


def get_figures(wishes: Wishes, first: Fraction | None, visit: Visit) -> dict[str, Any]:
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
    if isinstance(found, shop.NotReady):
        return {"waiting": found}
    return {
        "found": found,
        "sampled": found.orders < found.of_orders,
        **draw_report(found.report, visit.program, visit.voice, _link),
        "redeemed_share": visit.voice.percent(wishes.redeem),
        "margin": visit.voice.percent(wishes.margin),
    }


def _link(order: str) -> str:
    return f"{reverse('orders')}?{urlencode({'q': order})}"
