"""Booking what time alone has made true: maturing, lapsing, holds running out, tier reviews.

Nothing here depends on when it runs: each entry carries the instant at which it became true, and a
read at any moment computes the same on a copy without writing.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from heapq import heapify, heappop, heappush

from kopilka.engine import tiers
from kopilka.engine.ledger import holds
from kopilka.engine.ledger.lots import make_available, pay_debt
from kopilka.engine.ledger.model import (
    Account,
    Allocation,
    Cause,
    Entry,
    Hold,
    Journal,
    Lot,
    Posting,
)
from kopilka.engine.mechanics.rewards import claims
from kopilka.engine.program.model import Program
from kopilka.engine.standing import Member, Versions

# At one instant: what waits becomes available, then holds run out, then lots lapse, then claims of
# rewards do, then tiers are reviewed.
_MATURE, _RUN_OUT, _LAPSE = range(3)
_Due = tuple[datetime, int, int, Lot | Hold]


def settle(member: Member, versions: Versions, until: datetime, journal: Journal) -> None:
    """Book everything that has become true by `until`, inclusive, in the order of time."""
    while (at := claims.next_lapse_at(member)) is not None and at <= until:
        _settle_accounts(member, versions, at, journal)
        claims.lapse(member, at, versions, journal)
    _settle_accounts(member, versions, until, journal)
    tiers.review(member, versions, until, journal)


def _settle_accounts(member: Member, versions: Versions, until: datetime, journal: Journal) -> None:
    for account in member.accounts.values():
        if account.next_change_at is not None and account.next_change_at <= until:
            _settle_account(member, account, versions, until, journal)


def _settle_account(
    member: Member, account: Account, versions: Versions, until: datetime, journal: Journal
) -> None:
    due = _due(account, until)
    while due:
        at, kind, _, thing = heappop(due)
        if isinstance(thing, Hold):
            cause = Cause("hold", thing.id)
            journal.posted.setdefault((cause.kind, cause.key), 1)  # its placing
            holds.release(account, thing, at=at, cause=cause, journal=journal, state="expired")
            due = _due(account, until)
        elif thing.remaining:  # a debt paid since may have emptied it
            cause = Cause("lot", f"{member.id}/{account.wallet}/{thing.number}@{at:%Y%m%dT%H%M%S}")
            if kind == _MATURE:
                program = _program_of(thing, versions, at)
                _mature(account, thing, at, program, cause, journal)
                _add_if_due(due, thing, until)
            else:
                _lapse(account, thing, at, cause, journal)
    account.next_change_at = _next_change(account)


def _due(account: Account, until: datetime) -> list[_Due]:
    """A heap of what comes by `until`."""
    due: list[_Due] = [
        _event(lot, at)
        for lot in account.lots.values()
        if lot.remaining and (at := _changes_at(lot)) is not None and at <= until
    ]
    for place, hold in enumerate(account.holds):
        if hold.state == "held" and hold.until <= until:
            due.append((hold.until, _RUN_OUT, place, hold))
    heapify(due)
    return due


def _add_if_due(due: list[_Due], lot: Lot, until: datetime) -> None:
    at = _changes_at(lot) if lot.remaining else None
    if at is not None and at <= until:
        heappush(due, _event(lot, at))


def _event(lot: Lot, at: datetime) -> _Due:
    return at, _MATURE if lot.matured_at is None else _LAPSE, lot.number, lot


def _changes_at(lot: Lot) -> datetime | None:
    """When time alone changes a lot that has units."""
    if lot.matured_at is None:
        return lot.matures_at
    if lot.expires_at is None or lot.back_at is None:
        return lot.expires_at
    return max(lot.expires_at, lot.back_at)


def _next_change(account: Account) -> datetime | None:
    lots = [_changes_at(lot) for lot in account.lots.values() if lot.remaining]
    held = [hold.until for hold in account.holds if hold.state == "held"]
    return min([at for at in lots if at is not None] + held, default=None)


def _program_of(lot: Lot, versions: Versions, at: datetime) -> Program:
    """A lot lives by the version that granted it."""
    return versions.number(lot.version) if lot.version else versions.at(at).program


def _mature(
    account: Account, lot: Lot, at: datetime, program: Program, cause: Cause, journal: Journal
) -> None:
    units = lot.remaining
    account.pending -= units
    account.available += units
    make_available(account, lot, at, program)
    posting = Posting("pending", "available", units)
    entry = Entry("matured", account.wallet, at, journal.number(cause), (posting,))
    journal.entries.append(entry)
    pay_debt(account, at=at, cause=cause, journal=journal)


def _lapse(account: Account, lot: Lot, at: datetime, cause: Cause, journal: Journal) -> None:
    units = lot.remaining
    lot.remaining = 0
    lot.lapsed += units
    account.available -= units
    posting = Posting("available", "lapsed", units)
    taken = (Allocation(lot.number, -units),)
    entry = Entry("lapsed", account.wallet, at, journal.number(cause), (posting,), taken)
    journal.entries.append(entry)


def next_change_at(member: Member, versions: Versions) -> datetime | None:
    """The first instant at which something of the member changes by itself."""
    instants = [account.next_change_at for account in member.accounts.values()]
    instants.append(claims.next_lapse_at(member))
    instants.append(tiers.next_review_at(member, versions))
    return min((instant for instant in instants if instant is not None), default=None)


def view(member: Member, versions: Versions, now: datetime) -> Member:
    """The member as of `now`, computed without touching the one given."""
    due = next_change_at(member, versions)
    if due is None or due > now:
        return member
    settled = deepcopy(member)
    settle(settled, versions, now, Journal())
    return settled
