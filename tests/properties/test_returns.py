"""A return in any number of steps ends where one return would; a whole one undoes everything."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.memory_shop import NAMES, Life, Shop
from support.programs import program_texts

from kopilka.engine.facts import Order
from kopilka.engine.tiers import tier_at

THOROUGH = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def standing(shop: Shop) -> dict[str, Any]:
    """What members have, what is counted of them, and what each order has come to."""
    return {
        name: (
            {
                wallet: (account.available, account.pending, account.held, account.debt)
                for wallet, account in member.accounts.items()
                if any((account.available, account.pending, account.held, account.debt))
            },
            {key: used for key, used in member.usage.items() if used},
            {
                key: (
                    {wallet: sum(rules.values()) for wallet, rules in record.awarded.items()},
                    sum(record.owed.values()),
                )
                for key, record in member.orders.items()
            },
            tier_at(member, shop.versions, shop.now),
        )
        for name, member in shop.members.items()
    }


def back(order: Order, amounts: list[int], revision: int, shop: Shop) -> Order:
    lines = tuple(
        replace(line, returned=amount) for line, amount in zip(order.lines, amounts, strict=True)
    )
    return replace(order, lines=lines, returned_at=shop.now, revision=str(revision))


@THOROUGH
@given(program_texts(), st.data())
def test_steps_of_a_return_end_where_one_return_ends(text: str, data: st.DataObject) -> None:
    shop = Shop(text)
    life = Life(shop, data)
    for _ in range(12):
        life.happen()
    orders = [states[-1] for states in shop.told.values() if states[-1].live]
    if not orders:
        return
    order = data.draw(st.sampled_from(orders), label="which order comes back")
    order = max(shop.told[order.key], key=lambda state: int(state.revision))
    steps = _rising(data, order)
    who, number = shop.owner[order.key], int(order.revision)
    at_once, by_steps = deepcopy(shop), deepcopy(shop)
    at_once.do("record_order", who, back(order, steps[-1], number + 9, shop))
    for place, amounts in enumerate(steps, 1):
        by_steps.do("record_order", who, back(order, amounts, number + place, shop))
    assert standing(by_steps) == standing(at_once)


def _rising(data: st.DataObject, order: Order) -> list[list[int]]:
    """Up to four states of the lines, each with no less returned than the one before."""
    states, now = [], [line.returned for line in order.lines]
    for _ in range(data.draw(st.integers(2, 4), label="steps")):
        tenths = [data.draw(st.integers(0, 10), label="tenths") for _ in now]
        now = [
            amount + (line.amount - amount) * tenth // 10
            for amount, line, tenth in zip(now, order.lines, tenths, strict=True)
        ]
        states.append(now)
    return states


@THOROUGH
@given(program_texts(), st.data(), st.sampled_from(("returned", "cancelled")))
def test_a_whole_return_undoes_the_order(text: str, data: st.DataObject, how: str) -> None:
    """An order comes and goes while nothing else happens: everything is as it was before."""
    shop = Shop(text)
    life = Life(shop, data)
    for _ in range(10):
        life.happen()
    for name in NAMES:
        shop.do("settle_due", name, None)
    before, known = standing(shop), set(shop.told)
    life._order()
    fresh = next(iter(set(shop.told) - known))
    order, who = shop.told[fresh][0], shop.owner[fresh]
    gone = replace(order, cancelled_at=shop.now, revision="2")
    if how == "returned":
        gone = back(order, [line.amount for line in order.lines], 2, shop)
    shop.do("record_order", who, gone)
    after = standing(shop)
    for name in NAMES:
        accounts, usage, orders, tier = after[name]
        undone = {key: value for key, value in orders.items() if key != fresh}
        assert (accounts, usage, undone, tier) == before[name]
