"""The races that lose money elsewhere: each has one winner, and nobody spends a unit twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from support.books import assert_clean, member_key, stands
from support.operations import order, returned, wish
from support.owl_shop import NOW, OwlShop
from support.racing import at_once, raised

from kopilka.engine.facts import Redemption
from kopilka.loyalty.ledger.adjusting import Adjustment
from kopilka.loyalty.ledger.operations import Answer, Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.redemption.operations import HoldEnd

Send = Callable[[str, Any], Answer]


@pytest.fixture
def send(owls: OwlShop, anna: int) -> Send:
    return lambda name, payload: post(owls.merchant_id, [Intent(name, anna, payload)], NOW)[0]


@pytest.fixture
def anna(owls: OwlShop) -> int:
    """Her key; what time has done to her account is booked already."""
    key = member_key(owls.merchant_id, owls.anna)
    post(owls.merchant_id, [Intent("settle_due", key, None)], NOW)
    return key


def accepted(results: list[Any]) -> int:
    assert raised(results) == []
    return sum(not result.refusals for result in results)


def test_redeem_against_redeem_never_overspends(owls: OwlShop, anna: int, send: Send) -> None:
    there = stands(anna).available
    acts = [partial(send, "place_hold", wish(f"h{n}", f"R{n}", 300)) for n in range(12)]
    won = accepted(at_once(*acts))
    assert won == there // 300
    assert stands(anna).available == there - 300 * won
    assert_clean(owls.merchant_id)


def test_deduct_against_deduct_never_goes_below_zero(owls: OwlShop, anna: int, send: Send) -> None:
    there = stands(anna).available
    acts = [
        partial(send, "adjust_balance", Adjustment(f"a{n}", "points", -400, "count"))
        for n in range(10)
    ]
    assert accepted(at_once(*acts)) == there // 400
    assert stands(anna).available == there % 400
    assert_clean(owls.merchant_id)


def test_capture_against_release_has_one_winner(owls: OwlShop, anna: int, send: Send) -> None:
    there = stands(anna).available
    send("place_hold", wish())
    ends = [partial(send, name, HoldEnd("h-1")) for name in ("capture_hold", "release_hold") * 3]
    assert accepted(at_once(*ends)) == 1
    row = stands(anna)
    assert row.held == 0
    assert row.available in (there, there - 200)
    assert_clean(owls.merchant_id)


def test_redeem_against_the_return_that_takes_back(owls: OwlShop, anna: int, send: Send) -> None:
    """Both happen; what the return could not find any more is owed."""
    paid = order("R1", paid_at=NOW - timedelta(hours=1))
    assert not send("record_order", paid).refusals
    acts = [
        partial(send, "record_order", returned()),
        partial(send, "place_hold", wish("h2", "R2", 300)),
        partial(send, "record_order", replace(order("R3"), redeemed=(Redemption("points", 300),))),
    ]
    assert accepted(at_once(*acts)) >= 2
    assert_clean(owls.merchant_id)


def test_the_same_state_many_times_awards_once(owls: OwlShop, anna: int, send: Send) -> None:
    before = stands(anna)
    results = at_once(*[partial(send, "record_order", order())] * 8)
    assert accepted(results) == 8
    assert stands(anna).pending == before.pending + 50
    assert_clean(owls.merchant_id)


def test_states_of_one_order_at_once_end_at_the_latest(
    owls: OwlShop, anna: int, send: Send
) -> None:
    before = stands(anna)
    states = [order(paid_at=None, revision="0"), order(), returned()]
    assert accepted(at_once(*(partial(send, "record_order", s) for s in states * 3))) == 9
    assert stands(anna).pending == before.pending + 35  # 700.00 of it stayed
    assert_clean(owls.merchant_id)


def test_two_members_claim_one_order(owls: OwlShop, anna: int) -> None:
    boris = member_key(owls.merchant_id, owls.boris)

    def claim(member: int) -> Answer:
        return post(owls.merchant_id, [Intent("record_order", member, order())], NOW)[0]

    results = at_once(*[partial(claim, who) for who in (anna, boris) * 3])
    assert accepted(results) == 3
    assert_clean(owls.merchant_id)


def test_many_orders_and_a_tier_review_at_once(owls: OwlShop, anna: int) -> None:
    """The review is due: the tier's time has passed; each writer settles before it decides."""
    later = NOW + timedelta(days=500)

    def at_later(name: str, payload: Any) -> Answer:
        return post(owls.merchant_id, [Intent(name, anna, payload)], later)[0]

    acts = [partial(at_later, "settle_due", None)] * 3 + [
        partial(
            at_later,
            "record_order",
            order(f"R{n}", placed_at=later - timedelta(hours=1), paid_at=later),
        )
        for n in range(3)
    ]
    assert accepted(at_once(*acts)) == 6
    assert_clean(owls.merchant_id)
