"""Keeping what shops tell that no member's book is moved by yet."""

from __future__ import annotations

from datetime import datetime

from kopilka.engine.facts import Frozen, Order, Person
from kopilka.engine.standing import OrderRecord
from kopilka.loyalty.activity import codec
from kopilka.loyalty.activity.models import OrderRow


def keep_guest_order(*, merchant_id: int, order: Order, now: datetime) -> None:
    """An order without a member waits in its latest state; one that is somebody's stays his."""
    record = OrderRecord(order, Frozen(0, None, Person(), 0, 0))
    state = "cancelled" if not order.live else "paid" if order.paid_at else "placed"
    row, made = OrderRow.objects.get_or_create(
        merchant_id=merchant_id,
        key=order.key,
        defaults={
            "shop": order.shop,
            "order_id": order.id,
            "state": state,
            "placed_at": order.placed_at,
            "paid_at": order.paid_at,
            "total": order.total,
            "record": codec.encode_record(record),
            "known_at": now,
        },
    )
    if not made and row.member_id is None:
        OrderRow.objects.filter(pk=row.pk, member__isnull=True).update(
            state=state,
            paid_at=order.paid_at,
            total=order.total,
            record=codec.encode_record(record),
            known_at=now,
        )
