"""Simulations over a merchant's own orders, quick enough for sliders."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from kopilka.engine.program.model import Award, Brackets, ByName, Give, Percent, Program
from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.history.orders import History, to_micros
from kopilka.loyalty.programs.queries import get_versions
from kopilka.loyalty.simulation.members import Redeem
from kopilka.loyalty.simulation.report import build_report
from kopilka.loyalty.simulation.run import simulate

SAMPLE_ORDERS = 4000
"""About as many orders as the engine replays in a second."""


def simulate_own_orders(
    merchant_id: int, program: Program, *, redeem: Redeem, margin: Fraction | None
) -> dict[str, Any]:
    """All of the merchant's paid orders, by their totals."""
    history = own_orders(merchant_id, program.currency)
    if not len(history):
        return {"orders": 0}
    simulated = simulate(history, program, redeem, processes=1)
    return build_report(simulated, program, redeem=redeem, margin=margin)


def get_shop_report(
    merchant_id: int,
    *,
    redeem: Fraction | str,
    margin: Fraction,
    earn: Fraction | None,
    now: datetime,
) -> dict[str, Any]:
    """The program in force over a sample of the shop's own members, in about a second.

    `earn`: every per-cent award scaled so that the first purchase rule gives this share. The report
    says how large the sample is; sums are of the sample, shares speak for the shop.
    """
    program = get_versions(merchant_id).at(now).program
    if earn is not None:
        program = scaled(program, earn)
    history = own_orders(merchant_id, program.currency)
    if not len(history):
        return {"orders": 0, "currency": program.currency}
    sample = _sample(merchant_id, program.currency, len(history))
    shares: dict[str, Redeem] = {"never": None, "asap": Fraction(1)}
    share = shares[redeem] if isinstance(redeem, str) else redeem
    simulated = simulate(sample, program, share, processes=1)
    report = build_report(simulated, program, redeem=share, margin=margin)
    report["sample"] = {"orders": len(sample), "of": len(history)}
    return report


def own_orders(merchant_id: int, currency: str) -> History:
    """Totals of the merchant's paid orders; read anew only when there are more of them."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id, state="paid", member_id__isnull=False)
    return _read(merchant_id, currency, rows.count())


@lru_cache(maxsize=8)
def _read(merchant_id: int, currency: str, _count: int) -> History:
    rows = OrderRow.objects.filter(merchant_id=merchant_id, state="paid", member_id__isnull=False)
    columns = rows.values_list("member_id", "placed_at", "total", "order_id")
    ordered = sorted(columns.iterator(chunk_size=5000))
    names, codes = np.unique([row[0] for row in ordered], return_inverse=True)
    return History(
        members=[str(name) for name in names],
        member=codes.astype(np.int64),
        order_ids=[row[3] for row in ordered],
        placed=np.array([to_micros(row[1]) for row in ordered], dtype=np.int64),
        total=np.array([row[2] for row in ordered], dtype=np.int64),
        currency=currency,
    )


@lru_cache(maxsize=8)
def _sample(merchant_id: int, currency: str, count: int) -> History:
    """Whole members, drawn once by a fixed seed, until their orders are enough."""
    history = _read(merchant_id, currency, count)
    if len(history) <= SAMPLE_ORDERS:
        return history
    sizes = np.bincount(history.member)
    drawn = list(range(len(history.members)))
    random.Random(merchant_id).shuffle(drawn)  # noqa: S311 - a fair sample, not a secret
    enough = int(np.searchsorted(np.cumsum(sizes[drawn]), SAMPLE_ORDERS)) + 1
    keep = np.flatnonzero(np.isin(history.member, drawn[:enough]))
    return history.only(keep)


# ------------------------------------------------------------------ sliders


def scaled(program: Program, earn: Fraction) -> Program:
    """Every per-cent award multiplied alike, so that the first rule's becomes `earn`."""
    first = next((rate for rule in program.earn for rate in _rates(rule.give)), None)
    if not first:
        return program
    factor = earn / first
    rules = tuple(replace(rule, give=_scale(rule.give, factor)) for rule in program.earn)
    return replace(program, earn=rules)


def _rates(give: Give | None) -> list[Fraction]:
    return [award.rate for award in _awards(give) if isinstance(award, Percent)]


def _awards(give: Give | None) -> list[Award]:
    if isinstance(give, Brackets):
        return [award for _, award in give.steps]
    if isinstance(give, ByName):
        return list(give.gives.values())
    return [] if give is None else [give]


def _scale(give: Give | None, factor: Fraction) -> Give | None:
    if isinstance(give, Percent):
        return Percent(min(give.rate * factor, Fraction(1)))
    if isinstance(give, Brackets):
        steps = tuple((start, _scale_award(award, factor)) for start, award in give.steps)
        return replace(give, steps=steps)
    if isinstance(give, ByName):
        return replace(give, gives={k: _scale_award(a, factor) for k, a in give.gives.items()})
    return give


def _scale_award(award: Award, factor: Fraction) -> Award:
    return Percent(min(award.rate * factor, Fraction(1))) if isinstance(award, Percent) else award
