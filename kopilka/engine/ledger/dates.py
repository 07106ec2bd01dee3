"""When a lot becomes available and when it lapses."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kopilka.engine.ledger.model import Lot
from kopilka.engine.program.model import EarnRule, Expiry, Pending, Program
from kopilka.values.periods import add, end_of_local_day, round_up


def maturity(
    pending: Pending, at: datetime, zone: ZoneInfo, delivered_at: datetime | None
) -> datetime | None:
    """The exact instant of becoming available; None while it waits for an undated event."""
    if pending.after is None:
        return at if pending.wait is None else add(at, pending.wait, zone)
    bound = None if pending.at_most is None else add(at, pending.at_most, zone)
    if delivered_at is None:
        return bound
    due = delivered_at if pending.wait is None else add(delivered_at, pending.wait, zone)
    due = max(due, at)
    return due if bound is None else min(due, bound)


def lapse_at(expires: Expiry, available_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The exclusive end of the last local day, or of the calendar period, it is good for."""
    length = expires.after or expires.inactive
    if length is None:
        return None
    until = add(available_at, length, zone)
    if expires.round is not None:
        return round_up(until, expires.round, zone)
    return end_of_local_day(until, zone)


def pending_of(program: Program, wallet: str, rule: str) -> Pending:
    own = _rule(program, rule)
    return own.pending if own and own.pending is not None else program.wallets[wallet].pending


def expiry_of(program: Program, wallet: str, lot: Lot) -> Expiry:
    own = _rule(program, lot.rule)
    return own.expires if own and own.expires is not None else program.wallets[wallet].expires


def _rule(program: Program, rule: str) -> EarnRule | None:
    if not rule:
        return None
    return next((each for each in program.earn if each.id == rule), None)
