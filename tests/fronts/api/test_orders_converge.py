"""Any order of arrival and any duplicates of one order's states end in the same balances."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.api import Api
from support.owl_shop import OwlShop
from support.requests import lines, order

from kopilka.loyalty.ledger.check import check_books

RETURNED = {"amount": "400.00"}


def states(member: str) -> list[dict[str, Any]]:
    """An order's life as its shop tells it, one revision after another."""
    placed = order(member, paid_at=None, revision="1")
    paid = order(member, revision="2")
    back = order(
        member, revision="3", lines=lines(returned=RETURNED), returned_at="2026-11-20T09:00:00Z"
    )
    all_back = order(
        member,
        revision="4",
        lines=lines(returned={"amount": "1000.00"}),
        returned_at="2026-11-20T10:00:00Z",
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


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
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
