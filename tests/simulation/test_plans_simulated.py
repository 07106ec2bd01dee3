"""What a simulation knows of paid plans: those that past orders bought."""

from __future__ import annotations

import json
from pathlib import Path

from simulation.examples import PROGRAMS
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app

ORDERS = """order_id,member_id,placed_at,sku,amount
1,anna,2026-01-05 12:00,CLUB-MONTH,149.00
1,anna,2026-01-05 12:00,TEA,1000.00
2,anna,2026-01-25 12:00,TEA,1000.00
3,anna,2026-02-25 12:00,TEA,1000.00
4,boris,2026-01-25 12:00,TEA,1000.00
"""


def test_a_plan_bought_in_the_past_counts_for_its_month(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(ORDERS, encoding="utf-8")
    program = str(PROGRAMS / "paid-membership.yaml")
    words = ["simulate", program, str(orders), "--redeem", "never", "--json", "-"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    told = json.loads(result.stdout)
    assert told["executor"] == "engine"
    assert told["discounts"] == "30.00"
    assert told["wallets"]["bonus"]["issued"] == 10 + 48 + 10 + 10
