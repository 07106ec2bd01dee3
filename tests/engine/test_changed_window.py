"""A new version looks at another window: what was reached by the old one stays until its review."""

from __future__ import annotations

from datetime import timedelta

from support.memory_shop import Shop

from kopilka.engine.facts import Line, Order
from kopilka.engine.tiers import tier_at

PROGRAM = """kopilka: 1
name: Windows
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {{kind: points, worth: 1.00}}
earn:
  - {{id: purchase, on: order.paid, give: 3%}}
tiers:
  by: spend
  window: {window}
  levels:
    - {{id: basic, from: 0}}
    - {{id: silver, from: 1000}}
"""


def buy(shop: Shop, name: str, minor: int) -> Order:
    order = Order("site", name, shop.now, (Line(1, minor),), paid_at=shop.now, stated=())
    shop.do("record_order", "anna", order)
    return order


def tier(shop: Shop) -> str | None:
    return tier_at(shop.members["anna"], shop.versions, shop.now)


def shop_with_silver() -> Shop:
    """By two orders a month apart, then judged by the last twenty days only."""
    shop = Shop(PROGRAM.format(window="lifetime"))
    buy(shop, "O1", 60_000)
    shop.now += timedelta(days=30)
    buy(shop, "O2", 60_000)
    assert tier(shop) == "silver"
    shop.publish(PROGRAM.format(window="20d"))
    return shop


def test_a_purchase_after_the_change_demotes_nobody() -> None:
    shop = shop_with_silver()
    buy(shop, "O3", 1_000)
    assert tier(shop) == "silver"


def test_a_return_of_what_earned_it_still_does() -> None:
    shop = shop_with_silver()
    gone = Order(
        "site",
        "O1",
        shop.now - timedelta(days=30),
        (Line(1, 60_000, returned=60_000),),
        paid_at=shop.now - timedelta(days=30),
        returned_at=shop.now,
        stated=(),
    )
    shop.do("record_order", "anna", gone)
    assert tier(shop) == "basic"
