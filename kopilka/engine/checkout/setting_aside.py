"""What a hold sets aside: units, uses of codes, or both; all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kopilka.engine.checkout.holding import HoldWish, held_for, place_hold
from kopilka.engine.checkout.quoting import fingerprint
from kopilka.engine.ledger.model import Hold, Journal
from kopilka.engine.mechanics.coupons.judging import Verdicts
from kopilka.engine.mechanics.coupons.orders import judge_cart
from kopilka.engine.mechanics.coupons.outcomes import outcomes, refusals_of
from kopilka.engine.mechanics.coupons.priced import with_coupons
from kopilka.engine.mechanics.coupons.reserving import reserve
from kopilka.engine.mechanics.coupons.shelf import CodeHold, hold_of
from kopilka.engine.mechanics.plans.bought import with_plan_bought
from kopilka.engine.mechanics.rewards.at_checkout import brought_by, look
from kopilka.engine.orders.context import freeze
from kopilka.engine.pricing.discounts import price
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class SetAside:
    """Under one id; either may be None, not both."""

    units: Hold | None
    codes: CodeHold | None


def set_aside(
    member: Member, wish: HoldWish, versions: Versions, now: datetime, journal: Journal
) -> SetAside | tuple[Refusal, ...]:
    """Every reason against it, or the hold; a retry for the same order reuses what it holds."""
    settle(member, versions, now, journal)
    known = hold_of(member, wish.id)
    if known is not None and known.state_at(now) != "held" and not wish.wallet:
        return SetAside(None, known) if _same(known, wish) else _reused(wish)
    if known is not None and not _same(known, wish):
        return _reused(wish)
    program = versions.at(now).program
    verdicts = judge_cart(member, wish.cart, program, now)
    refusals = _against_codes(member, wish, verdicts, versions, now)
    if refusals:
        return refusals
    units = None
    if wish.wallet or not verdicts:
        placed = place_hold(member, wish, versions, now, journal)
        if isinstance(placed, tuple):
            return placed
        units = placed
    if not verdicts:
        return SetAside(units, None)
    codes = reserve(member, wish.id, wish.cart, verdicts, program, now, wish.until)
    return SetAside(units, codes)


def _same(known: CodeHold, wish: HoldWish) -> bool:
    return (known.order, known.codes) == (wish.cart.key, tuple(dict.fromkeys(wish.cart.codes)))


def _reused(wish: HoldWish) -> tuple[Refusal, ...]:
    return (Refusal("id_reused", {"id": wish.id}),)


def _against_codes(
    member: Member, wish: HoldWish, verdicts: Verdicts, versions: Versions, now: datetime
) -> tuple[Refusal, ...]:
    """A code that would not count is not set aside; neither is one whose price has changed."""
    if not verdicts:
        return ()
    frozen = freeze(member, versions, now, wish.cart.key)
    plain = versions.number(frozen.version)
    frozen = with_plan_bought(frozen, wish.cart, plain)
    program = with_coupons(plain, verdicts.values())
    claims, not_open = look(member, wish.cart)
    pricing = price(wish.cart, program, frozen, brought_by(claims, versions))
    refusals = refusals_of(outcomes(verdicts, wish.cart, pricing, plain, frozen))
    refusals = (*refusals, *not_open)
    if refusals or wish.wallet or not wish.fingerprint:
        return refusals
    parts = held_for(member, wish, pricing, program, frozen)
    quoted = fingerprint(wish.cart, pricing, parts, frozen.version)
    if quoted == wish.fingerprint:
        return ()
    return (Refusal("price_changed", {"hold": wish.id, "fingerprint": quoted}),)
