"""Sums over the book, for people who run the program. Units are wallets' smallest units.

What is due but not yet booked by the job counts as it stands in the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When

from kopilka.loyalty.ledger.models import Account, Entry, Lot, MemberState, Posting
from kopilka.values.periods import Duration, shift_date, start_of_day

MONTHS = 13
DAYS = 30
_OUTSTANDING = ("available", "pending", "held")


@dataclass(frozen=True, slots=True)
class MonthMoves:
    """Net of what was undone: `redeemed` less given back, `lapsed` less taken back from it."""

    month: date
    issued: int
    redeemed: int
    lapsed: int
    taken_back: int
    outstanding_at_end: int


@dataclass(frozen=True, slots=True)
class WalletHealth:
    """`ageing`: available units by age of their lot: to 90 days, 180, 365, older.

    `lapsing`: units whose date is within 30 days, 31-60, 61-90; disjoint.
    """

    available: int
    pending: int
    held: int
    debt: int
    members_in_debt: int
    redeemed_recently: int
    issued_recently: int
    ageing: tuple[int, ...]
    lapsing: tuple[int, ...]
    months: tuple[MonthMoves, ...]


@dataclass(frozen=True, slots=True)
class LedgerHealth:
    """`orders_redeeming`: causes of redemptions in the last 30 days."""

    wallets: dict[str, WalletHealth]
    orders_redeeming: int


def get_health(merchant_id: int, now: datetime, zone: ZoneInfo) -> LedgerHealth:
    """Six queries, two of them over all postings of thirteen months: for a cache in front."""
    months = _month_starts(now, zone)
    ageing = _by_wallet(merchant_id, _ages(now), 4)
    lapsing = _by_wallet(merchant_id, _dates(now), 3)
    moves = _moves(merchant_id, [start_of_day(month, zone) for month in months], now)
    redeemed, redeeming = _redeemed_recently(merchant_id, now)
    issued = _issued_recently(merchant_id, now)
    wallets = {}
    for row in _balances(merchant_id):
        wallet = row["wallet"]
        outstanding = row["available_"] + row["pending_"] + row["held_"]
        wallets[wallet] = WalletHealth(
            row["available_"],
            row["pending_"],
            row["held_"],
            row["debt_"],
            row["in_debt"],
            redeemed.get(wallet, 0),
            issued.get(wallet, 0),
            ageing[wallet],
            lapsing[wallet],
            _by_month(moves[wallet], months, outstanding),
        )
    return LedgerHealth(wallets, redeeming)


def list_tiers(merchant_id: int) -> dict[int, tuple[str, str]]:
    """By member: the tier held, and the standing behind it as it is stored."""
    rows = MemberState.objects.filter(merchant_id=merchant_id).exclude(tier="")
    found = rows.values_list("member_id", "tier", "standing")
    return {member_id: (tier, standing) for member_id, tier, standing in found}


def list_moves(
    merchant_id: int, member_id: int, wallet: str
) -> tuple[tuple[datetime, int, int], ...]:
    """(when, change of available, change of pending) of one member, in time order."""
    rows = Posting.objects.filter(
        merchant_id=merchant_id, entry__member_id=member_id, entry__wallet=wallet
    ).values_list("entry__at", "source", "destination", "amount")
    changes: dict[datetime, list[int]] = defaultdict(lambda: [0, 0])
    for at, source, destination, amount in rows:
        for place, account in enumerate(("available", "pending")):
            changes[at][place] += amount * ((destination == account) - (source == account))
    return tuple((at, *changes[at]) for at in sorted(changes))  # type: ignore[misc]


def _month_starts(now: datetime, zone: ZoneInfo) -> list[date]:
    this = now.astimezone(zone).date().replace(day=1)
    return [shift_date(this, Duration(-back, "mo")) for back in reversed(range(MONTHS))]


def _balances(merchant_id: int) -> Sequence[dict[str, Any]]:
    sums = {f"{name}_": Sum(name) for name in ("available", "pending", "held", "debt")}
    in_debt = Count("id", filter=Q(debt__gt=0))
    rows = Account.objects.filter(merchant_id=merchant_id).values("wallet")
    annotated: Any = rows.annotate(**sums, in_debt=in_debt).order_by("wallet")
    return list(annotated)


def _ages(now: datetime) -> Case:
    bounds = [now - timedelta(days=days) for days in (90, 180, 365)]
    whens = [When(earned_at__gte=bound, then=Value(i)) for i, bound in enumerate(bounds)]
    return Case(*whens, default=Value(3), output_field=IntegerField())


def _dates(now: datetime) -> Case:
    bounds = [now + timedelta(days=days) for days in (30, 60, 90)]
    whens = [When(expires_at__lt=bound, then=Value(i)) for i, bound in enumerate(bounds)]
    return Case(*whens, default=Value(3), output_field=IntegerField())


def _by_wallet(merchant_id: int, place: Case, places: int) -> dict[str, tuple[int, ...]]:
    lots = Lot.objects.filter(merchant_id=merchant_id, remaining__gt=0, matured_at__isnull=False)
    rows = lots.annotate(place=place, wallet=F("account__wallet")).values("wallet", "place")
    found: dict[str, list[int]] = defaultdict(lambda: [0] * 4)
    for wallet, number, units in rows.annotate(units=Sum("remaining")).values_list(
        "wallet", "place", "units"
    ):
        found[wallet][number] = units
    sums = {wallet: tuple(units[:places]) for wallet, units in found.items()}
    return defaultdict(lambda: (0,) * places, sums)


def _redeemed_recently(merchant_id: int, now: datetime) -> tuple[dict[str, int], int]:
    recent = Entry.objects.filter(
        merchant_id=merchant_id, kind="redeemed", at__gte=now - timedelta(days=DAYS)
    )
    units = recent.filter(posting__destination="redeemed").values("wallet")
    by_wallet = dict(units.annotate(units=Sum("posting__amount")).values_list("wallet", "units"))
    return by_wallet, recent.values("cause_kind", "cause_key").distinct().count()


def _issued_recently(merchant_id: int, now: datetime) -> dict[str, int]:
    """What was taken back again is not deducted."""
    since = now - timedelta(days=DAYS)
    rows = Posting.objects.filter(merchant_id=merchant_id, source="issued", entry__at__gte=since)
    units = rows.filter(entry__at__lte=now).values("entry__wallet").annotate(units=Sum("amount"))
    return dict(units.values_list("entry__wallet", "units"))


Moves = dict[tuple[int, str, str], int]
"""(number of the month, source, destination) -> units"""


def _moves(merchant_id: int, starts: Sequence[datetime], now: datetime) -> dict[str, Moves]:
    """Months are told apart by plain comparisons, which every database does fast."""
    whens = [
        When(entry__at__lt=later, then=Value(number)) for number, later in enumerate(starts[1:])
    ]
    number = Case(*whens, default=Value(len(starts) - 1), output_field=IntegerField())
    rows = (
        Posting.objects.filter(merchant_id=merchant_id, entry__at__gte=starts[0])
        .filter(entry__at__lte=now)
        .annotate(number=number, wallet=F("entry__wallet"))
        .values("wallet", "number", "source", "destination")
        .annotate(units=Sum("amount"))
    )
    found: dict[str, Moves] = defaultdict(dict)
    for row in rows:
        found[row["wallet"]][row["number"], row["source"], row["destination"]] = row["units"]
    return found


def _by_month(moves: Moves, months: Sequence[date], outstanding: int) -> tuple[MonthMoves, ...]:
    """Backwards from what is outstanding now; months before the first move are left out."""
    known = []
    for number in reversed(range(len(months))):
        mine = {(s, d): units for (at, s, d), units in moves.items() if at == number}
        known.append(
            MonthMoves(
                months[number],
                sum(units for (source, _), units in mine.items() if source == "issued"),
                _net(mine, "redeemed"),
                _net(mine, "lapsed"),
                sum(units for (_, target), units in mine.items() if target == "issued"),
                outstanding,
            )
        )
        outstanding -= sum(_net(mine, account) for account in _OUTSTANDING)
    first = min((at for at, _, _ in moves), default=len(months))
    return tuple(reversed(known))[first:]


def _net(moves: dict[tuple[str, str], int], account: str) -> int:
    return sum(
        units * ((target == account) - (source == account))
        for (source, target), units in moves.items()
    )
