"""What simulating some members comes to; partials of different members add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from heapq import nlargest

WORST = 10


@dataclass(frozen=True, slots=True, order=True)
class WorstOrder:
    """`cost` of `total`: discounts, what units paid, and what it earned, at worth; minor units."""

    share: float
    order: str
    member: str
    total: int
    cost: int


@dataclass(slots=True)
class Partial:
    """Money in minor units, units in smallest units, months as `2026-03`.

    `moves`: (wallet, month, kind) -> units; `by_member`: (sales, cost) of each member.
    """

    orders: int = 0
    sales: int = 0
    discounts: int = 0
    moves: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)  # (wallet, balance)
    tiers: Counter[str] = field(default_factory=Counter)
    month_orders: Counter[str] = field(default_factory=Counter)
    month_sales: Counter[str] = field(default_factory=Counter)
    month_discounts: Counter[str] = field(default_factory=Counter)
    by_member: list[tuple[int, int]] = field(default_factory=list)
    worst: list[WorstOrder] = field(default_factory=list)

    def add(self, other: Partial) -> None:
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, Counter):
                mine.update(theirs)
            else:
                setattr(self, each.name, mine + theirs)
        self.worst = nlargest(WORST, self.worst)
