"""The context that an order is decided in, frozen when it is first heard of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from kopilka.engine.facts import Frozen
from kopilka.engine.program.conditions import All, AnyOf, Condition, Is, Not
from kopilka.engine.program.model import Brackets, Program, Ruling
from kopilka.engine.standing import Member, Spending, Versions
from kopilka.engine.tiers import tier_at
from kopilka.values.periods import Duration, start_of_year, subtract

Span = Duration | str


def freeze(member: Member, versions: Versions, at: datetime, own_order: str = "") -> Frozen:
    """What was true at `at`, as far as it is known now: for an order, when it was placed.

    The order itself never counts; other orders count by the moment they were paid.
    """
    version = versions.at(at)
    before = _paid_by(member, at, own_order)
    return Frozen(
        version=version.number,
        tier=tier_at(member, versions, at),
        person=member.person,
        spend=sum(counted.spend for counted in before),
        orders=sum(counted.orders for counted in before),
        over={
            str(span): _within(before, span, at, version.program)
            for span in spans_asked(version.program)
        },
    )


def _paid_by(member: Member, at: datetime, own_order: str) -> list[Spending]:
    return [
        counted
        for counted in member.spending.values()
        if counted.at <= at and counted.order != own_order
    ]


def _within(before: list[Spending], span: Span, at: datetime, program: Program) -> tuple[int, int]:
    """(spend, orders) in the half-open window that ends at `at`."""
    start = _window_start(span, at, program)
    inside = [counted for counted in before if counted.at >= start]
    return sum(c.spend for c in inside), sum(c.orders for c in inside)


def _window_start(span: Span, at: datetime, program: Program) -> datetime:
    if isinstance(span, Duration):
        return subtract(at, span, program.zone)
    assert span == "calendar_year", span
    return start_of_year(at, program.zone)


@lru_cache(maxsize=256)
def spans_asked(program: Program) -> tuple[Span, ...]:
    """The windows of member.spend and member.orders that the program's rules look at."""
    return tuple(dict.fromkeys(_each_span(program)))


def _each_span(program: Program) -> Iterator[Span]:
    rulings: tuple[Ruling, ...] = (*program.earn, *program.discounts)
    for rule in rulings:
        if rule.when is not None:
            yield from _spans_in(rule.when)
        if isinstance(rule.give, Brackets) and rule.give.over is not None:
            yield rule.give.over


def _spans_in(condition: Condition) -> Iterator[Span]:
    if isinstance(condition, Is):
        if condition.over is not None:
            yield condition.over
    elif isinstance(condition, Not):
        yield from _spans_in(condition.of)
    else:
        assert isinstance(condition, All | AnyOf)
        for part in condition.of:
            yield from _spans_in(part)
