"""The fast executor over a History: its columns handed over, its figures as a Partial."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from kopilka.engine import fast
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History, Ints, to_micros
from kopilka.loyalty.simulation.members import Work
from kopilka.loyalty.simulation.partial import WORST, Partial, WorstOrder

_KINDS = ("issued", "redeemed", "lapsed")


def simulate_compiled(
    history: History, work: Work, *, threads: int | None, progress: Callable[[int], None]
) -> Partial:
    """Every member of the history; raises fast.TooLarge where only the engine is safe."""
    orders = as_columns(history)
    policy = fast.Policy(work.redeem, to_micros(work.until))
    outcome = fast.run(orders, work.program, policy, threads=threads, progress=progress)
    return _partial(history, outcome, work.program)


def as_columns(history: History) -> fast.Orders:
    orders = fast.Orders(history.bounds(), history.placed, history.total)
    if history.start is not None and history.lines is not None:
        lines = history.lines
        orders.start, orders.amount = history.start, lines.amount
        orders.gone = _gone(lines.amount, lines.quantity)
        orders.sku, orders.category, orders.brand = lines.sku, lines.category, lines.brand
        orders.texts = lines.texts
    if history.channel:
        names: dict[str, int] = {}
        codes = [names.setdefault(name, len(names)) for name in history.channel]
        orders.channel, orders.channels = np.array(codes, dtype=np.int64), list(names)
    return orders


def _gone(amount: Ints, quantity: Sequence[Any]) -> Any:
    """Lines of amount 0 and no quantity: nothing was bought on them."""
    gone = np.zeros(len(amount), dtype=np.bool_)
    for row in np.flatnonzero(amount == 0).tolist() if quantity else ():
        gone[row] = _is_none(quantity[row])
    return gone


@lru_cache(maxsize=4096)
def _is_none(quantity: object) -> bool:
    return Fraction(str(quantity)) <= 0


# ------------------------------------------------------------------ figures


def _partial(history: History, outcome: fast.Outcome, program: Program) -> Partial:
    months = outcome.sums.months.tolist()
    names = [outcome.month(place) for place in range(len(months))]
    results = outcome.results
    return Partial(
        orders=len(history),
        sales=sum(sales for _, sales, _ in months),
        discounts=sum(discounts for _, _, discounts in months),
        moves=_moves(outcome, names, program),
        ends=_ends(results.available, results.pending, program),
        tiers=_tiers(results.tier, program),
        month_orders=_counted(names, (row[0] for row in months)),
        month_sales=_counted(names, (row[1] for row in months)),
        month_discounts=_counted(names, (row[2] for row in months)),
        member_sales=array("q", results.sales.tobytes()),
        member_costs=array("q", results.costs.tobytes()),
        worst=_worst(history, results.cost),
    )


def _counted(names: Sequence[str], values: Any) -> Counter[str]:
    return Counter({name: value for name, value in zip(names, values, strict=True) if value})


def _moves(
    outcome: fast.Outcome, names: Sequence[str], program: Program
) -> Counter[tuple[str, str, str]]:
    moves: Counter[tuple[str, str, str]] = Counter()
    for wallet, by_month in zip(program.wallets, outcome.sums.moves.tolist(), strict=True):
        for name, units in zip(names, by_month, strict=True):
            moves |= {(wallet, name, kind): n for kind, n in zip(_KINDS, units, strict=True) if n}
    return moves


def _ends(available: Ints, pending: Ints, program: Program) -> Counter[tuple[str, str]]:
    ends: Counter[tuple[str, str]] = Counter()
    for place, wallet in enumerate(program.wallets):
        ends[wallet, "available"] = int(available[:, place].sum())
        ends[wallet, "pending"] = int(pending[:, place].sum())
        ends[wallet, "whole five hundreds"] = int((available[:, place] // 500).sum())
    return ends


def _tiers(ranks: Ints, program: Program) -> Counter[str]:
    if program.tiers is None:
        return Counter()
    counts = np.bincount(ranks, minlength=len(program.tiers.levels)).tolist()
    ids = (level.id for level in program.tiers.levels)
    return Counter({tier: count for tier, count in zip(ids, counts, strict=True) if count})


def _worst(history: History, cost: Ints) -> list[WorstOrder]:
    """Orders with the largest share of cost; ids are looked at only where all else is equal."""
    there = np.flatnonzero(history.total > 0)
    share = cost[there] / history.total[there]
    if len(there) > WORST:
        least = np.partition(share, -WORST)[-WORST]
        kept = share >= least
        there, share = there[kept], share[kept]
    ranked = np.lexsort((history.total[there], cost[there], share))[::-1]
    there, share = there[ranked], share[ranked]
    last = min(WORST, len(there)) - 1
    worst = []
    for place, i in enumerate(there.tolist()):
        same = (share[place], cost[i]) == (share[last], cost[there[last]])
        if place > last and not same:
            break
        member = history.members[int(history.member[i])]
        total = int(history.total[i])
        order_id = history.order_ids[i]
        worst.append(WorstOrder(float(share[place]), int(cost[i]), total, order_id, member))
    return sorted(worst, reverse=True)[:WORST]
