"""History into the book: the Complete Journey, by its 9.4 lines an order and by totals alone."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.database import postgres, python, sqlite
from bench.measure import Plan, Row, at_least

GOALS = {"lines": ("9.4 lines", 3_000), "one": ("one line", 10_000)}


def imports(plan: Plan) -> Iterator[Row]:
    """All 155,848 orders, or a part of them when it has to be quick."""
    orders = 10**9 if plan.rounds > 1 else 20_000
    for kind, (lines, goal) in GOALS.items():
        with sqlite() as url:
            yield _imported(url, kind, orders, f"import, {lines} an order, SQLite", goal)
        with postgres() as server:
            url = server.url("shop")
            yield _imported(url, kind, orders, f"import, {lines} an order, PostgreSQL", goal)


def _imported(url: str, kind: str, orders: int, name: str, goal: int) -> Row:
    done = python("-m", "bench.processes.load", url, kind, str(orders), url=url)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found = json.loads(done.stdout)
    assert not found["differences"], found
    note = f"({found['orders']:,} orders, {found['cpu_us']:.0f} µs of CPU each)"
    return at_least(name, found["rate"], goal, unit="/s", note=note)
