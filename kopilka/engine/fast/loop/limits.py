"""What is left of a member's limits: each counted in its own period of the calendar."""

from __future__ import annotations

from kopilka.engine.fast.codes import DAY, EVER, MONTH, WEEK
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.loop.zone import month_of, ordinal_of
from kopilka.engine.fast.shapes import FAR, Desk


@compiled
def period_of(kind: int, day: int) -> int:
    """A number of the local day, week, month or year that `day` is in; one for all time."""
    if kind == EVER:
        return 0
    if kind == DAY:
        return day
    if kind == WEEK:
        return (ordinal_of(day) - 1) // 7
    month, _ = month_of(day)
    return month if kind == MONTH else month // 12


@compiled
def left(slot: int, most: int, period: int, order: int, desk: Desk) -> int:
    """Looked up once per order; a second limit of the same name gets the same answer."""
    counter = desk.slots[slot]
    if counter.asked != order:
        turn_to(slot, period, desk)
        counter.asked = order
        counter.left = max(most - counter.used, 0)
    return counter.left


@compiled
def turn_to(slot: int, period: int, desk: Desk) -> None:
    """Local days may repeat when clocks go back over midnight, so the one before is kept."""
    counter = desk.slots[slot]
    if counter.period == period:
        return
    used = counter.earlier_used if counter.earlier == period else 0
    counter.earlier, counter.earlier_used = counter.period, counter.used
    counter.period, counter.used = period, used


@compiled
def use(slot: int, period: int, count: int, desk: Desk) -> None:
    turn_to(slot, period, desk)
    desk.slots[slot].used += count


@compiled
def forget(desk: Desk) -> None:
    for place in range(len(desk.slots)):
        counter = desk.slots[place]
        counter.period, counter.used = -FAR, 0
        counter.earlier, counter.earlier_used = -FAR, 0
        counter.asked, counter.counted = -1, 0
