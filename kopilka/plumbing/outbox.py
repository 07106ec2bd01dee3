"""Events that leave with their cause: written in its transaction, delivered at least once.

Delivery goes by status. An id cursor would lose events: ids are given at insert, seen at commit.
"""

from __future__ import annotations

import json
import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import connection, transaction
from django.db.models import Count, Q

from kopilka.plumbing.models import OutboxRow
from kopilka.plumbing.sql import rows

LEASE = timedelta(minutes=2)
WAITS = tuple(timedelta(seconds=s) for s in (5, 30, 300, 1800, 7200, 18000, 36000, 86400))
"""How long after each failure a delivery is tried again; after the last it is parked."""


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    subject: str
    body: dict[str, object]


Hearer = Callable[[int, Message], None]
_HEARERS: dict[str, list[Hearer]] = defaultdict(list)


def hears(topic: str) -> Callable[[Hearer], Hearer]:
    """Registers a reaction; it must bear hearing the same message twice."""

    def remember(hearer: Hearer) -> Hearer:
        _HEARERS[topic].append(hearer)
        return hearer

    return remember


_TEXT = msgspec.json.Encoder()


def put(merchant_id: int, messages: Sequence[Message], now: datetime) -> None:
    columns = [
        "merchant_id",
        "topic",
        "subject",
        "body",
        "created_at",
        "status",
        "tries",
        "due_at",
        "leased_until",
        "problem",
    ]
    texts = [_TEXT.encode(message.body).decode() for message in messages]
    ready = [
        (merchant_id, m.topic, m.subject, text, now, "waiting", 0, now, None, "")
        for m, text in zip(messages, texts, strict=True)
    ]
    rows.insert(rows.table_of(OutboxRow), columns, ready)


def deliver_due(now: datetime, most: int = 500) -> int:
    """Claim what is due, hand it to its hearers, and say how many were handled."""
    claimed = _claim(now, most)
    for row in claimed:
        _deliver(row, now)
    return len(claimed)


def _claim(now: datetime, most: int) -> list[OutboxRow]:
    """A lease on each row: two workers never hold the same, a dead one's come free again."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    with transaction.atomic():
        rows_due = OutboxRow.objects.everywhere().filter(free, due_at__lte=now)
        waiting = rows_due.filter(status="waiting").order_by("id")
        if connection.vendor == "postgresql":
            waiting = waiting.select_for_update(skip_locked=True)
        claimed = list(waiting[:most])
        ids = [row.pk for row in claimed]
        OutboxRow.objects.everywhere().filter(pk__in=ids).update(leased_until=now + LEASE)
    return claimed


def _deliver(row: OutboxRow, now: datetime) -> None:
    message = Message(row.topic, row.subject, json.loads(row.body))
    try:
        for hearer in _HEARERS[row.topic]:
            hearer(row.merchant_id, message)
    except Exception:
        _put_off(row, traceback.format_exc(limit=3), now)
        return
    OutboxRow.objects.everywhere().filter(pk=row.pk).update(status="done", leased_until=None)


def _put_off(row: OutboxRow, problem: str, now: datetime) -> None:
    parked = row.tries >= len(WAITS)
    OutboxRow.objects.everywhere().filter(pk=row.pk).update(
        status="parked" if parked else "waiting",
        tries=row.tries + 1,
        due_at=now if parked else now + WAITS[row.tries],
        leased_until=None,
        problem=problem,
    )


def counts() -> dict[str, int]:
    """Rows by status, for health checks."""
    by_status = OutboxRow.objects.everywhere().values("status").annotate(count=Count("id"))
    return dict(by_status.values_list("status", "count"))
