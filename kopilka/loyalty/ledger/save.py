"""Writes what a batch changed, in a handful of statements: one for each table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.ledger.deciding.changes import Changes, Numbered, Rows, period_end
from kopilka.loyalty.ledger.deciding.counted import place_of
from kopilka.loyalty.ledger.deciding.shelves import save_shelves
from kopilka.loyalty.ledger.models import (
    NUMBER_BITS,
    Account,
    Allocation,
    Entry,
    Hold,
    LimitUse,
    Lot,
    MemberState,
    Posting,
)
from kopilka.loyalty.ledger.state import LOT
from kopilka.plumbing.sql import rows

_ENTRY = [
    "id",
    "account_id",
    "merchant_id",
    "member_id",
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
_POSTING = ["entry_id", "merchant_id", "source", "destination", "amount"]
_ALLOCATION = ["entry_id", "lot_id", "merchant_id", "amount"]
_ACCOUNT = [
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
_HOLD = [
    "account_id",
    "merchant_id",
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
_STANDING = ["member_id", "merchant_id", "tier", "standing", "next_change_at"]
_USAGE = ["merchant_id", "member_key", "key", "used", "until"]


def save(changes: Changes, ids: list[int]) -> list[int]:
    """The rest, with the accounts' ids by their places; returns the ids of the entries written."""
    written = [entry_id(ids[place], number) for place, number, _ in changes.entries]
    rows.insert(rows.table_of(Entry), _ENTRY, _with_ids(changes.entries, ids))
    _postings(changes, ids)
    _lots(changes, ids)
    held = [(ids[place], *row) for place, row in changes.holds]
    rows.upsert(rows.table_of(Hold), _HOLD, ["merchant_id", "hold_id"], held)
    rows.upsert(rows.table_of(OrderRow), _ORDER, ["merchant_id", "key"], changes.orders)
    rows.upsert(rows.table_of(MemberState), _STANDING, ["member_id"], changes.standings)
    rows.add_up(rows.table_of(LimitUse), _USAGE, _USAGE[:3], "used", changes.usage)
    save_shelves(changes.merchant_id, changes.shelves)
    return written


def entry_id(account: int, number: int) -> int:
    assert 0 < number < 1 << NUMBER_BITS, number
    return account << NUMBER_BITS | number


def save_accounts(changes: Changes) -> list[int]:
    """The id of each account by its place; those touched for the first time get theirs."""
    there = [(known, *row) for known, row in changes.accounts if known and row]
    fresh = [row for known, row in changes.accounts if not known and row]
    table = rows.table_of(Account)
    rows.upsert(table, ["id", *_ACCOUNT], ["id"], there)
    made = rows.insert_returning(table, _ACCOUNT, ["id", "member_id", "wallet"], fresh)
    new = {(member, wallet): key for key, member, wallet in made}
    return [known or new[_whose(row)] for known, row in changes.accounts]


def _whose(row: tuple[Any, ...] | None) -> tuple[int, str]:
    assert row is not None
    return row[1], row[2]


def _with_ids(numbered: Numbered, ids: list[int]) -> Iterator[tuple[Any, ...]]:
    """(its id, the account's id, its other columns)"""
    for place, number, row in numbered:
        account = ids[place]
        yield account << NUMBER_BITS | number, account, *row


def _postings(changes: Changes, ids: list[int]) -> None:
    moved = [(ids[place] << NUMBER_BITS | number, *row) for place, number, row in changes.postings]
    rows.insert(rows.table_of(Posting), _POSTING, moved)
    merchant = changes.merchant_id
    taken = [
        (ids[place] << NUMBER_BITS | number, ids[place] << NUMBER_BITS | lot, merchant, amount)
        for place, number, lot, amount in changes.allocations
    ]
    rows.insert(rows.table_of(Allocation), _ALLOCATION, taken)


def _lots(changes: Changes, ids: list[int]) -> None:
    table, columns = rows.table_of(Lot), ["id", "account_id", "merchant_id", *LOT]
    rows.insert(table, columns, _with_ids(changes.fresh_lots, ids))
    rows.upsert(table, columns, ["id"], _with_ids(changes.lots, ids))


def save_shared_usage(merchant_id: int, moved: dict[str, int]) -> None:
    """Counters that members share, summed over the batch."""
    changed: Rows = [
        (merchant_id, place_of(key), key, by, period_end(key)) for key, by in moved.items() if by
    ]
    rows.add_up(rows.table_of(LimitUse), _USAGE, _USAGE[:3], "used", changed)
