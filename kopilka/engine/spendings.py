"""A member's counted orders, with running sums: what was spent in a window takes two look-ups."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Spending:
    """What one order counts towards thresholds now: money paid, returns deducted."""

    order: str
    at: datetime  # when it was paid
    spend: int  # minor
    orders: int  # 1, or 0 once everything came back
    earned: tuple[tuple[str, int], ...] = ()  # wallet -> units


@dataclass(slots=True)
class _Sums:
    """The first `n` in time have spent `spend[n]` in `orders[n]` orders."""

    instants: list[datetime] = field(default_factory=list)
    spend: list[int] = field(default_factory=lambda: [0])
    orders: list[int] = field(default_factory=lambda: [0])

    def add(self, one: Spending) -> None:
        self.instants.append(one.at)
        self.spend.append(self.spend[-1] + one.spend)
        self.orders.append(self.orders[-1] + one.orders)


class Spendings(dict[str, Spending]):
    """By order key. Orders mostly come in time, and then the sums grow with them."""

    __slots__ = ("_sums",)

    def __init__(self, counted: Iterable[tuple[str, Spending]] = ()) -> None:
        super().__init__(counted)
        self._sums: _Sums | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Spendings, (list(self.items()),)

    def __setitem__(self, order: str, one: Spending) -> None:
        sums = self._sums
        if sums is not None:
            in_time = not sums.instants or sums.instants[-1] <= one.at
            if in_time and order not in self:
                sums.add(one)
            else:
                self._sums = None
        super().__setitem__(order, one)

    def drop(self, order: str) -> None:
        """Forget an order that counts for nothing now."""
        if super().pop(order, None) is not None:
            self._sums = None

    def within(self, start: datetime | None, until: datetime) -> tuple[int, int]:
        """(spend, orders) from `start` (None: ever) to `until`, both inclusive."""
        sums = self._sums or self._summed()
        last = bisect_right(sums.instants, until)
        first = 0 if start is None else min(bisect_left(sums.instants, start), last)
        return sums.spend[last] - sums.spend[first], sums.orders[last] - sums.orders[first]

    def _summed(self) -> _Sums:
        self._sums = sums = _Sums()
        for one in sorted(self.values(), key=lambda each: each.at):
            sums.add(one)
        return sums
