"""What a field may hold is said once for all bodies; what it may not is told in words of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.api import Api
from support.owl_shop import OwlShop
from support.requests import REQUESTS, SIMPLE, adjustment, event, hold, lines, order

from kopilka.fronts.api import urls
from kopilka.fronts.api.routing import ROUTES, Route
from kopilka.loyalty.ledger.check import count_book

assert urls
PATH = "/orders/site/N1"
RUSSIAN = {"Accept-Language": "ru"}
LATIN_SENTENCE = re.compile(r"[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}")
BODIES = [route for route in ROUTES if route.body]
BAD: dict[str, object] = {
    "below zero": "-5",
    "not a number": "NaN",
    "infinite": "Infinity",
    "a flag": True,
    "too fine": 10.1234,
    "huge": 10**30,
    "beyond decimals": "1e999",
    "a word": "ten",
    "nothing": None,
    "a list": [1],
    "an object": {"a": 1},
    "a separator": "1_000",
    "other digits": "١٠٠٠",
    "spaces": " 1000 ",
    "empty": "",
    "a tail": "1000.",
    "half a sign": "+5",
}


def told(problem: dict[str, Any]) -> str:
    return " ".join(fault["detail"] for fault in problem["faults"])


@pytest.mark.parametrize("amount", BAD.values(), ids=BAD.keys())
def test_a_bad_amount_is_told_in_the_caller_s_language(owls: OwlShop, amount: object) -> None:
    before = count_book(owls.merchant_id)
    bad = order(owls.anna, lines=[*lines(), {"amount": amount}])
    for headers in ({"Accept-Language": "en"}, RUSSIAN):
        problem = Api(owls.key).refused("PUT", PATH, bad, headers=headers)
        assert [fault["pointer"] for fault in problem["faults"]] == ["/lines/1/amount"]
        said = told(problem)
        assert "Decimal" not in said
        assert bool(re.search("[а-яё]", said)) == (headers is RUSSIAN)
        assert headers is not RUSSIAN or not LATIN_SENTENCE.search(said), said
    assert count_book(owls.merchant_id) == before


JUNK = (None, True, -1, 10**40, 0.5, "", "\n", "x" * 300_0, [], [1] * 60, {}, {"x": {"y": []}})


def bent(body: Any) -> Iterator[Any]:
    """The body with junk in the place of each of its values, and with a field too many."""
    if isinstance(body, dict):
        yield {**body, "balance": 1}
        for name, value in body.items():
            yield {other: kept for other, kept in body.items() if other != name}
            for junk in (*JUNK, *bent(value)):
                yield {**body, name: junk}
    elif isinstance(body, list):
        for place, value in enumerate(body):
            for junk in (*JUNK, *bent(value)):
                yield [*body[:place], junk, *body[place + 1 :]]


@pytest.mark.parametrize("route", BODIES, ids=lambda route: f"{route.method} {route.path}")
def test_whatever_stands_in_a_field_is_answered_in_words(owls: OwlShop, route: Route) -> None:
    """Every error that a body can have; none is told in the validator's own words."""
    request = REQUESTS[route.method, route.path]
    path = request.path.replace("{member}", owls.anna)
    if route.writes:
        path += "?dry_run=true"
    refused = 0
    for body in bent(request.body(owls.anna)):
        answer = Api(owls.key).send(route.method, path, body, headers=RUSSIAN)
        assert answer.status_code < 500, body
        problem = json.loads(answer.content)
        if answer.status_code == 422 and problem["code"] == "bad_body":
            refused += 1
            assert all(re.search("[а-яё]", fault["detail"]) for fault in problem["faults"]), problem
            assert not LATIN_SENTENCE.search(told(problem)), problem
            assert "bad_value" not in [fault["code"] for fault in problem["faults"]], (
                body,
                problem,
            )
    assert refused


def test_a_place_is_named_as_the_caller_wrote_it(owls: OwlShop) -> None:
    problem = Api(owls.key).refused("POST", "/simulations", {"redeem": 5})
    assert [(each["pointer"], each["code"]) for each in problem["faults"]] == [
        ("/redeem", "too_large")
    ]
    problem = Api(owls.key).refused("POST", "/simulations", {"redeem": "x"})
    assert [(each["pointer"], each["code"]) for each in problem["faults"]] == [
        ("/redeem", "not_one_of")
    ]
    problem = Api(owls.key).refused("PUT", PATH, order(owls.anna, lines=lines(category=5)))
    assert problem["faults"][0]["pointer"] == "/lines/0/category"
    assert problem["faults"][0]["facts"] == {"needed": ["text", "list"]}


