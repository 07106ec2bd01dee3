"""Units set aside: placed, then captured, released or expired, once."""

from __future__ import annotations

from datetime import datetime

from kopilka.engine.ledger.lots import pay_debt, take, usable
from kopilka.engine.ledger.model import (
    Account,
    Allocation,
    Cause,
    Entry,
    Hold,
    HoldState,
    Journal,
    Posting,
)
from kopilka.values.refusals import Refusal


def find(account: Account, hold_id: str) -> Hold | None:
    return next((hold for hold in account.holds if hold.id == hold_id), None)


def place(
    account: Account,
    *,
    id: str,
    order: str,
    units: int,
    at: datetime,
    until: datetime,
    cause: Cause,
    journal: Journal,
    fingerprint: str = "",
) -> Hold | Refusal:
    """Available units of the soonest to lapse are set aside until `until` (exclusive)."""
    if units > account.available:
        facts = {"wallet": account.wallet, "available": account.available, "asked": units}
        return Refusal("not_enough_units", facts)
    taken = take(usable(account), units)
    account.available -= units
    account.held += units
    hold = Hold(id, account.wallet, units, order, at, until, taken, fingerprint=fingerprint)
    account.holds.append(hold)
    account.wake(until)
    _post(account, "held", Posting("available", "held", units), taken, at, cause, journal)
    return hold


def capture(
    account: Account, hold: Hold, *, at: datetime, cause: Cause, journal: Journal
) -> tuple[Allocation, ...]:
    """The held units are redeemed; returns what the hold had taken."""
    _end(hold, "captured", at)
    account.held -= hold.units
    _post(account, "redeemed", Posting("held", "redeemed", hold.units), (), at, cause, journal)
    return hold.allocations


def release(
    account: Account,
    hold: Hold,
    *,
    at: datetime,
    cause: Cause,
    journal: Journal,
    state: HoldState = "released",
) -> None:
    """The held units go back to their lots; those past their date lapse at the next settling."""
    _end(hold, state, at)
    back = tuple(Allocation(taken.lot, -taken.amount) for taken in hold.allocations)
    for allocation in back:
        lot = account.lots[allocation.lot]
        lot.remaining += allocation.amount
        lot.back_at = at
        account.wake(lot.expires_at)
    account.held -= hold.units
    account.available += hold.units
    _post(account, "released", Posting("held", "available", hold.units), back, at, cause, journal)
    pay_debt(account, at=at, cause=cause, journal=journal)


def _end(hold: Hold, state: HoldState, at: datetime) -> None:
    assert hold.state == "held", f"hold {hold.id} has ended already: {hold.state}"
    hold.state, hold.ended_at = state, at


def _post(
    account: Account,
    kind: str,
    posting: Posting,
    allocations: tuple[Allocation, ...],
    at: datetime,
    cause: Cause,
    journal: Journal,
) -> None:
    numbered = journal.number(cause)
    journal.entries.append(Entry(kind, account.wallet, at, numbered, (posting,), allocations))
