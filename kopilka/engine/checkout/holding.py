"""Setting units aside for an order while its buyer pays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kopilka.engine.checkout.quoting import fingerprint
from kopilka.engine.facts import Frozen, Order
from kopilka.engine.ledger import holds
from kopilka.engine.ledger.model import Cause, Hold, Journal
from kopilka.engine.mechanics.coupons.orders import judge_cart
from kopilka.engine.mechanics.coupons.priced import with_coupons
from kopilka.engine.mechanics.plans.bought import with_plan_bought
from kopilka.engine.mechanics.rewards.at_checkout import brought_by, look
from kopilka.engine.orders.context import freeze
from kopilka.engine.pricing.discounts import Pricing, price
from kopilka.engine.pricing.redemption import Tender, check_redeem, tender
from kopilka.engine.program.model import Program
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class HoldWish:
    """`id` is the hold's permanent id; `cart` the order as it will be placed.

    `fingerprint` of the quote gone by, "" for none; where an order is paid with several wallets,
    of the quote with the units held so far and these. `wallet` "": the cart's codes alone.
    """

    id: str
    cart: Order
    wallet: str
    units: int
    until: datetime
    fingerprint: str = ""


def place_hold(
    member: Member, wish: HoldWish, versions: Versions, now: datetime, journal: Journal
) -> Hold | tuple[Refusal, ...]:
    """Every reason against it, or the hold; a retry for the same order reuses what it holds."""
    settle(member, versions, now, journal)
    known = _known(member, wish)
    if known is not None:
        return known
    existing = _waiting(member, wish.cart.key, wish.wallet)
    if existing is not None and existing.units == wish.units:
        existing.until = max(existing.until, wish.until)
        return existing
    frozen = freeze(member, versions, now, wish.cart.key)
    program = versions.number(frozen.version)
    verdicts = judge_cart(member, wish.cart, program, now)
    program = with_coupons(program, verdicts.values())
    frozen = with_plan_bought(frozen, wish.cart, program)
    if wish.wallet not in program.wallets:
        return (Refusal("unknown_wallet", {"wallet": wish.wallet}),)
    claims, not_open = look(member, wish.cart)
    pricing = price(wish.cart, program, frozen, brought_by(claims, versions))
    refusals, quoted = _judge(member, wish, pricing, program, frozen, existing)
    refusals = (*not_open, *refusals)
    if refusals:
        return refusals
    if existing is not None:
        _release(member, existing, now, journal)
    return _place(member, wish, quoted, now, journal)


def _known(member: Member, wish: HoldWish) -> Hold | tuple[Refusal, ...] | None:
    """The hold that has this id already: repeating its request tells how it stands."""
    for account in member.accounts.values():
        hold = holds.find(account, wish.id)
        if hold is not None:
            same = (hold.wallet, hold.order, hold.units) == (wish.wallet, wish.cart.key, wish.units)
            return hold if same else (Refusal("id_reused", {"id": wish.id}),)
    return None


def _waiting(member: Member, order: str, wallet: str) -> Hold | None:
    """The order's own hold, which never blocks it."""
    waiting = (
        hold
        for hold in member.account(wallet).holds
        if hold.state == "held" and hold.order == order
    )
    return next(waiting, None)


def _judge(
    member: Member,
    wish: HoldWish,
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    existing: Hold | None,
) -> tuple[tuple[Refusal, ...], str]:
    """Reasons against it as if the order's earlier hold had been released; else the fingerprint."""
    cart, order = wish.cart, wish.cart.key
    if order in member.orders and wish.wallet in member.orders[order].captured:
        return (Refusal("already_redeemed", {"order": order}),), ""
    account = member.account(wish.wallet)
    if existing is not None:
        account = replace(account, available=account.available + existing.units)
    parts = held_for(member, wish, pricing, program, frozen)
    earlier = {wallet: part.minor for wallet, part in parts.items()}
    refusals = check_redeem(cart, pricing, program, frozen, account, wish.units, earlier)
    if refusals:
        return refusals, ""
    parts[wish.wallet] = tender(cart, pricing, program, frozen, wish.wallet, wish.units, earlier)
    quoted = fingerprint(cart, pricing, parts, frozen.version)
    if wish.fingerprint not in ("", quoted):
        return (Refusal("price_changed", {"hold": wish.id, "fingerprint": quoted}),), ""
    return (), quoted


def held_for(
    member: Member, wish: HoldWish, pricing: Pricing, program: Program, frozen: Frozen
) -> dict[str, Tender]:
    """What holds of other wallets pay of this order already."""
    parts: dict[str, Tender] = {}
    for wallet in program.wallets:
        hold = _waiting(member, wish.cart.key, wallet) if wallet != wish.wallet else None
        if hold is not None:
            earlier = {name: part.minor for name, part in parts.items()}
            parts[wallet] = tender(wish.cart, pricing, program, frozen, wallet, hold.units, earlier)
    return parts


def _release(member: Member, hold: Hold, now: datetime, journal: Journal) -> None:
    account = member.account(hold.wallet)
    cause = Cause("hold", hold.id)
    holds.release(account, hold, at=now, cause=cause, journal=journal)


def _place(
    member: Member, wish: HoldWish, quoted: str, now: datetime, journal: Journal
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
        fingerprint=quoted,
    )
    return (placed,) if isinstance(placed, Refusal) else placed
