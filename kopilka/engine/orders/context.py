"""The context that an order is decided in, frozen when it is first heard of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from kopilka.engine.facts import Frozen, Person
from kopilka.engine.mechanics.coupons.priced import coupon_rulings
from kopilka.engine.mechanics.plans.terms import plan_at
from kopilka.engine.program.conditions import All, AnyOf, Condition, Is, Not
from kopilka.engine.program.model import Brackets, Program, Ruling
from kopilka.engine.spendings import Spending
from kopilka.engine.standing import Member, Versions
from kopilka.engine.tiers import tier_at
from kopilka.values.periods import Duration, start_of_year, subtract

Span = Duration | str


def freeze(member: Member, versions: Versions, at: datetime, own_order: str = "") -> Frozen:
    """What was true at `at`, as far as it is known now: for an order, when it was placed.

    The order itself never counts; other orders count by the moment they were paid.
    """
    version = versions.at(at)
    own = member.spending.get(own_order) if own_order else None
    spend, orders = _before(member, None, at, own)
    return Frozen(
        version=version.number,
        tier=tier_at(member, versions, at),
        person=_person(member, version.program, at),
        spend=spend,
        orders=orders,
        over={
            str(span): _before(member, _window_start(span, at, version.program), at, own)
            for span in spans_asked(version.program)
        },
    )


def _person(member: Member, program: Program, at: datetime) -> Person:
    """Where the program sells plans, what it sold decides; else what the shop says of the plan."""
    if not program.entries("plans"):
        return member.person
    return replace(member.person, plan=plan_at(member, program, at))


def _before(
    member: Member, start: datetime | None, at: datetime, own: Spending | None
) -> tuple[int, int]:
    """(spend, orders) of other orders in the window that ends at `at`, inclusive."""
    spend, orders = member.spending.within(start, at)
    if own is None or own.at > at or (start is not None and own.at < start):
        return spend, orders
    return spend - own.spend, orders - own.orders


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
    rulings: tuple[Ruling, ...] = (*program.earn, *program.discounts, *coupon_rulings(program))
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
