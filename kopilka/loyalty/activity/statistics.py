"""How many orders come, from whom, and whether they earn. Money is minor units."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum

from kopilka.loyalty.activity.models import OrderRow

DAYS = 30
EARNED = Q(earned__regex=r":\s*[1-9]")
"""The order's award, a JSON of units by wallet, has something above zero in it."""


@dataclass(frozen=True, slots=True)
class OrderHealth:
    """The last 30 days by `placed_at`, cancelled orders left out.

    `orders_left_out` of members earned nothing because none of their lines ever counts;
    `sales_minor` is before discounts; `discounts_minor` what discounts of members took off.
    """

    orders: int
    orders_by_members: int
    orders_earning: int
    orders_left_out: int
    sales_minor: int
    discounts_minor: int

    @property
    def without_member(self) -> int:
        return self.orders - self.orders_by_members


def get_order_health(merchant_id: int, now: datetime, *, discounted: bool) -> OrderHealth:
    """`discounted`: whether the program discounts at all; if so, each order's record is read."""
    recent = OrderRow.objects.filter(
        merchant_id=merchant_id, placed_at__gt=now - timedelta(days=DAYS), placed_at__lte=now
    ).exclude(state="cancelled")
    counted = recent.aggregate(
        orders=Count("id"),
        by_members=Count("id", filter=Q(member__isnull=False)),
        earning=Count("id", filter=EARNED),
        sales=Sum("total"),
    )
    return OrderHealth(
        counted["orders"],
        counted["by_members"],
        counted["earning"],
        _left_out(recent),
        counted["sales"] or 0,
        _discounts(recent) if discounted else 0,
    )


def _left_out(orders: QuerySet[OrderRow]) -> int:
    idle = orders.filter(member__isnull=False).exclude(EARNED).values_list("record", flat=True)
    return sum(never_counts(text) for text in idle.iterator(2000))


def never_counts(record: str) -> bool:
    """Whether the program's `never` left out each line of this order."""
    known = json.loads(record)
    left_out = [
        {line["line"] for line in why.get("left_out", ()) if line["reason"] == "never"}
        for why in known.get("why", {}).values()
    ]
    lines = {line["number"] for line in known["order"]["lines"]}
    return bool(left_out) and all(lines <= numbers for numbers in left_out)


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one member, in the terms that tiers measure by; `largest`: the dearest order."""

    spend: int
    orders: int
    largest: int
    earned: int = 0


def sum_counted(
    merchant_id: int, start: datetime | None, end: datetime, wallet: str | None
) -> dict[int, Counted]:
    """By member, over `[start, end]`; `wallet`: whose units `earned` sums, None: none's."""
    rows = OrderRow.objects.filter(
        merchant_id=merchant_id, counted_at__lte=end, member__isnull=False
    )
    if start is not None:
        rows = rows.filter(counted_at__gte=start)
    sums = rows.values("member_id").annotate(
        spent=Sum("spend"), number=Sum("counted_orders"), largest=Max("spend")
    )
    earned = _earned(rows, wallet) if wallet else {}
    return {
        member_id: Counted(spent, number, largest, earned.get(member_id, 0))
        for member_id, spent, number, largest in sums.values_list(
            "member_id", "spent", "number", "largest"
        )
    }


def _earned(orders: QuerySet[OrderRow], wallet: str) -> dict[int, int]:
    units: Counter[int] = Counter()
    for member_id, text in orders.filter(EARNED).values_list("member_id", "earned").iterator(2000):
        units[member_id] += json.loads(text).get(wallet, 0)
    return units


def _discounts(orders: QuerySet[OrderRow]) -> int:
    records = orders.filter(member__isnull=False).values_list("record", flat=True)
    return sum(
        sum(by_id.values())
        for text in records.iterator(2000)
        for by_id in json.loads(text).get("discounts", {}).values()
    )
