"""Whether a code counts on an order; and if not, why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kopilka.engine.facts import CodeVerdict, Order
from kopilka.engine.mechanics.coupons.counting import limits_of, taken
from kopilka.engine.mechanics.coupons.shelf import SeriesCode, code_of
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.coupons import Coupon
from kopilka.engine.standing import Member

Verdicts = dict[str, CodeVerdict]


@dataclass(frozen=True, slots=True)
class Look:
    """`held`: codes that the order's own hold has reserved; `own`: uses that are the order's."""

    member: Member
    order: Order
    program: Program
    now: datetime
    held: frozenset[str] = frozenset()
    own: dict[str, int] = field(default_factory=dict)


def judge(look: Look, text: str, before: Verdicts) -> CodeVerdict:
    """`before`: what the codes named before it on the same order are."""
    code = code_of(look.member, text)
    coupon = _coupon(look.program, text, code)
    if coupon is None:
        return CodeVerdict("", "unknown")
    refusal = _against(look, coupon, text, code, before)
    return CodeVerdict(coupon.id, refusal)


def _coupon(program: Program, text: str, code: SeriesCode | None) -> Coupon | None:
    coupons: tuple[Coupon, ...] = program.entries("coupons")
    if code is not None:
        return next((one for one in coupons if one.series and one.id == code.coupon), None)
    return next((one for one in coupons if one.text and one.text == text), None)


def _against(
    look: Look, coupon: Coupon, text: str, code: SeriesCode | None, before: Verdicts
) -> str:
    """ "" where nothing is against it."""
    if code is not None and code.blocked:
        return "blocked"
    if code is not None and code.whose == "other":
        return "of_another_member"
    if text not in look.held:
        refusal = _out_of_time(look, coupon, code) or _over_limit(look, coupon, text, before)
        if refusal:
            return refusal
    same = [one for one in before.values() if one.coupon == coupon.id and not one.refusal]
    return "per_order" if len(same) >= coupon.limits.per_order else ""


def _out_of_time(look: Look, coupon: Coupon, code: SeriesCode | None) -> str:
    at = look.order.placed_at
    day = at.astimezone(look.program.zone).date()
    if coupon.from_ and day < coupon.from_:
        return "not_yet"
    over = coupon.until is not None and day >= coupon.until
    return "expired" if over or (code and code.until and at >= code.until) else ""


def _over_limit(look: Look, coupon: Coupon, text: str, before: Verdicts) -> str:
    earlier = _counted_before(look, before)
    for what, key, most in limits_of(coupon, text, look.order, look.program):
        used = taken(look.member, key, look.now) - look.own.get(key, 0) + earlier.count(key)
        if most is not None and used >= most:
            return what
    return ""


def _counted_before(look: Look, before: Verdicts) -> list[str]:
    """Keys that codes named before on this order will count."""
    known: dict[str, Coupon] = {one.id: one for one in look.program.entries("coupons")}
    return [
        key
        for text, verdict in before.items()
        if verdict.coupon in known and not verdict.refusal
        for _, key, _ in limits_of(known[verdict.coupon], text, look.order, look.program)
    ]
