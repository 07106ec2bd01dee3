"""Members are found however they are typed: in any case, with any spaces, by each card."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from support.api import Api
from support.owl_shop import OwlShop

TYPED = [
    "Анна",
    "анна ёлкина",
    "ЕЛКИНА",
    "anna@OWL.test",
    "+7 916 123-45-67",
    "8 (916) 1234567",
    "9161234567",
]


def found(api: Api, text: str) -> list[str]:
    members = api.ask("GET", f"/members?search={quote(text)}")["members"]
    return [member["id"] for member in members]


@pytest.mark.parametrize("text", TYPED)
def test_anna_is_found(owls: OwlShop, text: str) -> None:
    assert owls.anna in found(Api(owls.key), text)


def test_a_member_is_found_by_the_card_made_at_enrolment(owls: OwlShop) -> None:
    api = Api(owls.key)
    number = api.ask("GET", f"/members/{owls.anna}")["cards"][0]["number"]
    assert found(api, number) == [owls.anna]
    assert api.ask("GET", f"/members/card:{number}")["id"] == owls.anna


@pytest.mark.parametrize("typed", ["5000-77", "500077"])
def test_a_member_is_found_by_a_further_card(owls: OwlShop, typed: str) -> None:
    api = Api(owls.key)
    api.ask("POST", f"/members/{owls.anna}/cards", {"number": "5000-77"})
    assert found(api, typed) == [owls.anna]


def test_a_blocked_card_finds_nobody(owls: OwlShop) -> None:
    api = Api(owls.key)
    api.ask("POST", f"/members/{owls.anna}/cards", {"number": "5000-77"})
    api.ask("POST", f"/members/{owls.anna}/cards/5000-77/block")
    assert api.refused("GET", "/members/card:5000-77")["status"] == 404


def test_what_is_a_pattern_elsewhere_is_text_here(owls: OwlShop) -> None:
    assert found(Api(owls.key), "%") == []
    assert found(Api(owls.key), "_nn_") == []


def enrolled(api: Api, value: str) -> str:
    return str(api.ask("POST", "/members", {"external_id": value})["id"])


@pytest.mark.parametrize("typed", ["63", "№ 63", "№63", "No. 63", "no.63", "#63"])
def test_the_exact_number_stands_before_those_that_contain_it(owls: OwlShop, typed: str) -> None:
    api = Api(owls.key)
    wanted = enrolled(api, "63")
    others = {enrolled(api, f"{n}63") for n in range(1, 6)}
    names = found(api, typed)
    assert names[0] == wanted
    assert set(names[1:]) >= others


def test_pages_of_a_search_show_everyone_once(owls: OwlShop) -> None:
    api = Api(owls.key)
    made = {enrolled(api, "77")} | {enrolled(api, f"{n}77") for n in range(1, 5)}
    seen: list[str] = []
    after = ""
    while True:
        page = api.ask("GET", f"/members?search=77&limit=2{after}")
        assert len(page["members"]) <= 2
        seen += [member["id"] for member in page["members"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen))
    assert set(seen) >= made


def test_a_member_is_found_by_the_number_of_an_order(owls: OwlShop) -> None:
    assert found(Api(owls.key), "A10")[0] == owls.anna
