"""What is said to happen to tiers is what happens: projected tiers, and moves under other terms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from support.api import Api
from support.owl_shop import NOW, PROGRAM, OwlShop
from support.requests import adjustment, lines, order

from kopilka.plumbing import clock

OWL = PROGRAM.read_text(encoding="utf-8")


def _tier(api: Api, member: str) -> Any:
    return api.ask("GET", f"/members/{member}/balances")["tier"]


def _moves(api: Api, text: str) -> list[dict[str, Any]]:
    moves: list[dict[str, Any]] = api.ask("POST", "/programs/tier-moves", {"text": text})["moves"]
    return moves


def test_the_projected_tier_is_the_one_after_the_review(
    owls: OwlShop, noon: clock.FixedClock
) -> None:
    api = Api(owls.key)
    buy = order(owls.boris, lines=lines("6000.00"), revision="1")
    api.ask("PUT", "/orders/site/B9", buy)
    held = _tier(api, owls.boris)
    assert (held["tier"], held["projected"]) == ("silver", "basic")
    assert held["missing_to_keep"] == 500_000  # nothing of it lies in the window that ends there
    assert held["perks"] == ["early-access"]


def test_without_a_further_order_the_tier_drops_as_projected(
    owls: OwlShop, noon: clock.FixedClock
) -> None:
    api = Api(owls.key)
    api.ask("PUT", "/orders/site/B9", order(owls.boris, lines=lines("6000.00"), revision="1"))
    held = _tier(api, owls.boris)
    noon.at = NOW + timedelta(days=460)
    assert _tier(api, owls.boris)["tier"] == held["projected"]


def test_a_program_that_changes_nothing_moves_nobody(owls: OwlShop) -> None:
    assert _moves(Api(owls.key), OWL) == []


def test_who_would_rise_rises_with_the_next_order(owls: OwlShop, noon: clock.FixedClock) -> None:
    api = Api(owls.key)
    lower = OWL.replace("silver, from: 5000", "silver, from: 500")
    assert {"from": "basic", "to": "silver", "when": "next_order", "members": 1} in _moves(
        api, lower
    )
    api.ask("POST", "/programs", {"text": lower})
    assert _tier(api, owls.boris)["tier"] == "basic"  # publishing moves nobody
    noon.at = NOW + timedelta(days=1)
    at = (NOW + timedelta(hours=2)).isoformat()
    api.ask("PUT", "/orders/site/B9", order(owls.boris, placed_at=at, paid_at=at))
    assert _tier(api, owls.boris)["tier"] == "silver"


def test_a_tier_given_by_hand_does_not_fall(owls: OwlShop) -> None:
    api = Api(owls.key)
    floor = {"tier": "gold", "until": None, "reason": "a promise"}
    api.ask("PUT", f"/members/{owls.boris}/tier-floor", floor)
    assert not [move for move in _moves(api, OWL) if move["from"] == "gold"]


def test_adjustments_do_not_count_towards_spend(owls: OwlShop) -> None:
    api = Api(owls.key)
    before = _tier(api, owls.anna)
    api.ask("POST", f"/members/{owls.anna}/adjustments", adjustment(9_000, "a-9"))
    assert _tier(api, owls.anna)["counted"] == before["counted"]
