"""Booking what time alone has made true: maturing, lapsing, holds running out, tier reviews.

Nothing here depends on when it runs: each entry carries the instant at which it became true, and a
read at any moment computes the same on a copy without writing.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime

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
    while due := _next_due(account, until):
        at, kind, _, thing = due
        if kind == _RUN_OUT:
            assert isinstance(thing, Hold)
            cause = Cause("hold", thing.id)
            journal.posted.setdefault((cause.kind, cause.key), 1)  # its placing
            holds.release(account, thing, at=at, cause=cause, journal=journal, state="expired")
            continue
        assert isinstance(thing, Lot)
        cause = Cause("lot", f"{member.id}/{account.wallet}/{thing.number}@{at:%Y%m%dT%H%M%S}")
        if kind == _MATURE:
            program = _program_of(thing, versions, at)
            _mature(account, thing, at, program, cause, journal)
        else:
            _lapse(account, thing, at, cause, journal)
    account.next_change_at = _when_next(account)


def _next_due(account: Account, until: datetime) -> _Due | None:
    due = [event for event in _coming(account) if event[0] <= until]
    return min(due, key=lambda event: event[:3]) if due else None


def _coming(account: Account) -> list[_Due]:
    coming: list[_Due] = []
    for lot in account.lots.values():
        if not lot.remaining:
            continue
        if lot.matured_at is None:
            if lot.matures_at is not None:
                coming.append((lot.matures_at, _MATURE, lot.number, lot))
        elif lot.expires_at is not None:
            at = lot.expires_at if lot.back_at is None else max(lot.expires_at, lot.back_at)
            coming.append((at, _LAPSE, lot.number, lot))
    for place, hold in enumerate(account.holds):
        if hold.state == "held":
            coming.append((hold.until, _RUN_OUT, place, hold))
    return coming


def _when_next(account: Account) -> datetime | None:
    return min((event[0] for event in _coming(account)), default=None)


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
