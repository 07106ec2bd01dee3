"""Paid plans through the API: what shops and members are told, once each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from support.api import Api
from support.owl_shop import OwlShop
from support.requests import order

from kopilka.loyalty.plans.jobs import announce_everything
from kopilka.plumbing import clock
from kopilka.plumbing.models import OutboxRow

DAY = timedelta(days=1)


def told(shop: OwlShop) -> list[str]:
    rows = OutboxRow.objects.filter(merchant_id=shop.merchant_id, topic__startswith="plan.")
    return list(rows.order_by("id").values_list("topic", flat=True))


def run_jobs(noon: clock.FixedClock, by: timedelta) -> None:
    noon.move(by)
    for _ in range(2):
        announce_everything.run(noon.now())


def grant(shop: OwlShop, grant_id: str, **more: object) -> Any:
    body = {"id": grant_id, "plan": "owls", "paid": "310.00", **more}
    return Api(shop.key).ask("POST", f"/members/{shop.anna}/plans", body)


def test_a_reminder_and_the_end_are_told_once(owls: OwlShop, noon: clock.FixedClock) -> None:
    grant(owls, "p-1")
    assert told(owls) == ["plan.started"]
    run_jobs(noon, 27 * DAY)
    assert told(owls)[1:] == []
    run_jobs(noon, DAY)
    assert told(owls)[1:] == ["plan.ending"]
    run_jobs(noon, 2 * DAY)
    assert told(owls)[2:] == ["plan.ended"]


def test_a_renewal_is_told_and_moves_the_reminder(owls: OwlShop, noon: clock.FixedClock) -> None:
    grant(owls, "p-1")
    grant(owls, "p-2")
    run_jobs(noon, 40 * DAY)
    assert told(owls) == ["plan.started", "plan.renewed"]
    cancel = {"id": "c-1", "when": "now"}
    answer = Api(owls.key).ask("POST", f"/members/{owls.anna}/plans/owls/cancel", cancel)
    assert answer["refund"] == "210.00"  # of the second one, 21 of 31 days have not begun
    assert told(owls)[2:] == ["plan.ended"]
    run_jobs(noon, 40 * DAY)
    assert told(owls)[3:] == []


def test_a_failed_payment_says_until_when_benefits_go_on(
    owls: OwlShop, noon: clock.FixedClock
) -> None:
    until = grant(owls, "p-1")["benefits_until"]
    path = f"/members/{owls.anna}/plans/owls/payment-failed"
    assert Api(owls.key).ask("POST", path, {"id": "f-1"})["benefits_until"] == until
    row = OutboxRow.objects.get(merchant_id=owls.merchant_id, topic="plan.payment_failed")
    assert until in str(row.body)


def test_perks_come_with_the_tier_and_with_the_plan(owls: OwlShop) -> None:
    api, path = Api(owls.key), f"/members/{owls.anna}/perks"
    floor = {"tier": "silver", "reason": "a partner"}
    api.ask("PUT", f"/members/{owls.anna}/tier-floor", floor)
    before = api.ask("GET", path)["perks"]
    grant(owls, "p-1", trial=True, paid="0")
    assert api.ask("GET", path)["perks"] == [*before, {"perk": "a-CUP", "from": "plan:owls"}]


def test_a_plan_that_is_sold_is_not_told(owls: OwlShop) -> None:
    problem = Api(owls.key).refused("PATCH", f"/members/{owls.anna}", {"plan": "owls"})
    assert [fault["code"] for fault in problem["faults"]] == ["plan_is_sold"]


def test_an_order_stated_again_buys_its_plan_once(owls: OwlShop) -> None:
    api, path = Api(owls.key), "/orders/site/N1"
    state = order(owls.anna, lines=[{"amount": "310.00", "sku": "TEA-1"}])
    for revision in ("1", "2"):
        api.ask("PUT", path, {**state, "revision": revision})
    first = api.ask("GET", f"/members/{owls.anna}/plans")
    assert [term["id"] for term in first["terms"]] == ["order/site/N1/1"]
    assert first["plan"] == "owls"
    returned = [{**state["lines"][0], "returned": {"amount": "310.00"}}]
    gone = {**state, "lines": returned, "returned_at": "2026-11-20T09:00:00Z", "revision": "3"}
    api.ask("PUT", path, gone)
    assert api.ask("GET", f"/members/{owls.anna}/plans")["plan"] is None
