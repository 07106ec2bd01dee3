"""Many redemptions of one member at once, beside the same spread over all."""

from __future__ import annotations

from collections.abc import Iterator

from bench.database import postgres
from bench.made import made_shop
from bench.measure import Plan, Row, at_least, median


def on_one_member(plan: Plan) -> Iterator[Row]:
    """Of the hot member there is less to redeem than is asked for, so refusals count as answers."""
    members = min(plan.scale, 5_000)
    with postgres() as server:
        url = server.url("shop")
        with made_shop(url, members, balance=3_000) as shop:
            shop.ask("holds.lua", 16, 2)
            pairs = [
                (
                    shop.ask("holds.lua", 16, plan.seconds, members=1),
                    shop.ask("holds.lua", 16, plan.seconds),
                )
                for _ in range(plan.rounds)
            ]
        overspent = int(server.run("shop", "-c", _OVERSPENT))
    hot = median(one.rate for one, _ in pairs)
    yield at_least(
        "redemptions of one member: of those spread",
        median(one.rate / spread.rate for one, spread in pairs),
        0.2,
        note=f"({hot:,.0f}/s)",
    )
    yield Row("units overspent", str(overspent), "0", overspent == 0, overspent)


_OVERSPENT = """
SELECT COALESCE(SUM(GREATEST(held - 3000, 0) + GREATEST(-available, 0)), 0) FROM ledger_account
"""
