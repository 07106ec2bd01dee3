"""What a batch changed, as rows: plain data that can be made without the lock and sent anywhere.

Rows of accounts' things name their account by its place in `accounts` and themselves by their own
numbers, so that they can be made before the account has its id; `save` puts the ids in front.
"""

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
from kopilka.loyalty.ledger.deciding.counted import PROGRAM_WIDE
from kopilka.loyalty.ledger.deciding.shelves import Kept, changed
from kopilka.loyalty.ledger.state import (
    Loaded,
    account_tuple,
    hold_tuple,
    lot_tuple,
)

Rows = list[tuple[Any, ...]]
Numbered = list[tuple[int, int, tuple[Any, ...]]]
"""(place of the account, the row's number in it, the other columns)"""


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


@dataclass(slots=True)
class Changes:
    """`accounts`: (id or 0 where it has none yet, its columns or None where it is as it was)."""

    merchant_id: int
    accounts: list[tuple[int, tuple[Any, ...] | None]] = field(default_factory=list)
    entries: Numbered = field(default_factory=list)
    postings: Numbered = field(default_factory=list)  # numbered by their entry
    allocations: list[tuple[int, int, int, int]] = field(default_factory=list)
    fresh_lots: Numbered = field(default_factory=list)
    lots: Numbered = field(default_factory=list)
    holds: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)
    orders: Rows = field(default_factory=list)
    standings: Rows = field(default_factory=list)
    usage: Rows = field(default_factory=list)
    shelves: dict[str, list[Kept]] = field(default_factory=dict)


def changes_of(batch: Batch) -> Changes:
    changes = Changes(batch.merchant_id)
    places: dict[tuple[int, str], int] = {}
    _number_accounts(batch, changes, places)
    _entries(batch, changes, places)
    _accounts(batch, changes, places)
    _lots(batch, changes, places)
    _holds(batch, changes, places)
    _orders(batch, changes)
    _standings(batch, changes)
    _usage(batch, changes)
    _shelves(batch, changes)
    return changes


_UNTOUCHED = account_tuple(engine.Account(""), 0)


def _number_accounts(batch: Batch, changes: Changes, places: dict[tuple[int, str], int]) -> None:
    """Those that have rows, and those touched for the first time, which get theirs."""
    for key, one in batch.loaded.items():
        for wallet, account in one.member.accounts.items():
            there = one.account_ids.get(wallet, 0)
            if there or account_tuple(account, 0) != _UNTOUCHED:
                places[key, wallet] = len(changes.accounts)
                changes.accounts.append((there, None))
                one.entries.setdefault(wallet, 0)


def _entries(batch: Batch, changes: Changes, places: dict[tuple[int, str], int]) -> None:
    merchant = batch.merchant_id
    for member_id, known_at, entry in batch.decided:
        wallet, cause = entry.wallet, entry.cause
        numbers = batch.loaded[member_id].entries
        place, number = places[member_id, wallet], numbers[wallet] + 1
        numbers[wallet] = number
        why = codec.encode(entry.why) if entry.why else ""
        changes.entries.append(
            (
                place,
                number,
                (
                    merchant,
                    member_id,
                    wallet,
                    entry.kind,
                    entry.at,
                    known_at,
                    cause.kind,
                    cause.key,
                    cause.number,
                    entry.version,
                    why,
                ),
            )
        )
        for posting in entry.postings:
            row = (merchant, posting.source, posting.destination, posting.amount)
            changes.postings.append((place, number, row))
        for part in entry.allocations:
            changes.allocations.append((place, number, part.lot, part.amount))


def _accounts(batch: Batch, changes: Changes, places: dict[tuple[int, str], int]) -> None:
    for (key, wallet), place in places.items():
        one = batch.loaded[key]
        now = account_tuple(one.member.accounts[wallet], one.entries[wallet])
        if one.before.get(("account", wallet)) != now:
            row = (batch.merchant_id, key, wallet, *now)
            changes.accounts[place] = (changes.accounts[place][0], row)


def _lots(batch: Batch, changes: Changes, places: dict[tuple[int, str], int]) -> None:
    for key, one in batch.loaded.items():
        for wallet, account in one.member.accounts.items():
            for lot in account.lots.values():
                now = lot_tuple(lot)
                before = one.before.get(("lot", wallet, str(lot.number)))
                if before != now:
                    rows = changes.fresh_lots if before is None else changes.lots
                    row = (batch.merchant_id, *now)
                    rows.append((places[key, wallet], lot.number, row))


def _holds(batch: Batch, changes: Changes, places: dict[tuple[int, str], int]) -> None:
    for key, one in batch.loaded.items():
        for wallet, account in one.member.accounts.items():
            for hold in account.holds:
                if one.before.get(("hold", hold.id)) != hold_tuple(hold):
                    taken = json.dumps([[part.lot, part.amount] for part in hold.allocations])
                    row = (
                        batch.merchant_id,
                        hold.id,
                        hold.order,
                        hold.units,
                        hold.placed_at,
                        taken,
                        hold.fingerprint,
                        *hold_tuple(hold),
                    )
                    changes.holds.append((places[key, wallet], row))


def _orders(batch: Batch, changes: Changes) -> None:
    for member_id, one in batch.loaded.items():
        for key, record in one.member.orders.items():
            text = codec.encode_record(record)
            if one.before.get(("order", key)) != text:
                counted = one.member.spending.get(key)
                earned = json.dumps(dict(counted.earned)) if counted and counted.earned else "{}"
                order = record.order
                changes.orders.append(
                    (
                        batch.merchant_id,
                        member_id,
                        key,
                        order.shop,
                        order.id,
                        state_of(record),
                        order.placed_at,
                        order.paid_at,
                        order.total,
                        counted.at if counted else None,
                        counted.spend if counted else 0,
                        counted.orders if counted else 0,
                        earned,
                        text,
                        batch.flagged.get(key, 0),
                        batch.known[key],
                    )
                )


def state_of(record: OrderRecord) -> str:
    if not record.order.live:
        return "cancelled"
    return "placed" if record.order.paid_at is None else "paid"


def _standings(batch: Batch, changes: Changes) -> None:
    """Every touched member's row: the tier now and when something next changes by itself."""
    for key, now in batch.touched.items():
        one = batch.loaded[key]
        standing = codec.encode(one.member.tier) if _has_standing(one) else ""
        tier = tier_at(one.member, batch.versions, now) or ""
        due = next_change_at(one.member, batch.versions)
        changes.standings.append((key, batch.merchant_id, tier, standing, due))


def _has_standing(one: Loaded) -> bool:
    return bool(one.member.tier.reached or one.member.tier.floor)


def _usage(batch: Batch, changes: Changes) -> None:
    """Counters move by differences, so that each is right whatever was loaded of it."""
    for member_id, one in batch.loaded.items():
        before: dict[str, int] = one.before.get(("usage",), {})
        for key, used in one.member.usage.items():
            change = used - before.get(key, 0)
            if change and not key.startswith(PROGRAM_WIDE):
                row = (batch.merchant_id, member_id, key, change, period_end(key))
                changes.usage.append(row)


def _shelves(batch: Batch, changes: Changes) -> None:
    for key, one in batch.loaded.items():
        for shelf, kept in changed(key, one.member, one.before):
            changes.shelves.setdefault(shelf, []).append(kept)


def period_end(key: str) -> datetime | None:
    """When the counter's period is surely over in every time zone; None: never."""
    kind, _, value = key.rpartition("/")[2].partition("=")
    if kind == "held":
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
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
