"""Nonsense is refused with what, where and what to do; nothing half-done, nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.api import Api
from support.owl_shop import OwlShop
from support.requests import adjustment, event, lines, order

from kopilka.loyalty.ledger.check import check_books, count_book

PATH = "/orders/site/N1"


def state(shop: OwlShop, **changes: object) -> dict[str, Any]:
    return order(shop.anna, **changes)


AMOUNTS = {
    "negative": "-5",
    "not a number": "NaN",
    "infinite": "Infinity",
    "a flag": True,
    "too many places": 10.123,
    "too many places for roubles": "1.001",
    "huge": 10**30,
    "exponent": "1e999",
    "text": "ten",
    "nothing": None,
    "a list": [1],
}


@pytest.mark.parametrize("amount", AMOUNTS.values(), ids=AMOUNTS.keys())
def test_a_bad_amount_is_refused_where_it_stands(owls: OwlShop, amount: object) -> None:
    before = count_book(owls.merchant_id)
    bad = state(owls, lines=[*lines(), {"amount": amount}])
    problem = Api(owls.key).refused("PUT", PATH, bad)
    assert problem["status"] == 422
    assert "/lines/1" in json.dumps(problem["faults"])
    assert count_book(owls.merchant_id) == before


@pytest.mark.parametrize("amount", ["1e3", 1000, "1000.0", "1000.00", 1000.0])
def test_ways_to_write_a_thousand(owls: OwlShop, amount: object) -> None:
    answer = Api(owls.key).ask("PUT", PATH, state(owls, lines=[{"amount": amount}]))
    assert answer["awarded"]["points"]["units"] == 50


STATES: dict[str, tuple[dict[str, object], str]] = {
    "another currency": ({"currency": "UAH"}, "currency_differs"),
    "lines that do not sum": ({"total": "999.00"}, "lines_do_not_sum"),
    "returned more than bought": (
        {"lines": lines(returned={"amount": "1000.01"})},
        "returned_more_than_bought",
    ),
    "returned more pieces than bought": (
        {"lines": lines(quantity=2, returned={"quantity": 3})},
        "returned_more_than_bought",
    ),
    "paid before placed": ({"paid_at": "2026-11-20T07:59:59Z"}, "before_placed"),
    "placed in the future": (
        {"placed_at": "2027-01-01T00:00:00Z", "paid_at": None},
        "in_the_future",
    ),
    "an unknown member": ({"member": "m_nobody"}, "unknown_member"),
    "an unknown wallet": ({"redeemed": [{"wallet": "gold", "units": 1}]}, "unknown_wallet"),
    "a discount of no line": (
        {"discounts": [{"line": 9, "discount": "club", "amount": "1"}]},
        "unknown_line",
    ),
    "discounts larger than the line": (
        {"discounts": [{"line": 1, "discount": "club", "amount": "1000.01"}]},
        "discount_over_line",
    ),
}


@pytest.mark.parametrize("case", STATES)
def test_a_state_that_cannot_be_is_refused(owls: OwlShop, case: str) -> None:
    changes, code = STATES[case]
    before = count_book(owls.merchant_id)
    problem = Api(owls.key).refused("PUT", PATH, {**state(owls), **changes})
    assert code in [fault["code"] for fault in problem["faults"]], problem
    assert all(fault["detail"] for fault in problem["faults"])
    assert count_book(owls.merchant_id) == before


def test_all_faults_are_told_at_once(owls: OwlShop) -> None:
    bad = state(owls, total="1", currency="UAH", paid_at="2026-11-01T00:00:00Z")
    codes = {fault["code"] for fault in Api(owls.key).refused("PUT", PATH, bad)["faults"]}
    assert {"lines_do_not_sum", "currency_differs", "before_placed"} <= codes


@pytest.mark.parametrize("field", ["points", "balance", "tier", "merchant_id", "expires_at"])
def test_no_field_slips_in(owls: OwlShop, field: str) -> None:
    problem = Api(owls.key).refused("PUT", PATH, {**state(owls), field: 1000})
    assert problem["faults"][0]["pointer"] == f"/{field}"


@pytest.mark.parametrize("units", [0, 1.5, "10", True, 10**13, None])
def test_units_are_whole_numbers_within_reason(owls: OwlShop, units: object) -> None:
    path, body = f"/members/{owls.anna}/adjustments", {**adjustment(), "units": units}
    assert Api(owls.key).refused("POST", path, body)["status"] == 422


def test_no_more_is_deducted_than_there_is(owls: OwlShop) -> None:
    path = f"/members/{owls.anna}/adjustments"
    problem = Api(owls.key).refused("POST", path, adjustment(-1_000_000))
    assert problem["code"] == "not_enough_units"


RAW: dict[str, tuple[bytes, int, str]] = {
    "not JSON": (b"{", 400, "bad_body"),
    "empty": (b"", 400, "bad_body"),
    "broken UTF-8": (b'{"member": "\xff\xfe"}', 400, "bad_encoding"),
    "a zero byte": (b'{"member": "a\x00b"}', 400, "zero_byte"),
    "an escaped zero byte": (b'{"member": "a\\u0000b"}', 400, "zero_byte"),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, 400, "bad_body"),
    "ten megabytes": (b'{"x":"' + b"a" * 10_000_000 + b'"}', 413, "too_large"),
    "a list": (b"[]", 422, "bad_body"),
    "half a surrogate": (b'{"member": "\\ud800"}', 400, "bad_body"),
}


@pytest.mark.parametrize("case", RAW)
def test_a_poisonous_body_is_refused_and_the_next_is_served(owls: OwlShop, case: str) -> None:
    raw, status, code = RAW[case]
    api = Api(owls.key)
    problem = api.refused("PUT", PATH, raw=raw)
    assert (problem["status"], problem["code"]) == (status, code)
    api.ask("PUT", PATH, state(owls))
    assert check_books(owls.merchant_id) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_problems_speak_the_callers_language(owls: OwlShop, language: str) -> None:
    headers = {"Accept-Language": language}
    bad = state(owls, total="999.00")
    answer = Api(owls.key).send("PUT", PATH, bad, headers=headers)
    assert answer.headers["Content-Language"] == language
    cyrillic = any("а" <= letter <= "я" for letter in json.loads(answer.content)["title"].lower())
    assert cyrillic == (language == "ru")


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "after=x", "after=-1"])
def test_a_bad_page_is_refused(owls: OwlShop, query: str) -> None:
    assert Api(owls.key).refused("GET", f"/members?{query}")["status"] == 422


@pytest.mark.parametrize("cursor", ["x", "1_2", "2026-01-01T00:00:00_x", "2026-01-01T00:00:00_1"])
def test_a_bad_cursor_is_refused(owls: OwlShop, cursor: str) -> None:
    path = f"/members/{owls.anna}/entries?after={cursor}"
    assert Api(owls.key).refused("GET", path)["code"] == "bad_cursor"


@pytest.mark.parametrize("name", ["Review", "a b", "", "x" * 65, "review;drop"])
def test_an_event_name_is_a_dotted_word(owls: OwlShop, name: str) -> None:
    assert Api(owls.key).refused("POST", "/events", {**event(owls.anna), "name": name})


def test_a_bad_program_is_refused_with_its_lines(owls: OwlShop) -> None:
    text = "kopilka: 1\nname: X\ncurrency: RUB\ntimezone: Europe/Moscow\nwalets: {}\n"
    problem = Api(owls.key).refused("POST", "/programs", {"text": text})
    assert problem["code"] == "bad_program"
    assert (5, "walets") in [(fault["line"], fault["word"]) for fault in problem["faults"]]


def test_an_unknown_address_is_a_problem_too(owls: OwlShop) -> None:
    assert Api(owls.key).send("GET", "/nothing").status_code == 404
