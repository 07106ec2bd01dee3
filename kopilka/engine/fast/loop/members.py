"""The compiled loop: some members, one after another, their orders in time."""

from __future__ import annotations

from kopilka.engine.fast.codes import (
    AFTER,
    CHANNEL,
    DATE,
    GONE,
    HOUR,
    ISSUED,
    MONTH_DISCOUNTS,
    MONTH_ORDERS,
    MONTH_SALES,
    NAMED,
    NEVER,
    NUMBER,
    SINCE,
    TIER,
    TOTAL,
    WEEKDAY,
)
from kopilka.engine.fast.compiled import compiled, entry
from kopilka.engine.fast.loop.earning import award
from kopilka.engine.fast.loop.limits import forget
from kopilka.engine.fast.loop.lots import keep_alive, settle
from kopilka.engine.fast.loop.pricing import price
from kopilka.engine.fast.loop.redeeming import redeem
from kopilka.engine.fast.loop.tiers import (
    KEPT_UNTIL,
    RANK,
    count_single,
    first_since,
    raise_tier,
    review,
    window_start,
)
from kopilka.engine.fast.loop.zone import ONE_DAY, ONE_HOUR, add, month_of, ordinal_of, wall_of
from kopilka.engine.fast.shapes import FAR, Columns, Desk, Results, Sums, Tables


@entry
def run_members(
    start: int,
    end: int,
    tables: Tables,
    columns: Columns,
    desk: Desk,
    results: Results,
    sums: Sums,
) -> None:
    """Members `start` to `end`: their results in place, their sums added to `sums`."""
    for member in range(start, end):
        _run_member(member, columns, desk, tables, results, sums)


@compiled
def _run_member(
    member: int, columns: Columns, desk: Desk, tables: Tables, results: Results, sums: Sums
) -> None:
    first, last = columns.bounds[member], columns.bounds[member + 1]
    until = tables.conf[0].until
    _clear(desk)
    for order in range(first, last):
        _settle(columns.placed[order], first, order - first, columns, desk, tables, sums)
        _run_order(member, order, first, columns, desk, tables, results, sums)
        results.sales[member] += desk.facts[TOTAL]
    _settle(until, first, last - first, columns, desk, tables, sums)
    cost = 0
    for wallet in range(len(tables.wallets)):
        purse = desk.purses[wallet]
        pending = purse.pending + purse.parked
        results.available[member, wallet], results.pending[member, wallet] = (
            purse.available,
            pending,
        )
        cost += (purse.redeemed + purse.available + pending) * tables.wallets[wallet].cost
    results.costs[member] += cost // tables.conf[0].cost_of
    results.tier[member] = desk.standing[RANK]


@compiled
def _clear(desk: Desk) -> None:
    for wallet in range(len(desk.purses)):
        purse = desk.purses[wallet]
        purse.available, purse.lasting, purse.head, purse.tail = 0, 0, 0, 0
        purse.waiting, purse.parked, purse.pending, purse.next = 0, 0, 0, FAR
        purse.redeemed = 0
    forget(desk)
    desk.standing[RANK], desk.standing[KEPT_UNTIL] = 0, FAR
    for rank in range(len(desk.singles)):
        desk.singles[rank] = -FAR - 1  # before the start of all time


@compiled
def _settle(
    until: int,
    first: int,
    done: int,
    columns: Columns,
    desk: Desk,
    tables: Tables,
    sums: Sums,
) -> None:
    for wallet in range(len(tables.wallets)):
        settle(wallet, until, desk, tables, sums)
    if tables.conf[0].tiers:
        review(until, first, done, columns, desk, tables)


