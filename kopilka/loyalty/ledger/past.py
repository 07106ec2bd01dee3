"""Balances as they were: summed from the entries that had taken effect by then."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from django.db.models import Sum

from kopilka.engine.ledger.model import Journal
from kopilka.engine.settle import settle
from kopilka.loyalty.ledger.models import Posting
from kopilka.loyalty.ledger.queries import Balance
from kopilka.loyalty.ledger.state import Wanted, load
from kopilka.loyalty.programs.queries import get_versions

Sums = dict[str, Counter[str]]
"""wallet -> account -> units"""


def get_balances_as_of(
    merchant_id: int, member_id: int, at: datetime, now: datetime
) -> dict[str, Balance]:
    """By wallet, with all that is known `now` of what was true at `at`, inclusive.

    News that came late is counted where it took effect, so the past may be told better later.
    """
    sums = _booked(merchant_id, member_id, at)
    for entry in _due(merchant_id, member_id, now).entries:
        if entry.at <= at:
            for posting in entry.postings:
                sums[entry.wallet][posting.source] -= posting.amount
                sums[entry.wallet][posting.destination] += posting.amount
    return {
        wallet: Balance(by["available"], by["pending"], by["held"], -by["debt"])
        for wallet, by in sums.items()
    }


def _booked(merchant_id: int, member_id: int, at: datetime) -> Sums:
    rows = Posting.objects.filter(
        merchant_id=merchant_id, entry__member_id=member_id, entry__at__lte=at
    ).values_list("entry__wallet", "source", "destination")
    sums: Sums = defaultdict(Counter)
    for wallet, source, destination, units in rows.annotate(units=Sum("amount")):
        sums[wallet][source] -= units
        sums[wallet][destination] += units
    return sums


def _due(merchant_id: int, member_id: int, now: datetime) -> Journal:
    """What time has made true and no job has booked yet."""
    journal, versions = Journal(), get_versions(merchant_id)
    loaded = load(merchant_id, {member_id: Wanted(latest=now)}, versions, lock=False)
    settle(loaded[member_id].member, versions, now, journal)
    return journal
