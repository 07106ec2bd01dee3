"""Setting units aside for an order while its buyer pays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kopilka.engine.discounts import price
from kopilka.engine.facts import Order
from kopilka.engine.ledger import holds
from kopilka.engine.ledger.model import Cause, Hold, Journal
from kopilka.engine.orders.context import freeze
from kopilka.engine.redemption import check_redeem
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class HoldWish:
    """`id` is the hold's permanent id; `cart` the order as it will be placed."""

    id: str
    cart: Order
    wallet: str
    units: int
    until: datetime


def place_hold(
    member: Member, wish: HoldWish, versions: Versions, now: datetime, journal: Journal
) -> Hold | tuple[Refusal, ...]:
    """Every reason against it, or the hold; a retry for the same order reuses what it holds."""
    settle(member, versions, now, journal)
    existing = _waiting(member, wish)
    if existing is not None and existing.units == wish.units:
        existing.until = max(existing.until, wish.until)
        return existing
    refusals = _against(member, wish, versions, now, existing)
    if refusals:
        return refusals
    if existing is not None:
        _release(member, existing, now, journal)
    return _place(member, wish, now, journal)


def _waiting(member: Member, wish: HoldWish) -> Hold | None:
    """The order's own hold, which never blocks it."""
    waiting = (
        hold
        for hold in member.account(wish.wallet).holds
        if hold.state == "held" and hold.order == wish.cart.key
    )
    return next(waiting, None)


def _against(
    member: Member, wish: HoldWish, versions: Versions, now: datetime, existing: Hold | None
) -> tuple[Refusal, ...]:
    """Judged as if the order's earlier hold had been released."""
    if wish.cart.key in member.orders and wish.wallet in member.orders[wish.cart.key].captured:
        return (Refusal("already_redeemed", {"order": wish.cart.key}),)
    frozen = freeze(member, versions, now, wish.cart.key)
    program = versions.number(frozen.version)
    if wish.wallet not in program.wallets:
        return (Refusal("unknown_wallet", {"wallet": wish.wallet}),)
    account = member.account(wish.wallet)
    if existing is not None:
        account = replace(account, available=account.available + existing.units)
    pricing = price(wish.cart, program, frozen)
    return check_redeem(wish.cart, pricing, program, frozen, account, wish.units, {})


def _release(member: Member, hold: Hold, now: datetime, journal: Journal) -> None:
    account = member.account(hold.wallet)
    cause = Cause("hold", hold.id)
    holds.release(account, hold, at=now, cause=cause, journal=journal)


def _place(
    member: Member, wish: HoldWish, now: datetime, journal: Journal
) -> Hold | tuple[Refusal, ...]:
    placed = holds.place(
        member.account(wish.wallet),
        id=wish.id,
        order=wish.cart.key,
        units=wish.units,
        at=now,
        until=wish.until,
        cause=Cause("hold", wish.id),
        journal=journal,
    )
    return (placed,) if isinstance(placed, Refusal) else placed
