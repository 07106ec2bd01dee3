"""Pages as a slow phone sees them: bytes of a cold one, and when its largest part is painted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.database import sqlite
from bench.made import made_shop
from bench.measure import Plan, Row, at_most, median
from bench.shop import OWNER, PASSWORD

PAGES = ("/", "/members/", "/orders/", "/program/", "/simulation/")
PHONE = {"width": 360, "height": 640}
SLOW = {  # as Lighthouse has it: bytes a second and milliseconds of a slow 4G
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 768_000 / 8,
}
CPU = 4  # times slower than this machine's


def screens(plan: Plan) -> Iterator[Row]:
    with sqlite() as url, made_shop(url, min(plan.scale, 5_000)) as shop, _chromium() as browser:
        shop.ask("orders.lua", 4, 2)
        address = f"http://127.0.0.1:{shop.site.port}"
        session = _sign_in(browser, address)
        for path in PAGES:
            seen = [_look(browser, address + path, session) for _ in range(plan.rounds)]
            size, paint = median(each[0] for each in seen), median(each[1] for each in seen)
            yield at_most(f"{path}, cold: weight", size / 1024, 60, unit=" KB")
            yield at_most(f"{path}, cold, slow phone: LCP", paint / 1000, 1.5, unit=" s")


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def _sign_in(browser: Browser, address: str) -> str:
    """The session of the shop's owner."""
    page = browser.new_page()
    page.goto(f"{address}/sign-in/")
    page.fill("input[name=username]", OWNER)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    page.context.close()
    return cookies["sessionid"]


def _look(browser: Browser, address: str, session: str) -> tuple[float, float]:
    """(bytes that came, milliseconds to the largest paint) with nothing in the cache."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda came: sizes.append(came["encodedDataLength"]))
    _slow_down(wire)
    page.goto(address, wait_until="networkidle")
    paint = _largest_paint(page)
    context.close()
    return sum(sizes), paint


def _slow_down(wire: CDPSession) -> None:
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": CPU})


def _largest_paint(page: Page) -> float:
    found = page.evaluate(
        """() => new Promise(done => new PerformanceObserver(
            list => done(list.getEntries().at(-1).startTime)
        ).observe({type: "largest-contentful-paint", buffered: true}))"""
    )
    return float(found)
