"""A program over the shop's own past orders, fast enough for a slider.

Members are taken evenly by their number, so that about so many orders are replayed as take a
second; the report says how many of how many.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, cast

from kopilka.engine import fast
from kopilka.engine.program.model import Award, Brackets, ByName, EarnRule, Give, Percent, Program
from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.simulation import readiness
from kopilka.loyalty.simulation.members import Redeem
from kopilka.loyalty.simulation.report import build_report
from kopilka.loyalty.simulation.run import Executor, simulate
from kopilka.loyalty.simulation.sample import take_sample

FAST_ORDERS, ENGINE_ORDERS = 30_000, 1_500
"""Orders replayed for one answer by the fast executor, and by the engine until that is ready."""
WAIT_SECONDS = 1.0
"""For machine code that is on disk already."""


@dataclass(frozen=True, slots=True)
class ShopReport:
    """`report` as `kopilka simulate --json` writes it, of the sampled orders."""

    report: dict[str, Any]
    orders: int
    of_orders: int
    members: int
    of_members: int


def get_shop_report(
    merchant_id: int,
    program: Program,
    *,
    redeem: Redeem,
    margin: Fraction,
    earn: Fraction | None,
    now: datetime,
) -> ShopReport | None:
    """None where no member has ordered. `earn`: what the first per-cent rule gives instead."""
    tried = program if earn is None else with_earn(program, earn)
    quick = get_ready(merchant_id, WAIT_SECONDS) and not fast.lacking(tried)
    most, executor = (FAST_ORDERS, "fast") if quick else (ENGINE_ORDERS, "engine")
    sample = take_sample(merchant_id, program, most)
    if sample is None:
        return None
    simulated = simulate(
        sample.history, tried, redeem, until=now, processes=1, executor=cast(Executor, executor)
    )
    report = build_report(simulated, tried, redeem=redeem, margin=margin)
    return ShopReport(
        report, report["orders"], sample.of_orders, report["members"], sample.of_members
    )


def get_ready(merchant_id: int, wait_seconds: float = 0) -> bool:
    """Whether the fast executor is; asked for early, it mostly is by the first answer.

    A small shop has no need of it: the engine alone is done in time.
    """
    orders = OrderRow.objects.filter(merchant_id=merchant_id, member__isnull=False)
    return orders.count() > ENGINE_ORDERS and readiness.is_ready(wait_seconds)


# ------------------------------------------------------------------ another rate


def first_share(program: Program) -> Fraction | None:
    """What the first per-cent rule for paid orders gives, in its first bracket."""
    for rule in program.earn:
        if rule.on == "order.paid" and rule.give is not None:
            for award in _awards(rule.give):
                if isinstance(award, Percent):
                    return award.rate
    return None


def _awards(give: Give) -> list[Award]:
    if isinstance(give, Brackets):
        return [award for _, award in give.steps]
    return list(give.gives.values()) if isinstance(give, ByName) else [give]


def with_earn(program: Program, share: Fraction) -> Program:
    """Every per-cent award in proportion, so that the first rule gives `share`."""
    first = first_share(program)
    if not first:
        return program
    return replace(program, earn=tuple(_scaled(rule, share / first) for rule in program.earn))


def _scaled(rule: EarnRule, ratio: Fraction) -> EarnRule:
    if rule.on != "order.paid" or rule.give is None:
        return rule
    return replace(rule, give=_scaled_give(rule.give, ratio))


def _scaled_give(give: Give, ratio: Fraction) -> Give:
    if isinstance(give, Brackets):
        steps = tuple((start, _scaled_award(award, ratio)) for start, award in give.steps)
        return replace(give, steps=steps)
    if isinstance(give, ByName):
        gives = {name: _scaled_award(award, ratio) for name, award in give.gives.items()}
        return replace(give, gives=gives)
    return _scaled_award(give, ratio)


def _scaled_award(award: Award, ratio: Fraction) -> Award:
    return Percent(min(award.rate * ratio, Fraction(1))) if isinstance(award, Percent) else award
