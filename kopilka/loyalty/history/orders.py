"""A shop's past orders as columns: what simulation runs over and import writes.

Sorted by member and time. Money is minor units; instants are microseconds since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kopilka.engine.facts import Line, Order, Redemption
from kopilka.loyalty.history.files.faults import RowFault

Ints = NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


def to_instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(micros))


@dataclass(slots=True)
class Lines:
    """Columns of lines; texts by their place in `texts`. Empty lists where the file has none."""

    amount: Ints
    quantity: list[Any]
    sku: Ints
    category: Ints
    brand: Ints
    texts: list[str]

    def only(self, rows: Ints) -> Lines:
        quantity = [self.quantity[row] for row in rows] if self.quantity else []
        return Lines(
            self.amount[rows],
            quantity,
            self.sku[rows],
            self.category[rows],
            self.brand[rows],
            self.texts,
        )

    def between(self, begin: int, end: int) -> Lines:
        """These rows with only the texts that they name."""
        named = (self.sku[begin:end], self.category[begin:end], self.brand[begin:end])
        used, places = np.unique(np.concatenate([[0], *named]), return_inverse=True)
        sku, category, brand = np.split(places[1:].astype(np.int64), 3)
        texts = [self.texts[place] for place in used]
        return Lines(self.amount[begin:end], self.quantity[begin:end], sku, category, brand, texts)


@dataclass(slots=True)
class History:
    """Orders `i` of member `member[i]`, its lines `start[i]` to `start[i + 1]` when there are.

    `known`: when the shop learned of each, where that is told apart from when it was placed.
    `redeemed`: units it was paid with, by wallet. `returned`: of each line's amount, or of each
    order's where there are no lines, at `returned_at` of the order, 0 where nothing came back.
    `willing`: 1 where a simulation's member would redeem; None: everywhere.
    """

    members: list[str]
    member: Ints
    order_ids: list[str]
    placed: Ints
    total: Ints
    currency: str
    start: Ints | None = None
    lines: Lines | None = None
    channel: list[str] = field(default_factory=list)
    known: Ints | None = None
    redeemed: dict[str, Ints] = field(default_factory=dict)
    returned: Ints | None = None
    returned_at: Ints | None = None
    willing: Ints | None = None
    faults: list[RowFault] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.order_ids)

    def bounds(self) -> Ints:
        """Where each member's orders start; one more at the end."""
        counts = np.bincount(self.member, minlength=len(self.members))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def order(self, i: int, shop: str = "main", *, stated: bool = False) -> Order:
        """The engine's value: placed and paid at once, as files know no better.

        `stated`: what it came to and what units paid are facts, and the program takes nothing more
        off it (import); otherwise it is quoted first (simulation).
        """
        at = to_instant(self.placed[i])
        channel = self.channel[i] if self.channel else ""
        lines, facts = self.lines_of(i), () if stated else None
        order = Order(shop, self.order_ids[i], at, lines, paid_at=at, channel=channel, stated=facts)
        if not stated or not self.redeemed:
            return order
        paid = [Redemption(wallet, int(units[i])) for wallet, units in self.redeemed.items()]
        return replace(order, redeemed=tuple(part for part in paid if part.units))

    def is_returned(self, i: int) -> bool:
        return self.returned_at is not None and bool(self.returned_at[i])

    def returned_order(self, i: int, shop: str = "main") -> Order:
        """The same order once something of it has come back."""
        assert self.returned is not None
        assert self.returned_at is not None
        order = self.order(i, shop, stated=True)
        first = i if self.start is None else int(self.start[i])
        back = self.returned[first : first + len(order.lines)].tolist()
        lines = [
            replace(line, returned=minor) for line, minor in zip(order.lines, back, strict=True)
        ]
        at = to_instant(self.returned_at[i])
        return replace(order, lines=tuple(lines), returned_at=at)

    def known_at(self, i: int) -> datetime:
        return to_instant(self.placed[i] if self.known is None else self.known[i])

    def lines_of(self, i: int) -> tuple[Line, ...]:
        if self.start is None or self.lines is None:
            return (Line(1, int(self.total[i])),)
        lines, texts = self.lines, self.lines.texts
        own = slice(int(self.start[i]), int(self.start[i + 1]))
        amounts = lines.amount[own].tolist()
        quantities = map(_quantity, lines.quantity[own]) if lines.quantity else repeat(_ONE)
        columns = (lines.sku[own], lines.category[own], lines.brand[own])
        rows = zip(amounts, quantities, *[column.tolist() for column in columns], strict=False)
        return tuple(
            [
                Line(
                    number,
                    amount,
                    quantity,
                    texts[sku],
                    (texts[category],) if category else (),
                    texts[brand],
                )
                for number, (amount, quantity, sku, category, brand) in enumerate(rows, 1)
            ]
        )

    def by_time(self) -> Ints:
        """Places of the orders as they became known, ties by their place."""
        when = self.placed if self.known is None else self.known
        return np.lexsort((np.arange(len(self)), when))

    def first(self, count: int) -> History:
        """The first `count` orders in time, for a quick look."""
        return self.only(np.sort(self.by_time()[:count]))

    def only(self, keep: Ints) -> History:
        """The orders at these places, which rise."""
        names, codes = np.unique(self.member[keep], return_inverse=True)
        start, lines, rows = self.start, self.lines, keep
        if start is not None and lines is not None:
            rows = np.concatenate([np.arange(start[i], start[i + 1]) for i in keep])
            counts = start[keep + 1] - start[keep]
            start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
            lines = lines.only(rows)
        return History(
            members=[self.members[name] for name in names],
            member=codes.astype(np.int64),
            order_ids=[self.order_ids[i] for i in keep],
            placed=self.placed[keep],
            total=self.total[keep],
            currency=self.currency,
            start=start,
            lines=lines,
            channel=[self.channel[i] for i in keep] if self.channel else [],
            known=_of(self.known, keep),
            redeemed={wallet: units[keep] for wallet, units in self.redeemed.items()},
            returned=_of(self.returned, rows),
            returned_at=_of(self.returned_at, keep),
            willing=_of(self.willing, keep),
            faults=self.faults,
        )

    def between(self, begin: int, end: int) -> History:
        """The orders from `begin` up to `end`, with nothing of the others."""
        first, last = int(self.member[begin]), int(self.member[end - 1])
        orders = rows = slice(begin, end)
        start, lines = self.start, self.lines
        if start is not None and lines is not None:
            rows = slice(int(start[begin]), int(start[end]))
            lines = lines.between(int(start[begin]), int(start[end]))
            start = start[begin : end + 1] - start[begin]
        return replace(
            self,
            members=self.members[first : last + 1],
            member=self.member[begin:end] - first,
            order_ids=self.order_ids[begin:end],
            placed=self.placed[begin:end],
            total=self.total[begin:end],
            start=start,
            lines=lines,
            channel=self.channel[begin:end],
            known=_of(self.known, orders),
            redeemed={wallet: units[orders] for wallet, units in self.redeemed.items()},
            returned=_of(self.returned, rows),
            returned_at=_of(self.returned_at, orders),
            willing=_of(self.willing, orders),
            faults=[],
        )

    def shifted(self, by: timedelta) -> History:
        micros = by // timedelta(microseconds=1)
        self.placed = self.placed + micros
        self.known = None if self.known is None else self.known + micros
        if self.returned_at is not None:
            self.returned_at = np.where(self.returned_at, self.returned_at + micros, 0)
        return self


def _of(column: Ints | None, rows: Ints | slice) -> Ints | None:
    return None if column is None else column[rows]


_ONE = Fraction(1)


@lru_cache(maxsize=4096)
def _quantity(value: Any) -> Fraction:
    return Fraction(Decimal(str(value)))


Progress = Callable[[int, int], None]


def no_progress(done: int, whole: int) -> None:
    """For callers who show none."""
