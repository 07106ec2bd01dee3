"""Members of the engine out of rows, under lock, and back into rows: only what changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from kopilka.engine.ledger import model as engine
from kopilka.engine.orders.context import spans_asked
from kopilka.engine.spendings import Spending
from kopilka.engine.standing import Member, Versions
from kopilka.loyalty.activity import codec
from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.ledger.models import Account, Hold, LimitUse, Lot, MemberState, numbered_id
from kopilka.loyalty.members.models import Member as MemberRow

PROGRAM_WIDE = "program/"
_AGES_AGO = datetime(1, 1, 2, tzinfo=UTC)

LOT = [
    "number",
    "amount",
    "remaining",
    "earned_at",
    "matures_at",
    "matured_at",
    "expires_at",
    "order_key",
    "rule",
    "version",
    "parent",
    "lapsed",
    "back_at",
]


@dataclass(slots=True)
class Loaded:
    """A member under lock, and how its rows looked, to tell what changed."""

    member: Member
    account_ids: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)  # wallet -> number of the last entry
    before: dict[tuple[str, ...], Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch needs of one member. `light`: nothing but the new award will be touched."""

    orders: frozenset[str] = frozenset()
    earliest: datetime = _AGES_AGO
    latest: datetime = _AGES_AGO
    light: bool = False
    holds: frozenset[str] = frozenset()

    def with_(self, other: Wanted) -> Wanted:
        """What two intents of one member need together; nothing stays light then."""
        return Wanted(
            self.orders | other.orders,
            min(self.earliest, other.earliest),
            max(self.latest, other.latest),
            holds=self.holds | other.holds,
        )


def load(
    merchant_id: int, wanted: dict[int, Wanted], versions: Versions, *, lock: bool
) -> dict[int, Loaded]:
    """By member key; locks are taken in sorted order. Unknown members are simply not there."""
    ids = sorted(wanted)
    loaded = _people(merchant_id, ids)
    _standings(merchant_id, loaded, lock)
    _accounts(merchant_id, loaded)
    keys = {key for want in wanted.values() for key in want.orders}
    _orders(merchant_id, loaded, keys)
    heavy = {key: one for key, one in loaded.items() if not _stays_light(one, wanted[key])}
    _holds(merchant_id, heavy, keys, {hold for want in wanted.values() for hold in want.holds})
    _lots(merchant_id, heavy, keys)
    _spending(merchant_id, loaded, wanted, versions)
    _usage(merchant_id, loaded, wanted, versions)
    return loaded


def _people(merchant_id: int, ids: list[int]) -> dict[int, Loaded]:
    rows = MemberRow.objects.filter(merchant_id=merchant_id, id__in=ids)
    people = {row.pk: row for row in rows}
    return {
        key: Loaded(Member(people[key].public_id, people[key].to_person()))
        for key in ids
        if key in people
    }


def _standings(merchant_id: int, loaded: dict[int, Loaded], lock: bool) -> None:
    rows = _locked_standings(merchant_id, loaded, lock)
    if lock and len(rows) < len(loaded):
        missing = [
            MemberState(member_id=key, merchant_id=merchant_id) for key in loaded if key not in rows
        ]
        MemberState.objects.bulk_create(missing, ignore_conflicts=True)
        rows = _locked_standings(merchant_id, loaded, lock)
    for key, standing in rows.items():
        loaded[key].member.tier = codec.decode_tier(standing)
        loaded[key].before["tier",] = standing


def _locked_standings(merchant_id: int, loaded: dict[int, Loaded], lock: bool) -> dict[int, str]:
    states = MemberState.objects.filter(merchant_id=merchant_id, member_id__in=list(loaded))
    if lock:
        states = states.select_for_update().order_by("member_id")
    return dict(states.values_list("member_id", "standing"))


def _accounts(merchant_id: int, loaded: dict[int, Loaded]) -> None:
    for row in Account.objects.filter(merchant_id=merchant_id, member_id__in=list(loaded)):
        one = loaded[row.member_id]
        account = engine.Account(
            row.wallet,
            row.available,
            row.pending,
            row.held,
            row.debt,
            row.earned,
            next_lot=row.next_lot,
            next_change_at=row.next_change_at,
        )
        one.member.accounts[row.wallet] = account
        one.account_ids[row.wallet] = row.pk
        one.entries[row.wallet] = row.entries
        one.before["account", row.wallet] = account_tuple(account, row.entries)


