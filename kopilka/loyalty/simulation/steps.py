"""The order in which a member's orders became what they are: placed, paid, returned, cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from kopilka.engine.facts import Line, Order, Person
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History


@dataclass(frozen=True, slots=True)
class Step:
    """An order as it stood `at`; `place` in the history, its `first` and `last` word."""

    at: datetime
    place: int
    order: Order
    first: bool = True
    last: bool = True
    person: Person | None = None


def steps_of(history: History, orders: range, program: Program) -> Iterable[Step]:
    """Of one member, whose orders these are, in time."""
    if not history.facts:
        return (_at_once(history, place) for place in orders)
    steps = [step for place in orders for step in _each(history, place, program)]
    return sorted(steps, key=lambda step: step.at)


def _at_once(history: History, place: int) -> Step:
    order = history.order(place)
    return Step(order.placed_at, place, order)


def _each(history: History, place: int, program: Program) -> Iterator[Step]:
    order, facts = history.order(place), history.facts[place]
    if facts.stated and not program.discounts:
        order = replace(order, stated=facts.stated)
    told = (order.paid_at, order.delivered_at, order.returned_at, order.cancelled_at)
    instants = sorted({order.placed_at, *(max(at, order.placed_at) for at in told if at)})
    for number, at in enumerate(instants):
        last = number == len(instants) - 1
        then = order if last else _as_it_stood(order, at)
        yield Step(at, place, then, not number, last, facts.person)


def _as_it_stood(order: Order, at: datetime) -> Order:
    returned = order.returned_at is None or order.returned_at <= at
    return replace(
        order,
        lines=order.lines if returned else tuple(_whole(line) for line in order.lines),
        paid_at=_by(order.paid_at, at),
        delivered_at=_by(order.delivered_at, at),
        cancelled_at=_by(order.cancelled_at, at),
        returned_at=_by(order.returned_at, at),
    )


def _by(told: datetime | None, at: datetime) -> datetime | None:
    return None if told is None or told > at else told


def _whole(line: Line) -> Line:
    if not line.returned and not line.returned_quantity:
        return line
    return replace(line, returned=0, returned_quantity=Fraction(0))
