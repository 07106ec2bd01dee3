"""Generated from the table of routes: whatever writes does so once, also when it is told at once.

The operations of the book race in test_every_operation; here each request goes the whole way.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from django.http import HttpResponse
from support.api import Api
from support.owl_shop import OwlShop
from support.racing import at_once, raised
from support.requests import REQUESTS, order, path_of

from kopilka.fronts.api import urls
from kopilka.fronts.api.routing import ROUTES, Route
from kopilka.loyalty.activity.queries import get_order
from kopilka.loyalty.ledger.check import check_books

assert urls
WRITES = [route for route in ROUTES if route.writes]
BODIES = [route for route in WRITES if route.body]
THREADS = 4


def names(routes: list[Route]) -> list[str]:
    return [f"{route.method} {route.path}" for route in routes]


def race(*acts: Callable[[], HttpResponse]) -> list[HttpResponse]:
    results = at_once(*acts)
    assert raised(results) == []
    return [result for result in results if isinstance(result, HttpResponse)]


@pytest.mark.parametrize("route", WRITES, ids=names(WRITES))
def test_one_key_at_once_has_one_answer(owls: OwlShop, route: Route) -> None:
    api, request = Api(owls.key), REQUESTS[route.method, route.path]
    request.first(api, owls)
    path, body = path_of(request, api, owls, owls.anna), request.body(owls.anna)
    for turn in range(3):
        key = f"the same {turn}"
        answers = race(*[partial(api.send, route.method, path, body, idempotency=key)] * THREADS)
        told = {(answer.status_code, answer.content) for answer in answers}
        assert len(told) == 1, told
        if turn == 0:
            assert answers[0].status_code == route.status
    assert check_books(owls.merchant_id) == []


@pytest.mark.parametrize("route", BODIES, ids=names(BODIES))
def test_one_key_at_once_for_two_bodies_serves_one(owls: OwlShop, route: Route) -> None:
    api, request = Api(owls.key), REQUESTS[route.method, route.path]
    request.first(api, owls)
    path, body = path_of(request, api, owls, owls.anna), request.body(owls.anna)
    plain = partial(api.send, route.method, path, body, idempotency="k")
    other = b" " + json.dumps(body).encode()
    spaced = partial(api.send, route.method, path, raw=other, idempotency="k")
    answers = race(plain, spaced, plain, spaced)
    refused = [answer for answer in answers if answer.status_code != route.status]
    assert len(refused) == 2
    assert all(b'"key_reused"' in answer.content for answer in refused)
    assert check_books(owls.merchant_id) == []


def test_a_guests_order_under_one_key_is_kept_once(owls: OwlShop) -> None:
    api = Api(owls.key)
    tell = partial(api.send, "PUT", "/orders/site/G1", order(None), idempotency="guest")
    assert {answer.status_code for answer in race(*[tell] * THREADS)} == {200}
    found = get_order(owls.merchant_id, "site", "G1")
    assert found is not None
    assert found.bodies == 1
