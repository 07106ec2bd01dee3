"""Units that an order is paid with, taken without a hold, and given back on return."""

from __future__ import annotations

from datetime import datetime

from kopilka.engine.ledger.lots import make_available, new_lot, pay_debt, take, total, usable
from kopilka.engine.ledger.model import (
    Account,
    Allocation,
    Cause,
    Entry,
    Journal,
    Lot,
    Posting,
)
from kopilka.engine.program.model import Program, Wallet
from kopilka.values.periods import add, end_of_local_day


def redeem(
    account: Account,
    *,
    units: int,
    at: datetime,
    cause: Cause,
    journal: Journal,
    version: int = 0,
) -> tuple[Allocation, ...]:
    """Soonest to lapse first; what is not there is owed and is in no allocation."""
    there = min(units, account.available)
    taken = take(usable(account), there)
    account.available -= there
    account.debt += units - there
    postings = _some(("available", "redeemed", there), ("debt", "redeemed", units - there))
    numbered = journal.number(cause)
    entry = Entry("redeemed", account.wallet, at, numbered, postings, taken, version)
    journal.entries.append(entry)
    return taken


def give_back(
    account: Account,
    *,
    taken: list[Allocation],
    owed: int,
    units: int,
    at: datetime,
    cause: Cause,
    wallet: Wallet,
    program: Program,
    journal: Journal,
) -> None:
    """`units` of a redemption return: first what of it is owed, then to its lots, last taken first.

    `taken` is what is still out of each lot (negative, in the order taken); `owed` the units that
    were never there. Where the debt has been paid since, its part comes back as a new lot. A lot
    past its date is reopened for `restore_grace`, once; otherwise its units come back lapsed.
    """
    from_owed = min(units, owed)
    unpaid = min(from_owed, account.debt)
    account.debt -= unpaid
    put = _renew(account, from_owed - unpaid, at, program)
    lapsed = 0
    for lot, part in _last_first(account, taken, units - from_owed):
        target = _target(account, lot, part, at, wallet, program)
        if target is None:
            lot.lapsed += part
            lapsed += part
        else:
            put.append(Allocation(target.number, part))
    account.available += total(tuple(put))
    postings = _some(
        ("redeemed", "debt", unpaid),
        ("redeemed", "available", total(tuple(put))),
        ("redeemed", "lapsed", lapsed),
    )
    numbered = journal.number(cause)
    entry = Entry("given_back", account.wallet, at, numbered, postings, tuple(put))
    journal.entries.append(entry)
    pay_debt(account, at=at, cause=cause, journal=journal)


def _some(*moves: tuple[str, str, int]) -> tuple[Posting, ...]:
    return tuple(Posting(*move) for move in moves if move[2])


def _renew(account: Account, units: int, at: datetime, program: Program) -> list[Allocation]:
    if not units:
        return []
    lot = new_lot(account, units, at, at)
    make_available(account, lot, at, program)
    return [Allocation(lot.number, units)]


def _last_first(account: Account, taken: list[Allocation], units: int) -> list[tuple[Lot, int]]:
    parts = []
    for allocation in reversed(taken):
        part = min(units, -allocation.amount)
        if part:
            parts.append((account.lots[allocation.lot], part))
            units -= part
    assert units == 0, "more given back than was taken"
    return parts


def _target(
    account: Account, lot: Lot, part: int, at: datetime, wallet: Wallet, program: Program
) -> Lot | None:
    """The lot itself while it lives, else its reopening; None when that time is over too."""
    if lot.expires_at is None or lot.expires_at > at:
        lot.remaining += part
        lot.back_at = at
        account.wake(lot.expires_at)
        return lot
    until = _reopened_until(account, lot, at, wallet, program)
    if until is None or until <= at:
        return None
    child = new_lot(account, part, lot.earned_at, at)
    child.matured_at, child.expires_at, child.parent = at, until, lot.parent or lot.number
    child.order, child.version = lot.order, lot.version
    account.wake(until)
    return child


def _reopened_until(
    account: Account, lot: Lot, at: datetime, wallet: Wallet, program: Program
) -> datetime | None:
    """A lot is reopened once: what comes back later shares the first reopening's date."""
    origin = lot.parent or lot.number
    for other in account.lots.values():
        if other.parent == origin:
            return other.expires_at
    if wallet.restore_grace is None:
        return None
    return end_of_local_day(add(at, wallet.restore_grace, program.zone), program.zone)
