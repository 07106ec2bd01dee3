"""Running a program over a history: bounds checked, members in parts, over all cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from kopilka.engine.fast import shapes
from kopilka.engine.fast.codes import NAMED, PER_SUM, PERCENT
from kopilka.engine.fast.selectors import mask_of
from kopilka.engine.fast.shapes import FAR, Columns, Desk, Ints, Orders, Results, Sums, Tables
from kopilka.engine.fast.tables import Compiled, compile_program, records
from kopilka.engine.fast.zones import zone_table
from kopilka.engine.program.model import Program

_PARTS_PER_THREAD = 8
_ONE_DAY = 86_400_000_000
_MARGIN = 3 * _ONE_DAY
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Policy:
    """`redeem`: the share of what could be redeemed that is, None never; `until` microseconds."""

    redeem: Fraction | None
    until: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sums` count months since `base_month`, which counts from the year 0."""

    results: Results
    sums: Sums
    base_month: int

    def month(self, place: int) -> str:
        year, month0 = divmod(self.base_month + place, 12)
        return f"{year}-{month0 + 1:02d}"


class TooLarge(Exception):
    """Sums of this history under this program could leave 62 bits; the engine knows no such end."""


def run(
    orders: Orders,
    program: Program,
    policy: Policy,
    *,
    threads: int | None = None,
    progress: Progress = lambda done: None,
) -> Outcome:
    """`program` must lack nothing (`can_run`); `progress` is told the orders done."""
    from kopilka.engine.fast.loop.members import run_members  # numba takes a second to import

    compiled = compile_program(program, orders.channels)
    _check_bounds(orders, compiled)
    tables, months = _tables(orders, compiled, policy)
    columns = _columns(orders, compiled)
    results = _results(orders, len(program.wallets))
    count = threads or os.cpu_count() or 1
    with ThreadPoolExecutor(count) as pool:
        waiting = {}
        for start, end in _parts(orders.bounds, count):
            sums = _sums(len(program.wallets), months)
            desk = _desk(start, end, columns, tables)
            done = pool.submit(run_members, start, end, tables, columns, desk, results, sums)
            waiting[done] = (sums, int(orders.bounds[end] - orders.bounds[start]))
        whole = _sums(len(program.wallets), months)
        orders_done = 0
        for done in as_completed(waiting):
            done.result()
            sums, size = waiting.pop(done)
            _add(whole, sums)
            orders_done += size
            progress(orders_done)
    return Outcome(results, whole, int(tables.conf[0]["base_month"]))


def prepare(program: Program) -> None:
    """Loads the compiled code, or makes it: for who wants that apart from the run."""
    one = np.ones(1, dtype=np.int64)
    orders = Orders(np.array([0, 1], dtype=np.int64), one, one)
    run(orders, program, Policy(None, 1), threads=1)


