"""Conditions of rules and selectors of lines, as data. `engine.rules` evaluates them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kopilka.values.periods import Duration


@dataclass(frozen=True, slots=True)
class OneOf:
    values: tuple[str | bool | Decimal, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Half-open: `at_least <= fact < below`; sums of money are in minor units by now."""

    at_least: Decimal | None = None
    below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """A day of the year (birthday) no further than this away, on either side."""

    distance: Duration


@dataclass(frozen=True, slots=True)
class IsNot:
    values: tuple[str | bool | Decimal, ...]


Tester = OneOf | Compare | Within | IsNot


@dataclass(frozen=True, slots=True)
class Is:
    """`fact` is one of the names of PROGRAM: order.total, member.tier, weekday, event.length …

    `over` narrows member.spend and member.orders to a window; `after` looks at order sums after
    the program's discounts.
    """

    fact: str
    tester: Tester
    over: Duration | str | None = None  # Duration or "calendar_year"
    after: bool = False


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: Condition


Condition = Is | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class LineTest:
    """`field`: sku | category | brand | tag | vendor | discounted | favourites | gift-card."""

    field: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class LineSelector:
    """A line fits when every test of `include` fits it and not all of `exclude` do.

    Empty `include` takes every line; empty `exclude` leaves none out.
    """

    include: tuple[LineTest, ...] = ()
    exclude: tuple[LineTest, ...] = ()
