"""Clawback: units that an order should not have earned after all."""

from __future__ import annotations

from datetime import datetime

from kopilka.engine.ledger.lots import take, total, usable
from kopilka.engine.ledger.model import (
    Account,
    Allocation,
    Cause,
    Entry,
    Journal,
    Lot,
    Posting,
)
from kopilka.engine.program.model import Wallet


def take_back(
    account: Account,
    *,
    order: str,
    units: int,
    at: datetime,
    cause: Cause,
    wallet: Wallet,
    journal: Journal,
    version: int = 0,
    why: dict[str, object] | None = None,
) -> None:
    """The order's pending units, its available, its lapsed, others available, then debt.

    Lapsed units count as taken. Debt grows to the wallet's limit at most; the rest is written off.
    """
    own = [lot for lot in account.lots.values() if lot.order == order]
    waiting = take([lot for lot in own if lot.matured_at is None], units)
    pending = -total(waiting)
    its = take(_usable_of(own), units - pending)
    rest = units - pending + total(its)
    lapsed = _from_lapsed(own, rest)
    others = take(usable(account), rest - lapsed)
    rest -= lapsed - total(others)
    available = -total(its) - total(others)
    owed = _room_for_debt(account, wallet, rest)
    account.pending -= pending
    account.available -= available
    account.debt += owed
    account.earned -= units
    moves = (
        ("pending", pending),
        ("available", available),
        ("lapsed", lapsed),
        ("debt", owed),
        ("written_off", rest - owed),
    )
    postings = tuple(Posting(source, "issued", part) for source, part in moves if part)
    taken: tuple[Allocation, ...] = (*waiting, *its, *others)
    numbered = journal.number(cause)
    entry = Entry("taken_back", account.wallet, at, numbered, postings, taken, version, why or {})
    journal.entries.append(entry)


def _usable_of(own: list[Lot]) -> list[Lot]:
    there = (lot for lot in own if lot.remaining and lot.matured_at is not None)
    return sorted(there, key=lambda lot: lot.consumption_key)


def _from_lapsed(own: list[Lot], units: int) -> int:
    """Units of the order's lots that have lapsed already count as taken back."""
    counted = 0
    for lot in own:
        part = min(units - counted, lot.lapsed)
        lot.lapsed -= part
        counted += part
    return counted


def _room_for_debt(account: Account, wallet: Wallet, units: int) -> int:
    if wallet.debt_limit is None:
        return units
    return min(units, max(wallet.debt_limit - account.debt, 0))
