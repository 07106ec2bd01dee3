"""Who did what, to what and why; rows that never change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from kopilka.plumbing.models import AuditRow
from kopilka.plumbing.sql import rows


@dataclass(frozen=True, slots=True)
class Act:
    """`actor`: `staff:ID`, `key:ID`, `cli` or `system`."""

    actor: str
    action: str
    subject: str
    reason: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def record_many(merchant_id: int, acts: Iterable[Act], now: datetime) -> None:
    """In the transaction of what they tell of."""
    columns = ("merchant_id", "at", "actor", "action", "subject", "reason", "facts")
    ready = [
        (merchant_id, now, act.actor, act.action, act.subject, act.reason, json.dumps(act.facts))
        for act in acts
    ]
    rows.insert(rows.table_of(AuditRow), columns, ready)


def record(merchant_id: int, act: Act, now: datetime) -> None:
    record_many(merchant_id, [act], now)
