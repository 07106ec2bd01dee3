"""A real Chromium on the owl shop's pages, served by this process at the cast's noon."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from support.owl_shop import OwlShop

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own browser; on CI its absence is a failure."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"no browser: none of {', '.join(NAMES)} is on the path")
    # Playwright runs an event loop in this thread, beside which Django refuses to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not told to the test's reader."""


@dataclass
class Site:
    """`complaints`: what browsers said on their consoles, with the address, but for `expected`."""

    url: str
    shop: OwlShop
    chromium: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def addresses(self) -> dict[str, str]:
        """Every page that Dan can be on, by name."""
        return {
            "home": "/",
            "members": "/members/",
            "nobody": "/members/?q=никого",
            "member": f"/members/{self.shop.anna}/",
            "orders": "/orders/",
            "earned nothing": "/orders/?only=earned_nothing",
            "order": "/orders/site/A10/",
            "program": "/program/",
            "simulation": "/simulation/?figures=1",
            "gone": "/nothing-is-here/",
        }

    def browse(
        self,
        language: str = "en",
        theme: str = "paper",
        width: int = 1350,
        *,
        signed_in: bool = True,
        scripts: bool = True,
    ) -> Page:
        context = self.chromium.new_context(
            locale=language,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        cookies = {"django_language": language, "theme": theme}
        if signed_in:
            cookies["sessionid"] = _session()
        context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.on("console", lambda message: self._hear(page, message))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        expected = any(part in message.text for part in self.expected)
        missing = "404 (Not Found)" in message.text and "/nothing-is-here/" in page.url
        if message.type in ("error", "warning") and not expected and not missing:
            self.complaints.append(f"{page.url}: {message.text}")


def _session() -> str:
    client = Client()
    client.force_login(get_user_model().objects.get(email="dan@owl.test"))
    return client.cookies["sessionid"].value


@pytest.fixture
def site(owls: OwlShop, chromium: Browser) -> Iterator[Site]:
    """Closed when the test ends; the browser's console must have stayed empty."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site = Site(f"http://127.0.0.1:{server.server_port}", owls, chromium)
    yield site
    complaints = list(site.complaints)  # closing a page breaks off what it still asked for
    for context in site.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert complaints == []
