"""Tiers of one member: reached by a window's measure, kept, reviewed.

A simulation's orders never come back, so nothing undoes a tier and only the one held now matters.
"""

from __future__ import annotations

from kopilka.engine.fast.codes import CALENDAR, LENGTH, ORDERS, ROLLING, SPEND
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.loop.zone import add, start_of_year
from kopilka.engine.fast.shapes import FAR, Columns, Desk, Tables

RANK, KEPT_UNTIL = range(2)


@compiled
def first_since(start: int, first: int, done: int, columns: Columns) -> int:
    """How many of the member's `done` orders were placed before `start`."""
    low, high = first, first + done
    while low < high:
        middle = (low + high) // 2
        if columns.placed[middle] < start:
            low = middle + 1
        else:
            high = middle
    return low - first


@compiled
def window_start(at: int, kind: int, count: int, unit: int, tables: Tables) -> int:
    if kind == ROLLING:
        return add(at, -count, unit, tables.zone)
    return start_of_year(at, 0, tables.zone) if kind == CALENDAR else -FAR


@compiled
def deserved(at: int, first: int, done: int, columns: Columns, desk: Desk, tables: Tables) -> int:
    """The rank that the window ending at `at` deserves, `done` orders being counted."""
    conf = tables.conf[0]
    start = window_start(at, conf.window, conf.window_count, conf.window_unit, tables)
    before = first_since(start, first, done, columns)
    counted = _measured(done, desk, tables) - _measured(before, desk, tables)
    best = 0
    for rank in range(conf.tiers):
        if tables.levels[rank].start <= counted:
            best = rank
    for rank in range(best + 1, conf.tiers):
        if tables.levels[rank].single >= 0 and desk.singles[rank] >= start:
            best = rank
    return best


@compiled
def _measured(orders: int, desk: Desk, tables: Tables) -> int:
    conf = tables.conf[0]
    if conf.measure == SPEND:
        return desk.spend[orders]
    if conf.measure == ORDERS:
        return desk.orders[orders]
    return desk.earned[orders]


@compiled
def count_single(spend: int, at: int, desk: Desk, tables: Tables) -> None:
    for rank in range(tables.conf[0].tiers):
        single = tables.levels[rank].single
        if 0 <= single <= spend:
            desk.singles[rank] = at


@compiled
def reach(rank: int, at: int, desk: Desk, tables: Tables) -> None:
    conf = tables.conf[0]
    kept_until = FAR
    if conf.valid == LENGTH:
        kept_until = add(at, conf.valid_count, conf.valid_unit, tables.zone)
    elif conf.valid:
        kept_until = start_of_year(at, conf.valid_count, tables.zone)
    desk.standing[RANK], desk.standing[KEPT_UNTIL] = rank, kept_until


@compiled
def raise_tier(
    at: int, first: int, done: int, columns: Columns, desk: Desk, tables: Tables
) -> None:
    rank = deserved(at, first, done, columns, desk, tables)
    if rank > desk.standing[RANK]:
        reach(rank, at, desk, tables)


@compiled
def review(until: int, first: int, done: int, columns: Columns, desk: Desk, tables: Tables) -> None:
    """Each end of validity and grace by `until`: kept if deserved, else it drops."""
    conf = tables.conf[0]
    while desk.standing[KEPT_UNTIL] < FAR:
        at = desk.standing[KEPT_UNTIL]
        if conf.grace >= 0:
            at = add(at, conf.grace, conf.grace_unit, tables.zone)
        if at > until:
            return
        rank = desk.standing[RANK]
        now = deserved(at, first, done, columns, desk, tables)
        if now < rank and conf.one_step:
            now = rank - 1
        dropped_to_first = now == 0 and now < rank
        reach(now, at, desk, tables)
        if dropped_to_first:
            desk.standing[KEPT_UNTIL] = FAR
