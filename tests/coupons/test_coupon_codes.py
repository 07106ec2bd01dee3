"""Codes: not to be guessed, read however they are written, found at once among many."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from math import log2

import pytest
from coupons.coupon_shop import NOW, CouponShop, open_coupon_shop
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.api import Api
from support.racing import at_once

from kopilka.loyalty.coupons.actions import make_codes, stop_code
from kopilka.loyalty.coupons.drawing import draw_code
from kopilka.loyalty.coupons.queries import count_codes
from kopilka.plumbing import clock
from kopilka.plumbing.models import AuditRow
from kopilka.values.codes import ALPHABET, normalised, read_code, shown

WRONG_FROM_ONE_ADDRESS = 10


@pytest.fixture
def shop(empty: str) -> Iterator[CouponShop]:
    before = clock.use(clock.FixedClock(NOW))
    yield open_coupon_shop()
    clock.use(before)


def test_a_hundred_thousand_codes_have_eleven_even_characters_and_no_two_are_one() -> None:
    codes = [draw_code() for _ in range(100_000)]
    assert len(set(codes)) == len(codes)
    assert {len(code) for code in codes} == {12}
    for place in range(11):
        counts = Counter(code[place] for code in codes)
        entropy = -sum(n / len(codes) * log2(n / len(codes)) for n in counts.values())
        assert set(counts) == set(ALPHABET)
        assert entropy > 4.999  # of five


def test_a_wrong_character_is_always_seen() -> None:
    for code in (draw_code() for _ in range(50)):
        for place in range(11):
            for other in set(ALPHABET) - {code[place]}:
                assert read_code(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize("written", ["tea-2026", " TEA 2O26 ", "TEA2026"])
def test_case_dashes_spaces_and_look_alikes_do_not_matter(written: str) -> None:
    assert normalised(written) == "TEA2026"
    assert normalised("il-O") == "110"


def test_a_code_is_found_by_its_text_however_many_there_are(shop: CouponShop) -> None:
    def statements() -> tuple[int, str]:
        (code,) = shop.codes("once")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            Api(shop.key).ask("GET", f"/codes/{shown(code).lower().replace('-', '%20')}")
        return len(seen), plan(code)

    def plan(code: str) -> str:
        words = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        find = "SELECT id FROM coupons_code WHERE merchant_id = %s AND code = %s"
        with connection.cursor() as cursor:
            cursor.execute(f"{words} {find}", [shop.merchant_id, code])
            return str(cursor.fetchall())

    few = statements()[0]
    for _ in make_codes(
        merchant_id=shop.merchant_id, coupon="once", count=30_000, batch="x", actor="t", now=NOW
    ):
        pass
    many, way = statements()
    assert many == few
    assert "coupons_code_text" in way or (connection.vendor == "sqlite" and "INDEX" in way)


def test_what_was_cut_off_goes_on_where_it_was(shop: CouponShop) -> None:
    def parts() -> list[int]:
        made = make_codes(
            merchant_id=shop.merchant_id,
            coupon="once",
            count=25,
            batch="leaflet",
            actor="cli",
            now=NOW,
            at_once=10,
        )
        return [next(made), next(made)] if not count_codes(shop.merchant_id, "once") else [*made]

    assert parts() == [0, 10]
    assert parts() == [10, 20, 25]
    assert parts() == [25]


def test_strangers_hear_the_same_no_whatever_is_wrong(shop: CouponShop) -> None:
    used, stopped = shop.codes("once", 2)
    shop.place(shop.members[0], "A1", used, off="once")
    stop_code(merchant_id=shop.merchant_id, text=stopped, reason="leaked", actor="t", now=NOW)
    api = Api(shop.key)
    answers = {
        api.send("POST", "/code-checks", {"code": code}).content
        for code in (used, stopped, "NEVER-THERE", draw_code())
    }
    assert len(answers) == 1
    assert json.loads(answers.pop())["code"] == "code_not_accepted"
    told = AuditRow.objects.filter(merchant_id=shop.merchant_id)
    assert told.get(action="coupon.code_blocked").reason == "leaked"


def test_guessing_stops_at_the_limit_also_when_all_guess_at_once(shop: CouponShop) -> None:
    api = Api(shop.key)

    def guess() -> int:
        return api.send("POST", "/code-checks", {"code": draw_code()}).status_code

    seen = Counter(at_once(*[guess] * 8) + at_once(*[guess] * 8))
    assert seen == {422: WRONG_FROM_ONE_ADDRESS, 429: 16 - WRONG_FROM_ONE_ADDRESS}
    assert api.send("POST", "/code-checks", {"code": "all-5"}).status_code == 429


def test_right_codes_count_as_no_tries(shop: CouponShop) -> None:
    for _ in range(WRONG_FROM_ONE_ADDRESS + 5):
        assert Api(shop.key).ask("POST", "/code-checks", {"code": "all-5"}) == {"accepted": True}


def test_the_shop_hears_why(shop: CouponShop) -> None:
    member = Api(shop.key).ask("GET", "/members")["members"][0]["id"]
    cart = {
        "member": member,
        "order": "Q1",
        "currency": "RUB",
        "lines": [{"amount": "100.00"}],
        "codes": ["all-5", "nothing"],
    }
    good, bad = Api(shop.key).ask("POST", "/quotes", cart)["codes"]
    assert (good["coupon"], good["applied"]) == ("all", True)
    assert (bad["applied"], bad["reason"]) == (False, "unknown")


def test_what_is_not_there_is_said_to_be_missing(shop: CouponShop) -> None:
    api = Api(shop.key)
    assert api.refused("GET", "/codes/NEVER-THERE")["code"] == "unknown_code"
    assert api.refused("POST", "/coupons/all/codes", {})["code"] == "unknown_coupon"
