"""`python -m bench`: Kopilka's figures beside their goals, on this machine.

python -m bench                 every line, in rounds (half an hour)
python -m bench --quick         one short round of each (minutes; figures are rough)
python -m bench --only import   one of the topics
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import machine
from bench.measure import Plan, Row
from bench.rows import hordak, importing, orders, pages, reading, redeeming, screens, simulating

TOPICS: dict[str, Callable[[Plan], Iterator[Row]]] = {
    "orders": orders.on_postgres,
    "sqlite": orders.on_sqlite,
    "hordak": hordak.beside,
    "redeem": redeeming.on_one_member,
    "quote": reading.quotes,
    "balance": reading.balances,
    "import": importing.imports,
    "simulate": simulating.simulations,
    "pages": pages.pages,
    "screens": screens.screens,
}
_ASKING = ("wrk", "psql", "pgbench", "pg_dump")
TOOLS = dict.fromkeys(("orders", "sqlite", "hordak", "redeem", "quote", "balance"), _ASKING)
TOOLS["screens"] = ("wrk", "chromium")
BASELINE = Path("var/bench.json")


def main() -> None:
    told = _arguments()
    plan = Plan.quick() if told.quick else Plan(told.rounds, told.seconds, told.members)
    for name, fact in machine.facts().items():
        print(f"{name}: {fact}")
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    found: dict[str, float] = {}
    for topic in told.only or TOPICS:
        print(f"\n{topic}")
        missing = [tool for tool in TOOLS.get(topic, ()) if shutil.which(tool) is None]
        if missing:
            print(f"  skipped: install {', '.join(missing)}")
            continue
        for row in TOPICS[topic](plan):
            found[row.name] = row.value
            print(_line(row, baseline.get(row.name)), flush=True)
    if not told.quick:
        BASELINE.parent.mkdir(exist_ok=True)
        BASELINE.write_text(json.dumps({**baseline, **found}, indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round of each")
    parser.add_argument("--only", action="append", choices=list(TOPICS), help="a topic; repeatable")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10, help="of each round")
    parser.add_argument("--members", type=int, default=100_000)
    return parser.parse_args()


def _line(row: Row, before: float | None) -> str:
    verdict = {True: "met", False: "NOT MET", None: ""}[row.met]
    change = f"  before: {before:,.2f}" if before is not None else ""
    return f"  {row.name:<64} {row.figure:<28} {row.goal:<12} {verdict:<8}{change}"


if __name__ == "__main__":
    main()
