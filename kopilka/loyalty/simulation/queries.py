"""Simulations over a merchant's own orders."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kopilka.engine.program.model import Program
from kopilka.loyalty.simulation.members import Redeem
from kopilka.loyalty.simulation.report import build_report
from kopilka.loyalty.simulation.run import simulate
from kopilka.loyalty.simulation.sample import take_all


def simulate_own_orders(
    merchant_id: int, program: Program, *, redeem: Redeem, margin: Fraction | None
) -> dict[str, Any]:
    """Every order of every member; `orders` is 0 where there is none."""
    sample = take_all(merchant_id, program)
    if sample is None:
        return {"orders": 0}
    simulated = simulate(sample.history, program, redeem, processes=1)
    return build_report(simulated, program, redeem=redeem, margin=margin)
