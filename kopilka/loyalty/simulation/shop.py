"""A program over the shop's own past orders, fast enough for a slider.

Members are sampled evenly by their number, so that about `ORDERS` orders are replayed; the report
says how many of how many. The sampled columns stay in the process while no new order comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Count, Max

from kopilka.engine.facts import Line, Order
from kopilka.engine.program.model import Award, Brackets, ByName, EarnRule, Give, Percent, Program
from kopilka.loyalty.activity import codec
from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.history.orders import History, Lines, to_micros
from kopilka.loyalty.simulation.members import Redeem
from kopilka.loyalty.simulation.report import build_report
from kopilka.loyalty.simulation.run import simulate

ORDERS = 4000
"""Orders replayed for one answer."""


@dataclass(frozen=True, slots=True)
class ShopReport:
    """`report` as `kopilka simulate --json` writes it, of the sampled orders."""

    report: dict[str, Any]
    orders: int
    of_orders: int
    members: int
    of_members: int


@dataclass(frozen=True, slots=True)
class _Sample:
    history: History
    of_orders: int
    of_members: int


def get_shop_report(
    merchant_id: int,
    program: Program,
    *,
    redeem: Redeem,
    margin: Fraction,
    earn: Fraction | None,
    now: datetime,
) -> ShopReport | None:
    """None where no member has ordered. `earn`: what the first per-cent rule gives instead."""
    sample = _sampled(merchant_id, *_size(merchant_id), program.currency)
    if sample is None:
        return None
    tried = program if earn is None else with_earn(program, earn)
    simulated = simulate(sample.history, tried, redeem, until=now, processes=1)
    report = build_report(simulated, tried, redeem=redeem, margin=margin)
    return ShopReport(
        report, report["orders"], sample.of_orders, report["members"], sample.of_members
    )


def _size(merchant_id: int) -> tuple[int, int, datetime | None]:
    """Tells whether anything is new: orders, their members, the latest news."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id, member__isnull=False)
    sums = rows.aggregate(orders=Count("id"), latest=Max("known_at"))
    members = rows.values("member_id").distinct().count()
    return sums["orders"], members, sums["latest"]


@lru_cache(maxsize=8)
def _sampled(
    merchant_id: int, orders: int, members: int, latest: datetime | None, currency: str
) -> _Sample | None:
    """`latest` is part of the key alone."""
    if not orders:
        return None
    rows = OrderRow.objects.filter(merchant_id=merchant_id, member__isnull=False)
    keys = sorted(rows.values_list("member_id", flat=True).distinct())
    chosen = keys[:: max(orders // ORDERS, 1)]
    found: list[tuple[str, Order]] = []
    for start in range(0, len(chosen), 500):
        part = rows.filter(member_id__in=chosen[start : start + 500]).exclude(state="cancelled")
        for member, text in part.values_list("member_id", "record"):
            found.append((str(member), codec.decode_record(text).order))
    return _Sample(_columns(found, currency), orders, members) if found else None


def _columns(found: list[tuple[str, Order]], currency: str) -> History:
    found.sort(key=lambda pair: (pair[0], pair[1].placed_at, pair[1].key))
    names = sorted({member for member, _ in found})
    places = {name: place for place, name in enumerate(names)}
    orders = [order for _, order in found]
    counts = [len(order.lines) for order in orders]
    return History(
        members=names,
        member=np.array([places[member] for member, _ in found], dtype=np.int64),
        order_ids=[order.id for order in orders],
        placed=np.array([to_micros(order.placed_at) for order in orders], dtype=np.int64),
        total=np.array([order.total for order in orders], dtype=np.int64),
        currency=currency,
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        lines=_lines(line for order in orders for line in order.lines),
        channel=[order.channel for order in orders],
    )


def _lines(lines: Iterable[Line]) -> Lines:
    texts: dict[str, int] = {"": 0}
    rows = list(lines)

    def coded(values: Iterable[str]) -> Any:
        return np.array([texts.setdefault(value, len(texts)) for value in values], dtype=np.int64)

    return Lines(
        amount=np.array([line.amount for line in rows], dtype=np.int64),
        quantity=[],
        sku=coded(line.sku for line in rows),
        category=coded(line.categories[0] if line.categories else "" for line in rows),
        brand=coded(line.brand for line in rows),
        texts=list(texts),
    )


# ------------------------------------------------------------------ another rate


def first_share(program: Program) -> Fraction | None:
    """What the first per-cent rule for paid orders gives, in its first bracket."""
    for rule in program.earn:
        if rule.on == "order.paid" and rule.give is not None:
            for award in _awards(rule.give):
                if isinstance(award, Percent):
                    return award.rate
    return None


def _awards(give: Give) -> list[Award]:
    if isinstance(give, Brackets):
        return [award for _, award in give.steps]
    return list(give.gives.values()) if isinstance(give, ByName) else [give]


def with_earn(program: Program, share: Fraction) -> Program:
    """Every per-cent award in proportion, so that the first rule gives `share`."""
    first = first_share(program)
    if not first:
        return program
    return replace(program, earn=tuple(_scaled(rule, share / first) for rule in program.earn))


def _scaled(rule: EarnRule, ratio: Fraction) -> EarnRule:
    if rule.on != "order.paid" or rule.give is None:
        return rule
    return replace(rule, give=_scaled_give(rule.give, ratio))


def _scaled_give(give: Give, ratio: Fraction) -> Give:
    if isinstance(give, Brackets):
        steps = tuple((start, _scaled_award(award, ratio)) for start, award in give.steps)
        return replace(give, steps=steps)
    if isinstance(give, ByName):
        gives = {name: _scaled_award(award, ratio) for name, award in give.gives.items()}
        return replace(give, gives=gives)
    return _scaled_award(give, ratio)


def _scaled_award(award: Award, ratio: Fraction) -> Award:
    return Percent(min(award.rate * ratio, Fraction(1))) if isinstance(award, Percent) else award
