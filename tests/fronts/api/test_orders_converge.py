"""Any order of arrival and any duplicates of one order's states end in the same balances."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.api import Api
from support.owl_shop import OwlShop
from support.requests import hold, lines, order

from kopilka.loyalty.ledger.check import check_books

RETURNED = {"amount": "400.00"}
LIVELY = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def states(member: str, **more: object) -> list[dict[str, Any]]:
    """An order's life as its shop tells it, one revision after another; `more` of each."""
    placed = order(member, paid_at=None, revision="1", **more)
    paid = order(member, revision="2", **more)
    back = order(
        member,
        revision="3",
        lines=lines(returned=RETURNED),
        returned_at="2026-11-20T09:00:00Z",
        **more,
    )
    all_back = order(
        member,
        revision="4",
        lines=lines(returned={"amount": "1000.00"}),
        returned_at="2026-11-20T10:00:00Z",
        **more,
    )
    return [placed, paid, back, all_back]


def standing(api: Api, member: str) -> tuple[Any, Any]:
    found = api.ask("GET", f"/members/{member}/balances")
    return found["balances"], found["tier"]


def test_every_permutation_of_an_orders_life_ends_alike(owls: OwlShop) -> None:
    api = Api(owls.key)
    before = standing(api, owls.anna)
    for number, chosen in enumerate(itertools.permutations(states(owls.anna))):
        for state in chosen:
            api.ask("PUT", f"/orders/site/P{number}", state)
        assert standing(api, owls.anna) == before
    assert check_books(owls.merchant_id) == []


@LIVELY
@given(st.data())
def test_duplicates_and_orders_of_arrival_end_alike(owls: OwlShop, data: st.DataObject) -> None:
    """What stands at the end is what the latest revision told, whatever came on the way."""
    api = Api(owls.key)
    told = states(owls.anna)[: data.draw(st.integers(2, 3), label="how far it went")]
    arrivals = data.draw(
        st.lists(st.sampled_from(told), max_size=4).flatmap(
            lambda extra: st.permutations([*told, *extra])
        ),
        label="arrivals",
    )
    name = uuid.uuid4().hex
    before = api.balance(owls.anna)["pending"]
    for state in arrivals:
        api.ask("PUT", f"/orders/site/{name}", state)
    expected = {2: 50, 3: 30}[len(told)]
    assert api.balance(owls.anna)["pending"] - before == expected
    gone = {**told[-1], "revision": "9", "cancelled_at": "2026-11-20T11:00:00Z"}
    api.ask("PUT", f"/orders/site/{name}", gone)
    assert api.balance(owls.anna)["pending"] == before
    assert check_books(owls.merchant_id) == []


def held(api: Api, member: str, name: str) -> list[dict[str, Any]]:
    """200 units are set aside for the order, and every state of it names their hold."""
    api.ask("POST", "/holds", hold(member, hold_id=f"h-{name}", order=name))
    return states(member, redeemed=[{"wallet": "points", "units": 200, "hold": f"h-{name}"}])


@pytest.mark.parametrize(("told", "out"), [(2, 200), (3, 120), (4, 0)])
def test_units_redeemed_end_alike_in_every_permutation(owls: OwlShop, told: int, out: int) -> None:
    """Placed captures the hold, a part returned gives its part back, whatever comes first."""
    api = Api(owls.key)
    ends = []
    for number, places in enumerate(itertools.permutations(range(told))):
        name = f"U{number}"
        before = api.balance(owls.anna)
        life = held(api, owls.anna, name)
        for place in places:
            api.ask("PUT", f"/orders/site/{name}", life[place])
        after = api.balance(owls.anna)
        assert before["available"] - after["available"] == out
        assert after["held"] == before["held"]
        ends.append(after["pending"] - before["pending"])
        gone = {**life[told - 1], "revision": "9", "cancelled_at": "2026-11-20T11:00:00Z"}
        api.ask("PUT", f"/orders/site/{name}", gone)
        assert api.balance(owls.anna) == before
    assert len(set(ends)) == 1
    assert check_books(owls.merchant_id) == []


@LIVELY
@given(st.data())
def test_duplicates_redeem_once(owls: OwlShop, data: st.DataObject) -> None:
    """The hold is captured once and given back once, also when an early state comes last."""
    api = Api(owls.key)
    name = uuid.uuid4().hex
    arrivals = data.draw(  # before anything is held: a draw given up would leave its hold behind
        st.lists(st.sampled_from(range(4)), max_size=4).flatmap(
            lambda extra: st.permutations([*range(4), *extra])
        ),
        label="arrivals",
    )
    before = api.balance(owls.anna)
    life = held(api, owls.anna, name)
    for place in arrivals:
        api.ask("PUT", f"/orders/site/{name}", life[place])
    assert api.balance(owls.anna) == before
    assert check_books(owls.merchant_id) == []
