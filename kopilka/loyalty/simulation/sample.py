"""The shop's own past orders as columns, of all its members or of evenly taken ones.

Only what a simulation looks at is read out of each order's record, and of members only where the
program asks. What was read stays in the process until a new order comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from django.db.models import Count, Max, QuerySet

from kopilka.engine.facts import Person, StatedDiscount
from kopilka.engine.program.model import Program
from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.history.files.facts import (
    LineFacts,
    OrderFacts,
    line_facts,
    order_facts,
)
from kopilka.loyalty.history.orders import History, Lines, to_micros
from kopilka.loyalty.simulation.asked import OF_PERSONS, asked_of

_ALL = 2**62
_AT_ONCE = 500
"""Members asked for by one query."""
AT_ONCE = timedelta(hours=1)
"""An order that was paid so soon counts as paid when it was placed."""


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
    tags: tuple[str, ...] = ()
    vendor: str = ""
    list_amount: int | None = None
    min_amount: int = 0
    gift_card: bool = False
    returned: int = 0
    returned_quantity: str = "0"

    def facts(self) -> LineFacts:
        return line_facts(
            self.categories if len(self.categories) > 1 else (),
            self.tags,
            self.vendor,
            self.list_amount,
            self.min_amount,
            self.gift_card,
            self.returned,
            Fraction(self.returned_quantity),
        )


class _Order(msgspec.Struct):
    lines: tuple[_Line, ...]
    shop: str = ""
    channel: str = ""
    payment: str = ""
    paid_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    returned_at: datetime | None = None
    stated: tuple[StatedDiscount, ...] = ()


class _Frozen(msgspec.Struct):
    person: Person


class _Record(msgspec.Struct):
    order: _Order
    frozen: _Frozen


_DECODER = msgspec.json.Decoder(_Record)


@dataclass(frozen=True, slots=True)
class _Read:
    order_id: str
    placed_at: datetime
    order: _Order
    person: Person | None

    def facts(self) -> OrderFacts:
        order, paid_at = self.order, self.order.paid_at
        at_once = paid_at is None or abs(paid_at - self.placed_at) <= AT_ONCE
        return order_facts(
            order.shop,
            order.payment,
            paid_at is not None,
            None if at_once else paid_at,
            order.delivered_at,
            order.cancelled_at,
            order.returned_at,
            order.stated,
            self.person,
        )


def take_all(merchant_id: int, program: Program) -> Sample | None:
    return take_sample(merchant_id, program, _ALL)


def take_sample(merchant_id: int, program: Program, orders: int) -> Sample | None:
    """About `orders` of them, whole members; None where no member has paid for one."""
    rows = _paid(merchant_id)
    there = rows.aggregate(orders=Count("id"), latest=Max("known_at"))
    standing = rows.filter(state="paid").count()
    every = max(there["orders"] // orders, 1)
    persons = bool(asked_of(program) & OF_PERSONS)
    return _sampled(merchant_id, program.currency, every, standing, there["latest"], persons)


def _paid(merchant_id: int) -> QuerySet[OrderRow]:
    rows = OrderRow.objects.filter(merchant_id=merchant_id, member__isnull=False)
    return rows.filter(paid_at__isnull=False)


@lru_cache(maxsize=4)
def _sampled(
    merchant_id: int,
    currency: str,
    every: int,
    orders: int,
    latest: datetime | None,
    persons: bool,
) -> Sample | None:
    """`latest` is part of the key alone."""
    keys = sorted(_paid(merchant_id).values_list("member_id", flat=True).distinct())
    found = _read(merchant_id, keys[::every], persons)
    return Sample(_columns(found, currency), orders, len(keys)) if found else None


def _read(merchant_id: int, members: Sequence[int], persons: bool) -> dict[int, list[_Read]]:
    """Each member's orders in time, those never paid left out."""
    found: dict[int, list[_Read]] = {}
    for start in range(0, len(members), _AT_ONCE):
        rows = _paid(merchant_id).filter(member_id__in=members[start : start + _AT_ONCE])
        columns = rows.order_by("member_id", "placed_at", "key").values_list(
            "member_id", "order_id", "placed_at", "record"
        )
        for member, order_id, placed_at, text in columns.iterator(2000):
            record = _DECODER.decode(text)
            person = record.frozen.person if persons else None
            read = _Read(order_id, placed_at, record.order, person)
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
        facts=[read.facts() for read in reads],
    )


def _lines(rows: Sequence[_Line]) -> Lines:
    texts: dict[str, int] = {"": 0}

    def coded(values: Iterable[str]) -> Any:
        return np.array([texts.setdefault(value, len(texts)) for value in values], dtype=np.int64)

    return Lines(
        amount=np.array([line.amount for line in rows], dtype=np.int64),
        quantity=[line.quantity for line in rows],
        sku=coded(line.sku for line in rows),
        category=coded(line.categories[0] if line.categories else "" for line in rows),
        brand=coded(line.brand for line in rows),
        texts=list(texts),
        facts=[line.facts() for line in rows],
    )