def account_tuple(account: engine.Account, entries: int) -> tuple[Any, ...]:
    return (
        account.available,
        account.pending,
        account.held,
        account.debt,
        account.earned,
        account.next_lot,
        entries,
        account.next_change_at,
    )


def _orders(merchant_id: int, loaded: dict[int, Loaded], keys: set[str]) -> None:
    if not keys:
        return
    rows = OrderRow.objects.filter(
        merchant_id=merchant_id, key__in=keys, member_id__in=list(loaded)
    )
    for member_id, key, text in rows.values_list("member_id", "key", "record"):
        one = loaded[member_id]
        one.member.orders[key] = codec.decode_record(text)
        one.before["order", key] = text


def order_owners(merchant_id: int, keys: Iterable[str]) -> dict[str, int]:
    """Whose the orders are that somebody's are already."""
    rows = OrderRow.objects.filter(merchant_id=merchant_id, key__in=list(keys))
    return dict(rows.exclude(member__isnull=True).values_list("key", "member_id"))


def hold_owners(merchant_id: int, ids: Iterable[str]) -> dict[str, int]:
    """Whose the holds are that there are."""
    rows = Hold.objects.filter(merchant_id=merchant_id, hold_id__in=list(ids))
    return dict(rows.values_list("hold_id", "account__member_id"))


def _stays_light(one: Loaded, want: Wanted) -> bool:
    """Whether the lots can stay where they are: a first order, and nothing due, owed or held."""
    return (
        want.light
        and not one.member.orders
        and all(
            account.debt == 0
            and account.held == 0
            and (account.next_change_at is None or account.next_change_at > want.latest)
            for account in one.member.accounts.values()
        )
    )


def _by_account(loaded: dict[int, Loaded]) -> dict[int, tuple[Loaded, str]]:
    return {
        account_id: (one, wallet)
        for one in loaded.values()
        for wallet, account_id in one.account_ids.items()
    }


def _holds(merchant_id: int, loaded: dict[int, Loaded], keys: set[str], ids: set[str]) -> None:
    accounts = _by_account(loaded)
    if not accounts:
        return
    relevant = Q(state="held") | Q(order_key__in=keys) | Q(hold_id__in=ids)
    rows = Hold.objects.filter(relevant, merchant_id=merchant_id, account_id__in=list(accounts))
    for row in rows.order_by("id"):
        one, wallet = accounts[row.account_id]
        hold = engine.Hold(
            row.hold_id,
            wallet,
            row.units,
            row.order_key,
            row.placed_at,
            row.until,
            tuple(engine.Allocation(*pair) for pair in json.loads(row.allocations)),
            row.state,  # type: ignore[arg-type]
            row.ended_at,
            row.fingerprint,
        )
        one.member.accounts[wallet].holds.append(hold)
        one.before["hold", hold.id] = hold_tuple(hold)


def hold_tuple(hold: engine.Hold) -> tuple[Any, ...]:
    return (hold.state, hold.until, hold.ended_at)


def _lots(merchant_id: int, loaded: dict[int, Loaded], keys: set[str]) -> None:
    accounts = _by_account(loaded)
    if not accounts:
        return
    relevant = Q(remaining__gt=0)
    if keys:
        relevant |= Q(order_key__in=keys)
    named = _named_lots(loaded)
    lots = Lot.objects.filter(merchant_id=merchant_id)
    rows = lots.filter(relevant, account_id__in=list(accounts))
    _take_lots(rows.values_list("account_id", *LOT), accounts)
    if named:
        rows = lots.filter(Q(id__in=named) | _children(loaded))
        _take_lots(rows.values_list("account_id", *LOT), accounts)


def _named_lots(loaded: dict[int, Loaded]) -> list[int]:
    """Lots that units may come back to: of orders' redemptions and of holds."""
    return [
        numbered_id(one.account_ids[wallet], number)
        for one in loaded.values()
        for wallet, numbers in _numbers_named(one.member).items()
        for number in numbers
        if wallet in one.account_ids
    ]


