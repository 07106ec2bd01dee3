"""One good request for every route: what the generated tests send, as is and bent.

A route without a request here fails a test, so that none lands untested.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from support.api import Api
from support.owl_shop import OwlShop

SIMPLE = """kopilka: 1
name: Owls
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {kind: points, worth: 1.00}
earn:
  - {id: purchase, on: order.paid, give: 3%}
"""


COUPONS = f"""{SIMPLE}
coupons:
  - {{id: welcome, series: true, give: 10%}}
  - {{id: tea, code: TEA-2026, give: 200.00}}
"""


def lines(amount: str = "1000.00", **more: object) -> list[dict[str, object]]:
    return [{"amount": amount, "sku": "TEA-7", "category": "tea", **more}]


def cart(member: str, order: str = "N1", amount: str = "1000.00") -> dict[str, object]:
    return {"member": member, "order": order, "currency": "RUB", "lines": lines(amount)}


def hold(member: str, hold_id: str = "h-1", order: str = "N1") -> dict[str, object]:
    return {**cart(member, order), "id": hold_id, "wallet": "points", "units": 200}


def order(member: str | None, **more: object) -> dict[str, object]:
    state = {
        "member": member,
        "currency": "RUB",
        "placed_at": "2026-11-20T08:00:00Z",
        "paid_at": "2026-11-20T08:05:00Z",
        "lines": lines(),
    }
    return {**state, **more}


def event(member: str, event_id: str = "e-1") -> dict[str, object]:
    fields = {"length": 250, "product": "TEA-7"}
    return {
        "id": event_id,
        "name": "review.approved",
        "member": member,
        "at": "2026-11-20T08:00:00Z",
        "fields": fields,
    }


def adjustment(units: int = 30, adjustment_id: str = "a-1") -> dict[str, object]:
    return {"id": adjustment_id, "wallet": "points", "units": units, "reason": "a broken cup"}


@dataclass(frozen=True, slots=True)
class Request:
    """`path` with names of OwlShop's members in it; `body` made for a member's public id."""

    path: str
    body: Callable[[str], object] = lambda _: None
    first: Callable[[Api, OwlShop], Any] = lambda api, shop: None
    names_member: bool = field(default=True)


def _place_first(api: Api, shop: OwlShop) -> None:
    api.ask("POST", "/holds", hold(shop.anna))


def _card_first(api: Api, shop: OwlShop) -> None:
    api.ask("POST", f"/members/{shop.anna}/cards", {"number": "777"})


def _coupons_first(api: Api, shop: OwlShop) -> None:
    api.ask("POST", "/programs", {"text": COUPONS})


def _codes_first(api: Api, shop: OwlShop) -> None:
    _coupons_first(api, shop)
    api.ask("POST", "/coupons/welcome/codes", {"count": 2})


def _plan_first(api: Api, shop: OwlShop) -> None:
    api.ask("POST", f"/members/{shop.anna}/plans", {"id": "p-1", "plan": "owls", "trial": True})


def claim(claim_id: str = "c-1", reward: str = "mug") -> dict[str, object]:
    return {"id": claim_id, "reward": reward}


def _claim_first(api: Api, shop: OwlShop) -> None:
    api.ask("POST", f"/members/{shop.anna}/claims", claim())


def _end(member: str) -> object:
    return {"member": member}


REQUESTS: dict[tuple[str, str], Request] = {
    ("GET", "/members"): Request("/members?search=анна", names_member=False),
    ("POST", "/members"): Request(
        "/members", lambda _: {"name": "Ева", "external_id": "new-1"}, names_member=False
    ),
    ("GET", "/members/{member}"): Request("/members/{member}"),
    ("PATCH", "/members/{member}"): Request("/members/{member}", lambda _: {"name": "Анна О."}),
    ("POST", "/members/{member}/cards"): Request(
        "/members/{member}/cards", lambda _: {"number": "4242"}
    ),
    ("POST", "/members/{member}/cards/{number}/block"): Request(
        "/members/{member}/cards/777/block", first=_card_first
    ),
    ("GET", "/members/{member}/balances"): Request("/members/{member}/balances"),
    ("GET", "/members/{member}/entries"): Request("/members/{member}/entries"),
    ("GET", "/members/{member}/entries/{entry}"): Request("/members/{member}/entries/{entry}"),
    ("POST", "/members/{member}/adjustments"): Request(
        "/members/{member}/adjustments", lambda _: adjustment()
    ),
    ("PUT", "/members/{member}/tier-floor"): Request(
        "/members/{member}/tier-floor", lambda _: {"tier": "gold", "reason": "a partner"}
    ),
    ("GET", "/members/{member}/plans"): Request("/members/{member}/plans", first=_plan_first),
    ("POST", "/members/{member}/plans"): Request(
        "/members/{member}/plans", lambda _: {"id": "p-2", "plan": "owls", "paid": "310.00"}
    ),
    ("POST", "/members/{member}/plans/{plan}/payment-failed"): Request(
        "/members/{member}/plans/owls/payment-failed", lambda _: {"id": "f-1"}, _plan_first
    ),
    ("POST", "/members/{member}/plans/{plan}/cancel"): Request(
        "/members/{member}/plans/owls/cancel", lambda _: {"id": "c-1", "when": "now"}, _plan_first
    ),
    ("GET", "/members/{member}/perks"): Request("/members/{member}/perks", first=_plan_first),
    ("POST", "/quotes"): Request("/quotes", cart),
    ("POST", "/holds"): Request("/holds", hold),
    ("POST", "/holds/{hold}/capture"): Request("/holds/h-1/capture", _end, _place_first),
    ("POST", "/holds/{hold}/release"): Request("/holds/h-1/release", _end, _place_first),
    ("PUT", "/orders/{shop}/{order}"): Request("/orders/site/N1", order),
    ("GET", "/orders/{shop}/{order}"): Request("/orders/site/A5", names_member=False),
    ("POST", "/events"): Request("/events", event),
    ("GET", "/members/{member}/coupons"): Request("/members/{member}/coupons"),
    ("POST", "/coupons/{coupon}/codes"): Request(
        "/coupons/welcome/codes", lambda member: {"member": member}, _coupons_first
    ),
    ("GET", "/coupons/{coupon}/codes"): Request(
        "/coupons/welcome/codes", first=_codes_first, names_member=False
    ),
    ("GET", "/codes/{code}"): Request("/codes/{code}", first=_codes_first, names_member=False),
    ("POST", "/codes/{code}/block"): Request(
        "/codes/{code}/block", lambda _: {"reason": "found"}, _codes_first, names_member=False
    ),
    ("POST", "/code-checks"): Request(
        "/code-checks", lambda _: {"code": "tea 2026"}, _coupons_first, names_member=False
    ),
    ("GET", "/members/{member}/rewards"): Request("/members/{member}/rewards"),
    ("GET", "/members/{member}/claims"): Request("/members/{member}/claims"),
    ("POST", "/members/{member}/claims"): Request("/members/{member}/claims", lambda _: claim()),
    ("GET", "/claims/{claim}"): Request("/claims/c-1", first=_claim_first),
    ("POST", "/claims/{claim}/use"): Request("/claims/c-1/use", lambda _: {}, _claim_first),
    ("POST", "/claims/{claim}/cancel"): Request(
        "/claims/c-1/cancel", lambda _: {"reason": "broken"}, _claim_first
    ),
    ("GET", "/programs"): Request("/programs", names_member=False),
    ("POST", "/programs"): Request("/programs", lambda _: {"text": SIMPLE}, names_member=False),
    ("POST", "/programs/tier-moves"): Request(
        "/programs/tier-moves", lambda _: {"text": SIMPLE}, names_member=False
    ),
    ("POST", "/programs/check"): Request(
        "/programs/check", lambda _: {"text": SIMPLE}, names_member=False
    ),
    ("POST", "/simulations"): Request("/simulations", lambda _: {}, names_member=False),
}


def path_of(request: Request, api: Api, shop: OwlShop, member: str) -> str:
    """With the member's id, one of Anna's entries, one of the codes that were made."""
    path = request.path.replace("{member}", member)
    if "{entry}" in path:
        found = api.ask("GET", f"/members/{shop.anna}/entries?limit=1")["entries"]
        path = path.replace("{entry}", str(found[0]["id"]))
    if "{code}" in path:
        codes = api.ask("GET", "/coupons/welcome/codes?limit=1")["codes"]
        path = path.replace("{code}", codes[0]["code"] if codes else "none")
    return path
