"""Nobody sees a page unasked, and passwords are not guessed for free."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver
from support.owl_shop import PASSWORD, OwlShop

from kopilka.fronts.console.pages import signin

OPEN = {"sign-in", "sign-out", "theme", "language"}
SIGN_IN = {"username": "dan@owl.test", "password": PASSWORD}


def console_routes() -> list[str]:
    from kopilka.fronts.console import urls

    return [str(route.name) for route in urls.urlpatterns if route.name not in OPEN]


@pytest.mark.parametrize("name", console_routes())
def test_every_page_asks_a_stranger_to_sign_in(client: Client, db: None, name: str) -> None:
    arguments = {"member": ["m_x"], "order": ["site", "A1"]}.get(name, [])
    address = "/" + get_resolver().reverse(name, *arguments)
    assert client.get(address).headers["location"].startswith("/sign-in/?next=")


def test_dan_signs_in_and_lands_where_he_was_going(client: Client, owl_shop: OwlShop) -> None:
    answer = client.post("/sign-in/?next=/members/", {**SIGN_IN, "next": "/members/"})
    assert answer.headers["location"] == "/members/"


@pytest.mark.parametrize("address", ["https://evil.test/", "//evil.test", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(
    client: Client, owl_shop: OwlShop, address: str
) -> None:
    answer = client.post("/sign-in/", {**SIGN_IN, "next": address})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("address", ["https://evil.test/", "//evil.test"])
def test_choosing_a_theme_never_leads_to_another_site(client: Client, address: str) -> None:
    answer = client.post("/preferences/theme/", {"theme": "lamp", "next": address})
    assert answer.headers["location"] == "/"
    assert answer.cookies["theme"].value == "lamp"


def test_a_wrong_password_says_so_without_telling_which_was_wrong(
    client: Client, owl_shop: OwlShop
) -> None:
    known = client.post("/sign-in/", {**SIGN_IN, "password": "wrong"})
    unknown = client.post("/sign-in/", {"username": "no@owl.test", "password": "wrong"})
    assert known.context["wrong"] == unknown.context["wrong"] != ""


def test_after_ten_tries_even_the_right_password_waits(client: Client, owl_shop: OwlShop) -> None:
    for _ in range(signin.TRIES):
        assert client.post("/sign-in/", {**SIGN_IN, "password": "guess"}).status_code == 200
    assert client.post("/sign-in/", SIGN_IN).status_code == 429
