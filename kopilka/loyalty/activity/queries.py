"""Reading orders. Money is minor units, units are wallets' smallest units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q

from kopilka.engine.standing import OrderRecord
from kopilka.loyalty.activity import codec
from kopilka.loyalty.activity.models import Fact, OrderRow, Snapshot
from kopilka.loyalty.activity.statistics import EARNED
from kopilka.loyalty.merchants.queries import list_shops
from kopilka.plumbing.sql.lookups import cursor_instant


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """An order in a list. `earned`: wallet -> units it has earned by now."""

    key: str
    shop: str
    order_id: str
    member_id: int | None
    state: str
    placed_at: datetime
    paid_at: datetime | None
    total_minor: int
    earned: dict[str, int]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`next`: where the following page starts, "" at the end."""

    rows: tuple[OrderInfo, ...]
    next: str


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """`record`: what the engine decided; `bodies` how many snapshots of it have come."""

    info: OrderInfo
    record: OrderRecord
    known_at: datetime
    bodies: int


_LISTED = (
    "key",
    "shop",
    "order_id",
    "member_id",
    "state",
    "placed_at",
    "paid_at",
    "total",
    "earned",
)


Only = Literal["", "earned_nothing", "without_member"]
_ONLY: dict[Only, Q] = {
    "": Q(),
    "earned_nothing": Q(member__isnull=False) & ~Q(state="cancelled") & ~EARNED,
    "without_member": Q(member__isnull=True) & ~Q(state="cancelled"),
}


def list_orders(
    merchant_id: int,
    *,
    member: int | None = None,
    before: str = "",
    limit: int = 30,
    order_id: str = "",
    only: Only = "",
    since: datetime | None = None,
) -> OrderPage:
    """Newest placed first; `before` is a page's `next`; `order_id` the shop's own number."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id).filter(_ONLY[only])
    if since is not None:
        rows = rows.filter(placed_at__gt=since)
    if member is not None:
        rows = rows.filter(member_id=member)
    if order_id:
        rows = rows.filter(key__in=_keys(merchant_id, order_id))
    if before:
        placed, _, row_id = before.rpartition("_")
        at = cursor_instant(placed)
        rows = rows.filter(placed_at__lte=at).exclude(placed_at=at, id__gte=int(row_id))
    page = list(rows.order_by("-placed_at", "-id").values_list("id", *_LISTED)[: limit + 1])
    last = page[limit - 1] if len(page) > limit else None
    following = f"{last[6].isoformat()}_{last[0]}" if last else ""
    return OrderPage(tuple(_info(row[1:]) for row in page[:limit]), following)


def _keys(merchant_id: int, order_id: str) -> list[str]:
    """Looked for in the shops that are registered; if in vain, in all that orders came from."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id)
    registered = [f"{shop.code}/{order_id}" for shop in list_shops(merchant_id)]
    if rows.filter(key__in=registered).exists():
        return registered
    return [f"{shop}/{order_id}" for shop in rows.values_list("shop", flat=True).distinct()]


def _info(row: tuple[Any, ...]) -> OrderInfo:
    columns: Any = dict(zip(_LISTED, row, strict=True))
    columns["total_minor"] = columns.pop("total")
    return OrderInfo(**{**columns, "earned": codec.decode_plain(columns["earned"])})


def get_order(merchant_id: int, shop: str, order_id: str) -> OrderDetail | None:
    key = f"{shop}/{order_id}"
    row = OrderRow.objects.filter(merchant_id=merchant_id, key=key).first()
    if row is None:
        return None
    bodies = Snapshot.objects.filter(merchant_id=merchant_id, key=key).count()
    info = _info(tuple(getattr(row, name) for name in _LISTED))
    return OrderDetail(info, row.to_record(), row.known_at, bodies)


@dataclass(frozen=True, slots=True)
class KnownFact:
    """`digest` tells whether a repetition says the same; `answer` is the JSON it gets."""

    member_id: int
    digest: str
    answer: str


def find_facts(
    merchant_id: int, ids: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], KnownFact]:
    """Those of the (kind, id) pairs that have been told before."""
    by_kind: dict[str, list[str]] = {}
    for kind, fact_id in ids:
        by_kind.setdefault(kind, []).append(fact_id)
    return {
        (kind, row[0]): KnownFact(*row[1:])
        for kind, fact_ids in by_kind.items()
        for row in Fact.objects.filter(
            merchant_id=merchant_id, kind=kind, fact_id__in=fact_ids
        ).values_list("fact_id", "member_id", "digest", "answer")
    }
