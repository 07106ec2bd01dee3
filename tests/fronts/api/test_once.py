"""The same request twice moves value once: by its key for a month, by its business id for ever."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from support.api import Api
from support.owl_shop import OwlShop
from support.requests import REQUESTS, adjustment, cart, event, hold, lines, order, path_of

from kopilka.fronts.api import urls
from kopilka.fronts.api.routing import ROUTES, Route
from kopilka.loyalty.activity.queries import get_order
from kopilka.loyalty.ledger.check import check_books, count_book
from kopilka.plumbing import clock, idempotency

assert urls
WRITES = [route for route in ROUTES if route.writes]
every_write = pytest.mark.parametrize(
    "route", WRITES, ids=[f"{route.method} {route.path}" for route in WRITES]
)


@every_write
def test_a_repeated_request_gets_the_first_answer(owls: OwlShop, route: Route) -> None:
    api, request = Api(owls.key), REQUESTS[route.method, route.path]
    request.first(api, owls)
    path = path_of(request, api, owls, owls.anna)
    body = request.body(owls.anna)
    first = api.send(route.method, path, body, idempotency="k1")
    book = count_book(owls.merchant_id)
    again = api.send(route.method, path, body, idempotency="k1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert count_book(owls.merchant_id) == book
    assert check_books(owls.merchant_id) == []


@pytest.mark.parametrize("route", [each for each in WRITES if each.body], ids=lambda r: r.path)
def test_a_key_with_another_body_is_refused(owls: OwlShop, route: Route) -> None:
    api, request = Api(owls.key), REQUESTS[route.method, route.path]
    request.first(api, owls)
    path = path_of(request, api, owls, owls.anna)
    api.ask(route.method, path, request.body(owls.anna), idempotency="k1")
    book = count_book(owls.merchant_id)
    other = b" " + json.dumps(request.body(owls.anna)).encode()
    problem = api.refused(route.method, path, raw=other, idempotency="k1")
    assert (problem["status"], problem["code"]) == (422, "key_reused")
    assert count_book(owls.merchant_id) == book


@every_write
def test_a_dry_run_answers_and_leaves_nothing(owls: OwlShop, route: Route) -> None:
    api, request = Api(owls.key), REQUESTS[route.method, route.path]
    request.first(api, owls)
    path = path_of(request, api, owls, owls.anna)
    book, balance = count_book(owls.merchant_id), api.balance(owls.anna)
    tried = api.send(route.method, path + "?dry_run=true", request.body(owls.anna))
    assert tried.status_code == route.status
    assert (count_book(owls.merchant_id), api.balance(owls.anna)) == (book, balance)
    api.ask(route.method, path, request.body(owls.anna))


def test_a_guests_order_uses_its_key_up(owls: OwlShop) -> None:
    api, path = Api(owls.key), "/orders/site/G1"
    first = api.ask("PUT", path, order(None), idempotency="k1")
    assert api.ask("PUT", path, order(None), idempotency="k1") == first
    found = get_order(owls.merchant_id, "site", "G1")
    assert found is not None
    assert found.bodies == 1
    for other in (order(None, channel="app"), order(owls.anna)):
        problem = api.refused("PUT", path, other, idempotency="k1")
        assert (problem["status"], problem["code"]) == (422, "key_reused")


def test_a_post_without_a_key_is_refused(owls: OwlShop) -> None:
    headers = {"Idempotency-Key": ""}
    problem = Api(owls.key).refused("POST", "/events", event(owls.anna), headers=headers)
    assert (problem["status"], problem["code"]) == (400, "key_missing")


@pytest.mark.parametrize("route", ["POST /events", "POST /members/{member}/adjustments"])
def test_after_a_month_the_business_id_still_holds(
    owls: OwlShop, noon: clock.FixedClock, route: str
) -> None:
    method, path = route.split()
    api, request = Api(owls.key), REQUESTS[method, path]
    path, body = path_of(request, api, owls, owls.anna), request.body(owls.anna)
    first = api.ask(method, path, body, idempotency="k1")
    noon.move(timedelta(days=31))
    assert idempotency.forget(clock.now()) > 0
    before = count_book(owls.merchant_id)
    assert api.ask(method, path, body, idempotency="k2") == first
    assert count_book(owls.merchant_id) == before


def test_after_a_year_an_orders_state_moves_nothing(owls: OwlShop, noon: clock.FixedClock) -> None:
    api, state = Api(owls.key), order(owls.anna)
    first = api.ask("PUT", "/orders/site/N1", state)
    noon.move(timedelta(days=365))
    api.ask("PUT", "/orders/site/B2", order(owls.anna))  # books what time has done meanwhile
    before = count_book(owls.merchant_id)
    again = api.ask("PUT", "/orders/site/N1", state)
    assert again["awarded"] == first["awarded"]
    assert count_book(owls.merchant_id) == before
    assert check_books(owls.merchant_id) == []


def test_an_event_that_earned_nothing_stays_told(owls: OwlShop) -> None:
    """The rule's limit is one review a product; a month later the same id is still the same."""
    api = Api(owls.key)
    assert api.ask("POST", "/events", event(owls.anna))["awarded"]["points"]["units"] == 50
    other = event(owls.anna, "e-2")
    assert api.ask("POST", "/events", other)["awarded"].get("points", {}).get("units", 0) == 0
    longer = {**event(owls.anna), "name": "review.written"}
    problem = api.refused("POST", "/events", longer)
    assert (problem["status"], problem["code"]) == (422, "id_reused")


