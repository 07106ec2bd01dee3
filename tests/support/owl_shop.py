"""A small shop on the owl club's program, through the real write path: Anna, Boris, Clara, Dan.

Clara is of another merchant. Dan signs in: dan@owl.test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import kopilka
from kopilka.engine.facts import Line, Order, Redemption
from kopilka.loyalty.earning import operations as _earning  # noqa: F401 - registers
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members import actions as members
from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.merchants.queries import SCOPES
from kopilka.loyalty.programs import actions as programs

PROGRAM = Path(kopilka.__file__).parent / "templates" / "programs" / "owl-club.yaml"
PLANS = """
plans:
  - {id: owls, name: {ru: Совы, en: Owls}, sku: TEA-1, period: 1mo, price: 310.00, trial: 7d,
     remind: 2d, bonus: 20, perks: [a-CUP]}
"""
CATALOGUE = """
rewards:
  - {id: mug, name: Кружка, kind: gift, wallet: points, price: 100, stock: 50, value: 300.00}
  - {id: whole-set, name: Сервиз, kind: product, wallet: points, price: 100000}
  - id: half-cup
    name: Чашка за полцены
    kind: discount
    wallet: points
    price: 50
    give: 50%
    lines: {sku: [CUP]}
"""
PASSWORD = "a-long-word-for-dan"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
START = datetime(2025, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OwlShop:
    merchant_id: int
    anna: str  # public ids
    boris: str
    clara: str
    lark_id: int  # Clara's merchant
    key: str  # may do everything at the owl's
    lark_key: str  # the same at the lark's


def open_owl_shop() -> OwlShop:
    merchant = _merchant("owl", "Сова")
    merchants.add_staff(
        merchant_id=merchant, email="dan@owl.test", password=PASSWORD, role="support", name="Dan"
    )
    anna = _enrol(merchant, "Анна Ёлкина", "anna@owl.test", "+79161234567", "17")
    boris = _enrol(merchant, "Борис Волков", "boris@owl.test", "+79261112233", "18")
    other = _merchant("lark", "Жаворонок")
    clara = _enrol(other, "Клара", "clara@lark.test", "", "1")
    for order in _annas_orders():
        _tell(merchant, anna.pk, order)
    _tell(merchant, boris.pk, _order("B1", datetime(2026, 11, 10, 9, tzinfo=UTC), 80_000))
    return OwlShop(
        merchant,
        anna.public_id,
        boris.public_id,
        clara.public_id,
        other,
        _key(merchant, list(SCOPES)),
        _key(other, list(SCOPES)),
    )


def _key(merchant: int, scopes: list[str]) -> str:
    return merchants.issue_key(merchant_id=merchant, name="tests", scopes=scopes, now=START)


def _merchant(slug: str, name: str) -> int:
    merchant = merchants.open_merchant(
        slug=slug, name=name, currency="RUB", timezone="Europe/Moscow", language="ru", now=START
    )
    merchants.add_shop(merchant_id=merchant.pk, code="site", name=name)
    programs.publish(
        merchant_id=merchant.pk,
        text=PROGRAM.read_text(encoding="utf-8") + PLANS + CATALOGUE,
        starts_at=START,
        actor="test",
        now=START,
    )
    return merchant.pk


def _enrol(merchant: int, name: str, email: str, phone: str, external: str):
    profile = members.Profile(name=name, email=email, phone=phone, birthday=date(1990, 3, 14))
    return members.enrol(
        merchant_id=merchant, profile=profile, external_id=external, region="RU", now=START
    )


def _annas_orders() -> list[Order]:
    """One a month; one partly paid with points, one returned in part, one on the app."""
    first = datetime(2026, 1, 5, 9, tzinfo=UTC)
    orders = [
        _order(f"A{number + 1}", first + timedelta(days=28 * number), 120_000 + 40_000 * number)
        for number in range(11)
    ]
    orders[4] = replace(orders[4], redeemed=(Redemption("points", 120),))
    orders[7] = replace(orders[7], channel="app")
    lines = (replace(orders[9].lines[0], returned=60_000), *orders[9].lines[1:])
    returned = orders[9].placed_at + timedelta(days=3)
    return [*orders, replace(orders[9], lines=lines, returned_at=returned, revision="2")]


def _order(number: str, at: datetime, total: int) -> Order:
    lines = (
        Line(1, total - 30_000, sku="TEA-7", categories=("чай",), brand="Лес"),
        Line(2, 20_000, sku="CUP", categories=("посуда",)),
        Line(3, 10_000, sku="CIG", categories=("tobacco",)),
    )
    return Order("site", number, at, lines, paid_at=at + timedelta(minutes=5), revision="1")


def _tell(merchant: int, member: int, order: Order) -> None:
    known = order.returned_at or order.paid_at
    assert known is not None
    answer = post(merchant, [Intent("record_order", member, order, known_at=known)], known)[0]
    assert not answer.refusals, answer
