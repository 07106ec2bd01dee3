"""Jobs of the book: they only book what is already true at the instant."""

from __future__ import annotations

from datetime import datetime, timedelta

from kopilka.loyalty.ledger.models import LimitUse, MemberState
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.merchants.queries import list_merchant_ids
from kopilka.plumbing import idempotency
from kopilka.plumbing.jobs import job

BATCH = 500


@job("settle", every=timedelta(minutes=5))
def settle_everything(now: datetime) -> None:
    """Members of whom something has matured, lapsed or run out, batch by batch."""
    for merchant_id in list_merchant_ids():
        while settle_some(merchant_id, now):
            pass


def settle_some(merchant_id: int, now: datetime) -> int:
    """One batch; how many members it settled."""
    due = MemberState.objects.filter(merchant_id=merchant_id, next_change_at__lte=now)
    members = list(due.order_by("next_change_at").values_list("member_id", flat=True)[:BATCH])
    if members:
        post(merchant_id, [Intent("settle_due", member, None) for member in members], now)
    return len(members)


@job("forget-reservations", every=timedelta(hours=6))
def forget_reservations(now: datetime) -> None:
    """Counters of what holds had reserved, a day after their end."""
    ended = LimitUse.objects.everywhere().filter(until__lt=now - timedelta(days=1))
    ended.filter(key__contains="/held=").delete()


@job("forget-keys", every=timedelta(hours=6))
def forget_keys(now: datetime) -> None:
    idempotency.forget(now)
