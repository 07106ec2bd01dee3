"""Reading orders. Money is minor units, units are wallets' smallest units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from django.db.models import Q, QuerySet

from kopilka.engine.standing import OrderRecord
from kopilka.loyalty.activity import codec
from kopilka.loyalty.activity.models import Fact, OrderRow, Snapshot
from kopilka.loyalty.activity.statistics import EARNED, never_counts
from kopilka.loyalty.merchants.queries import list_shops
from kopilka.plumbing.sql.lookups import cursor_instant


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """An order in a list. `earned`: wallet -> units it has earned by now.

    `record`, what the engine decided, is there in the list of those that earned nothing.
    """

    key: str
    shop: str
    order_id: str
    member_id: int | None
    state: str
    placed_at: datetime
    paid_at: datetime | None
    total_minor: int
    earned: dict[str, int]
    record: OrderRecord | None = None


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
    listed = rows.order_by("-placed_at", "-id")
    if only == "earned_nothing":
        return _page(list(islice(_idle(listed), limit + 1)), limit)
    return _page([(row[0], _info(row[1:])) for row in _first(listed, limit + 1)], limit)


def _first(rows: QuerySet[OrderRow], most: int) -> Iterable[tuple[Any, ...]]:
    return rows.values_list("id", *_LISTED)[:most]


def _page(found: list[tuple[int, OrderInfo]], limit: int) -> OrderPage:
    key, last = found[limit - 1] if len(found) > limit else (0, None)
    following = f"{last.placed_at.isoformat()}_{key}" if last else ""
    return OrderPage(tuple(info for _, info in found[:limit]), following)


def _idle(rows: QuerySet[OrderRow]) -> Iterator[tuple[int, OrderInfo]]:
    """Those that have a line which may count."""
    for row in rows.values_list("id", *_LISTED, "record").iterator(500):
        if not never_counts(row[-1]):
            yield row[0], replace(_info(row[1:-1]), record=codec.decode_record(row[-1]))


def _keys(merchant_id: int, order_id: str) -> list[str]:
    """Looked for in the shops that are registered; if in vain, in all that orders came from."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id)
    registered = [f"{shop.code}/{order_id}" for shop in list_shops(merchant_id)]
    if rows.filter(key__in=registered).exists():
        return registered
    return [f"{shop}/{order_id}" for shop in rows.values_list("shop", flat=True).distinct()]


def members_of_order(merchant_id: int, shops: list[str], order_id: str) -> tuple[int, ...]:
    """Whose orders have this number in one of these shops."""
    keys = [f"{shop}/{order_id}" for shop in shops]
    rows = OrderRow.objects.filter(merchant_id=merchant_id, key__in=keys, member__isnull=False)
    return tuple(rows.values_list("member_id", flat=True))


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
