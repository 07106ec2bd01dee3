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
from kopilka.engine.program.model import Program
from kopilka.engine.standing import Member, Versions

# At one instant: what waits becomes available, then holds run out, then lots lapse, then tiers.
_MATURE, _RUN_OUT, _LAPSE = range(3)
_Due = tuple[datetime, int, int, Lot | Hold]


def settle(member: Member, versions: Versions, until: datetime, journal: Journal) -> None:
    """Book everything that has become true by `until`, inclusive, in the order of time."""
    for account in member.accounts.values():
        if account.next_change_at is not None and account.next_change_at <= until:
            _settle_account(member, account, versions, until, journal)
    tiers.review(member, versions, until, journal)


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
    account.next_change_at = min((event[0] for event in _coming(account)), default=None)


def _due(account: Account, until: datetime) -> list[_Due]:
    """A heap of what comes by `until`."""
    due = [event for event in _coming(account) if event[0] <= until]
    heapify(due)
    return due


def _add_if_due(due: list[_Due], lot: Lot, until: datetime) -> None:
    event = _coming_of(lot) if lot.remaining else None
    if event is not None and event[0] <= until:
        heappush(due, event)


def _coming(account: Account) -> list[_Due]:
    lots = (_coming_of(lot) for lot in account.lots.values() if lot.remaining)
    coming = [event for event in lots if event is not None]
    for place, hold in enumerate(account.holds):
        if hold.state == "held":
            coming.append((hold.until, _RUN_OUT, place, hold))
    return coming


def _coming_of(lot: Lot) -> _Due | None:
    """What time alone does next to a lot that has units."""
    if lot.matured_at is None:
        return None if lot.matures_at is None else (lot.matures_at, _MATURE, lot.number, lot)
    if lot.expires_at is None:
        return None
    at = lot.expires_at if lot.back_at is None else max(lot.expires_at, lot.back_at)
    return at, _LAPSE, lot.number, lot


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
