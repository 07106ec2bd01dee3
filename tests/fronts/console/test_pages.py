"""What Dan reads on the pages of the owl shop."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from support.owl_shop import OwlShop

from kopilka.loyalty.ledger.post import post

PAGES = ["/", "/members/", "/orders/", "/orders/site/A10/", "/program/", "/simulation/?figures=1"]


def read(dan: Client, address: str, language: str = "ru") -> str:
    answer = dan.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "word", ["анна", "ЁЛКИНА", "елкин", "4567", "89161234567", "+79161234567", "anna@owl", "Ёлк"]
)
def test_a_member_is_found_by_any_part_in_any_case(dan: Client, word: str) -> None:
    page = read(dan, f"/members/?q={word}")
    assert "Анна Ёлкина" in page
    assert "Борис" not in page


def test_nobody_found_offers_everyone(dan: Client) -> None:
    assert "Показать всех" in read(dan, "/members/?q=никого")


def test_clara_of_another_merchant_is_never_seen(dan: Client, owl_shop: OwlShop) -> None:
    assert "Клара" not in read(dan, "/members/")
    assert dan.get(f"/members/{owl_shop.clara}/").status_code == 404


def test_annas_card_says_what_she_has_and_why(dan: Client, owl_shop: OwlShop) -> None:
    page = read(dan, f"/members/{owl_shop.anna}/")
    assert "1 422 балла" in page
    assert "144 балла сгорят 8 декабря 2026" in page
    assert "Вместе 190,65, округлено вниз до 190." in page
    assert "Снято после возврата" in page
    assert "Остаток заказа приносит 190 баллов; до возврата было 218 баллов." in page
    assert "+7 916 123-45-67" in page


def test_the_same_card_in_english(dan: Client, owl_shop: OwlShop) -> None:
    page = read(dan, f"/members/{owl_shop.anna}/", "en")
    assert "1,422 points" in page
    assert "Taken back after a return" in page


def test_an_order_says_which_rules_gave_and_why_the_others_did_not(dan: Client) -> None:
    page = read(dan, "/orders/site/A10/")
    assert "3 813 ₽ × 5 % = 190,65" in page
    assert "День недели: нужно суббота или воскресенье, а было понедельник." in page
    assert "Строка 3 (100 ₽): в этой программе не учитывается." in page
    assert "Другая скидка той же очереди больше." in page


def test_an_order_paid_with_points_shows_them(dan: Client) -> None:
    assert "Оплачено: 120 баллов" in read(dan, "/orders/site/A5/")


@pytest.mark.parametrize("number", ["A10", "B1"])
def test_an_order_is_found_by_its_number(dan: Client, number: str) -> None:
    page = read(dan, f"/orders/?q={number}")
    assert f'"/orders/site/{number}/"' in page
    assert page.count("/orders/site/") == 1


def test_the_program_is_read_aloud(dan: Client) -> None:
    page = read(dan, "/program/")
    assert "За оплаченный заказ: 5 %; 10 %, если учитываемая сумма заказа от 5 000 ₽." in page
    assert "Только если уровень: gold; и день недели: суббота или воскресенье." in page


def test_home_says_what_is_outstanding(dan: Client) -> None:
    page = read(dan, "/")
    assert "1 685 баллов" in page
    assert "Скоро сгорят" in page
    assert "Начисленные за это время баллы стоят 35 ₽." in page


def test_a_slider_changes_the_cost(dan: Client) -> None:
    cheap = dan.get("/simulation/?figures=1&earn=1").context["found"].report
    dear = dan.get("/simulation/?figures=1&earn=10").context["found"].report
    assert cheap["reward_cost_share"] < dear["reward_cost_share"]


@pytest.mark.parametrize("query", ["earn=NaN", "redeem=-5", "margin=1e999", "earn=1/0", "q=%00"])
def test_nonsense_in_the_address_is_ignored(dan: Client, query: str) -> None:
    assert dan.get(f"/simulation/?figures=1&{query}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/members/?after=x",
        "/members/?after=99999999999999999999999",
        "/members/?q=%00",
        "/orders/?before=x",
        "/orders/?before=2026-01-01_99999999999999999999999",
        "/orders/?only=x",
        "/orders/?q=%00",
        "/orders/site/NO/",
        "/orders/site/%00/",
        "/members/ANNA/?before=x",
        "/members/ANNA/?before=2026-01-01T00:00_99999999999999999999999",
    ],
)
def test_a_broken_address_is_never_a_broken_page(
    dan: Client, owl_shop: OwlShop, address: str
) -> None:
    assert dan.get(address.replace("ANNA", owl_shop.anna)).status_code in (200, 404)


@pytest.mark.parametrize(
    "address", ["/members/", "/members/?q=анна", "/orders/", "/orders/?q=A10", "/program/"]
)
def test_a_list_takes_eight_queries_at_most(
    dan: Client,
    owl_shop: OwlShop,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Once what is due has been booked: until then each page works out its members' own."""
    book_what_is_due(owl_shop)
    with django_assert_max_num_queries(8):
        dan.get(address)


def book_what_is_due(owl_shop: OwlShop) -> None:
    from support.owl_shop import NOW

    from kopilka.loyalty.ledger.operations import Intent
    from kopilka.loyalty.members.queries import search_members

    found = search_members(owl_shop.merchant_id).members
    post(owl_shop.merchant_id, [Intent("settle_due", member.pk, None) for member in found], NOW)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_needs_inline_scripts_or_styles(dan: Client, address: str) -> None:
    page = read(dan, address)
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick" not in page