def _parts(bounds: Ints, threads: int) -> list[tuple[int, int]]:
    """Members cut so that each part has about as many orders."""
    members, orders = len(bounds) - 1, int(bounds[-1])
    wanted = min(threads * _PARTS_PER_THREAD, members)
    cuts = np.searchsorted(bounds, np.arange(1, wanted) * orders // max(wanted, 1))
    edges = np.unique(np.concatenate([[0], cuts, [members]])).tolist()
    return list(pairwise(edges))


def _tables(orders: Orders, compiled: Compiled, policy: Policy) -> tuple[Tables, int]:
    """The program's arrays for this history, and how many months it spans."""
    first = int(orders.placed.min())
    last = max(int(orders.placed.max()), policy.until)
    start = (first - _MARGIN) // _ONE_DAY * _ONE_DAY
    zone = zone_table(compiled.program.timezone, start, last + _MARGIN)
    base = month_number(first, compiled.program)
    months = month_number(last, compiled.program) - base + 1
    redeem = policy.redeem
    conf = {
        **compiled.conf,
        "base_month": base,
        "months": months,
        "until": policy.until,
        "redeem": -1 if redeem is None else redeem.numerator,
        "redeem_of": 1 if redeem is None else redeem.denominator,
    }
    table = records(shapes.CONF, [conf])
    return Tables(**compiled.tables, conf=table, zone=zone), months


def month_number(micros: int, program: Program) -> int:
    """Of the local month, counted from the year 0."""
    local = (_EPOCH + timedelta(microseconds=micros)).astimezone(program.zone)
    return local.year * 12 + local.month - 1


def _columns(orders: Orders, compiled: Compiled) -> Columns:
    channel = np.zeros(0, dtype=np.int64) if orders.channel is None else orders.channel
    mask = mask_of(orders, compiled.selectors, compiled.program.never)
    willing = np.zeros(0, dtype=np.int64) if orders.willing is None else orders.willing
    starts = orders.starts()
    return Columns(orders.bounds, orders.placed, starts, orders.amount, mask, channel, willing)


def _desk(start: int, end: int, columns: Columns, tables: Tables) -> Desk:
    """Room for the longest member and the longest order of these members."""
    bounds = columns.bounds[start : end + 1]
    orders = int(np.diff(bounds).max())
    lines = max(int(np.diff(columns.start[bounds[0] : bounds[-1] + 1]).max()), 1)
    conf, rules, wallets = tables.conf[0], len(tables.rules), len(tables.wallets)
    lots = orders * (1 + int((tables.rules["term"] >= 0).sum())) + 1
    facts = NAMED + 2 * int(conf["spans"]) + int(conf["joined"])
    sizes = {
        **dict.fromkeys(("exact", "scalable", "shares"), rules),
        **dict.fromkeys(("rests", "parts"), max(rules, lines)),
        **dict.fromkeys(("net", "off", "paid", "weights", "foreign", "share", "place"), lines),
        **dict.fromkeys(("whole", "most"), len(tables.shares)),
        **dict.fromkeys(("spend", "orders", "earned"), orders + 1),
        "facts": facts,
        "waiting": (wallets, lots, 3),
        "lots": (wallets, lots, 2),
        "standing": 2,
        "singles": int(conf["tiers"]),
    }
    return Desk(
        **{name: np.zeros(size, dtype=np.int64) for name, size in sizes.items()},
        purses=np.zeros(wallets, dtype=shapes.PURSE),
        slots=np.zeros(int(conf["slots"]), dtype=shapes.SLOT),
    )


def _results(orders: Orders, wallets: int) -> Results:
    members = len(orders.bounds) - 1
    whole = np.int64
    return Results(
        np.zeros(len(orders.placed), dtype=whole),
        np.zeros((len(orders.placed), wallets), dtype=whole),
        np.zeros(members, dtype=whole),
        np.zeros(members, dtype=whole),
        np.zeros((members, wallets), dtype=whole),
        np.zeros((members, wallets), dtype=whole),
        np.zeros(members, dtype=whole),
    )


def _sums(wallets: int, months: int) -> Sums:
    return Sums(
        np.zeros((wallets, months, 3), dtype=np.int64), np.zeros((months, 3), dtype=np.int64)
    )


def _add(whole: Sums, part: Sums) -> None:
    whole.moves[:] += part.moves
    whole.months[:] += part.months


# ------------------------------------------------------------------ bounds


def _check_bounds(orders: Orders, compiled: Compiled) -> None:
    """Everything that could be summed stays below 2^61, or TooLarge."""
    if len(orders.amount) and int(orders.amount.min()) < 0:
        raise TooLarge("an amount below zero")
    sales = sum(int(part.sum()) for part in np.array_split(orders.amount, 64))
    so_far = np.concatenate([[0], np.cumsum(orders.amount)])
    largest = int(np.diff(so_far[orders.starts()]).max())
    units = sum(_most_units(compiled, place, largest) for place in range(_wallets(compiled)))
    costs = int(compiled.tables["wallets"]["cost"].max(initial=1))
    groups = compiled.tables["wallets"]["share_end"] - compiled.tables["wallets"]["share"]
    if groups.max(initial=1) > 1 and largest**2 >= FAR // 2:
        raise TooLarge(f"shares of an order of {largest}")
    most = max(sales, (units + 1) * len(orders.placed), (units + 1) * costs * len(orders.placed))
    if most >= FAR // 2:
        raise TooLarge(f"sums up to {most}")


def _wallets(compiled: Compiled) -> int:
    return len(compiled.tables["wallets"])


def _most_units(compiled: Compiled, place: int, largest: int) -> int:
    """Units that one order could earn in the wallet; exact awards are checked on the way."""
    wallet, rules = compiled.tables["wallets"][place], compiled.tables["rules"]
    awards = [_most_exact(award, largest) for award in compiled.tables["awards"]]
    added = max(int(rules["added"].max(initial=0)) + 1, 2)
    exact = max(awards, default=0) * (len(rules) + 1) * added
    if exact >= FAR // 2:
        raise TooLarge(f"an award of up to {exact} parts of a unit")
    return exact // int(wallet["scale"]) + 1


def _most_exact(award: Any, largest: int) -> int:
    kind, part, of = (int(field) for field in award)
    if kind == PERCENT:
        return part * largest
    return part * (largest // of) if kind == PER_SUM else part
