"""Reminders and ends of plans, told once when they have come."""

from __future__ import annotations

from datetime import datetime, timedelta

from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.merchants.queries import list_merchant_ids
from kopilka.loyalty.plans.models import PlanTerm
from kopilka.plumbing.jobs import job

BATCH = 500


@job("announce-plans", every=timedelta(minutes=10))
def announce_everything(now: datetime) -> None:
    for merchant_id in list_merchant_ids():
        while announce_some(merchant_id, now):
            pass


def announce_some(merchant_id: int, now: datetime) -> int:
    """One batch; how many members were told of."""
    due = PlanTerm.objects.filter(merchant_id=merchant_id, due_at__lte=now)
    members = sorted(set(due.order_by("due_at").values_list("member_id", flat=True)[:BATCH]))
    if members:
        post(merchant_id, [Intent("announce_plans", member, None) for member in members], now)
    return len(members)
