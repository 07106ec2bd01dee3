"""Uses of coupons as counters: of the program, of a member, of a day, of one code.

What is reserved is counted under a key that names its end, so that it stops counting at that
instant by itself: `program/coupon:tea/held=2026-03-01T12:30`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from kopilka.engine.facts import Order
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.coupons import Coupon
from kopilka.engine.standing import Member

OF_ONE_CODE = "program/code:"
_HELD = "/held="
_MINUTE = "%Y-%m-%dT%H:%M"


def limits_of(
    coupon: Coupon, text: str, order: Order, program: Program
) -> Iterator[tuple[str, str, int | None]]:
    """(what is limited, key of its counter, the most; None: it is only counted)."""
    limits, named = coupon.limits, f"coupon:{coupon.id}"
    yield "total", f"program/{named}", limits.total
    if limits.per_member:
        yield "per_member", named, limits.per_member
    if limits.per_day:
        day = order.placed_at.astimezone(program.zone).date().isoformat()
        yield "per_day", f"program/{named}/day={day}", limits.per_day
    if coupon.series:
        yield "per_code", OF_ONE_CODE + text, limits.per_code


def held_key(key: str, until: datetime) -> str:
    return f"{key}{_HELD}{until.astimezone(UTC).strftime(_MINUTE)}"


def taken(member: Member, key: str, now: datetime) -> int:
    """Uses taken, and those reserved that have not run out."""
    start = f"{key}{_HELD}"
    after = now.astimezone(UTC).strftime(_MINUTE)
    reserved = (
        count
        for name, count in member.usage.items()
        if name.startswith(start) and name[len(start) :] > after
    )
    return member.usage.get(key, 0) + sum(reserved)


def count(member: Member, keys: Iterable[str], by: int) -> None:
    for key in keys:
        member.usage[key] = member.usage.get(key, 0) + by
