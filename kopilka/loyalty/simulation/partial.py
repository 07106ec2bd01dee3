"""What simulating some members comes to; partials of different members add up."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field, fields
from heapq import heappush, heapreplace, nlargest

from kopilka.engine.program.model import Program

WORST = 10


@dataclass(frozen=True, slots=True, order=True)
class WorstOrder:
    """`cost` of `total`: discounts and what the order earned, at worth; minor units.

    What units paid is the cost of the orders that earned them. Ordered by share, then by cost.
    """

    share: float
    cost: int
    total: int
    order: str
    member: str


def _numbers() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Partial:
    """Money in minor units, units in smallest units, months as `2026-03`.

    `moves`: (wallet, month, kind) -> units; `member_sales` and `member_costs` by member,
    as `sales` and `cost` are of one.
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
    member_sales: array[int] = field(default_factory=_numbers)
    member_costs: array[int] = field(default_factory=_numbers)
    worst: list[WorstOrder] = field(default_factory=list)

    def add(self, other: Partial) -> None:
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, Counter):
                mine.update(theirs)
            elif isinstance(mine, array):
                mine.extend(theirs)
            else:
                setattr(self, each.name, mine + theirs)
        self.worst = nlargest(WORST, self.worst)

    def remember(self, order: WorstOrder) -> None:
        """Keeps the worst, as a heap while orders are counted."""
        if len(self.worst) < WORST:
            heappush(self.worst, order)
        elif order > self.worst[0]:
            heapreplace(self.worst, order)

    def moved(self, wallet: str, kind: str) -> int:
        return sum(units for (w, _, k), units in self.moves.items() if w == wallet and k == kind)

    def outstanding(self, wallet: str) -> int:
        """Everything members could still redeem, what waits included."""
        return sum(self.ends[wallet, balance] for balance in ("available", "pending", "held"))

    def cost(self, program: Program) -> int:
        """Discounts, units redeemed and units outstanding at their worth: what was given, minor."""
        units = sum(
            (self.moved(wallet, "redeemed") + self.outstanding(wallet))
            * program.wallets[wallet].minor_per_unit(program.currency)
            for wallet in program.wallets
        )
        return self.discounts + int(units)

    @property
    def members(self) -> int:
        return len(self.member_sales)
