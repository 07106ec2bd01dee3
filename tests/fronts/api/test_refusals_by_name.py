"""What a shop's developer may run into, each refused by its own name and in words."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.test import Client
from support.api import Api
from support.owl_shop import NOW, PROGRAM, OwlShop
from support.requests import order

from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.programs import actions as programs
from kopilka.values.refusals import Refused

GET = {
    "a page of no members": ("/members?limit=0", "bad_limit"),
    "a page of a million": ("/members?limit=1000000", "bad_limit"),
    "an order nobody told of": ("/orders/site/N404", "unknown_order"),
    "an entry that is not there": ("/members/{anna}/entries/1", "unknown_entry"),
}


@pytest.mark.parametrize(("path", "code"), GET.values(), ids=GET.keys())
def test_reading_what_is_not_there_is_refused(owls: OwlShop, path: str, code: str) -> None:
    problem = Api(owls.key).refused("GET", path.format(anna=owls.anna))
    assert problem["code"] == code
    assert problem["faults"][0]["detail"] not in ("", code)


def test_an_order_belongs_to_one_member_for_ever(owls: OwlShop) -> None:
    api = Api(owls.key)
    api.ask("PUT", "/orders/site/N1", order(owls.anna))
    problem = api.refused("PUT", "/orders/site/N1", order(owls.boris))
    assert (problem["status"], problem["code"]) == (409, "order_of_another_member")


def test_a_fact_from_another_century_is_refused(owls: OwlShop) -> None:
    old = order(owls.anna, placed_at="1914-07-28T12:00:00Z", paid_at=None)
    assert Api(owls.key).refused("PUT", "/orders/site/N1", old)["code"] == "too_long_ago"


def test_two_members_never_share_the_shop_s_id(owls: OwlShop) -> None:
    api = Api(owls.key)
    api.ask("POST", "/members", {"external_id": "900"})
    assert api.refused("POST", "/members", {"external_id": "900"})["code"] == "external_id_taken"


def test_a_name_is_changed_or_left_and_never_nothing(owls: OwlShop) -> None:
    problem = Api(owls.key).refused("PATCH", f"/members/{owls.anna}", {"name": None})
    assert problem["code"] == "empty_field"
    assert problem["faults"][0]["facts"] == {"fields": ["name"]}


def test_only_a_card_of_the_member_can_be_blocked(owls: OwlShop) -> None:
    path = f"/members/{owls.anna}/cards/4000000000000000/block"
    assert Api(owls.key).refused("POST", path)["code"] == "unknown_card"


def test_what_is_done_by_hand_needs_more_than_a_space_for_a_reason(owls: OwlShop) -> None:
    body = {"id": "adj-1", "wallet": "points", "units": 5, "reason": " "}
    problem = Api(owls.key).refused("POST", f"/members/{owls.anna}/adjustments", body)
    assert problem["code"] == "reason_missing"


def test_a_version_starts_now_or_later(owls: OwlShop) -> None:
    body = {"text": PROGRAM.read_text("utf-8"), "starts_at": "2026-11-01T00:00:00Z"}
    assert Api(owls.key).refused("POST", "/programs", body)["code"] == "starts_in_the_past"


def test_of_two_who_publish_at_once_the_second_is_told(
    owls: OwlShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(**_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(programs.ProgramVersion.objects, "create", taken)
    body = {"text": PROGRAM.read_text("utf-8")}
    problem = Api(owls.key).refused("POST", "/programs", body)
    assert problem["code"] == "published_meanwhile"
    assert problem["faults"][0]["facts"] == {"number": 2}


def test_without_a_program_nothing_can_be_decided(owls: OwlShop) -> None:
    merchant = merchants.open_merchant(
        slug="bare", name="Bare", currency="RUB", timezone="UTC", language="en", now=NOW
    )
    key = merchants.issue_key(
        merchant_id=merchant.pk, name="site", scopes=["members:write", "members:read"], now=NOW
    )
    member = Api(key).ask("POST", "/members", {"name": "Anna"})["id"]
    assert Api(key).refused("GET", f"/members/{member}/balances")["code"] == "no_program"


def test_roles_and_scopes_are_those_there_are(owls: OwlShop) -> None:
    with pytest.raises(Refused, match="unknown_role"):
        merchants.add_staff(
            merchant_id=owls.merchant_id, email="x@owl.test", password="x", role="tsar"
        )
    with pytest.raises(Refused, match="unknown_scope"):
        merchants.issue_key(merchant_id=owls.merchant_id, name="x", scopes=["all"], now=NOW)


@pytest.mark.parametrize(("language", "words"), [("en", "belongs to another"), ("ru", "другому")])
def test_the_type_of_a_problem_leads_to_its_sentence(
    owls: OwlShop, language: str, words: str
) -> None:
    api = Api(owls.key)
    api.ask("PUT", "/orders/site/N1", order(owls.anna))
    problem = api.refused("PUT", "/orders/site/N1", order(owls.boris))
    address, _, anchor = problem["type"].partition("#")
    page = Client(headers={"Accept-Language": language}).get(address).content.decode()
    assert f'id="{anchor}"' in page
    assert words in page
