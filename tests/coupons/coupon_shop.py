"""A shop whose coupons are limited in every way, and eight members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from support.memory_shop import START

from kopilka.engine.checkout import HoldWish
from kopilka.engine.facts import Line, Order, StatedDiscount
from kopilka.loyalty.coupons.actions import make_some
from kopilka.loyalty.earning import operations as _earning  # noqa: F401 - registers
from kopilka.loyalty.ledger.operations import Answer, Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members import actions as members
from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.merchants.queries import SCOPES
from kopilka.loyalty.programs import actions as programs

PROGRAM = """kopilka: 1
name: First come
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {kind: points}
coupons:
  - {id: all, code: ALL-5, give: 10.00, limits: {total: 5}}
  - {id: each, code: EACH-1, give: 10.00, limits: {per_member: 1}}
  - {id: daily, code: DAY-3, give: 10.00, limits: {per_day: 3}}
  - {id: once, series: true, give: 10.00}
  - {id: many, series: true, give: 10.00, limits: {per_code: 4, per_order: 2}}
"""
NOW = START + timedelta(days=1)
MEMBERS = 8


@dataclass(frozen=True, slots=True)
class CouponShop:
    merchant_id: int
    members: list[int]
    key: str

    def codes(self, series: str, count: int = 1) -> list[str]:
        return make_some(
            merchant_id=self.merchant_id,
            coupon=series,
            count=count,
            batch="b",
            actor="test",
            now=NOW,
        )

    def hold(self, member: int, name: str, *codes: str) -> bool:
        """Whether all of the codes could be set aside."""
        wish = HoldWish(f"h-{name}", _order(name, codes), "", 0, NOW + timedelta(minutes=30))
        return not self.say("place_hold", member, wish).refusals

    def place(self, member: int, name: str, *codes: str, off: str = "") -> Answer:
        """`off`: the coupon that the shop says it took ten off for."""
        return self.say("record_order", member, _order(name, codes, off))

    def say(self, operation: str, member: int, payload: object) -> Answer:
        (answer,) = post(self.merchant_id, [Intent(operation, member, payload)], NOW)
        return answer


def _order(name: str, codes: tuple[str, ...], off: str = "") -> Order:
    stated = (StatedDiscount(1, off, 1000),) if off else ()
    line = Line(1, 100_000, sku="TEA")
    return Order("site", name, NOW, (line,), codes=codes, stated=stated if off else None)


def open_coupon_shop() -> CouponShop:
    merchant = merchants.open_merchant(
        slug="c", name="C", currency="RUB", timezone="Europe/Moscow", language="ru", now=START
    )
    programs.publish(
        merchant_id=merchant.pk, text=PROGRAM, starts_at=START, actor="test", now=START
    )
    made = [
        members.enrol(
            merchant_id=merchant.pk,
            profile=members.Profile(),
            external_id=str(number),
            region="RU",
            now=START,
        ).pk
        for number in range(MEMBERS)
    ]
    key = merchants.issue_key(merchant_id=merchant.pk, name="tests", scopes=list(SCOPES), now=START)
    return CouponShop(merchant.pk, made, key)
