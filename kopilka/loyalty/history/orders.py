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

from kopilka.engine.facts import Line, Order
from kopilka.loyalty.history.files.facts import (
    NO_LINE_FACTS,
    NO_ORDER_FACTS,
    LineFacts,
    OrderFacts,
)
from kopilka.loyalty.history.files.faults import RowFault

Ints = NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


def to_instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(micros))


@dataclass(slots=True)
class Lines:
    """Columns of lines; texts by their place in `texts`. Empty lists where nothing is told."""

    amount: Ints
    quantity: list[Any]
    sku: Ints
    category: Ints
    brand: Ints
    texts: list[str]
    facts: list[LineFacts] = field(default_factory=list)

    def only(self, rows: Ints) -> Lines:
        quantity = [self.quantity[row] for row in rows] if self.quantity else []
        return Lines(
            self.amount[rows],
            quantity,
            self.sku[rows],
            self.category[rows],
            self.brand[rows],
            self.texts,
            [self.facts[row] for row in rows] if self.facts else [],
        )

    def between(self, begin: int, end: int) -> Lines:
        """These rows with only the texts that they name."""
        named = (self.sku[begin:end], self.category[begin:end], self.brand[begin:end])
        used, places = np.unique(np.concatenate([[0], *named]), return_inverse=True)
        sku, category, brand = np.split(places[1:].astype(np.int64), 3)
        texts = [self.texts[place] for place in used]
        return Lines(
            self.amount[begin:end],
            self.quantity[begin:end],
            sku,
            category,
            brand,
            texts,
            self.facts[begin:end],
        )


@dataclass(slots=True)
class History:
    """Orders `i` of member `member[i]`, its lines `start[i]` to `start[i + 1]` when there are.

    `known`: when the shop learned of each, where that is told apart from when it was placed.
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
    facts: list[OrderFacts] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.order_ids)

    def bounds(self) -> Ints:
        """Where each member's orders start; one more at the end."""
        counts = np.bincount(self.member, minlength=len(self.members))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def order(self, i: int, shop: str = "main", *, stated: bool = False) -> Order:
        """The engine's value: placed and paid at once where nothing else is told.

        `stated`: what it came to is a fact and the program takes nothing more off it (import);
        otherwise it is quoted first (simulation).
        """
        at = to_instant(self.placed[i])
        channel = self.channel[i] if self.channel else ""
        lines, off = self.lines_of(i), () if stated else None
        order_id = self.order_ids[i]
        if self.facts and (facts := self.facts[i]) is not NO_ORDER_FACTS:
            return Order(
                facts.shop or shop,
                order_id,
                at,
                lines,
                (facts.paid_at or at) if facts.paid else None,
                facts.delivered_at,
                facts.cancelled_at,
                facts.returned_at,
                channel=channel,
                payment=facts.payment,
                stated=off,
            )
        return Order(shop, order_id, at, lines, paid_at=at, channel=channel, stated=off)

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
        told = lines.facts[own] or repeat(NO_LINE_FACTS)
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
                if more is NO_LINE_FACTS
                else Line(
                    number,
                    amount,
                    quantity,
                    texts[sku],
                    more.categories or ((texts[category],) if category else ()),
                    texts[brand],
                    more.tags,
                    more.vendor,
                    more.list_amount,
                    more.min_amount,
                    more.gift_card,
                    more.returned,
                    more.returned_quantity,
                )
                for number, ((amount, quantity, sku, category, brand), more) in enumerate(
                    zip(rows, told, strict=False), 1
                )
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
        start, lines = self.start, self.lines
        if start is not None and lines is not None:
            rows = np.concatenate(
                [np.arange(0), *[np.arange(start[i], start[i + 1]) for i in keep]]
            )
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
            known=None if self.known is None else self.known[keep],
            facts=[self.facts[i] for i in keep] if self.facts else [],
            faults=self.faults,
        )

    def between(self, begin: int, end: int) -> History:
        """The orders from `begin` up to `end`, with nothing of the others."""
        first, last = int(self.member[begin]), int(self.member[end - 1])
        start, lines = self.start, self.lines
        if start is not None and lines is not None:
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
            known=None if self.known is None else self.known[begin:end],
            facts=self.facts[begin:end],
            faults=[],
        )

    def paid(self) -> History:
        """The orders that were paid: those that were not earn and count for nothing."""
        keep = [i for i, facts in enumerate(self.facts) if facts.paid]
        return self if len(keep) == len(self.facts) else self.only(np.array(keep, dtype=np.int64))

    def last(self) -> datetime:
        """When the last thing happened that is told."""
        told = [at for facts in self.facts if (at := facts.latest()) is not None]
        return max([to_instant(int(self.placed.max())), *told])

    def shifted(self, by: timedelta) -> History:
        micros = by // timedelta(microseconds=1)
        self.placed = self.placed + micros
        self.known = None if self.known is None else self.known + micros
        return self


_ONE = Fraction(1)


@lru_cache(maxsize=4096)
def _quantity(value: Any) -> Fraction:
    text = str(value)
    return Fraction(text) if "/" in text else Fraction(Decimal(text))


Progress = Callable[[int, int], None]


def no_progress(done: int, whole: int) -> None:
    """For callers who show none."""
