"""A shop's whole standing as plain values, from memory and from a database, to compare."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection
from support.memory_shop import Shop

from kopilka.engine.ledger.model import Entry, Lot
from kopilka.engine.settle import view
from kopilka.engine.tiers import tier_at
from kopilka.loyalty.ledger.queries import get_state, list_entries
from kopilka.loyalty.programs.queries import get_versions

Dump = dict[str, Any]


def of_memory(shop: Shop) -> Dump:
    """As last written: what a job has not booked yet is not there, but in the tier as read."""
    return {
        name: {
            "accounts": {
                wallet: (account.available, account.pending, account.held, account.debt)
                for wallet, account in member.accounts.items()
                if account.next_lot > 1 or account.debt
            },
            "lots": sorted(
                _lot(wallet, lot)
                for wallet, account in member.accounts.items()
                for lot in account.lots.values()
            ),
            "entries": [_entry(entry) for entry in shop.entries[name]],
            "tier": tier_at(view(member, shop.versions, shop.now), shop.versions, shop.now),
        }
        for name, member in shop.members.items()
    }


def _lot(wallet: str, lot: Lot) -> tuple[Any, ...]:
    expires = lot.expires_at.isoformat() if lot.expires_at else ""
    return (wallet, lot.number, lot.amount, lot.remaining, lot.lapsed, lot.parent or 0, expires)


def _entry(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.kind,
        entry.wallet,
        entry.at.isoformat(),
        _cause(entry.cause.kind, entry.cause.key),
        entry.cause.number,
        sorted((p.source, p.destination, p.amount) for p in entry.postings),
        sorted((part.lot, part.amount) for part in entry.allocations),
    )


def _cause(kind: str, key: str) -> tuple[str, str]:
    """A lot's own cause names its member by an id that every database makes anew."""
    return (kind, key.partition("/")[2]) if kind == "lot" else (kind, key)


def of_database(merchant_id: int, members: dict[str, int], now: Any) -> Dump:
    return {name: _member(merchant_id, key, now) for name, key in members.items()}


def _member(merchant_id: int, key: int, now: Any) -> Dump:
    state = get_state(merchant_id, key, now)
    assert state is not None
    return {
        "accounts": _accounts(key),
        "lots": sorted(_lots(key)),
        "entries": _entries(merchant_id, key),
        "tier": tier_at(state, get_versions(merchant_id), now),
    }


def _accounts(key: int) -> dict[str, tuple[int, ...]]:
    rows = _ask("SELECT wallet, available, pending, held, debt FROM ledger_account", key)
    return {wallet: tuple(row) for wallet, *row in rows}


def _lots(key: int) -> list[tuple[Any, ...]]:
    from kopilka.loyalty.ledger.models import Lot as LotRow

    rows = LotRow.objects.everywhere().filter(account__member_id=key).select_related("account")
    return [
        (
            row.account.wallet,
            row.number,
            row.amount,
            row.remaining,
            row.lapsed,
            row.parent or 0,
            row.expires_at.isoformat() if row.expires_at else "",
        )
        for row in rows
    ]


def _entries(merchant_id: int, key: int) -> list[tuple[Any, ...]]:
    """In the order written; the page shows the newest first."""
    allocations: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = _ask(
        "SELECT a.entry_id, a.lot_id & 16777215, a.amount FROM ledger_allocation a"
        " JOIN ledger_entry e ON e.id = a.entry_id",
        key,
        "e.",
    )
    for entry_id, lot, amount in rows:
        allocations[entry_id].append((lot, amount))
    page = list_entries(merchant_id, key, limit=10_000)
    return [
        (
            info.kind,
            info.wallet,
            info.at.isoformat(),
            _cause(info.cause_kind, info.cause_key),
            info.cause_number,
            sorted((p.source, p.destination, p.amount) for p in info.postings),
            sorted(allocations[info.id]),
        )
        for info in sorted(page.rows, key=lambda info: info.id)
    ]


def _ask(query: str, key: int, prefix: str = "") -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"{query} WHERE {prefix}member_id = %s", [key])
        return list(cursor.fetchall())
