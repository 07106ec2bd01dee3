"""The conformance suite finds a server out that keeps no promise."""

from __future__ import annotations

import json
import re
from collections import Counter

import httpx
import pytest

from kopilka.fronts.cli.conform import CHECKS, Server, problem_of

PROGRAM = """kopilka: 1
name: Careless
currency: RUB
timezone: UTC
wallets: {points: {}}
earn: [{id: purchase, give: 10%}]
"""


class Careless:
    """A server that asks for no key, remembers no request, and believes whatever came last."""

    def __init__(self) -> None:
        self.points: Counter[str] = Counter()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, body = request.url.path, json.loads(request.content or b"{}")
        if path == "/programs":
            return httpx.Response(200, json={"versions": [{"text": PROGRAM}]})
        if found := re.fullmatch("/members/(.+)/adjustments", path):
            self.points[found[1]] += body["units"]
            return httpx.Response(201, json={"available": self.points[found[1]]})
        if found := re.fullmatch("/members/(.+)/balances", path):
            balance = {"available": self.points[found[1]], "pending": 0, "held": 0, "debt": 0}
            return httpx.Response(200, json={"balances": {"points": balance}})
        if path.startswith("/orders/"):
            paid = 60 if "returned_at" in body else 90 if "paid_at" in body else 0
            self.points[body["member"]] = paid
            return httpx.Response(200, json={"order": path})
        return httpx.Response(200, json={"members": []})


@pytest.mark.parametrize("promise", CHECKS)
def test_a_careless_server_is_found_out(promise: str) -> None:
    site = httpx.Client(base_url="http://careless", transport=httpx.MockTransport(Careless()))
    assert problem_of(CHECKS[promise], Server(site))
