"""The part of an order that is paid with units: captured when placed, given back on return.

Target-driven like everything else: what still pays for what remains of the order, less what is
out already, is taken or given back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from kopilka.engine.facts import Redemption
from kopilka.engine.ledger import holds, redeem
from kopilka.engine.ledger.model import Allocation, Cause, Hold, Journal
from kopilka.engine.pricing.discounts import Pricing
from kopilka.engine.pricing.redemption import tender_as_stated
from kopilka.engine.program.model import Program
from kopilka.engine.standing import Member, OrderRecord
from kopilka.values.shares import part_returned


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The order was paid with `missing` units of the wallet that the member did not have."""

    wallet: str
    missing: int


@dataclass(frozen=True, slots=True)
class Moment:
    """What all steps of one decision share."""

    program: Program
    cause: Cause
    known_at: datetime
    journal: Journal


def move_redeemed(
    member: Member, record: OrderRecord, pricing: Pricing, moment: Moment
) -> tuple[Shortfall, ...]:
    """Take what the order is paid with and is not taken yet; give back what came back of it."""
    wishes = _wishes(member, record, moment.program)
    record.captured.update({wallet_id: wish.units for wallet_id, wish in wishes.items()})
    _spread(record, pricing, moment.program)
    shortfalls = []
    for wallet_id in record.captured:
        hold = wishes[wallet_id].hold if wallet_id in wishes else ""
        missing = _move(member, record, wallet_id, hold, moment)
        if missing:
            shortfalls.append(Shortfall(wallet_id, missing))
    return tuple(shortfalls)


def _wishes(member: Member, record: OrderRecord, program: Program) -> dict[str, Redemption]:
    """What the order names; else the hold that was placed for it, waiting or captured already."""
    named = {wish.wallet: wish for wish in record.order.redeemed if wish.wallet in program.wallets}
    for account in member.accounts.values():
        for hold in account.holds:
            if hold.order == record.order.key and hold.state in ("held", "captured"):
                wish = Redemption(hold.wallet, hold.units, hold.id)
                named.setdefault(hold.wallet, wish)
                _adopt(record, hold)
    return named


def _adopt(record: OrderRecord, hold: Hold) -> None:
    """A hold captured ahead of the order's first snapshot has already taken its units."""
    if hold.state == "captured" and hold.id not in record.holds:
        record.holds.append(hold.id)
        record.taken.setdefault(hold.wallet, []).extend(hold.allocations)


def _spread(record: OrderRecord, pricing: Pricing, program: Program) -> None:
    """How the captured units pay for the latest lines."""
    record.redeemed, record.paid_by_units = {}, {}
    for wallet_id, units in record.captured.items():
        earlier = record.paid_by_units
        part = tender_as_stated(
            record.order, pricing, program, record.frozen, wallet_id, units, earlier
        )
        record.redeemed[wallet_id] = part.units
        record.paid_by_units[wallet_id] = part.minor


def _move(member: Member, record: OrderRecord, wallet_id: str, hold: str, moment: Moment) -> int:
    """Bring what is out to what still pays; how many units were missing."""
    out = record.out(wallet_id)
    should = _still_paid(record, wallet_id)
    standing = _standing_hold(member, record, wallet_id, hold)
    if standing is not None and record.order.live:
        out += _capture(member, record, standing, moment)
    if standing is not None and not record.order.live:
        _release(member, record, standing, moment)
    if should > out:
        return _retake(member, record, wallet_id, should - out, moment)
    if out > should:
        _give_back(member, record, wallet_id, out - should, moment)
    return 0


def _still_paid(record: OrderRecord, wallet_id: str) -> int:
    """Units that still pay for what remains of the order."""
    if not record.order.live:
        return 0
    lines = {line.number: line for line in record.order.lines}
    return sum(
        units - part_returned(units, *lines[number].returned_part)
        for number, units in record.redeemed[wallet_id].items()
    )


def _standing_hold(
    member: Member, record: OrderRecord, wallet_id: str, hold_id: str
) -> Hold | None:
    """The hold that waits for this order: the one it names, else the one placed for it."""
    waiting = [
        hold
        for hold in member.account(wallet_id).holds
        if hold.state == "held" and (hold.id == hold_id or hold.order == record.order.key)
    ]
    return waiting[0] if waiting else None


def _capture(member: Member, record: OrderRecord, hold: Hold, moment: Moment) -> int:
    at = max(record.order.placed_at.astimezone(UTC), hold.placed_at)
    account = member.account(hold.wallet)
    cause, journal = moment.cause, moment.journal
    taken = holds.capture(account, hold, at=at, cause=cause, journal=journal)
    record.holds.append(hold.id)
    record.taken.setdefault(hold.wallet, []).extend(taken)
    return -sum(allocation.amount for allocation in taken)


def _release(member: Member, record: OrderRecord, hold: Hold, moment: Moment) -> None:
    at = record.order.cancelled_at or moment.known_at
    account = member.account(hold.wallet)
    cause, journal = moment.cause, moment.journal
    holds.release(account, hold, at=max(at, hold.placed_at), cause=cause, journal=journal)


def _retake(member: Member, record: OrderRecord, wallet_id: str, units: int, moment: Moment) -> int:
    """From what is available now; what is not there is owed."""
    taken = redeem.redeem(
        member.account(wallet_id),
        units=units,
        at=moment.known_at,
        cause=moment.cause,
        journal=moment.journal,
        version=record.frozen.version,
    )
    record.taken.setdefault(wallet_id, []).extend(taken)
    missing = units + sum(allocation.amount for allocation in taken)
    record.owed[wallet_id] = record.owed.get(wallet_id, 0) + missing
    return missing


def _give_back(
    member: Member, record: OrderRecord, wallet_id: str, units: int, moment: Moment
) -> None:
    """What was owed is forgiven first; then the lots get theirs, the last taken first."""
    order = record.order
    redeem.give_back(
        member.account(wallet_id),
        taken=list(record.taken.get(wallet_id, [])),
        owed=record.owed.get(wallet_id, 0),
        units=units,
        at=order.cancelled_at or order.returned_at or moment.known_at,
        cause=moment.cause,
        wallet=moment.program.wallets[wallet_id],
        program=moment.program,
        journal=moment.journal,
    )
    _forget(record, wallet_id, units)


def _forget(record: OrderRecord, wallet_id: str, units: int) -> None:
    """The record keeps only what is still out."""
    from_owed = min(units, record.owed.get(wallet_id, 0))
    if from_owed:
        record.owed[wallet_id] -= from_owed
    units -= from_owed
    taken = record.taken.get(wallet_id, [])
    while units:
        last = taken.pop()
        kept = max(-last.amount - units, 0)
        units -= -last.amount - kept
        if kept:
            taken.append(Allocation(last.lot, -kept))
