"""Each limit of coupons really fires: at the limit, and not one more, however many come at once."""

from __future__ import annotations

from functools import partial

import pytest
from coupons.coupon_shop import MEMBERS, CouponShop, open_coupon_shop
from support.books import assert_clean
from support.racing import at_once, raised

from kopilka.loyalty.ledger.queries import count_coupon_uses, count_uses
from kopilka.plumbing.models import AuditRow, OutboxRow

# Code, and how many of eight members with two orders each can have it.
LIMITS = {"A115": 5, "EACH1": MEMBERS, "DAY3": 3}


@pytest.fixture
def shop(empty: str) -> CouponShop:
    return open_coupon_shop()


@pytest.mark.parametrize(("code", "most"), LIMITS.items())
def test_one_after_another_the_limit_is_reached_and_not_passed(
    shop: CouponShop, code: str, most: int
) -> None:
    got = [shop.hold(member, f"{turn}-{member}", code) for turn in "ab" for member in shop.members]
    assert sum(got) == most


@pytest.mark.parametrize(("code", "most"), LIMITS.items())
def test_all_at_once_as_many_get_it(shop: CouponShop, code: str, most: int) -> None:
    for turn in "ab":
        acts = [partial(shop.hold, member, f"{turn}-{member}", code) for member in shop.members]
        results = at_once(*acts)
        assert not raised(results)
        most -= sum(bool(one) for one in results)
    assert most == 0


@pytest.mark.parametrize(("series", "most"), [("once", 1), ("many", 4)])
def test_a_code_of_a_series_is_had_as_often_as_it_may(
    shop: CouponShop, series: str, most: int
) -> None:
    (code,) = shop.codes(series)
    results = at_once(*[partial(shop.hold, one, f"x-{one}", code) for one in shop.members])
    assert not raised(results)
    assert sum(bool(one) for one in results) == most
    assert not shop.hold(shop.members[0], "later", code)


def test_an_order_has_as_many_codes_of_a_coupon_as_it_may(shop: CouponShop) -> None:
    codes = shop.codes("many", 3)
    assert not shop.hold(shop.members[0], "three", *codes)
    assert shop.hold(shop.members[0], "two", *codes[:2])


def test_placed_orders_at_once_take_the_uses_there_are(shop: CouponShop) -> None:
    acts = [partial(shop.place, one, f"p-{one}", "A115") for one in shop.members]
    results = at_once(*acts)
    assert not raised(results)
    assert count_coupon_uses(shop.merchant_id) == {"all": 5}
    assert_clean(shop.merchant_id)


def test_a_placed_order_is_never_refused_and_what_was_too_much_is_flagged(
    shop: CouponShop,
) -> None:
    (code,) = shop.codes("once")
    anna, boris, *_ = shop.members
    shop.place(anna, "A1", code, off="once")
    answer = shop.place(boris, "B1", code, off="once")
    assert not answer.refusals
    assert answer.body["codes"][code] == {"coupon": "once", "used": True, "reason": "per_code"}
    assert count_uses(shop.merchant_id, [code]) == {code: 2}
    flagged = AuditRow.objects.get(merchant_id=shop.merchant_id, action="coupon.over_used")
    assert flagged.subject == code
    told = OutboxRow.objects.filter(merchant_id=shop.merchant_id, topic="coupon.over_used")
    assert told.count() == 1
    shop.place(boris, "B1", code, off="once")
    assert told.count() == 1


def test_a_discount_for_another_coupon_takes_no_use(shop: CouponShop) -> None:
    (code,) = shop.codes("once")
    shop.place(shop.members[0], "A1", code, off="all")
    assert count_uses(shop.merchant_id, [code]) == {}
