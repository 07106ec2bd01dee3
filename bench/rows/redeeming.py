"""Many redemptions of one member at once, beside the same spread over all."""

from __future__ import annotations

from collections.abc import Iterator

from bench.database import Postgres, postgres
from bench.made import Made, made_shop
from bench.measure import Plan, Row, at_least, median

PLENTY = 1_000_000


def on_one_member(plan: Plan) -> Iterator[Row]:
    """One unit an order, and everyone has plenty: what was accepted is what the book has taken."""
    members = min(plan.scale, 5_000)
    with postgres() as server:
        with made_shop(server.url("shop"), members, balance=PLENTY) as shop:
            shop.ask("redemptions.lua", 16, 2)
            pairs = [
                (_accepted(server, shop, plan, members=1), _accepted(server, shop, plan))
                for _ in range(plan.rounds)
            ]
        redeemed, overspent = (int(part) for part in server.run("shop", "-c", _BOOK).split("|"))
    hot = median(one for one, _ in pairs)
    yield at_least(
        "redemptions of one member: of those spread",
        median(one / spread for one, spread in pairs),
        0.2,
        note=f"({hot:,.0f}/s)",
    )
    yield Row("units overspent", str(overspent), "0", overspent == 0, overspent)
    lost = max(shop.answers - redeemed, 0)
    yield Row("redemptions acknowledged and lost", str(lost), "0", lost == 0, lost)


def _accepted(server: Postgres, shop: Made, plan: Plan, *, members: int = 0) -> float:
    """Units redeemed a second, by the book."""
    before = int(server.run("shop", "-c", _REDEEMED))
    asked = shop.ask("redemptions.lua", 16, plan.seconds, members=members)
    units = int(server.run("shop", "-c", _REDEEMED)) - before
    return units * asked.rate / asked.answers


_REDEEMED = """
SELECT COALESCE(SUM(amount), 0) FROM ledger_posting
WHERE source = 'available' AND destination = 'redeemed'"""
_BOOK = f"""
SELECT ({_REDEEMED}), (SELECT COALESCE(SUM(debt + GREATEST(-available, 0)), 0) FROM ledger_account)
"""
