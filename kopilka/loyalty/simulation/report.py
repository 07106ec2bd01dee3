"""From a simulation's sums to the numbers an owner decides by.

Amounts are decimals of the program's currency as text; shares are fractions of one.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from kopilka.engine.program.model import Program
from kopilka.loyalty.simulation.members import Redeem
from kopilka.loyalty.simulation.partial import Partial
from kopilka.loyalty.simulation.run import Simulated
from kopilka.values.money import from_minor

SCENARIOS = (Fraction(0), Fraction(17, 1000), Fraction(5, 100))
"""Uplifts found in the literature: none, sales driven by the incentive, a good program."""
KINDS = ("issued", "redeemed", "lapsed", "taken_back")


def build_report(
    simulated: Simulated,
    program: Program,
    *,
    redeem: Redeem,
    margin: Fraction | None,
    fixed_cost: int = 0,
) -> dict[str, Any]:
    """`margin`: gross margin as a fraction of sales; `fixed_cost`: minor units, for the period.

    `executor`: what ran; `lacking`: why the engine ran what was large enough for the fast one.
    """
    partial = simulated.partial
    wallets = {wallet: _wallet(partial, program, wallet) for wallet in program.wallets}
    cost = partial.cost(program)
    money = _money(program)
    break_even = _break_even(partial, cost + fixed_cost, margin)
    return {
        "currency": program.currency,
        "orders": partial.orders,
        "members": partial.members,
        "sales": money(partial.sales),
        "wallets": wallets,
        "discounts": money(partial.discounts),
        "reward_cost": money(cost),
        "reward_cost_share": _share(cost, partial.sales),
        "tiers": _tiers(partial, program),
        "by_month": _by_month(partial, program),
        "by_member_decile": _by_decile(partial, program),
        "break_even_uplift": break_even,
        "scenarios": _scenarios(partial, program, cost + fixed_cost, margin),
        "worst_orders": [
            {
                "order": worst.order,
                "member": worst.member,
                "total": money(worst.total),
                "cost": money(worst.cost),
                "share": round(worst.share, 4),
            }
            for worst in partial.worst
        ],
        "measured": ["orders", "sales", "wallets", "discounts", "tiers", "by_month"],
        "assumptions": _assumptions(redeem, margin, fixed_cost, program),
        "executor": simulated.executor,
        "lacking": list(simulated.lacking),
        "orders_per_second": round(partial.orders / max(simulated.seconds, 1e-9)),
        "seconds": round(simulated.seconds, 2),
    }


def _money(program: Program) -> Any:
    return lambda minor: str(from_minor(int(minor), program.currency))


def _share(part: int | Fraction, whole: int) -> float:
    return round(float(Fraction(part) / whole), 6) if whole else 0.0


def _wallet(partial: Partial, program: Program, wallet: str) -> dict[str, Any]:
    outstanding = partial.outstanding(wallet)
    value = outstanding * program.wallets[wallet].minor_per_unit(program.currency)
    issued = partial.moved(wallet, "issued")
    return {
        **{kind: partial.moved(wallet, kind) for kind in KINDS},
        "pending": partial.ends[wallet, "pending"],
        "outstanding": outstanding,
        "value_outstanding": _money(program)(value),
        "whole_five_hundreds": partial.ends[wallet, "whole five hundreds"],
        "lapsed_share": _share(partial.moved(wallet, "lapsed"), issued),
    }


def _tiers(partial: Partial, program: Program) -> dict[str, int]:
    if program.tiers is None:
        return {}
    return {tier.id: partial.tiers[tier.id] for tier in program.tiers.levels}


def _by_month(partial: Partial, program: Program) -> list[dict[str, Any]]:
    """Each month's moves, and what was outstanding at its end: the liability curve."""
    money = _money(program)
    moved_months = {month for _, month, _ in partial.moves}
    months, outstanding = [], dict.fromkeys(program.wallets, 0)
    for month in sorted(moved_months | set(partial.month_orders)):
        moves = {
            wallet: {kind: partial.moves[wallet, month, kind] for kind in KINDS}
            for wallet in program.wallets
        }
        liability = Fraction(0)
        for wallet, terms in program.wallets.items():
            change = moves[wallet]
            outstanding[wallet] += (
                change["issued"] - change["redeemed"] - change["lapsed"] - change["taken_back"]
            )
            liability += outstanding[wallet] * terms.minor_per_unit(program.currency)
        redeemed = sum(
            moves[wallet]["redeemed"] * terms.minor_per_unit(program.currency)
            for wallet, terms in program.wallets.items()
        )
        months.append(
            {
                "month": month,
                "orders": partial.month_orders[month],
                "sales": money(partial.month_sales[month]),
                "discounts": money(partial.month_discounts[month]),
                "redeemed_value": money(redeemed),
                "liability": money(liability),
                "wallets": moves,
            }
        )
    return months


def _by_decile(partial: Partial, program: Program) -> list[dict[str, Any]]:
    """Members by what they bought, the tenth decile bought most; of equals the cheaper first."""
    money = _money(program)
    sales = np.frombuffer(partial.member_sales, dtype=np.int64)
    costs = np.frombuffer(partial.member_costs, dtype=np.int64)
    ranked = np.lexsort((costs, sales))
    deciles = []
    for decile in range(10):
        members = ranked[len(ranked) * decile // 10 : len(ranked) * (decile + 1) // 10]
        bought, cost = int(sales[members].sum()), int(costs[members].sum())
        deciles.append(
            {
                "decile": decile + 1,
                "members": len(members),
                "sales": money(bought),
                "cost": money(cost),
                "cost_share": _share(cost, int(costs.sum())),
                "sales_share": _share(bought, partial.sales),
            }
        )
    return deciles


def _break_even(partial: Partial, cost: int, margin: Fraction | None) -> float | None:
    """The uplift of members' sales at which their margin pays the program; None without margin."""
    if not margin or not partial.sales:
        return None
    return round(float(cost / (margin * partial.sales)), 6)


def _scenarios(
    partial: Partial, program: Program, cost: int, margin: Fraction | None
) -> list[dict[str, Any]]:
    if not margin:
        return []
    money = _money(program)
    scenarios = []
    for uplift in SCENARIOS:
        extra = partial.sales * uplift
        gain = extra * margin
        scenarios.append(
            {
                "uplift": float(uplift),
                "extra_sales": money(extra),
                "extra_margin": money(gain),
                "cost": money(cost),
                "result": money(gain - cost),
            }
        )
    return scenarios


def _assumptions(
    redeem: Redeem, margin: Fraction | None, fixed_cost: int, program: Program
) -> dict[str, Any]:
    return {
        "redeem": "never"
        if redeem is None
        else str(Decimal(redeem.numerator) / redeem.denominator),
        "margin": None if margin is None else float(margin),
        "fixed_cost": _money(program)(fixed_cost),
        "uplift": "assumed, not measured: past orders cannot tell what a program would change",
        "outstanding": "counted as cost in full: the upper bound",
        "orders": "as last known: payment within an hour counts as when the order was placed, "
        "all returns of an order as at its latest one",
        "discounts": "the program's own, quoted anew; what the shop stated where it has none",
        "members": "as each order found them; files tell no segment, plan or birthday, and members "
        "join with their first order",
        "left_out": "orders never paid; events, opening balances and what staff gave",
        "limits_of_the_whole_program": "counted for each member apart",
    }
