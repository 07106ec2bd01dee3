"""Writes what a batch changed, in a handful of statements: one for each table."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from kopilka.engine.ledger import model as engine
from kopilka.engine.settle import next_change_at
from kopilka.engine.standing import OrderRecord, Versions
from kopilka.engine.tiers import tier_at
from kopilka.loyalty.activity import codec
from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.ledger.models import (
    Account,
    Allocation,
    Entry,
    Hold,
    LimitUse,
    Lot,
    MemberState,
    Posting,
    numbered_id,
)
from kopilka.loyalty.ledger.state import (
    LOT,
    PROGRAM_WIDE,
    Loaded,
    account_tuple,
    hold_tuple,
    lot_tuple,
)
from kopilka.plumbing import rows

Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Written:
    """An entry as numbered in its account: what the outbox tells of."""

    member_id: int
    public_id: str
    entry_id: int
    entry: engine.Entry


@dataclass(slots=True)
class Batch:
    """What a batch has decided so far: members under lock, and entries in order."""

    merchant_id: int
    versions: Versions
    loaded: dict[int, Loaded]
    decided: list[tuple[int, datetime, engine.Entry]] = field(default_factory=list)
    flagged: dict[str, int] = field(default_factory=dict)  # order key -> units not there
    known: dict[str, datetime] = field(default_factory=dict)  # order key -> learned at
    touched: dict[int, datetime] = field(default_factory=dict)  # member -> latest instant


def save(batch: Batch) -> list[Written]:
    """All tables but keys, outbox and audit; returns the entries written."""
    _open_accounts(batch)
    written = _entries(batch)
    _accounts(batch)
    _lots(batch)
    _holds(batch)
    _orders(batch)
    _standings(batch)
    _usage(batch)
    return written


def _open_accounts(batch: Batch) -> None:
    """Accounts touched for the first time get their rows, and with them their ids."""
    fresh = [
        Account(merchant_id=batch.merchant_id, member_id=key, wallet=wallet)
        for key, one in batch.loaded.items()
        for wallet, account in one.member.accounts.items()
        if wallet not in one.account_ids and account_tuple(account, 0) != _UNTOUCHED
    ]
    for row in Account.objects.bulk_create(fresh, batch_size=500):
        one = batch.loaded[row.member_id]
        one.account_ids[row.wallet] = row.pk
        one.entries[row.wallet] = 0


_UNTOUCHED = account_tuple(engine.Account(""), 0)


def _entries(batch: Batch) -> list[Written]:
    entries: Rows = []
    postings: Rows = []
    allocations: Rows = []
    written = []
    merchant = batch.merchant_id
    for member_id, known_at, entry in batch.decided:
        one = batch.loaded[member_id]
        account_id = one.account_ids[entry.wallet]
        one.entries[entry.wallet] += 1
        entry_id = numbered_id(account_id, one.entries[entry.wallet])
        cause = entry.cause
        why = codec.encode(entry.why) if entry.why else ""
        entries.append(
            (
                entry_id,
                merchant,
                member_id,
                account_id,
                entry.wallet,
                entry.kind,
                entry.at,
                known_at,
                cause.kind,
                cause.key,
                cause.number,
                entry.version,
                why,
            )
        )
        postings += [
            (merchant, entry_id, posting.source, posting.destination, posting.amount)
            for posting in entry.postings
        ]
        allocations += [
            (merchant, entry_id, numbered_id(account_id, part.lot), part.amount)
            for part in entry.allocations
        ]
        written.append(Written(member_id, one.member.id, entry_id, entry))
    rows.insert(rows.table_of(Entry), _ENTRY, entries)
    rows.insert(rows.table_of(Posting), _POSTING, postings)
    rows.insert(rows.table_of(Allocation), _ALLOCATION, allocations)
    return written


_ENTRY = [
    "id",
    "merchant_id",
    "member_id",
    "account_id",
    "wallet",
    "kind",
    "at",
    "known_at",
    "cause_kind",
    "cause_key",
    "cause_number",
    "version",
    "why",
]
_POSTING = ["merchant_id", "entry_id", "source", "destination", "amount"]
_ALLOCATION = ["merchant_id", "entry_id", "lot_id", "amount"]
_ACCOUNT = [
    "id",
    "merchant_id",
    "member_id",
    "wallet",
    "available",
    "pending",
    "held",
    "debt",
    "earned",
    "next_lot",
    "entries",
    "next_change_at",
]


def _accounts(batch: Batch) -> None:
    changed: Rows = []
    for key, one in batch.loaded.items():
        for wallet, account in one.member.accounts.items():
            if wallet not in one.account_ids:
                continue
            now = account_tuple(account, one.entries[wallet])
            if one.before.get(("account", wallet)) != now:
                changed.append((one.account_ids[wallet], batch.merchant_id, key, wallet, *now))
    rows.upsert(rows.table_of(Account), _ACCOUNT, ["id"], changed)


def _lots(batch: Batch) -> None:
    changed: Rows = []
    for one in batch.loaded.values():
        for wallet, account in one.member.accounts.items():
            for lot in account.lots.values():
                now = lot_tuple(lot)
                if one.before.get(("lot", wallet, str(lot.number))) != now:
                    account_id = one.account_ids[wallet]
                    lot_id = numbered_id(account_id, lot.number)
                    changed.append((lot_id, batch.merchant_id, account_id, *now))
    columns = ["id", "merchant_id", "account_id", *LOT]
    rows.upsert(rows.table_of(Lot), columns, ["id"], changed)


_HOLD = [
    "merchant_id",
    "account_id",
    "hold_id",
    "order_key",
    "units",
    "placed_at",
    "allocations",
    "fingerprint",
    "state",
    "until",
    "ended_at",
]


def _holds(batch: Batch) -> None:
    changed: Rows = []
    for one in batch.loaded.values():
        for wallet, account in one.member.accounts.items():
            for hold in account.holds:
                if one.before.get(("hold", hold.id)) != hold_tuple(hold):
                    taken = json.dumps([[part.lot, part.amount] for part in hold.allocations])
                    changed.append(
                        (
                            batch.merchant_id,
                            one.account_ids[wallet],
                            hold.id,
                            hold.order,
                            hold.units,
                            hold.placed_at,
                            taken,
                            hold.fingerprint,
                            *hold_tuple(hold),
                        )
                    )
    columns = [*_HOLD[:8], "state", "until", "ended_at"]
    rows.upsert(rows.table_of(Hold), columns, ["merchant_id", "hold_id"], changed)


_ORDER = [
    "merchant_id",
    "member_id",
    "key",
    "shop",
    "order_id",
    "state",
    "placed_at",
    "paid_at",
    "total",
    "counted_at",
    "spend",
    "counted_orders",
    "earned",
    "record",
    "shortfall",
    "known_at",
]


def _orders(batch: Batch) -> None:
    changed: Rows = []
    for member_id, one in batch.loaded.items():
        for key, record in one.member.orders.items():
            text = codec.encode_record(record)
            if one.before.get(("order", key)) != text:
                counted = one.member.spending.get(key)
                earned = json.dumps(dict(counted.earned)) if counted and counted.earned else "{}"
                changed.append(
                    (
                        batch.merchant_id,
                        member_id,
                        key,
                        record.order.shop,
                        record.order.id,
                        state_of(record),
                        record.order.placed_at,
                        record.order.paid_at,
                        record.order.total,
                        counted.at if counted else None,
                        counted.spend if counted else 0,
                        counted.orders if counted else 0,
                        earned,
                        text,
                        batch.flagged.get(key, 0),
                        batch.known[key],
                    )
                )
    rows.upsert(rows.table_of(OrderRow), _ORDER, ["merchant_id", "key"], changed)


def state_of(record: OrderRecord) -> str:
    if not record.order.live:
        return "cancelled"
    return "placed" if record.order.paid_at is None else "paid"


def _standings(batch: Batch) -> None:
    """Every touched member's row: the tier now and when something next changes by itself."""
    changed: Rows = []
    for key, now in batch.touched.items():
        one = batch.loaded[key]
        standing = codec.encode(one.member.tier) if _has_standing(one) else ""
        tier = tier_at(one.member, batch.versions, now) or ""
        due = next_change_at(one.member, batch.versions)
        changed.append((key, batch.merchant_id, tier, standing, due))
    columns = ["member_id", "merchant_id", "tier", "standing", "next_change_at"]
    rows.upsert(rows.table_of(MemberState), columns, ["member_id"], changed)


