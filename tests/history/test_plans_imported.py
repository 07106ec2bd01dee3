"""Plans bought in an imported past are there, whichever process decided the orders."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.imports import run, write
from support.owl_shop import OwlShop

from kopilka.loyalty.history import deciding
from kopilka.loyalty.members.queries import ids_by_external
from kopilka.loyalty.plans.queries import get_membership
from kopilka.plumbing import clock
from kopilka.plumbing.models import OutboxRow

ROWS = [f"{n},K{n % 3},2026-0{1 + n // 3}-05 12:00,TEA-1,310.00" for n in range(9)]


@pytest.mark.parametrize("worth_processes", [0, 1_000_000])
def test_each_payment_goes_on_from_the_one_before(
    owls: OwlShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worth_processes: int
) -> None:
    monkeypatch.setattr(deciding, "WORTH_PROCESSES", worth_processes)
    before = OutboxRow.objects.filter(
        merchant_id=owls.merchant_id, topic__startswith="plan."
    ).count()
    file = write(tmp_path / "orders.csv", "order_id,member_id,placed_at,sku,amount", *ROWS)
    run("orders", file)
    keys = ids_by_external(owls.merchant_id, "main", ["K0", "K1", "K2"])
    for key in keys.values():
        terms = get_membership(owls.merchant_id, key, clock.now()).terms
        days = [(term.span[0].isoformat()[:10], term.span[1].isoformat()[:10]) for term in terms]
        assert days == [
            ("2026-01-05", "2026-02-05"),
            ("2026-02-05", "2026-03-05"),
            ("2026-03-05", "2026-04-05"),
        ]
    assert (
        OutboxRow.objects.filter(merchant_id=owls.merchant_id, topic__startswith="plan.").count()
        == before
    )