@compiled
def _run_order(
    member: int,
    order: int,
    first: int,
    columns: Columns,
    desk: Desk,
    tables: Tables,
    results: Results,
    sums: Sums,
) -> None:
    """As `decide_order`, for an order placed and paid at once and never changed."""
    conf, at, done = tables.conf[0], columns.placed[order], order - first
    day = wall_of(at, tables.zone) // ONE_DAY
    month = month_of(day)[0] - conf.base_month
    _look(order, first, columns, desk, tables)
    off = price(order, columns, desk, tables)
    redeem(order, month, off, columns, desk, tables, results, sums)
    desk.facts[AFTER] = _total_after(order, columns, desk)
    cost, earned = 0, 0
    for wallet in range(len(tables.wallets)):
        units = award(wallet, order, day, columns, desk, tables)
        sums.moves[wallet, month, ISSUED] += units
        cost += units * tables.wallets[wallet].cost
        if wallet == conf.earned:
            earned = units
    for wallet in range(len(tables.wallets)):
        if tables.wallets[wallet].inactive:
            keep_alive(wallet, at, desk, tables)
    _count(order, done, earned, columns, desk, tables)
    if conf.tiers:
        raise_tier(at, first, done + 1, columns, desk, tables)
    results.cost[order] = off + cost // conf.cost_of
    results.costs[member] += off
    sums.months[month, MONTH_ORDERS] += 1
    sums.months[month, MONTH_SALES] += desk.facts[TOTAL]
    sums.months[month, MONTH_DISCOUNTS] += off


@compiled
def _look(order: int, first: int, columns: Columns, desk: Desk, tables: Tables) -> None:
    """The facts that conditions and brackets may ask about."""
    facts, at, done = desk.facts, columns.placed[order], order - first
    wall = wall_of(at, tables.zone)
    day = wall // ONE_DAY
    facts[TOTAL], facts[AFTER] = 0, 0
    for line in range(columns.start[order], columns.start[order + 1]):
        facts[TOTAL] += columns.amount[line]
    facts[NUMBER], facts[TIER] = desk.orders[done] + 1, desk.standing[RANK]
    facts[WEEKDAY], facts[HOUR], facts[DATE] = (
        (day + 3) % 7,
        (wall - day * ONE_DAY) // ONE_HOUR,
        ordinal_of(day),
    )
    facts[CHANNEL] = columns.channel[order] if len(columns.channel) else 0
    facts[SINCE] = ordinal_of(columns.placed[first] // ONE_DAY)
    _look_back(at, first, done, columns, desk, tables)


@compiled
def _look_back(
    at: int, first: int, done: int, columns: Columns, desk: Desk, tables: Tables
) -> None:
    conf, facts = tables.conf[0], desk.facts
    for place in range(conf.spans):
        span, before = tables.spans[place], 0
        if span.kind:
            start = window_start(at, span.kind, span.count, span.unit, tables)
            before = first_since(start, first, done, columns)
        facts[NAMED + 2 * place] = desk.spend[done] - desk.spend[before]
        facts[NAMED + 2 * place + 1] = desk.orders[done] - desk.orders[before]
    for place in range(conf.joined):
        span = tables.spans[conf.spans + place]
        start = add(at, -span.count, span.unit, tables.zone)
        facts[NAMED + 2 * conf.spans + place] = int(columns.placed[first] >= start)


@compiled
def _total_after(order: int, columns: Columns, desk: Desk) -> int:
    """The lines that count, after the program's discounts."""
    total, first = 0, columns.start[order]
    for line in range(columns.start[order + 1] - first):
        if not columns.mask[first + line] & NEVER:
            total += desk.net[line]
    return total


@compiled
def _count(
    order: int, done: int, earned: int, columns: Columns, desk: Desk, tables: Tables
) -> None:
    """What the order counts towards thresholds: money, orders, units."""
    spend, left = 0, 0
    first = columns.start[order]
    for line in range(columns.start[order + 1] - first):
        mask = columns.mask[first + line]
        if not mask & NEVER:
            spend += desk.net[line] - desk.paid[line]
        if not mask & GONE:
            left = 1
    desk.spend[done + 1] = desk.spend[done] + spend
    desk.orders[done + 1] = desk.orders[done] + left
    desk.earned[done + 1] = desk.earned[done] + earned
    count_single(spend, columns.placed[order], desk, tables)
