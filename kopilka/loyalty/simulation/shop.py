"""A program over the shop's own past orders, fast enough for a slider.

The fast executor replays the whole shop, whose orders are read once and kept in the process. Of a
shop with more than `WHOLE_ORDERS`, or where only the engine can judge more than `ENGINE_ORDERS`,
members are taken evenly by their number; the report says how many of how many.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from kopilka.engine import fast
from kopilka.engine.program.model import Award, Brackets, ByName, EarnRule, Give, Percent, Program
from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.history.orders import Progress
from kopilka.loyalty.simulation import readiness
from kopilka.loyalty.simulation.asked import OF_PERSONS, asked_of
from kopilka.loyalty.simulation.members import Redeem
from kopilka.loyalty.simulation.report import build_report
from kopilka.loyalty.simulation.run import Simulated, Split, simulate, simulate_split, split
from kopilka.loyalty.simulation.sample import take_sample, take_whole
from kopilka.plumbing.parallel.beside import Beside

WHOLE_ORDERS, ENGINE_ORDERS = 400_000, 1_500
"""Orders replayed for one answer by the fast executor, and by the engine."""
WAIT_SECONDS = 1.0
"""For machine code that is on disk already."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """The shop's orders are being read: `done` members of `of_members`, 0 where not known yet."""

    done: int
    of_members: int


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
) -> ShopReport | NotReady | None:
    """None where no member has ordered. `earn`: what the first per-cent rule gives instead."""
    tried = program if earn is None else with_earn(program, earn)
    asked = Asked(tried, redeem, margin, now)
    if not _is_for_fast(merchant_id, tried):
        return _by_engine(merchant_id, asked)
    whole = _get_whole(merchant_id, program, WAIT_SECONDS)
    if whole is None or not readiness.is_ready(WAIT_SECONDS):
        return NotReady(*_kept.progress(_key(merchant_id, program)))
    try:
        simulated = simulate_split(whole.parts, tried, redeem, until=now)
    except fast.TooLarge:
        return _by_engine(merchant_id, asked)
    return _report(simulated, asked, whole.of_orders, whole.of_members)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one answer is for."""

    program: Program
    redeem: Redeem
    margin: Fraction
    now: datetime


def _by_engine(merchant_id: int, asked: Asked) -> ShopReport | None:
    sample = take_sample(merchant_id, asked.program, ENGINE_ORDERS)
    if sample is None:
        return None
    simulated = simulate(
        sample.history, asked.program, asked.redeem, until=asked.now, processes=1, executor="engine"
    )
    return _report(simulated, asked, sample.of_orders, sample.of_members)


def _report(simulated: Simulated, asked: Asked, orders: int, members: int) -> ShopReport:
    report = build_report(simulated, asked.program, redeem=asked.redeem, margin=asked.margin)
    return ShopReport(report, report["orders"], orders, report["members"], members)


def get_ready(merchant_id: int, wait_seconds: float = 0) -> bool:
    """Whether the fast executor is; asked for early, it mostly is by the first answer.

    A small shop has no need of it: the engine alone is done in time.
    """
    return _is_large(merchant_id) and readiness.is_ready(wait_seconds)


def warm_up(merchant_id: int, program: Program) -> None:
    """Begins what the first look at a large shop would wait for."""
    if _is_for_fast(merchant_id, program):
        readiness.is_ready()
        _get_whole(merchant_id, program)


def _is_for_fast(merchant_id: int, program: Program) -> bool:
    """Whether the fast executor has all words, and most members nothing that it cannot judge."""
    known = not fast.lacking(program) and not asked_of(program) & OF_PERSONS
    return known and _is_large(merchant_id)


def _is_large(merchant_id: int) -> bool:
    orders = OrderRow.objects.filter(merchant_id=merchant_id, member__isnull=False)
    return orders[ENGINE_ORDERS : ENGINE_ORDERS + 1].exists()


# ------------------------------------------------------------------ the whole shop, kept


@dataclass(frozen=True, slots=True)
class _Whole:
    """The shop's orders in two parts, and how many there are besides."""

    parts: Split
    of_orders: int
    of_members: int


_kept: Beside[_Whole] = Beside(
    most=2 * WHOLE_ORDERS, fresh_seconds=600, weigh=lambda whole: len(whole.parts)
)


def _get_whole(merchant_id: int, program: Program, wait_seconds: float = 0) -> _Whole | None:
    """Orders that came in the last ten minutes may be missing."""
    return _kept.get(
        _key(merchant_id, program),
        lambda report: _read_whole(merchant_id, program, report),
        wait_seconds,
    )


def _key(merchant_id: int, program: Program) -> Hashable:
    """How orders are split depends on no more of a program."""
    return merchant_id, asked_of(program), bool(program.discounts)


def _read_whole(merchant_id: int, program: Program, progress: Progress) -> _Whole:
    sample = take_whole(merchant_id, program, WHOLE_ORDERS, progress)
    parts = split(sample.history, program)
    many = -(-len(parts.others or ()) // ENGINE_ORDERS)
    return _Whole(parts.thinned(many), sample.of_orders, sample.of_members)


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
