"""What home finds worth a look leads to the very orders."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.test import Client
from support.owl_shop import NOW, OwlShop

from kopilka.engine.facts import Line, Order
from kopilka.loyalty.earning import operations as _earning  # noqa: F401 - registers
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members.queries import get_member

CIGARETTES = Line(1, 30_000, sku="CIG", categories=("tobacco",))
SPOON = Line(1, 10_00, sku="SPOON")


def tell(owl_shop: OwlShop, number: str, member: int | None, line: Line = CIGARETTES) -> None:
    """A pack of cigarettes never counts; 5 % of a spoon are less than a point."""
    at = NOW - timedelta(days=1)
    order = Order("site", number, at, (line,), paid_at=at, revision="1")
    post(owl_shop.merchant_id, [Intent("record_order", member, order, known_at=at)], NOW)
    cache.clear()


def read(dan: Client, address: str) -> str:
    return dan.get(address, headers={"accept-language": "ru"}).content.decode()


def test_an_order_that_earned_nothing_is_counted_listed_and_says_why(
    dan: Client, owl_shop: OwlShop
) -> None:
    anna = get_member(owl_shop.merchant_id, owl_shop.anna)
    assert anna is not None
    tell(owl_shop, "C1", anna.pk, SPOON)
    home = read(dan, "/")
    assert "заказ участника за 30 дней ничего не принёс" in home
    assert "/orders/?only=earned_nothing" in home
    listed = read(dan, "/orders/?only=earned_nothing")
    assert "/orders/site/C1/" in listed
    assert "/orders/site/B1/" not in listed
    assert "Меньше одной целой единицы: 0,465." in listed
    assert "Меньше одной целой единицы: 0,465." in read(dan, "/orders/site/C1/")


def test_what_never_counts_is_not_worth_a_look_and_says_so_first(
    dan: Client, owl_shop: OwlShop
) -> None:
    anna = get_member(owl_shop.merchant_id, owl_shop.anna)
    assert anna is not None
    tell(owl_shop, "C2", anna.pk)
    assert "Стоит взглянуть" not in read(dan, "/")
    assert "/orders/site/C2/" not in read(dan, "/orders/?only=earned_nothing")
    page = read(dan, "/orders/site/C2/")
    first = "В заказе нечего учитывать. В этой программе не учитывается: категория tobacco."
    assert page.index(first) < page.index("В заказе нет учитываемых строк.")


def test_nothing_odd_is_not_mentioned(dan: Client) -> None:
    assert "Стоит взглянуть" not in read(dan, "/")
