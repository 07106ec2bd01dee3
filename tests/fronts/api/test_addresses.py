"""Every part and parameter of an address is checked before a database sees it."""

from __future__ import annotations

import pytest
from support.api import Api
from support.owl_shop import OwlShop
from support.requests import REQUESTS, adjustment, order

from kopilka.fronts.api import urls
from kopilka.fronts.api.routing import ROUTES, Route

assert urls
POISON = {
    "a zero byte": "a%00b",
    "a line end": "a%0Ab",
    "a bell": "%07",
    "a space": "%20",
    "turned letters": "a%E2%80%AEb",
    "longer than any id": "a" * 190,
}
WITH_PARTS = [route for route in ROUTES if "{" in route.path]
WITH_QUERY = [route for route in ROUTES if route.query]


def _filled(route: Route, poison: str) -> str:
    parts = [poison if part.startswith("{") else part for part in route.path.split("/")]
    return "/".join(parts)


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
@pytest.mark.parametrize("route", WITH_PARTS, ids=lambda route: f"{route.method} {route.path}")
def test_no_part_is_poisonous(owls: OwlShop, route: Route, poison: str) -> None:
    body = REQUESTS[route.method, route.path].body(owls.anna)
    problem = Api(owls.key).refused(route.method, _filled(route, poison), body)
    assert (problem["status"], problem["code"]) == (422, "bad_address")


@pytest.mark.parametrize("poison", ["%00", "a%0Ab", "a" * 201], ids=["zero", "line end", "long"])
@pytest.mark.parametrize("route", WITH_QUERY, ids=lambda route: route.path)
def test_no_parameter_is_poisonous(owls: OwlShop, route: Route, poison: str) -> None:
    for name in route.query:
        path = f"{_filled(route, owls.anna)}?{name}={poison}"
        assert Api(owls.key).refused(route.method, path)["code"] == "bad_address"


@pytest.mark.parametrize("shop", ["s" * 65, "%00"])
def test_a_shop_s_code_is_as_short_as_its_column(owls: OwlShop, shop: str) -> None:
    for member in (owls.anna, None):
        problem = Api(owls.key).refused("PUT", f"/orders/{shop}/N1", order(member))
        assert problem["code"] == "bad_address"


def test_the_longest_ids_are_kept(owls: OwlShop) -> None:
    path = f"/orders/{'s' * 64}/{'o' * 128}"
    Api(owls.key).ask("PUT", path, order(owls.anna))
    assert Api(owls.key).ask("GET", path)["state"] == "paid"


@pytest.mark.parametrize("secret", ["kpk_%00", "kpk_\x00", "kpk_\n"])
def test_no_key_is_poisonous(owls: OwlShop, secret: str) -> None:
    assert Api(secret).refused("GET", "/members")["status"] == 401


@pytest.mark.parametrize("flag", ["true", "True", "TRUE"])
def test_a_dry_run_is_asked_for_in_any_case(owls: OwlShop, flag: str) -> None:
    api, path = Api(owls.key), f"/members/{owls.anna}/adjustments"
    before = api.available(owls.anna)
    api.ask("POST", f"{path}?dry_run={flag}", adjustment())
    assert api.available(owls.anna) == before


@pytest.mark.parametrize("flag", ["1", "yes", "tru", ""])
def test_another_word_for_true_is_refused_and_writes_nothing(owls: OwlShop, flag: str) -> None:
    api, path = Api(owls.key), f"/members/{owls.anna}/adjustments"
    before = api.available(owls.anna)
    assert api.refused("POST", f"{path}?dry_run={flag}", adjustment())["code"] == "bad_flag"
    assert api.available(owls.anna) == before
    api.ask("POST", f"{path}?dry_run=false", adjustment())
    assert api.available(owls.anna) > before


def test_an_unknown_parameter_is_refused_with_the_nearest(owls: OwlShop) -> None:
    api, path = Api(owls.key), f"/members/{owls.anna}/adjustments"
    problem = api.refused("POST", f"{path}?dryrun=true", adjustment())
    assert problem["code"] == "unknown_parameter"
    assert problem["faults"][0]["facts"] == {"parameter": "dryrun", "known": ["dry_run"]}
    assert api.refused("GET", "/members?serach=anna")["faults"][0]["facts"]["known"] == ["search"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00%2B14:00", "1900-01-01T00:00:00Z"])
def test_balances_of_another_age_are_refused(owls: OwlShop, at: str) -> None:
    path = f"/members/{owls.anna}/balances?as_of={at}"
    assert Api(owls.key).refused("GET", path)["code"] == "too_long_ago"


@pytest.mark.parametrize("entry", ["x", "9" * 26, "-1", "1.5"])
def test_an_entry_that_cannot_be_is_unknown(owls: OwlShop, entry: str) -> None:
    problem = Api(owls.key).refused("GET", f"/members/{owls.anna}/entries/{entry}")
    assert (problem["status"], problem["code"]) == (404, "unknown_entry")
