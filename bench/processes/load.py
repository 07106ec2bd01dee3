"""`python -m bench.processes.load URL lines|one ORDERS`: imports a shop's orders."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime

from bench.shop import STARTED, set_up, template


def main(url: str, kind: str, orders: int) -> None:
    set_up(url)
    from kopilka.loyalty.history.actions import import_orders
    from kopilka.loyalty.history.samples import complete_journey
    from kopilka.loyalty.ledger.check import check_books
    from kopilka.loyalty.merchants.actions import open_merchant
    from kopilka.loyalty.programs.actions import publish

    merchant = open_merchant(
        slug="bench",
        name="Bench",
        currency="USD",
        timezone="America/New_York",
        language="en",
        now=STARTED,
    ).pk
    text = template("demo" if kind == "lines" else "simple-points")
    long_ago = STARTED.replace(year=2015)
    publish(merchant_id=merchant, text=text, starts_at=long_ago, actor="bench", now=long_ago)
    history = complete_journey(with_lines=kind == "lines")
    if kind == "one":
        history.start = history.lines = None
    if orders < len(history):
        history = history.first(orders)
    cpu = sum(os.times()[:4])
    started = time.perf_counter()
    import_orders(
        merchant_id=merchant,
        history=history,
        name="bench",
        shop="main",
        actor="bench",
        clock=lambda: datetime.now(UTC),
    )
    seconds = time.perf_counter() - started
    cpu = sum(os.times()[:4]) - cpu
    count = len(history)
    found = {"rate": count / seconds, "orders": count, "cpu_us": cpu / count * 1e6}
    print(json.dumps({**found, "differences": len(check_books(merchant))}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