def _has_standing(one: Loaded) -> bool:
    return bool(one.member.tier.reached or one.member.tier.floor)


def _usage(batch: Batch) -> None:
    """Counters move by differences, so that each is right whatever was loaded of it."""
    moved: Rows = []
    for member_id, one in batch.loaded.items():
        before: dict[str, int] = one.before.get(("usage",), {})
        for key, used in one.member.usage.items():
            if key.startswith(PROGRAM_WIDE):
                continue
            change = used - before.get(key, 0)
            if change:
                moved.append((batch.merchant_id, member_id, key, change, period_end(key)))
    columns = ["merchant_id", "member_key", "key", "used", "until"]
    keys = ["merchant_id", "member_key", "key"]
    rows.add_up(rows.table_of(LimitUse), columns, keys, "used", moved)


def save_shared_usage(merchant_id: int, moved: dict[str, int]) -> None:
    """Counters of the whole program, summed over the batch."""
    columns = ["merchant_id", "member_key", "key", "used", "until"]
    keys = ["merchant_id", "member_key", "key"]
    changed = [(merchant_id, 0, key, by, period_end(key)) for key, by in moved.items() if by]
    rows.add_up(rows.table_of(LimitUse), columns, keys, "used", changed)


def period_end(key: str) -> datetime | None:
    """When the counter's period is surely over in every time zone; None: never."""
    kind, _, value = key.rpartition("/")[2].partition("=")
    ends = {"day": 1, "week": 7, "month": 31, "year": 366}
    if kind not in ends or not value:
        return None
    if kind == "week":
        year, week = value.split("-W")
        start = date.fromisocalendar(int(year), int(week), 1)
    else:
        parts = [int(part) for part in value.split("-")]
        start = date(*[*parts, 1, 1][:3])
    return datetime.combine(start + timedelta(days=ends[kind] + 1), time.min, tzinfo=UTC)
