"""The shop's own past orders as columns, of all its members or of evenly taken ones.

Only what a simulation looks at is read out of each order's record: a tenth of the time that the
whole record takes. What was read stays in the process until a new order comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from django.db.models import Count, Max

from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.history.orders import History, Lines, Progress, no_progress, to_micros

_AT_ONCE = 100
"""Members asked for by one query."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`of_orders` and `of_members`: all there are."""

    history: History
    of_orders: int
    of_members: int


class _Line(msgspec.Struct):
    amount: int
    quantity: str = "1"
    sku: str = ""
    categories: tuple[str, ...] = ()
    brand: str = ""


class _Order(msgspec.Struct):
    lines: tuple[_Line, ...]
    channel: str = ""


class _Record(msgspec.Struct):
    order: _Order


_DECODER = msgspec.json.Decoder(_Record)


@dataclass(frozen=True, slots=True)
class _Read:
    order_id: str
    placed_at: datetime
    order: _Order


def take_whole(merchant_id: int, currency: str, orders: int, progress: Progress) -> Sample | None:
    """As `take_sample`, read anew and without keeping it; `progress` is told members."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id, member__isnull=False)
    there = rows.count()
    keys = sorted(rows.values_list("member_id", flat=True).distinct())
    found = _read(merchant_id, keys[:: max(there // orders, 1)], progress)
    return Sample(_columns(found, currency), there, len(keys)) if found else None


def take_sample(merchant_id: int, currency: str, orders: int) -> Sample | None:
    """About `orders` of them, whole members; None where no member has ordered."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id, member__isnull=False)
    there = rows.aggregate(orders=Count("id"), latest=Max("known_at"))
    every = max(there["orders"] // orders, 1)
    return _sampled(merchant_id, currency, every, there["orders"], there["latest"])


@lru_cache(maxsize=4)
def _sampled(
    merchant_id: int, currency: str, every: int, orders: int, latest: datetime | None
) -> Sample | None:
    """`latest` is part of the key alone."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id, member__isnull=False)
    keys = sorted(rows.values_list("member_id", flat=True).distinct())
    found = _read(merchant_id, keys[::every])
    return Sample(_columns(found, currency), orders, len(keys)) if found else None


def _read(
    merchant_id: int, members: Sequence[int], progress: Progress = no_progress
) -> dict[int, list[_Read]]:
    """Each member's orders in time, cancelled ones left out."""
    found: dict[int, list[_Read]] = {}
    for start in range(0, len(members), _AT_ONCE):
        progress(start, len(members))
        rows = OrderRow.objects.filter(
            merchant_id=merchant_id, member_id__in=members[start : start + _AT_ONCE]
        ).exclude(state="cancelled")
        columns = rows.order_by("member_id", "placed_at", "key").values_list(
            "member_id", "order_id", "placed_at", "record"
        )
        for member, order_id, placed_at, text in columns.iterator(2000):
            read = _Read(order_id, placed_at, _DECODER.decode(text).order)
            found.setdefault(member, []).append(read)
    return found


def _columns(found: dict[int, list[_Read]], currency: str) -> History:
    reads = [read for its in found.values() for read in its]
    counts = [len(its) for its in found.values()]
    sizes = [len(read.order.lines) for read in reads]
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    lines = _lines([line for read in reads for line in read.order.lines])
    so_far = np.concatenate([[0], np.cumsum(lines.amount)]).astype(np.int64)
    return History(
        members=[str(member) for member in found],
        member=np.repeat(np.arange(len(found), dtype=np.int64), counts),
        order_ids=[read.order_id for read in reads],
        placed=np.array([to_micros(read.placed_at) for read in reads], dtype=np.int64),
        total=so_far[start[1:]] - so_far[start[:-1]],
        currency=currency,
        start=start,
        lines=lines,
        channel=[read.order.channel for read in reads],
    )


def _lines(rows: Sequence[_Line]) -> Lines:
    texts: dict[str, int] = {"": 0}

    def coded(values: Iterable[str]) -> Any:
        return np.array([texts.setdefault(value, len(texts)) for value in values], dtype=np.int64)

    return Lines(
        amount=np.array([line.amount for line in rows], dtype=np.int64),
        quantity=["0" if line.quantity == "0" else "1" for line in rows],
        sku=coded(line.sku for line in rows),
        category=coded(line.categories[0] if line.categories else "" for line in rows),
        brand=coded(line.brand for line in rows),
        texts=list(texts),
    )
