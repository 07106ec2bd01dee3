"""A program with the coupons of one order in it: discounts in their lanes, units as rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from kopilka.engine.facts import CodeVerdict, Frozen, Order
from kopilka.engine.program.conditions import All, Compare, Condition, Is, LineSelector
from kopilka.engine.program.model import (
    Award,
    Discount,
    EarnRule,
    MoneyOff,
    Percent,
    Program,
    Ruling,
    Units,
)
from kopilka.engine.program.sections.coupons import Coupon
from kopilka.engine.rules.conditions import check
from kopilka.engine.rules.lines import selects
from kopilka.engine.rules.world import World

Counts = tuple[tuple[str, int], ...]
"""(coupon, how many of its codes count)"""


def with_coupons(program: Program, verdicts: Iterable[CodeVerdict]) -> Program:
    """The codes that count; a program without any is itself."""
    names = [verdict.coupon for verdict in verdicts if not verdict.refusal]
    counts = tuple((name, names.count(name)) for name in dict.fromkeys(names))
    return _with(program, counts) if counts else program


@lru_cache(maxsize=1024)
def _with(program: Program, counts: Counts) -> Program:
    times = dict(counts)
    rulings = [_ruling(one, times[one.id], program) for one in _coupons(program) if one.id in times]
    return replace(
        program,
        earn=(*program.earn, *(one for one in rulings if isinstance(one, EarnRule))),
        discounts=(*program.discounts, *(one for one in rulings if isinstance(one, Discount))),
    )


def coupon_rulings(program: Program) -> Iterator[Ruling]:
    """Of every coupon: what their conditions look at must be frozen with an order."""
    for coupon in _coupons(program):
        yield _ruling(coupon, 1, program)


def _coupons(program: Program) -> tuple[Coupon, ...]:
    return program.entries("coupons")


def _ruling(coupon: Coupon, times: int, program: Program) -> Ruling:
    when, lines = _condition(coupon), _lines(coupon)
    if coupon.give is not None:
        give = _several(coupon.give, times)
        return Discount(coupon.id, give, coupon.lane, when, lines, coupon.name)
    wallet = coupon.wallet or next(iter(program.wallets))
    gift = Units(coupon.units * times)
    return EarnRule(coupon.id, "order.paid", wallet, gift, when=when, lines=lines, name=coupon.name)


def _several(give: Percent | MoneyOff, times: int) -> Award:
    return MoneyOff(give.minor * times) if isinstance(give, MoneyOff) else give


def _condition(coupon: Coupon) -> Condition | None:
    if not coupon.min_total:
        return coupon.when
    least = Is("order.total", Compare(at_least=Decimal(coupon.min_total)))
    return least if coupon.when is None else All((coupon.when, least))


def _lines(coupon: Coupon) -> LineSelector | None:
    include = coupon.lines.include if coupon.lines else ()
    exclude = coupon.except_.include if coupon.except_ else ()
    return LineSelector(include, exclude) if include or exclude else None


def fits(coupon: Coupon, order: Order, program: Program, frozen: Frozen) -> bool:
    """Whether the order meets the coupon's conditions, as it was placed."""
    ruling = _ruling(coupon, 1, program)
    world = World(program, frozen, order.placed_at, order, total=order.total)
    met = check(ruling.when, world) is None
    return met and any(selects(ruling.lines, line, frozen.person) for line in order.lines)
