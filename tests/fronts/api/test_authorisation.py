"""Every route × nobody, a bad key, a key without the scope, another merchant's key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.api import Api
from support.owl_shop import NOW, OwlShop
from support.requests import REQUESTS, Request, path_of

from kopilka.fronts.api import urls
from kopilka.fronts.api.routing import ROUTES, Route
from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.merchants.queries import SCOPES, find_key

assert urls
ids = [f"{route.method} {route.path}" for route in ROUTES]
every_route = pytest.mark.parametrize("route", ROUTES, ids=ids)


def request_of(route: Route) -> Request:
    return REQUESTS[route.method, route.path]


def test_every_route_has_a_request_to_test_it_with() -> None:
    assert {(route.method, route.path) for route in ROUTES} == set(REQUESTS)


@every_route
def test_a_good_key_may(owls: OwlShop, route: Route) -> None:
    api, request = Api(owls.key), request_of(route)
    request.first(api, owls)
    path = path_of(request, api, owls, owls.anna)
    answer = api.send(route.method, path, request.body(owls.anna))
    assert answer.status_code == route.status, answer.content.decode()


@every_route
@pytest.mark.parametrize("key", ["", "kpk_00000000nonsense", "\x7f"])
def test_nobody_may(owls: OwlShop, route: Route, key: str) -> None:
    request = request_of(route)
    path = path_of(request, Api(owls.key), owls, owls.anna)
    problem = Api(key).refused(route.method, path, request.body(owls.anna))
    assert (problem["status"], problem["code"]) == (401, "not_authorised")


@every_route
def test_a_key_without_the_scope_may_not(owls: OwlShop, route: Route) -> None:
    others = [scope for scope in SCOPES if scope != route.scope]
    key = merchants.issue_key(merchant_id=owls.merchant_id, name="less", scopes=others, now=NOW)
    request = request_of(route)
    path = path_of(request, Api(owls.key), owls, owls.anna)
    problem = Api(key).refused(route.method, path, request.body(owls.anna))
    assert (problem["status"], problem["code"]) == (403, "scope_missing")


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if request_of(route).names_member], ids=lambda r: r.path
)
def test_another_merchants_key_finds_no_anna(owls: OwlShop, route: Route) -> None:
    request, before = request_of(route), Api(owls.key).balance(owls.anna)
    request.first(Api(owls.key), owls)
    held = Api(owls.key).balance(owls.anna)
    path = path_of(request, Api(owls.key), owls, owls.anna)
    problem = Api(owls.lark_key).refused(route.method, path, request.body(owls.anna))
    assert problem["status"] == 404, problem
    assert Api(owls.key).balance(owls.anna) == held
    assert before["pending"] == held["pending"]


@pytest.mark.parametrize("path", ["/members?search=анна", "/members"])
def test_lists_show_no_stranger(owls: OwlShop, path: str) -> None:
    shown = Api(owls.lark_key).ask("GET", path)["members"]
    assert {member["id"] for member in shown} <= {owls.clara}


def test_anothers_order_is_not_there(owls: OwlShop) -> None:
    assert Api(owls.lark_key).refused("GET", "/orders/site/A5")["status"] == 404


def test_the_same_order_number_of_two_merchants_is_two_orders(owls: OwlShop) -> None:
    from support.requests import order

    before = Api(owls.key).balance(owls.anna)
    Api(owls.lark_key).ask("PUT", "/orders/site/A5", order(owls.clara))
    assert Api(owls.key).balance(owls.anna) == before


def test_a_revoked_or_outlived_key_is_no_key(owls: OwlShop) -> None:
    key = merchants.issue_key(
        merchant_id=owls.merchant_id,
        name="short",
        scopes=["members:read"],
        now=NOW,
        expires_at=NOW + timedelta(hours=1),
    )
    holder = find_key(key, NOW)
    assert holder is not None
    assert find_key(key, NOW + timedelta(hours=1)) is None
    merchants.revoke_key(merchant_id=owls.merchant_id, key_id=holder.key_id, now=NOW)
    assert Api(key).refused("GET", "/members")["status"] == 401


def test_other_methods_are_refused_with_those_allowed(owls: OwlShop) -> None:
    answer = Api(owls.key).send("DELETE", f"/members/{owls.anna}")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, PATCH"
