"""A stock of N is N, however many want one at once; what is cancelled can be had again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from support.books import assert_clean
from support.memory_shop import START
from support.racing import at_once, raised

from kopilka.engine.mechanics.rewards.claims import ClaimWish
from kopilka.loyalty.ledger.adjusting import Adjustment
from kopilka.loyalty.ledger.operations import Answer, Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members import actions as members
from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.programs import actions as programs
from kopilka.loyalty.rewards.operations import ClaimCancel, ClaimUse

PROGRAM = """kopilka: 1
name: First come
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {kind: points, worth: 1.00}
rewards:
  - {id: mug, kind: gift, price: 10, stock: 7}
  - {id: pen, kind: gift, price: 1, per_member: 3, in: month}
"""
NOW = START + timedelta(days=1)
MEMBERS, THREADS, STOCK = 10, 30, 7


def open_shop() -> tuple[int, list[int]]:
    """Each member can pay for three."""
    merchant = merchants.open_merchant(
        slug="m", name="M", currency="RUB", timezone="Europe/Moscow", language="ru", now=START
    ).pk
    programs.publish(merchant_id=merchant, text=PROGRAM, starts_at=START, actor="test", now=START)
    made = [
        members.enrol(
            merchant_id=merchant,
            profile=members.Profile(),
            external_id=str(number),
            region="RU",
            now=START,
        ).pk
        for number in range(MEMBERS)
    ]
    grants = [
        Intent("adjust_balance", key, Adjustment(f"g{key}", "points", 30, "to begin with"))
        for key in made
    ]
    assert not any(answer.refusals for answer in post(merchant, grants, NOW))
    return merchant, made


def send(merchant: int, member: int, operation: str, payload: object) -> Answer:
    return post(merchant, [Intent(operation, member, payload)], NOW)[0]


def claim(merchant: int, member: int, name: str, reward: str = "mug") -> Answer:
    return send(merchant, member, "claim_reward", ClaimWish(name, reward, name))


def codes(answers: list[Answer | Exception]) -> list[str]:
    assert raised(answers) == []
    return sorted(
        refusal.code
        for answer in answers
        if isinstance(answer, Answer)
        for refusal in answer.refusals
    )


def test_exactly_the_stock_is_claimed(empty: str) -> None:
    merchant, keys = open_shop()
    acts = [partial(claim, merchant, keys[n % MEMBERS], f"c{n}") for n in range(THREADS)]
    assert codes(at_once(*acts)) == ["sold_out"] * (THREADS - STOCK)
    assert_clean(merchant)


def test_within_one_batch_too(empty: str) -> None:
    merchant, keys = open_shop()
    wishes = [
        Intent("claim_reward", keys[n % MEMBERS], ClaimWish(f"c{n}", "mug", f"c{n}"))
        for n in range(THREADS)
    ]
    assert codes([*post(merchant, wishes, NOW)]) == ["sold_out"] * (THREADS - STOCK)
    assert_clean(merchant)


def test_what_is_cancelled_can_be_had_again_once(empty: str) -> None:
    merchant, keys = open_shop()
    for n in range(STOCK):
        assert not claim(merchant, keys[n], f"c{n}").refusals
    ends = [
        partial(send, merchant, keys[0], "cancel_claim", ClaimCancel("c0", "broken"))
        for _ in range(3)
    ]
    assert codes(at_once(*ends)) == ["claim_not_open"] * 2
    acts = [partial(claim, merchant, key, f"again{key}") for key in keys]
    assert codes(at_once(*acts)) == ["sold_out"] * (MEMBERS - 1)
    assert_clean(merchant)


def test_a_claim_is_used_or_cancelled_and_never_both(empty: str) -> None:
    merchant, keys = open_shop()
    assert not claim(merchant, keys[0], "c0").refusals
    acts = [
        *[partial(send, merchant, keys[0], "use_claim", ClaimUse("c0"))] * 3,
        *[partial(send, merchant, keys[0], "cancel_claim", ClaimCancel("c0", "no"))] * 3,
    ]
    assert codes(at_once(*acts)) == ["claim_not_open"] * 5
    assert_clean(merchant)


def test_one_member_has_no_more_than_the_limit(empty: str) -> None:
    merchant, keys = open_shop()
    acts = [partial(claim, merchant, keys[0], f"p{n}", "pen") for n in range(8)]
    assert codes(at_once(*acts)) == ["reward_limit_reached"] * 5
    assert_clean(merchant)
