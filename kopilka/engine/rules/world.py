"""What a rule can see: facts by the names that program files use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kopilka.engine.facts import Event, Frozen, Order
from kopilka.engine.program.conditions import Is
from kopilka.engine.program.model import Program

Value = str | bool | int | Decimal | date | tuple[str, ...] | None
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class World:
    """`total` and `total_after` are the order's lines before and after the program's discounts.

    `at` is the moment that conditions are about: when the order was placed, the event happened.
    """

    program: Program
    frozen: Frozen
    at: datetime
    order: Order | None = None
    event: Event | None = None
    total: int = 0
    total_after: int = 0

    @property
    def local(self) -> datetime:
        return self.at.astimezone(self.program.zone)


def fact(test: Is, world: World) -> Value:
    """The fact that `test` is about; None where this world has no such thing."""
    if test.fact.startswith("event."):
        return world.event.fields.get(test.fact[6:]) if world.event else None
    read = FACTS.get(test.fact)
    return read(world, test) if read else None


def counted_over(world: World, over: object) -> tuple[int, int]:
    """(spend, orders) before this order in all time, or in the window `over`."""
    if over is None:
        return world.frozen.spend, world.frozen.orders
    return world.frozen.over.get(str(over), (0, 0))


def _order(read: Callable[[Order], Value]) -> Callable[[World, Is], Value]:
    return lambda world, _: read(world.order) if world.order else None


FACTS: dict[str, Callable[[World, Is], Value]] = {
    "order.total": lambda world, test: world.total_after if test.after else world.total,
    "order.channel": _order(lambda order: order.channel),
    "order.payment": _order(lambda order: order.payment),
    "order.shop": _order(lambda order: order.shop),
    "order.number": lambda world, _: world.frozen.number if world.order else None,
    "member.tier": lambda world, _: world.frozen.tier,
    "member.segment": lambda world, _: world.frozen.person.segments,
    "member.plan": lambda world, _: world.frozen.person.plan,
    "member.birthday": lambda world, _: world.frozen.person.birthday,
    "member.since": lambda world, _: world.frozen.person.since,
    "member.spend": lambda world, test: counted_over(world, test.over)[0],
    "member.orders": lambda world, test: counted_over(world, test.over)[1],
    "weekday": lambda world, _: WEEKDAYS[world.local.weekday()],
    "hour": lambda world, _: world.local.hour,
    "date": lambda world, _: world.local.date(),
}
