"""The catalogue as a member sees it, a claim from its code to its end, and what staff leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.api import Api
from support.owl_shop import CATALOGUE, NOW, PROGRAM, OwlShop
from support.requests import cart, claim, lines, order

from kopilka.loyalty.ledger.check import check_books
from kopilka.loyalty.programs import actions as programs
from kopilka.plumbing import clock
from kopilka.plumbing.models import AuditRow

MORE = (
    CATALOGUE
    + """
  - {id: last, kind: gift, wallet: points, price: 10, stock: 1}
  - {id: beginners, kind: gift, wallet: points, price: 10, tiers: [basic]}
  - {id: next-year, kind: gift, wallet: points, price: 10, from: 2027-01-01}
  - {id: in-a-day, kind: gift, wallet: points, price: 30, valid_for: 1d}
"""
)


@pytest.fixture
def api(owls: OwlShop) -> Api:
    text = PROGRAM.read_text(encoding="utf-8") + MORE
    programs.publish(merchant_id=owls.merchant_id, text=text, starts_at=NOW, actor="test", now=NOW)
    return Api(owls.key)


def rewards(api: Api, member: str) -> dict[str, Any]:
    told = api.ask("GET", f"/members/{member}/rewards")["rewards"]
    return {each["id"]: each for each in told}


def test_what_can_be_had_comes_first_then_what_units_are_missing_for(
    owls: OwlShop, api: Api
) -> None:
    api.ask("POST", f"/members/{owls.boris}/adjustments", grant(20))
    api.ask("POST", f"/members/{owls.boris}/claims", claim("c-9", "last"))
    seen = rewards(api, owls.anna)
    assert list(seen)[:3] == ["mug", "half-cup", "in-a-day"]
    assert list(seen)[3] == "whole-set"
    assert seen["whole-set"]["gap"] == 100_000 - api.available(owls.anna)
    assert [each["code"] for each in seen["last"]["refused"]] == ["sold_out"]
    assert [each["code"] for each in seen["beginners"]["refused"]] == ["not_your_tier"]
    assert [each["code"] for each in seen["next-year"]["refused"]] == ["reward_not_yet"]
    assert (seen["mug"]["left"], seen["last"]["left"]) == (50, 0)
    assert seen["mug"]["available"] is True


def grant(units: int) -> dict[str, object]:
    return {"id": f"g-{units}", "wallet": "points", "units": units, "reason": "a story"}


def test_a_till_finds_a_claim_by_its_code_however_it_is_typed(owls: OwlShop, api: Api) -> None:
    made = api.ask("POST", f"/members/{owls.anna}/claims", claim())
    typed = made["code"].lower().replace("-", "").replace("0", "o")
    found = api.ask("GET", f"/claims/code:{typed}")
    assert (found["id"], found["member"], found["state"]) == ("c-1", owls.anna, "issued")
    last = made["code"][-1]
    mistyped = made["code"][:-1] + ("2" if last != "2" else "3")
    assert api.refused("GET", f"/claims/code:{mistyped}")["code"] == "unknown_claim"
    assert api.refused("GET", "/claims/c-2")["status"] == 404


def test_a_used_claim_names_its_order_and_is_used_once(owls: OwlShop, api: Api) -> None:
    api.ask("POST", f"/members/{owls.anna}/claims", claim())
    used = api.ask("POST", "/claims/c-1/use", {"order": "site/N1"})
    assert (used["state"], used["order"]) == ("used", "site/N1")
    problem = api.refused("POST", "/claims/c-1/use", {})
    assert (problem["status"], problem["code"]) == (409, "claim_not_open")


def test_staff_say_why_and_the_audit_keeps_it(owls: OwlShop, api: Api) -> None:
    before = api.available(owls.anna)
    api.ask("POST", f"/members/{owls.anna}/claims", claim())
    assert api.available(owls.anna) == before - 100
    assert api.refused("POST", "/claims/c-1/cancel", {})["code"] == "reason_missing"
    api.ask("POST", "/claims/c-1/cancel", {"reason": "the last one is broken"})
    assert api.available(owls.anna) == before
    kept = AuditRow.objects.filter(merchant_id=owls.merchant_id, action="claim.cancelled")
    assert [record.reason for record in kept] == ["the last one is broken"]
    assert check_books(owls.merchant_id) == []


def test_the_member_needs_no_reason(owls: OwlShop, api: Api) -> None:
    api.ask("POST", f"/members/{owls.anna}/claims", claim())
    api.ask("POST", "/claims/c-1/cancel", {"by_member": True})
    assert api.ask("GET", "/claims/c-1")["state"] == "cancelled"


def test_a_claim_lapses_at_its_instant_without_any_job(
    owls: OwlShop, api: Api, noon: clock.FixedClock
) -> None:
    made = api.ask("POST", f"/members/{owls.anna}/claims", claim("c-1", "in-a-day"))
    assert made["until"] == "2026-11-21T21:00:00+00:00"
    noon.move(timedelta(hours=32, minutes=59))
    assert api.ask("GET", "/claims/c-1")["state"] == "issued"
    noon.move(timedelta(minutes=1))
    assert api.ask("GET", "/claims/c-1")["state"] == "lapsed"
    listed = api.ask("GET", f"/members/{owls.anna}/claims")["claims"]
    assert [each["state"] for each in listed] == ["lapsed"]
    assert api.refused("POST", "/claims/c-1/use", {})["code"] == "claim_not_open"


def test_a_quote_takes_the_discount_off_and_says_what_it_cannot(owls: OwlShop, api: Api) -> None:
    api.ask("POST", f"/members/{owls.anna}/claims", claim("c-1", "half-cup"))
    asked = {**cart(owls.anna), "lines": [*lines(), *lines("400.00", sku="CUP")]}
    quoted = api.ask("POST", "/quotes", {**asked, "claims": ["c-1", "c-404"]})
    off = [each for each in quoted["discounts"] if each["discount"] == "half-cup"]
    assert [(each["line"], each["amount"]) for each in off] == [(2, "186.00")]  # after 7 % for gold
    assert [fault["code"] for fault in quoted["refused"]] == ["claim_not_open"]
    quoted = api.ask("POST", "/quotes", {**cart(owls.anna), "claims": ["c-1"]})
    assert [fault["code"] for fault in quoted["refused"]] == ["nothing_for_claim"]


def test_an_order_that_names_a_claim_it_cannot_have_is_taken_and_says_so(
    owls: OwlShop, api: Api
) -> None:
    api.ask("POST", f"/members/{owls.anna}/claims", claim())
    told = api.ask("PUT", "/orders/site/N1", order(owls.anna, claims=["c-1", "c-404"]))
    assert (told["claims"], told["missing_claims"]) == (["c-1"], ["c-404"])
    assert api.ask("GET", "/claims/c-1")["order"] == "site/N1"
    told = api.ask("PUT", "/orders/site/N2", order(owls.anna, claims=["c-1"]))
    assert told["missing_claims"] == ["c-1"]


def test_pages_of_claims_follow_each_other(owls: OwlShop, api: Api) -> None:
    for number in range(3):
        api.ask("POST", f"/members/{owls.anna}/claims", claim(f"c-{number}", "in-a-day"))
    first = api.ask("GET", f"/members/{owls.anna}/claims?limit=2")
    rest = api.ask("GET", f"/members/{owls.anna}/claims?limit=2&after={first['next']}")
    ids = [each["id"] for page in (first, rest) for each in page["claims"]]
    assert ids == ["c-2", "c-1", "c-0"]
    assert rest["next"] is None
    problem = api.refused("GET", f"/members/{owls.anna}/claims?after=x")
    assert problem["code"] == "bad_cursor"
