"""Generated from the registry: no operation lands without its races, keys and isolation."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from support.books import assert_clean, member_key, stands
from support.operations import ENDING, SAMPLES, STILL, intent, prepare
from support.owl_shop import NOW, OwlShop
from support.racing import at_once, raised

from kopilka.loyalty.ledger.operations import OPERATIONS, Answer, Intent
from kopilka.loyalty.ledger.post import post

NAMES = sorted(SAMPLES)
PAIRS = list(itertools.combinations_with_replacement(NAMES, 2))
THREADS = 6


def test_every_operation_has_a_sample() -> None:
    assert set(OPERATIONS) == set(SAMPLES)


@pytest.fixture
def anna(owls: OwlShop) -> int:
    """Her key; what time has done to her account is booked already."""
    key = member_key(owls.merchant_id, owls.anna)
    post(owls.merchant_id, [Intent("settle_due", key, None)], NOW)
    return key


def send(shop: OwlShop, one: Intent) -> Answer:
    return post(shop.merchant_id, [one], NOW)[0]


@pytest.mark.parametrize("name", NAMES)
def test_one_key_at_once_happens_once(owls: OwlShop, anna: int, name: str) -> None:
    for first in prepare(name, anna):
        assert not send(owls, first).refusals
    before = stands(anna)
    one = intent(name, anna, key="the same")
    results = at_once(*[partial(send, owls, one)] * THREADS)
    assert raised(results) == []
    answers = [result for result in results if isinstance(result, Answer)]
    assert sum(not answer.replayed for answer in answers) == 1
    assert all(answer.body == answers[0].body and not answer.refusals for answer in answers)
    after = stands(anna)
    assert_clean(owls.merchant_id)
    assert send(owls, one).replayed
    assert stands(anna) == after
    assert (before == after) == (name in STILL)


@pytest.mark.parametrize("name", NAMES)
def test_one_fact_under_many_keys_happens_once(owls: OwlShop, anna: int, name: str) -> None:
    for first in prepare(name, anna):
        send(owls, first)
    single = stands(anna)
    one = intent(name, anna)
    results = at_once(
        *(partial(send, owls, intent(name, anna, key=f"k{n}")) for n in range(THREADS))
    )
    assert raised(results) == []
    moved = stands(anna)
    assert_clean(owls.merchant_id)
    if name not in ENDING:
        assert not any(answer.refusals for answer in results if isinstance(answer, Answer))
    send(owls, one)
    assert stands(anna) == moved
    assert moved != single or name in STILL


@pytest.mark.parametrize(("left", "right"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_any_two_operations_at_once_leave_a_clean_book(
    owls: OwlShop, anna: int, left: str, right: str
) -> None:
    for name, number in ((left, 1), (right, 2)):
        for first in prepare(name, anna, number):
            assert not send(owls, first).refusals
    acts = [
        partial(send, owls, intent(name, anna, number))
        for name, number in ((left, 1), (right, 2))
        for _ in range(2)
    ]
    assert raised(at_once(*acts)) == []
    row = stands(anna)
    assert min(row.available, row.pending, row.held, row.debt) >= 0
    assert_clean(owls.merchant_id)


@pytest.mark.parametrize("name", NAMES)
def test_another_merchants_member_is_unknown(owls: OwlShop, name: str) -> None:
    clara = member_key(owls.lark_id, owls.clara)
    answer = send(owls, intent(name, clara))
    assert [refusal.code for refusal in answer.refusals] == ["unknown_member"]
    assert_clean(owls.lark_id)