def _numbers_named(member: Member) -> dict[str, set[int]]:
    named: dict[str, set[int]] = defaultdict(set)
    for record in member.orders.values():
        for wallet, taken in record.taken.items():
            named[wallet].update(allocation.lot for allocation in taken)
    for account in member.accounts.values():
        for hold in account.holds:
            named[account.wallet].update(allocation.lot for allocation in hold.allocations)
    return named


def _children(loaded: dict[int, Loaded]) -> Q:
    """Reopenings of those lots."""
    children = Q(pk__in=[])
    for one in loaded.values():
        for wallet, numbers in _numbers_named(one.member).items():
            if wallet in one.account_ids and numbers:
                children |= Q(account_id=one.account_ids[wallet], parent__in=numbers)
    return children


def _take_lots(rows: Iterable[tuple[Any, ...]], accounts: dict[int, tuple[Loaded, str]]) -> None:
    for account_id, *values in rows:
        one, wallet = accounts[account_id]
        lot = engine.Lot(*values)
        one.member.accounts[wallet].lots[lot.number] = lot
        one.before["lot", wallet, str(lot.number)] = tuple(values)


def lot_tuple(lot: engine.Lot) -> tuple[Any, ...]:
    return (
        lot.number,
        lot.amount,
        lot.remaining,
        lot.earned_at,
        lot.matures_at,
        lot.matured_at,
        lot.expires_at,
        lot.order,
        lot.rule,
        lot.version,
        lot.parent,
        lot.lapsed,
        lot.back_at,
    )


# ------------------------------------------------------------------ what counts


def _spending(
    merchant_id: int, loaded: dict[int, Loaded], wanted: dict[int, Wanted], versions: Versions
) -> None:
    """Counted orders one by one where rules look into windows; older ones as one sum elsewhere."""
    counted = OrderRow.objects.filter(
        merchant_id=merchant_id, member_id__in=list(loaded), counted_at__isnull=False
    )
    earliest = min((wanted[key].earliest for key in loaded), default=_AGES_AGO)
    if looks_into_windows(versions):
        one_by_one = counted
    else:
        own = {key for want in wanted.values() for key in want.orders}
        recent = Q(counted_at__gt=earliest) | Q(key__in=own)
        one_by_one = counted.filter(recent)
        sums = counted.exclude(recent).values("member_id")
        sums = sums.annotate(spend=Sum("spend"), orders=Sum("counted_orders"))
        for row in sums.values_list("member_id", "spend", "orders"):
            older = Spending("", _AGES_AGO, row[1], row[2])
            loaded[row[0]].member.spending[""] = older
    columns = ("member_id", "key", "counted_at", "spend", "counted_orders", "earned")
    for member_id, key, at, spend, orders, earned in one_by_one.values_list(*columns):
        units = tuple(json.loads(earned).items()) if len(earned) > 2 else ()
        loaded[member_id].member.spending[key] = Spending(key, at, spend, orders, units)


def looks_into_windows(versions: Versions) -> bool:
    return any(
        version.program.tiers is not None or spans_asked(version.program)
        for version in versions.all
    )


def _usage(
    merchant_id: int, loaded: dict[int, Loaded], wanted: dict[int, Wanted], versions: Versions
) -> None:
    """Counters of periods that are not over at the earliest moment asked about."""
    if not has_limits(versions):
        return
    shared = has_shared_limits(versions)
    if shared and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [merchant_id])
    earliest = min((wanted[key].earliest for key in loaded), default=_AGES_AGO)
    rows = LimitUse.objects.filter(
        Q(until=None) | Q(until__gt=earliest),
        merchant_id=merchant_id,
        member_key__in=[*loaded, *([0] if shared else [])],
    )
    common: dict[str, int] = {}
    for member_key, key, used in rows.values_list("member_key", "key", "used"):
        if member_key == 0:
            common[key] = used
        else:
            loaded[member_key].member.usage[key] = used
    for one in loaded.values():
        one.member.usage.update(common)
        one.before["usage",] = dict(one.member.usage)


def has_limits(versions: Versions) -> bool:
    return any(
        any(rule.limits for rule in version.program.earn)
        or any(wallet.limits.earned_per_day for wallet in version.program.wallets.values())
        for version in versions.all
    )


def has_shared_limits(versions: Versions) -> bool:
    return any(
        "member" not in limit.per
        for version in versions.all
        for rule in version.program.earn
        for limit in rule.limits
    )
