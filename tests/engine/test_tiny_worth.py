"""Units may be worth less than the smallest coin: nothing is paid with too few of them."""

from __future__ import annotations

from dataclasses import replace

from support.memory_shop import Shop

from kopilka.engine.checkout import HoldWish
from kopilka.engine.facts import Line, Order, Redemption
from kopilka.loyalty.ledger.adjusting import Adjustment

PROGRAM = """kopilka: 1
name: Crumbs
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {kind: points, worth: 0.001}
earn:
  - {id: survey, on: survey.done, give: 1}
"""


def shop_with(units: int) -> Shop:
    shop = Shop(PROGRAM)
    shop.do("adjust_balance", "anna", Adjustment("a", "points", units, "crumbs"))
    return shop


def order(shop: Shop, units: int) -> Order:
    paid = (Redemption("points", units),)
    return Order("site", "O1", shop.now, (Line(1, 500),), paid_at=shop.now, redeemed=paid)


def test_five_crumbs_pay_nothing_and_stay() -> None:
    shop = shop_with(100)
    assert not shop.do("record_order", "anna", order(shop, 5)).refusals
    assert shop.members["anna"].account("points").available == 100


def test_ten_crumbs_pay_a_kopeck() -> None:
    shop = shop_with(100)
    answer = shop.do("record_order", "anna", order(shop, 10))
    assert answer.body["paid_by_units_minor"] == 1
    assert shop.members["anna"].account("points").available == 90


def test_a_hold_of_crumbs_gives_them_back_when_the_order_comes() -> None:
    shop = shop_with(100)
    cart = replace(order(shop, 5), paid_at=None, redeemed=())
    shop.do("place_hold", "anna", HoldWish("h", cart, "points", 5, shop.now.replace(hour=23)))
    shop.do("record_order", "anna", order(shop, 5))
    assert shop.members["anna"].account("points").available == 100
