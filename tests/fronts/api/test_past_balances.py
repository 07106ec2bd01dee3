"""Any past balance can be had again, late news counted where it took effect."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from support.api import Api
from support.owl_shop import NOW, OwlShop
from support.requests import adjustment

from kopilka.plumbing import clock

EVERY = [NOW + timedelta(days=step * 17) for step in range(20)]


def as_of(api: Api, member: str, at: datetime) -> dict[str, Any]:
    found = api.ask("GET", f"/members/{member}/balances?as_of={at:%Y-%m-%dT%H:%M:%S}Z")
    balances = found["balances"]["points"]
    assert isinstance(balances, dict)
    return balances


def test_what_was_read_then_is_read_now(owls: OwlShop, noon: clock.FixedClock) -> None:
    """Whether jobs have run in between or not; here none has."""
    api, seen = Api(owls.key), []
    for number, at in enumerate(EVERY):
        noon.at = at
        if number % 3 == 0:
            path = f"/members/{owls.anna}/adjustments"
            api.ask("POST", path, adjustment(40, f"a{number}"))
        seen.append({k: v for k, v in api.balance(owls.anna).items() if k != "lots"})
    assert [as_of(api, owls.anna, at) for at in EVERY] == seen
    assert len({row["available"] for row in seen}) > 5


@pytest.mark.parametrize("at", ["yesterday", "2026-01-05T12:00:00", "2027-01-01T00:00:00Z", ""])
def test_an_instant_that_is_none_is_refused(owls: OwlShop, at: str) -> None:
    problem = Api(owls.key).refused("GET", f"/members/{owls.anna}/balances?as_of={at}")
    assert problem["code"] in ("bad_instant", "in_the_future")
