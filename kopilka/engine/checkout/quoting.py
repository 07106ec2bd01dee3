"""A quote: what an order would cost, earn and let redeem, computed without a trace left behind."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from kopilka.engine.earning import WalletAward, award_for_order
from kopilka.engine.facts import Frozen, Line, Order
from kopilka.engine.mechanics.coupons.orders import judge_cart
from kopilka.engine.mechanics.coupons.outcomes import CodeOutcome, outcomes
from kopilka.engine.mechanics.coupons.priced import with_coupons
from kopilka.engine.mechanics.plans.bought import with_plan_bought
from kopilka.engine.mechanics.rewards.at_checkout import brought_by, find_idle, look
from kopilka.engine.orders.context import freeze
from kopilka.engine.orders.limits import limits_left
from kopilka.engine.pricing.discounts import Pricing, price
from kopilka.engine.pricing.redemption import RedeemLimit, Tender, check_redeem, limit, tender
from kopilka.engine.program.model import Program
from kopilka.engine.settle import view
from kopilka.engine.standing import Member, Versions
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Part of a line as a fiscal receipt needs it: quantity × unit price is the amount exactly."""

    line: int
    quantity: Fraction
    unit_minor: int
    amount: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Everything in minor money and smallest units. `fingerprint` names what was quoted.

    `codes`: what became of each that the cart names.
    """

    pricing: Pricing
    redeemable: dict[str, RedeemLimit]
    redeemed: dict[str, Tender]
    refusals: tuple[Refusal, ...]
    earned: dict[str, WalletAward]
    payable: int
    receipt: tuple[ReceiptLine, ...]
    version: int
    fingerprint: str
    codes: dict[str, CodeOutcome]


def quote(
    member: Member, cart: Order, versions: Versions, now: datetime, wishes: dict[str, int]
) -> Quote:
    """`wishes`: units to redeem by wallet; what may not be redeemed is refused and left out.

    So are claims of the cart that are not open, or for none of its lines.
    """
    seen = view(member, versions, now)
    frozen = freeze(seen, versions, now, cart.key)
    plain = versions.number(frozen.version)
    frozen = with_plan_bought(frozen, cart, plain)
    verdicts = judge_cart(seen, cart, plain, now)
    program = with_coupons(plain, verdicts.values())
    claims, not_open = look(seen, cart)
    pricing = price(cart, program, frozen, brought_by(claims, versions))
    redeemed, refusals = _redeem(seen, cart, pricing, program, frozen, wishes)
    paid_by_units = {wallet: part.minor for wallet, part in redeemed.items()}
    earned = award_for_order(
        cart, pricing.discounts, paid_by_units, program, frozen, limits_left(seen, {}, {})
    )
    payable = pricing.total - sum(sum(by.values()) for by in paid_by_units.values())
    receipt = _receipts(cart, pricing, redeemed)
    return Quote(
        pricing,
        _redeemable(seen, cart, pricing, program, frozen),
        redeemed,
        (*not_open, *find_idle(claims, versions, pricing), *refusals),
        earned,
        payable + cart.delivery,
        receipt,
        frozen.version,
        _fingerprint(cart, receipt, redeemed, frozen.version),
        outcomes(verdicts, cart, pricing, plain, frozen),
    )


def fingerprint(cart: Order, pricing: Pricing, redeemed: dict[str, Tender], version: int) -> str:
    """Of the quote that these would make."""
    return _fingerprint(cart, _receipts(cart, pricing, redeemed), redeemed, version)


def _redeemable(
    member: Member, cart: Order, pricing: Pricing, program: Program, frozen: Frozen
) -> dict[str, RedeemLimit]:
    return {
        wallet: limit(cart, pricing, program, frozen, member.account(wallet), {})
        for wallet in program.wallets
    }


def _redeem(
    member: Member,
    cart: Order,
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    wishes: dict[str, int],
) -> tuple[dict[str, Tender], tuple[Refusal, ...]]:
    redeemed: dict[str, Tender] = {}
    refusals: list[Refusal] = []
    for wallet, units in wishes.items():
        if wallet not in program.wallets:
            refusals.append(Refusal("unknown_wallet", {"wallet": wallet}))
            continue
        earlier = {name: part.minor for name, part in redeemed.items()}
        account = member.account(wallet)
        against = check_redeem(cart, pricing, program, frozen, account, units, earlier)
        refusals += against
        if not against:
            redeemed[wallet] = tender(cart, pricing, program, frozen, wallet, units, earlier)
    return redeemed, tuple(refusals)


def _receipts(
    cart: Order, pricing: Pricing, redeemed: dict[str, Tender]
) -> tuple[ReceiptLine, ...]:
    paid_by_units = {wallet: part.minor for wallet, part in redeemed.items()}
    return tuple(part for line in cart.lines for part in _receipt(line, pricing, paid_by_units))


def _receipt(
    line: Line, pricing: Pricing, paid_by_units: dict[str, dict[int, int]]
) -> list[ReceiptLine]:
    """Split into at most two parts, so that no kopeck is lost to a unit price."""
    amount = pricing.net(line.number)
    amount -= sum(by_line.get(line.number, 0) for by_line in paid_by_units.values())
    if line.quantity.denominator != 1 or line.quantity <= 0:
        return [ReceiptLine(line.number, Fraction(1), amount, amount)]
    count = line.quantity.numerator
    unit, dearer = divmod(amount, count)
    parts = [(count - dearer, unit), (dearer, unit + 1)]
    return [
        ReceiptLine(line.number, Fraction(pieces), each, pieces * each)
        for pieces, each in parts
        if pieces
    ]


def _fingerprint(
    cart: Order, receipt: tuple[ReceiptLine, ...], redeemed: dict[str, Tender], version: int
) -> str:
    content = {
        "order": cart.key,
        "version": version,
        "lines": [[part.line, str(part.quantity), part.amount] for part in receipt],
        "delivery": cart.delivery,
        "redeemed": {wallet: sum(part.units.values()) for wallet, part in redeemed.items()},
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
