"""Quotes of large carts, and balances beside a bare select."""

from __future__ import annotations

from collections.abc import Iterator

from bench.database import SQL, postgres
from bench.made import made_shop
from bench.measure import Plan, Row, at_least, at_most, median, plain

OSCAR = 0.020
"""Seconds that three lines take in django-oscar's offers, in 51 queries: a reference from before,
not measured here, and of a cart ten times smaller."""


def quotes(plan: Plan) -> Iterator[Row]:
    with postgres() as server, made_shop(server.url("shop"), plan.scale, balance=500) as shop:
        shop.ask("quotes.lua", 16, 2)
        before = shop.site.cpu() + server.cpu()
        rounds = [shop.ask("quotes.lua", 16, plan.seconds) for _ in range(plan.rounds)]
        cpu = (shop.site.cpu() + server.cpu() - before) / sum(each.answers for each in rounds)
        peak = median(each.rate for each in rounds)
        half = [shop.ask_at(peak / 2, "quotes", plan.seconds) for _ in range(plan.rounds)]
    yield plain("quote of 30 lines", peak, "/s")
    yield plain(
        "quote of 30 lines: CPU, of 3 lines in django-oscar's offers",
        cpu / OSCAR,
        note=f"({cpu * 1e6:,.0f} µs; oscar's as published; goal of the same cart: .05)",
    )
    note = f"(asked {peak / 2:,.0f}/s, got {median(each.rate for each in half):,.0f}/s)"
    p99 = median(each.p99_ms for each in half)
    yield at_most("quote of 30 lines, half the peak: p99", p99, 25, unit=" ms", note=note)
    bad = sum(each.bad for each in half)
    yield Row("quotes refused at half the peak", str(bad), "0", bad == 0, bad)


def balances(plan: Plan) -> Iterator[Row]:
    with postgres() as server, made_shop(server.url("shop"), plan.scale, balance=500) as shop:
        server.run("postgres", "-v", f"members={plan.scale}", "-f", str(SQL / "bare.sql"))
        shop.ask("balances.lua", 16, 2)
        pairs = [
            (
                server.pgbench("postgres", "bare_look.sql", 16, plan.seconds, members=plan.scale),
                shop.ask("balances.lua", 16, plan.seconds).rate,
            )
            for _ in range(plan.rounds)
        ]
    rate = median(ours for _, ours in pairs)
    yield at_least(
        "balance: of a bare select",
        median(ours / bare for bare, ours in pairs),
        0.07,
        note=f"({rate:,.0f}/s)",
    )
