"""An order paid over HTTP: beside pgbench's bare function on PostgreSQL, and on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.database import SQL, Postgres, postgres, sqlite
from bench.made import Made, count, made_shop
from bench.measure import Plan, Row, at_least, at_most, median, plain
from bench.site import Asked

GOALS = {16: 0.28, 64: 0.45}


@dataclass(frozen=True, slots=True)
class Round:
    """Rates a second; CPU in microseconds an order, the database's included."""

    bare: float
    whole: float
    ours: Asked
    bare_cpu: float
    ours_cpu: float


def on_postgres(plan: Plan) -> Iterator[Row]:
    with postgres() as server:
        url = server.url("shop")
        with made_shop(url, plan.scale) as shop:
            _prepare(server, plan)
            shop.ask("orders.lua", 16, 2)
            for clients, goal in GOALS.items():
                rounds = [_round(server, shop, clients, plan) for _ in range(plan.rounds)]
                yield from _compared(rounds, clients, goal)
            yield _nothing_lost(url, shop)


def _prepare(server: Postgres, plan: Plan) -> None:
    server.run("postgres", "-v", f"members={plan.scale}", "-f", str(SQL / "bare.sql"))
    server.copy("shop", "whole")
    server.run("whole", "-f", str(SQL / "whole.sql"))


def _round(server: Postgres, shop: Made, clients: int, plan: Plan) -> Round:
    before = server.cpu()
    bare = server.pgbench("postgres", "bare_call.sql", clients, plan.seconds, members=plan.scale)
    bare_cpu = (server.cpu() - before) / (bare * plan.seconds)
    first = int(server.run("whole", "-c", "SELECT MIN(id) FROM members_member"))
    last = first + plan.scale - 1
    whole = server.pgbench("whole", "whole_call.sql", clients, plan.seconds, first=first, last=last)
    before = server.cpu() + shop.site.cpu()
    ours = shop.ask("orders.lua", clients, plan.seconds)
    ours_cpu = (server.cpu() + shop.site.cpu() - before) / max(ours.answers, 1)
    return Round(bare, whole, ours, bare_cpu * 1e6, ours_cpu * 1e6)


def _compared(rounds: list[Round], clients: int, goal: float) -> Iterator[Row]:
    name = f"order paid, PostgreSQL, {clients} clients"
    rate = median(each.ours.rate for each in rounds)
    p99 = median(each.ours.p99_ms for each in rounds)
    note = f"({rate:,.0f}/s, p99 {p99:.0f} ms)"
    yield at_least(
        f"{name}: of the bare function",
        median(each.ours.rate / each.bare for each in rounds),
        goal,
        note=note,
    )
    yield plain(
        f"{name}: of a function writing all of it",
        median(each.ours.rate / each.whole for each in rounds),
    )
    yield at_most(
        f"{name}: CPU, of the bare function's",
        median(each.ours_cpu / each.bare_cpu for each in rounds),
        3.5,
        note=f"({median(each.ours_cpu for each in rounds):,.0f} µs)",
    )


def _nothing_lost(url: str, shop: Made) -> Row:
    lost = max(shop.answers - count(url, "activity_order"), 0)
    return Row("orders acknowledged and lost", str(lost), "0", lost == 0, lost)


def on_sqlite(plan: Plan) -> Iterator[Row]:
    """FULL is what Kopilka runs with; NORMAL may lose what it acknowledged when power goes."""
    with (
        sqlite() as full,
        sqlite() as normal,
        made_shop(full, plan.scale) as durable,
        made_shop(normal, plan.scale, DJANGO_SETTINGS_MODULE="bench.settings_normal") as quick,
    ):
        pairs = [
            tuple(shop.ask("orders.lua", 16, plan.seconds) for shop in (durable, quick))
            for _ in range(plan.rounds)
        ]
        lost = _nothing_lost(full, durable)
    name = "order paid, SQLite FULL, 16 clients"
    yield at_least(name, median(ours.rate for ours, _ in pairs), 2500, unit="/s")
    yield at_most(f"{name}: p99", median(ours.p99_ms for ours, _ in pairs), 15, unit=" ms")
    yield at_least(f"{name}: of NORMAL", median(a.rate / b.rate for a, b in pairs), 0.9)
    yield lost
