"""Every page says what will be there while nothing is, and what to do when it cannot be shown."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults
from support.owl_shop import PASSWORD, PROGRAM, START

from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.programs import actions as programs


def open_shop(client: Client, *, program: bool) -> Client:
    """A merchant of one day, with its owner signed in."""
    merchant = merchants.open_merchant(
        slug="new", name="New", currency="RUB", timezone="UTC", language="en", now=START
    )
    merchants.add_staff(
        merchant_id=merchant.pk, email="dan@new.test", password=PASSWORD, role="owner", name="Dan"
    )
    if program:
        text = PROGRAM.read_text(encoding="utf-8")
        programs.publish(
            merchant_id=merchant.pk, text=text, starts_at=START, actor="test", now=START
        )
    client.force_login(get_user_model().objects.get(email="dan@new.test"))
    return client


@pytest.fixture
def newcomer(db: None, noon: None, client: Client) -> Client:
    return open_shop(client, program=True)


@pytest.mark.parametrize(
    ("address", "russian", "english"),
    [
        ("/", "Остатков пока нет", "No balances yet"),
        ("/members/", "Участников пока нет", "No members yet"),
        ("/members/?q=zzz", "Никто не нашёлся", "Nobody found"),
        ("/orders/", "Заказов пока нет", "No orders yet"),
        ("/orders/?q=zzz", "Такого заказа нет", "No such order"),
        ("/orders/?only=earned_nothing", "Таких нет", "There are none"),
        ("/simulation/?figures=1", "Нет прошлых заказов", "No past orders to replay"),
        ("/program/", "За что начисляют", "How it is earned"),
    ],
)
def test_an_empty_page_says_what_will_be_there(
    newcomer: Client, address: str, russian: str, english: str
) -> None:
    for language, said in (("ru", russian), ("en", english)):
        answer = newcomer.get(address, headers={"accept-language": language})
        assert said in answer.content.decode()


@pytest.mark.parametrize(("language", "said"), [("ru", "Программы пока нет"), ("en", "No program")])
def test_without_a_program_every_page_says_how_to_get_one(
    db: None, noon: None, client: Client, language: str, said: str
) -> None:
    open_shop(client, program=False)
    for address in ("/", "/members/", "/orders/", "/program/", "/simulation/"):
        answer = client.get(address, headers={"accept-language": language})
        assert answer.status_code == 200
        assert said in answer.content.decode()


@pytest.mark.parametrize(("language", "said"), [("ru", "Такой страницы нет"), ("en", "no such")])
def test_an_address_that_leads_nowhere_says_so(dan: Client, language: str, said: str) -> None:
    for address in ("/nothing/", "/members/m_nobody/", "/orders/site/none/"):
        answer = dan.get(address, headers={"accept-language": language})
        assert answer.status_code == 404
        assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Эта страница не для вас"), ("en", "not for")]
)
def test_a_page_for_others_says_so(rf: RequestFactory, language: str, said: str) -> None:
    with translation.override(language):
        answer = defaults.permission_denied(rf.get("/"), PermissionDenied())
    assert said in answer.content.decode()


@pytest.mark.parametrize(("language", "said"), [("ru", "слишком долго"), ("en", "too long")])
def test_a_form_without_its_token_says_to_reload(db: None, language: str, said: str) -> None:
    careful = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    answer = careful.post("/preferences/theme/", {"theme": "lamp"})
    assert answer.status_code == 403
    assert said in answer.content.decode()


def test_a_broken_server_speaks_both_languages(rf: RequestFactory) -> None:
    page = defaults.server_error(rf.get("/")).content.decode()
    assert "Ничего не потеряно" in page
    assert "Nothing is lost" in page


def test_an_unknown_name_of_the_site_says_which_setting_knows_it(db: None, client: Client) -> None:
    answer = client.get("/", headers={"host": "another.test"})
    assert answer.status_code == 400
    assert "KOPILKA_HOSTS" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/members/?after=1", "/orders/?before=2020-01-01T00:00:00%2B00:00_1"]
)
def test_a_page_too_far_on_leads_back(dan: Client, address: str) -> None:
    page = dan.get(address, headers={"accept-language": "en"}).content.decode()
    assert "That was all" in page
