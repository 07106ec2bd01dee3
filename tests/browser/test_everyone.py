"""The pages serve everyone: by keyboard, by ear, on a small phone, without scripts, on a slow line.

Axe looks at every page in both languages, themes and widths.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from browser.conftest import Site
from playwright.sync_api import Page, Response, expect

pytestmark = pytest.mark.browser

LANGUAGES = ("ru", "en")
THEMES = ("paper", "lamp")
MOST_BYTES = 60 * 1024
AXE = files("axe_playwright_python").joinpath("axe.min.js")


def findings(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def open_all(page: Page) -> None:
    """What is folded is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


QUICK = [("ru", "paper", 360), ("ru", "lamp", 1350), ("en", "paper", 1350), ("en", "lamp", 360)]
SLOW = [("ru", "paper", 1350), ("ru", "lamp", 360), ("en", "paper", 360), ("en", "lamp", 1350)]


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [*QUICK, *(pytest.param(*look, marks=pytest.mark.slow) for look in SLOW)],
)
def test_axe_finds_nothing_on_any_page(site: Site, language: str, theme: str, width: int) -> None:
    page = site.browse(language, theme, width)
    found = {}
    for name, address in site.addresses().items():
        page.goto(site.url + address)
        open_all(page)
        found[name] = findings(page)
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_way_in(site: Site, language: str, theme: str) -> None:
    page = site.browse(language, theme, signed_in=False)
    page.goto(f"{site.url}/sign-in/")
    assert findings(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_the_smallest_phone(site: Site, language: str) -> None:
    page = site.browse(language, width=320)
    wide = {}
    for name, address in site.addresses().items():
        page.goto(site.url + address)
        open_all(page)
        wide[name] = page.evaluate("document.documentElement.scrollWidth")
    assert {name: width for name, width in wide.items() if width > 320} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_is_cut_off_on_the_smallest_phone(site: Site, language: str) -> None:
    """What scrolls sideways hides its last column; only the program's own text may."""
    page = site.browse(language, width=320)
    cut = {}
    for name, address in site.addresses().items():
        page.goto(site.url + address)
        open_all(page)
        cut[name] = page.evaluate(
            """[...document.querySelectorAll('main *')]
               .filter(one => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(one).overflowX)
                 && one.checkVisibility() && one.clientWidth > 1
                 && one.scrollWidth > one.clientWidth && !one.matches('.program-text, .sr-only'))
               .map(one => `${one.className} ${one.getAttribute('aria-label')}`)"""
        )
    assert {name: boxes for name, boxes in cut.items() if boxes} == {}


def test_the_first_tab_offers_to_skip_to_the_content(site: Site) -> None:
    page = site.browse("en")
    page.goto(f"{site.url}/orders/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("address", ["/", "/members/", "/simulation/?figures=1"])
def test_tab_goes_through_the_page_in_the_order_of_reading(site: Site, address: str) -> None:
    page = site.browse("en")
    page.goto(site.url + address)
    wanted: int = page.evaluate(
        """[...document.querySelectorAll(`a[href], button, input:not([type=hidden]), summary,
           [tabindex="0"]`)].filter((one, place) => { one.dataset.place = place;
           return one.checkVisibility() }).length"""
    )
    places, unseen = [], []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(
            """[+document.activeElement.dataset.place,
               parseFloat(getComputedStyle(document.activeElement).outlineWidth)]"""
        )
        places.append(place)
        if not outline:
            unseen.append(place)
    assert places == sorted(set(places))
    assert unseen == []


def test_a_member_is_found_without_scripts(site: Site) -> None:
    page = site.browse("ru", scripts=False)
    page.goto(f"{site.url}/members/")
    page.get_by_role("searchbox").fill("ёлк")
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_role("link", name="Борис Волков")).to_have_count(0)
    page.get_by_role("link", name="Анна Ёлкина").click()
    page.get_by_text("Почему", exact=True).first.click()
    expect(page.locator(".why[open] .step").first).to_be_visible()


def test_a_simulation_answers_to_its_button_without_scripts(site: Site) -> None:
    page = site.browse("en", scripts=False)
    page.goto(f"{site.url}/simulation/")
    page.get_by_role("button", name="Compute").click()
    expect(page.get_by_role("heading", name="If members bought more")).to_be_visible()


def test_language_and_theme_change_without_scripts(site: Site) -> None:
    page = site.browse("en", scripts=False)
    page.goto(f"{site.url}/program/")
    page.get_by_role("button", name="Русский").click()
    page.get_by_role("button", name="Тёмная").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "lamp")
    expect(page.get_by_role("heading", name="Уровни")).to_be_visible()


@pytest.mark.parametrize("name", ["home", "members", "member", "order", "program", "simulation"])
def test_a_cold_page_is_light(site: Site, name: str) -> None:
    page = site.browse("ru")
    came: list[Response] = []
    page.on("response", lambda response: came.append(response))
    page.goto(site.url + site.addresses()[name], wait_until="networkidle")
    weights = {one.url: sum(_bytes(one)) for one in came}
    assert sum(weights.values()) <= MOST_BYTES, weights


def _bytes(response: Response) -> tuple[int, int]:
    sizes = response.request.sizes()
    return sizes["responseBodySize"], sizes["responseHeadersSize"]