def test_an_adjustment_id_with_another_sum_is_refused(owls: OwlShop) -> None:
    api, path = Api(owls.key), f"/members/{owls.anna}/adjustments"
    api.ask("POST", path, adjustment(30))
    assert api.refused("POST", path, adjustment(40))["code"] == "id_reused"
    assert api.refused("POST", f"/members/{owls.boris}/adjustments", adjustment(30))["code"] == (
        "id_reused"
    )


def test_a_retried_hold_is_the_same_hold(owls: OwlShop) -> None:
    api = Api(owls.key)
    before = api.available(owls.anna)
    first = api.ask("POST", "/holds", hold(owls.anna))
    again = api.ask("POST", "/holds", hold(owls.anna))
    assert (first["id"], first["units"]) == (again["id"], again["units"])
    assert api.available(owls.anna) == before - 200


def test_a_hold_id_used_for_another_order_is_refused(owls: OwlShop) -> None:
    api = Api(owls.key)
    api.ask("POST", "/holds", hold(owls.anna))
    assert api.refused("POST", "/holds", hold(owls.anna, order="N2"))["code"] == "id_reused"
    assert api.refused("POST", "/holds", hold(owls.boris, order="N3"))["status"] == 404


def test_a_hold_ends_once(owls: OwlShop) -> None:
    api = Api(owls.key)
    api.ask("POST", "/holds", hold(owls.anna))
    api.ask("POST", "/holds/h-1/capture", {"member": owls.anna})
    problem = api.refused("POST", "/holds/h-1/release", {"member": owls.anna})
    assert (problem["status"], problem["code"]) == (409, "hold_not_open")


def test_a_price_that_moved_is_answered_with_a_new_quote(owls: OwlShop) -> None:
    api = Api(owls.key)
    quoted = api.ask("POST", "/quotes", {**cart(owls.anna), "redeem": {"points": 200}})
    moved = {**hold(owls.anna), "lines": lines("900.00"), "fingerprint": quoted["fingerprint"]}
    problem = api.refused("POST", "/holds", moved)
    assert (problem["status"], problem["code"]) == (409, "price_changed")
    fresh = problem["faults"][0]["quote"]
    placed = api.ask("POST", "/holds", {**moved, "fingerprint": fresh["fingerprint"]})
    assert placed["fingerprint"] == fresh["fingerprint"]
    wrong = {"member": owls.anna, "fingerprint": quoted["fingerprint"]}
    assert api.refused("POST", "/holds/h-1/capture", wrong)["code"] == "price_changed"
    api.ask("POST", "/holds/h-1/capture", {**wrong, "fingerprint": fresh["fingerprint"]})


def test_every_body_of_an_order_is_kept(owls: OwlShop) -> None:
    api = Api(owls.key)
    api.ask("PUT", "/orders/site/N1", order(owls.anna, revision="2"))
    older = api.ask("PUT", "/orders/site/N1", order(owls.anna, revision="1", paid_at=None))
    assert older["stale"]
    found = get_order(owls.merchant_id, "site", "N1")
    assert found is not None
    assert (found.bodies, found.info.state) == (2, "paid")
