"""Uses set aside by a hold until its deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kopilka.engine.facts import Order
from kopilka.engine.mechanics.coupons.counting import count, held_key, limits_of
from kopilka.engine.mechanics.coupons.judging import Verdicts
from kopilka.engine.mechanics.coupons.shelf import CodeHold, keep_hold, live_holds, whole_minute
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.coupons import Coupon
from kopilka.engine.standing import Member


def reserve(
    member: Member,
    hold_id: str,
    cart: Order,
    verdicts: Verdicts,
    program: Program,
    now: datetime,
    until: datetime,
) -> CodeHold:
    """In place of what the same order had reserved; every code has been found to count."""
    for earlier in tuple(live_holds(member, cart.key, now)):
        release(member, earlier)
    known: dict[str, Coupon] = {one.id: one for one in program.entries("coupons")}
    keys = tuple(
        key
        for text, verdict in verdicts.items()
        for _, key, _ in limits_of(known[verdict.coupon], text, cart, program)
    )
    hold = CodeHold(hold_id, cart.key, tuple(verdicts), keys, now, whole_minute(until))
    count(member, [held_key(key, hold.until) for key in keys], 1)
    keep_hold(member, hold)
    return hold


def release(member: Member, hold: CodeHold) -> None:
    count(member, [held_key(key, hold.until) for key in hold.keys], -1)
    keep_hold(member, replace(hold, state="released"))
