"""Whatever happens to a shop, its book proves itself after every step."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from properties.invariants import assert_all, taken_in_order
from properties.terms import assert_terms
from properties.tier_terms import assert_tier, tiers_of
from support.memory_shop import NAMES, Life, Shop
from support.programs import program_texts

from kopilka.engine.ledger.model import Account, Journal
from kopilka.engine.settle import settle, view

LENGTH = 40
FOR_ALL = ("wait", "publish")
TAKING = ("hold", "adjust", "spend_all", "order", "late_order", "order_of_hold")
THOROUGH = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def live(text: str, data: st.DataObject, length: int = LENGTH, **terms: Any) -> Shop:
    """A life of `length` steps, every invariant asserted after each; `terms` bind all versions."""
    shop = Shop(text)
    life = Life(shop, data, texts=program_texts(**terms))
    for _ in range(length):
        before, tiers, steps = _accounts(shop), tiers_of(shop), len(shop.steps)
        written = {name: len(shop.entries[name]) for name in NAMES}
        happened = life.happen()
        taken = shop.steps[steps:]
        moved = NAMES if happened in FOR_ALL else sorted({step.member for step in taken})
        assert_all(shop, moved)
        assert_terms(shop, before, taken)
        for name in moved:
            assert_tier(shop, name, happened, tiers[name])
            if happened in TAKING:
                taken_in_order(before[name], shop.entries[name][written[name] :])
    return shop


def _accounts(shop: Shop) -> dict[str, Account]:
    """As they stand now, time's effects included; copies."""
    seen = {name: view(shop.members[name], shop.versions, shop.now) for name in NAMES}
    return {name: deepcopy(member.account("points")) for name, member in seen.items()}


@THOROUGH
@given(program_texts(), st.data())
def test_the_book_proves_itself_after_every_step(text: str, data: st.DataObject) -> None:
    live(text, data)


@THOROUGH
@given(program_texts(), st.data())
def test_when_jobs_run_changes_nothing(text: str, data: st.DataObject) -> None:
    """Settled at every hour or only at the end: the same balances."""
    shop = live(text, data, 15)
    end = shop.now
    for name in NAMES:
        lazily = view(shop.members[name], shop.versions, end)
        eagerly = deepcopy(shop.members[name])
        settle(eagerly, shop.versions, end, Journal())
        settle(eagerly, shop.versions, end, Journal())
        assert lazily.accounts == eagerly.accounts
        assert lazily.tier == eagerly.tier
