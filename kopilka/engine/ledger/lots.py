"""Granting lots and taking units out of them in their stated order."""

from __future__ import annotations

from datetime import datetime

from kopilka.engine.ledger.dates import expiry_of, lapse_at, maturity, pending_of
from kopilka.engine.ledger.model import (
    Account,
    Allocation,
    Cause,
    Entry,
    Journal,
    Lot,
    Posting,
)
from kopilka.engine.program.model import EarnRule, Program, Wallet
from kopilka.values.refusals import Refusal


def earn(
    account: Account,
    *,
    units: int,
    at: datetime,
    cause: Cause,
    wallet: Wallet,
    program: Program,
    journal: Journal,
    order: str = "",
    rule: EarnRule | None = None,
    version: int = 0,
    delivered_at: datetime | None = None,
    why: dict[str, object] | None = None,
) -> Lot:
    """A new lot, pending by the terms of the wallet or of `rule`; debts are paid first."""
    pending = pending_of(program, wallet.id, rule.id if rule else "")
    matures_at = maturity(pending, at, program.zone, delivered_at)
    ready = matures_at is not None and matures_at <= at
    lot = new_lot(account, units, at, matures_at)
    lot.order, lot.rule, lot.version = order, rule.id if rule else "", version
    account.earned += units
    journal.entries.append(
        Entry(
            "earned",
            wallet.id,
            at,
            journal.number(cause),
            (Posting("issued", "available" if ready else "pending", units),),
            (Allocation(lot.number, units),),
            version,
            why or {},
        )
    )
    if ready:
        account.available += units
        make_available(account, lot, at, program)
        pay_debt(account, at=at, cause=cause, journal=journal)
    else:
        account.pending += units
        account.wake(matures_at)
    return lot


def new_lot(account: Account, units: int, at: datetime, matures_at: datetime | None) -> Lot:
    assert units > 0, units
    lot = Lot(account.next_lot, units, units, at, matures_at, None, None)
    account.lots[lot.number] = lot
    account.next_lot += 1
    return lot


def make_available(account: Account, lot: Lot, at: datetime, program: Program) -> None:
    """It lapses by its wallet's or rule's terms, unless it was brought with a date of its own."""
    lot.matured_at = at
    if lot.expires_at is None:
        lot.expires_at = lapse_at(expiry_of(program, account.wallet, lot), at, program.zone)
    account.wake(lot.expires_at)


def deliver(account: Account, *, order: str, delivered_at: datetime, program: Program) -> None:
    """Lots of `order` that wait for its delivery learn when they become available."""
    for lot in account.lots.values():
        if lot.order == order and lot.matured_at is None:
            pending = pending_of(program, account.wallet, lot.rule)
            lot.matures_at = maturity(pending, lot.earned_at, program.zone, delivered_at)
            account.wake(lot.matures_at)


def keep_alive(account: Account, *, at: datetime, program: Program) -> None:
    """An order at `at` starts the time of inactivity anew for lots that lapse by it."""
    for lot in account.lots.values():
        terms = expiry_of(program, account.wallet, lot)
        if terms.inactive is None or lot.expires_at is None or not lot.remaining:
            continue
        later = lapse_at(terms, at, program.zone)
        if later is not None and later > lot.expires_at > at:
            lot.expires_at = later


def usable(account: Account) -> list[Lot]:
    """Available lots in the order of consumption."""
    there = (lot for lot in account.lots.values() if lot.remaining and lot.matured_at is not None)
    return sorted(there, key=lambda lot: lot.consumption_key)


def take(lots: list[Lot], units: int) -> tuple[Allocation, ...]:
    """Up to `units` out of `lots`, in their order; allocations are negative."""
    taken = []
    for lot in lots:
        if units == 0:
            break
        part = min(units, lot.remaining)
        if part:
            lot.remaining -= part
            units -= part
            taken.append(Allocation(lot.number, -part))
    return tuple(taken)


def total(allocations: tuple[Allocation, ...]) -> int:
    return sum(allocation.amount for allocation in allocations)


def pay_debt(account: Account, *, at: datetime, cause: Cause, journal: Journal) -> None:
    """What becomes available pays what is owed first."""
    units = min(account.debt, account.available)
    if not units:
        return
    taken = take(usable(account), units)
    account.available -= units
    account.debt -= units
    posting = Posting("available", "debt", units)
    numbered = journal.number(cause)
    journal.entries.append(Entry("debt_paid", account.wallet, at, numbered, (posting,), taken))


def open_balance(
    account: Account,
    *,
    units: int,
    earned_at: datetime,
    expires_at: datetime | None,
    at: datetime,
    cause: Cause,
    journal: Journal,
) -> Lot:
    """A dated lot brought from elsewhere; `expires_at` None: never lapses.

    One that becomes available after `at` is pending until then; without a date of its own it then
    lapses by the wallet's terms.
    """
    lot = new_lot(account, units, earned_at, earned_at)
    lot.expires_at = expires_at
    if earned_at > at:
        account.pending += units
        account.wake(earned_at)
        _post_lot(account, "opened", lot, at, cause, journal, {})
        return lot
    lot.matured_at = earned_at
    account.available += units
    account.wake(expires_at)
    _post_lot(account, "opened", lot, at, cause, journal, {})
    pay_debt(account, at=at, cause=cause, journal=journal)
    return lot


def grant(
    account: Account,
    *,
    units: int,
    at: datetime,
    cause: Cause,
    program: Program,
    journal: Journal,
    version: int = 0,
    why: dict[str, object] | None = None,
) -> Lot:
    """Units given by a person with a reason: available at once, lapsing by the wallet's terms."""
    lot = new_lot(account, units, at, at)
    lot.version = version
    account.available += units
    make_available(account, lot, at, program)
    _post_lot(account, "adjusted", lot, at, cause, journal, why or {})
    pay_debt(account, at=at, cause=cause, journal=journal)
    return lot


def _post_lot(
    account: Account,
    kind: str,
    lot: Lot,
    at: datetime,
    cause: Cause,
    journal: Journal,
    why: dict[str, object],
) -> None:
    posting = Posting(kind, "pending" if lot.matured_at is None else "available", lot.amount)
    put = (Allocation(lot.number, lot.amount),)
    entry = Entry(
        kind, account.wallet, at, journal.number(cause), (posting,), put, lot.version, why
    )
    journal.entries.append(entry)


def deduct(
    account: Account,
    *,
    units: int,
    at: datetime,
    cause: Cause,
    journal: Journal,
    why: dict[str, object] | None = None,
) -> Refusal | None:
    """Units taken by a person with a reason; never more than is available."""
    if units > account.available:
        facts = {"wallet": account.wallet, "available": account.available, "asked": units}
        return Refusal("not_enough_units", facts)
    taken = take(usable(account), units)
    account.available -= units
    posting = Posting("available", "adjusted", units)
    entry = Entry(
        "adjusted",
        account.wallet,
        at,
        journal.number(cause),
        (posting,),
        taken,
        why=why or {},
    )
    journal.entries.append(entry)
    return None