@pytest.mark.parametrize(
    "number",
    ["1000.0000000000000000000001", "0.1000000000000000055", "1e400", "1e99999999999999999999"],
)
def test_a_number_is_the_decimal_that_was_written(owls: OwlShop, number: str) -> None:
    raw = json.dumps(order(owls.anna)).replace('"1000.00"', number).encode()
    problem = Api(owls.key).refused("PUT", PATH, raw=raw)
    assert problem["faults"][0]["pointer"] == "/lines/0/amount"


def test_a_number_beyond_decimals_is_refused(owls: OwlShop) -> None:
    raw = json.dumps(order(owls.anna)).replace('"1000.00"', "1e" + "9" * 20).encode()
    problem = Api(owls.key).refused("PUT", PATH, raw=raw)
    assert [fault["code"] for fault in problem["faults"]] == ["not_finite"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "01", "1.", ".5", "+1"])
def test_what_is_no_number_of_json_is_no_body(owls: OwlShop, number: str) -> None:
    raw = json.dumps(order(owls.anna)).replace('"1000.00"', number).encode()
    assert Api(owls.key).refused("PUT", PATH, raw=raw)["status"] == 400


@pytest.mark.parametrize("digits", [5_000, 500_000])
def test_a_number_of_many_digits_is_refused(owls: OwlShop, digits: int) -> None:
    for written in ("1" * digits, '"' + "1" * digits + '"'):
        raw = json.dumps(order(owls.anna)).replace('"1000.00"', written).encode()
        assert Api(owls.key).refused("PUT", PATH, raw=raw)["code"] == "bad_body"


FIELDS: dict[str, tuple[dict[str, object], str]] = {
    "a yes for a flag": ({"lines": lines(gift_card="yes")}, "wrong_kind"),
    "one for a flag": ({"lines": lines(gift_card=1)}, "wrong_kind"),
    "seconds for an instant": ({"placed_at": 1763625600}, "bad_instant"),
    "seconds as text": ({"placed_at": "1763625600"}, "bad_instant"),
    "a day for an instant": ({"placed_at": "2026-11-20"}, "bad_instant"),
    "an instant without its zone": ({"placed_at": "2026-11-20T08:00:00"}, "bad_instant"),
    "the thirtieth of February": ({"placed_at": "2026-02-30T08:00:00Z"}, "bad_instant"),
    "a zone of a hundred hours": ({"placed_at": "2026-11-20T08:00:00+99:00"}, "bad_instant"),
    "before the calendar": ({"placed_at": "0001-01-01T00:00:00+14:00"}, "too_long_ago"),
    "after the calendar": ({"placed_at": "9999-12-31T23:59:59-12:00"}, "too_far_ahead"),
    "a small currency": ({"currency": "rub"}, "bad_currency"),
    "a line end in a word": ({"channel": "a\nb"}, "control_characters"),
    "a member with a space": ({"member": " 17 "}, "bad_id"),
    "no lines": ({"lines": []}, "too_few"),
    "too many lines": ({"lines": lines() * 1001}, "too_many"),
    "a long word": ({"channel": "x" * 129}, "text_too_long"),
    "a short id": ({"redeemed": [{"wallet": "", "units": 1}]}, "too_short"),
    "no units": ({"redeemed": [{"wallet": "points", "units": 0}]}, "too_small"),
    "a fine amount": ({"delivery": "0.0001"}, "too_fine"),
}


@pytest.mark.parametrize("case", FIELDS)
def test_a_field_is_refused_by_its_own_code(owls: OwlShop, case: str) -> None:
    changes, code = FIELDS[case]
    problem = Api(owls.key).refused("PUT", PATH, {**order(owls.anna), **changes})
    assert [fault["code"] for fault in problem["faults"]] == [code]


MEMBERS: dict[str, tuple[dict[str, object], str]] = {
    "born tomorrow": ({"birthday": "2026-11-23"}, "in_the_future"),
    "born in another age": ({"birthday": "1899-12-31"}, "too_long_ago"),
    "born at an instant": ({"birthday": "1990-03-14T00:00:00Z"}, "bad_day"),
    "born by seconds": ({"birthday": 0}, "bad_day"),
    "never born": ({"birthday": "1990-02-30"}, "bad_day"),
    "a bell in the name": ({"name": "a\x07"}, "control_characters"),
    "turned letters": ({"name": "a\u202eb"}, "control_characters"),
    "spaces around an id": ({"external_id": " 17 "}, "bad_outer_id"),
    "a field that is not": ({"balance": 5}, "unknown_field"),
}


@pytest.mark.parametrize("case", MEMBERS)
def test_what_nobody_is_called_is_refused(owls: OwlShop, case: str) -> None:
    body, code = MEMBERS[case]
    problem = Api(owls.key).refused("POST", "/members", body)
    assert [fault["code"] for fault in problem["faults"]] == [code]


