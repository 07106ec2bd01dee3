"""Keeping what shops tell that no member's book is moved by yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kopilka.engine.facts import Frozen, Order, Person
from kopilka.engine.standing import OrderRecord
from kopilka.loyalty.activity import codec
from kopilka.loyalty.activity.models import Fact, OrderRow, Snapshot
from kopilka.plumbing import idempotency
from kopilka.plumbing.sql import rows


@dataclass(frozen=True, slots=True)
class Told:
    """The body of an order as it came; `applied` False: older than what was decided."""

    key: str
    body: str
    revision: str
    applied: bool
    known_at: datetime


def keep_bodies(merchant_id: int, told: Iterable[Told]) -> None:
    """For ever, in order of arrival."""
    columns = ("merchant_id", "key", "body", "digest", "revision", "applied", "known_at")
    kept = [
        (
            merchant_id,
            one.key,
            one.body,
            idempotency.digest_of(one.body),
            one.revision,
            one.applied,
            one.known_at,
        )
        for one in told
    ]
    rows.insert(rows.table_of(Snapshot), columns, kept)


@dataclass(frozen=True, slots=True)
class NewFact:
    """Something that counts once for ever, with the answer that everyone who repeats it gets."""

    member_id: int
    kind: str
    fact_id: str
    at: datetime
    digest: str
    body: str
    answer: str
    known_at: datetime


def keep_facts(merchant_id: int, facts: Iterable[NewFact]) -> None:
    """One that another has just kept violates the table's constraint; the caller starts again."""
    columns = ("member_id", "kind", "fact_id", "at", "digest", "body", "answer", "known_at")
    kept = [(merchant_id, *(getattr(fact, name) for name in columns)) for fact in facts]
    rows.insert(rows.table_of(Fact), ("merchant_id", *columns), kept)


def keep_guest_order(*, merchant_id: int, order: Order, body: str, now: datetime) -> None:
    """An order without a member waits in its latest state; one that is somebody's stays his."""
    keep_bodies(merchant_id, [Told(order.key, body, order.revision, True, now)])
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
        OrderRow.objects.filter(merchant_id=merchant_id, pk=row.pk, member__isnull=True).update(
            state=state,
            paid_at=order.paid_at,
            total=order.total,
            record=codec.encode_record(record),
            known_at=now,
        )
