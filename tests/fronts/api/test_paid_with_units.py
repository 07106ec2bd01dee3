"""What an order is said to be paid with is what the book says: told once, again or looked up."""

from __future__ import annotations

from support.api import Api
from support.owl_shop import OwlShop
from support.requests import lines, order

from kopilka.loyalty.ledger.check import check_books

PATH = "/orders/site/N1"


def paid_with(member: str, units: int, **more: object) -> dict[str, object]:
    return order(member, redeemed=[{"wallet": "points", "units": units}], paid_at=None, **more)


def test_units_beyond_the_order_are_not_redeemed(owls: OwlShop) -> None:
    api = Api(owls.key)
    before = api.balance(owls.boris)
    state = paid_with(owls.boris, 10**9)
    told = api.ask("PUT", PATH, state)
    after = api.balance(owls.boris)
    gone = before["available"] - after["available"] + after["debt"]
    assert told["redeemed"] == {"points": gone}
    assert told["missing_units"] == {"points": after["debt"]}
    assert gone * 100 == told["paid_by_units_minor"]
    again = api.ask("PUT", PATH, state)
    assert (again["redeemed"], again["missing_units"]) == (told["redeemed"], told["missing_units"])
    assert api.ask("GET", PATH)["redeemed"] == told["redeemed"]
    assert check_books(owls.merchant_id) == []


def test_what_was_given_back_is_no_longer_redeemed(owls: OwlShop) -> None:
    api = Api(owls.key)
    assert api.ask("PUT", PATH, paid_with(owls.anna, 100))["redeemed"] == {"points": 100}
    half = paid_with(owls.anna, 100, lines=lines(returned={"amount": "500.00"}))
    assert api.ask("PUT", PATH, half)["redeemed"] == {"points": 50}
    gone = paid_with(owls.anna, 100, cancelled_at="2026-11-20T10:00:00Z")
    assert api.ask("PUT", PATH, gone)["redeemed"] == {"points": 0}
    assert check_books(owls.merchant_id) == []
