"""Dan's everyday ways through the pages, in a real browser."""

from __future__ import annotations

import re

import pytest
from browser.conftest import Site
from playwright.sync_api import Route, expect
from support.owl_shop import PASSWORD

pytestmark = pytest.mark.browser


def test_dan_signs_in_and_sees_how_the_program_does(site: Site) -> None:
    page = site.browse("ru", signed_in=False)
    page.goto(site.url)
    page.get_by_label("Почта").fill("dan@owl.test")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Клуб «Сова»")
    expect(page.get_by_role("img", name="Начислено, списано и сгорело по месяцам")).to_be_visible()


def test_a_wrong_password_is_said_beside_the_form(site: Site) -> None:
    page = site.browse(signed_in=False)
    page.goto(f"{site.url}/sign-in/")
    page.get_by_label("E-mail").fill("dan@owl.test")
    page.get_by_label("Password").fill("not-the-word")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").filter(has_text="do not go together")).to_be_visible()


@pytest.mark.parametrize("typed", ["ёлк", "ЕЛКИН", "анна ё", "8 916 123-45-67"])
def test_typing_finds_a_member_without_reloading(site: Site, typed: str) -> None:
    page = site.browse("ru")
    page.goto(f"{site.url}/members/")
    page.evaluate("window.stayed = true")
    page.get_by_role("searchbox").press_sequentially(typed)
    expect(page.get_by_role("link", name="Борис Волков")).to_have_count(0)
    page.get_by_role("link", name="Анна Ёлкина").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Анна Ёлкина")


def test_the_search_stays_in_the_address_and_survives_a_reload(site: Site) -> None:
    page = site.browse("ru")
    page.goto(f"{site.url}/members/")
    page.evaluate("window.stayed = true")
    page.get_by_role("searchbox").press_sequentially("борис")
    expect(page.get_by_role("link", name="Анна Ёлкина")).to_have_count(0)
    assert page.evaluate("window.stayed")
    expect(page).to_have_url(re.compile(r"/members/\?q="))
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("борис")
    expect(page.get_by_role("link", name="Борис Волков")).to_be_visible()


def test_an_entry_says_why_when_asked(site: Site) -> None:
    page = site.browse("ru")
    page.goto(f"{site.url}/members/{site.shop.anna}/")
    entry = page.locator(".entry").filter(has_text="заказ A11").filter(has_text="Начислено")
    expect(entry.get_by_text("округлено")).to_be_hidden()
    entry.get_by_text("Почему").click()
    expect(entry.get_by_text("округлено")).to_be_visible()


def test_an_order_says_why_a_rule_gave_nothing(site: Site) -> None:
    page = site.browse("en")
    page.goto(f"{site.url}/orders/")
    page.get_by_role("link", name="A10", exact=True).click()
    card = page.locator("section").filter(has_text="Why it earned what it earned")
    expect(card).to_contain_text("Saturday or Sunday is needed, it was Monday")
    expect(card).to_contain_text("never counts in this program")


def test_a_slider_answers_without_reloading(site: Site) -> None:
    page = site.browse("en")
    page.goto(f"{site.url}/simulation/")
    cost = page.locator("#figures .figure").first
    expect(cost).to_be_visible()
    page.evaluate("window.stayed = true")
    before = cost.inner_text()
    slider = page.get_by_role("slider").first
    for _ in range(4):
        slider.press("ArrowRight")
    expect(cost).not_to_have_text(before)
    assert page.evaluate("window.stayed")


def test_whoever_slides_faster_than_the_answers_gets_the_last_one(site: Site) -> None:
    page = site.browse("en")
    asked: list[str] = []

    def answer_late(route: Route) -> None:
        asked.append(route.request.url)
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/simulation/?*", answer_late)
    page.goto(f"{site.url}/simulation/")
    slider = page.get_by_role("slider").first
    for _ in range(3):
        slider.press("ArrowRight")
        page.wait_for_timeout(200)
    expect(page.locator("#figures .figure").first).to_be_visible()
    expect(page.locator("output").first).to_have_text("6.5%")
    page.wait_for_load_state("networkidle")
    assert "earn=6.5" in asked[-1]


def test_the_figure_above_a_slider_follows_the_thumb(site: Site) -> None:
    page = site.browse("ru")
    page.goto(f"{site.url}/simulation/")
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.locator("output").first).to_have_text("5,5 %")


def test_a_server_that_is_gone_is_said_and_nothing_on_the_page_is_lost(site: Site) -> None:
    page = site.browse("en")
    page.goto(f"{site.url}/members/")
    site.expected = ("ERR_FAILED", "htmx:")
    page.route("**/members/?q=*", lambda route: route.abort())
    page.get_by_role("searchbox").press_sequentially("anna")
    expect(page.get_by_role("alert")).to_contain_text("can't be reached")
    expect(page.get_by_role("link", name="Анна Ёлкина")).to_be_visible()


def test_dark_stays_dark_on_the_next_page(site: Site) -> None:
    page = site.browse("en", theme="")
    page.goto(site.url)
    page.get_by_role("button", name="Dark").click()
    page.get_by_role("link", name="Orders", exact=True).first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "lamp")


def test_the_other_language_is_one_click_away_on_the_same_page(site: Site) -> None:
    page = site.browse("en")
    page.goto(f"{site.url}/orders/")
    page.get_by_role("button", name="Русский").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Заказы")