def test_a_card_and_an_event_are_named_in_their_own_letters(owls: OwlShop) -> None:
    api = Api(owls.key)
    number = api.refused("POST", f"/members/{owls.anna}/cards", {"number": "4 2"})
    assert number["faults"][0]["code"] == "bad_card_number"
    named = api.refused("POST", "/events", {**event(owls.anna), "name": "Review"})
    assert named["faults"][0]["code"] == "bad_event_name"
    nothing = api.refused("POST", "/events", {**event(owls.anna), "id": None, "member": 1})
    assert {fault["code"] for fault in nothing["faults"]} == {"wrong_kind"}
    assert api.refused("PUT", PATH, {})["faults"][0]["code"] == "field_missing"


@pytest.mark.parametrize("at", ["1900-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_an_event_of_another_age_earns_nothing(owls: OwlShop, at: str) -> None:
    api, before = Api(owls.key), Api(owls.key).available(owls.anna)
    assert api.refused("POST", "/events", {**event(owls.anna), "at": at})["code"] == "too_long_ago"
    assert api.available(owls.anna) == before


@pytest.mark.parametrize("number", ["1e99999999", "1e999", "-1e13"])
def test_a_fact_of_an_event_has_its_bounds(owls: OwlShop, number: str) -> None:
    raw = json.dumps(event(owls.anna)).replace("250", number).encode()
    assert Api(owls.key).refused("POST", "/events", raw=raw)["faults"][0]["pointer"] == (
        "/fields/length"
    )


def test_a_plan_of_another_age_is_refused(owls: OwlShop) -> None:
    api, late = Api(owls.key), "9999-12-31T23:59:59-12:00"
    floor = {"tier": "gold", "reason": "a partner", "until": late}
    path = f"/members/{owls.anna}/tier-floor"
    assert api.refused("PUT", path, floor)["code"] == "too_far_ahead"
    text = REQUESTS["POST", "/programs"].body("")
    assert isinstance(text, dict)
    assert api.refused("POST", "/programs", {**text, "starts_at": late})["code"] == "too_far_ahead"


def test_what_can_be_judged_is_judged_beside_a_bad_field(owls: OwlShop) -> None:
    bad = order(
        "m_nobody",
        currency="UAH",
        total="7",
        paid_at="2026-11-20T07:00:00Z",
        redeemed=[{"wallet": "gold", "units": 1}],
    )
    api = Api(owls.key)
    codes = {fault["code"] for fault in api.refused("PUT", PATH, bad)["faults"]}
    others = {"currency_differs", "unknown_member", "before_placed", "unknown_wallet"}
    assert codes == {*others, "lines_do_not_sum"}
    bad["lines"] = lines("-5")
    problem = api.refused("PUT", PATH, bad)
    assert {fault["code"] for fault in problem["faults"]} == {*others, "too_small"}
    assert (problem["status"], problem["code"]) == (422, "bad_body")


def test_a_cart_and_an_event_tell_all_their_faults(owls: OwlShop) -> None:
    api = Api(owls.key)
    cart = {**hold("m_nobody"), "currency": "UAH", "minutes": 0}
    assert {fault["code"] for fault in api.refused("POST", "/holds", cart)["faults"]} == {
        "too_small",
        "currency_differs",
        "unknown_member",
    }
    late = {**event("m_nobody"), "at": "2027-01-01T00:00:00Z"}
    assert {fault["code"] for fault in api.refused("POST", "/events", late)["faults"]} == {
        "in_the_future",
        "unknown_member",
    }


def test_every_text_may_be_as_long_as_it_says(owls: OwlShop) -> None:
    api = Api(owls.key)
    longest = {
        "external_id": "x" * 128,
        "name": "\ufdfa" * 200,
        "email": "a@" + "b" * 200 + ".test",
        "segments": ["s" * 128] * 50,
        "favourites": ["f" * 128] * 50,
    }
    member = api.ask("POST", "/members", longest)["id"]
    api.ask("POST", "/programs", {"text": SIMPLE})  # one that sells no plans is told them
    api.ask("PATCH", f"/members/{member}", {"plan": "p" * 64})
    body = {**adjustment(), "id": "a" * 128, "reason": "r" * 500}
    api.ask("POST", f"/members/{member}/adjustments", body)
    named = {**event(member, "e" * 128), "name": "n" * 64, "fields": {"f" * 128: "v" * 128}}
    api.ask("POST", "/events", named)
    api.ask("POST", "/holds", {**hold(owls.anna, "h" * 64, "o" * 128), "shop": "s" * 64})
