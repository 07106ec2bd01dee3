"""Conditions as arrays: facts compared with intervals, and an expression over the comparisons.

What has a few values (tier, weekday, hour, channel) is asked of the engine itself, value by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil
from zoneinfo import ZoneInfo

from kopilka.engine.facts import Frozen, Order, Person
from kopilka.engine.fast.codes import (
    AFTER,
    AND,
    ATOM,
    CHANNEL,
    DATE,
    DAYS,
    FALSE,
    HOUR,
    HOURS,
    MONTHS,
    NAMED,
    NOT,
    NUMBER,
    OR,
    SINCE,
    TIER,
    TOTAL,
    TRUE,
    WEEKDAY,
)
from kopilka.engine.fast.shapes import FAR
from kopilka.engine.orders.context import Span, spans_asked
from kopilka.engine.program.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Is,
    IsNot,
    Not,
    OneOf,
    Within,
)
from kopilka.engine.program.model import Program
from kopilka.engine.rules.conditions import check
from kopilka.engine.rules.world import World
from kopilka.values.periods import Duration

Interval = tuple[int, int]
_UNITS = {"h": (HOURS, 1), "d": (DAYS, 1), "w": (DAYS, 7), "mo": (MONTHS, 1), "y": (MONTHS, 12)}
_MONDAY = datetime(2024, 1, 1, 12, tzinfo=UTC)


def length_of(duration: Duration) -> tuple[int, int]:
    """(count, unit) for `zone.add`."""
    unit, each = _UNITS[duration.unit]
    return duration.count * each, unit


@dataclass(slots=True)
class Conditions:
    """Collects what the conditions of one program compile to."""

    program: Program
    channels: Sequence[str]
    atoms: list[tuple[int, int, int, int]] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    ops: list[tuple[int, int]] = field(default_factory=list)
    spans: list[Span | None] = field(default_factory=list)
    joined: list[Duration] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.spans = [None, *spans_asked(self.program)]

    def spend_fact(self, over: Span | None) -> int:
        """The fact of what was spent in the window; the number of orders comes after it."""
        return NAMED + 2 * [str(span) for span in self.spans].index(str(over))

    @property
    def first_joined(self) -> int:
        return NAMED + 2 * len(self.spans)

    def add(self, condition: Condition | None) -> tuple[int, int]:
        """Where its operations start and end."""
        start = len(self.ops)
        if condition is not None:
            self._write(condition)
        return start, len(self.ops)

    def _write(self, condition: Condition) -> None:
        if isinstance(condition, Is):
            self._write_test(condition)
        elif isinstance(condition, Not):
            self._write(condition.of)
            self.ops.append((NOT, 0))
        else:
            assert isinstance(condition, All | AnyOf)
            self._write_many(condition.of, AND if isinstance(condition, All) else OR)

    def _write_many(self, parts: tuple[Condition, ...], joined_by: int) -> None:
        """An empty list holds, whichever it is."""
        if not parts:
            self.ops.append((TRUE, 0))
        for place, part in enumerate(parts):
            self._write(part)
            if place:
                self.ops.append((joined_by, 0))

    def _write_test(self, test: Is) -> None:
        known = self._compared(test)
        if known is None:
            holds = check(test, sample_world(self.program)) is None
            self.ops.append((TRUE if holds else FALSE, 0))
            return
        fact, intervals, negated = known
        start = len(self.intervals)
        self.intervals += intervals
        self.ops.append((ATOM, len(self.atoms)))
        self.atoms.append((fact, start, len(self.intervals), int(negated)))

    def _compared(self, test: Is) -> tuple[int, list[Interval], bool] | None:
        """(fact, intervals, negated); None where a history never says another thing."""
        fact = self._number(test)
        if fact is not None:
            return fact, *_intervals(test)
        if test.fact == "member.since":
            return self._since(test)
        values = self._values(test.fact)
        if values is None:
            return None
        code, worlds = values
        fitting = [place for place, world in enumerate(worlds) if check(test, world) is None]
        return code, [(place, place + 1) for place in fitting], False

    def _number(self, test: Is) -> int | None:
        if test.fact == "order.total":
            return AFTER if test.after else TOTAL
        if test.fact == "member.spend":
            return self.spend_fact(test.over)
        if test.fact == "member.orders":
            return self.spend_fact(test.over) + 1
        return {"order.number": NUMBER, "date": DATE}.get(test.fact)

    def _since(self, test: Is) -> tuple[int, list[Interval], bool]:
        if isinstance(test.tester, Within):
            self.joined.append(test.tester.distance)
            return self.first_joined + len(self.joined) - 1, [(1, 2)], False
        return SINCE, *_intervals(test)

    def _values(self, fact: str) -> tuple[int, Iterable[World]] | None:
        """Worlds in which the fact has each of its values, by code."""
        program = self.program
        if fact == "member.tier" and program.tiers is not None:
            tiers = [level.id for level in program.tiers.levels]
            return TIER, [sample_world(program, tier=tier) for tier in tiers]
        if fact == "order.channel":
            return CHANNEL, [sample_world(program, channel=name) for name in self.channels]
        if fact == "weekday":
            days = [_at_noon(program.zone, place) for place in range(7)]
            return WEEKDAY, [sample_world(program, at=day) for day in days]
        if fact == "hour":
            noon = _at_noon(program.zone, 0)
            hours = [noon.replace(hour=hour) for hour in range(24)]
            return HOUR, [sample_world(program, at=hour) for hour in hours]
        return None


def _at_noon(zone: ZoneInfo, weekday: int) -> datetime:
    return (_MONDAY + timedelta(days=weekday)).replace(tzinfo=zone)


def sample_world(
    program: Program, *, tier: str | None = None, channel: str = "", at: datetime = _MONDAY
) -> World:
    """What a history says where it says nothing, but for the fact asked about."""
    frozen = Frozen(1, tier, Person(), 0, 0)
    return World(program, frozen, at, Order("main", "", at, (), channel=channel))


def _intervals(test: Is) -> tuple[list[Interval], bool]:
    tester = test.tester
    if isinstance(tester, Compare):
        low = -FAR if tester.at_least is None else ceil(tester.at_least)
        high = FAR if tester.below is None else ceil(tester.below)
        return [(max(low, -FAR), min(high, FAR))], False
    if isinstance(tester, Within):
        return ([(-FAR, FAR)] if test.fact == "date" else []), False
    assert isinstance(tester, OneOf | IsNot)
    wholes = [whole for value in tester.values if (whole := _whole(value, test.fact)) is not None]
    return [(whole, whole + 1) for whole in wholes], isinstance(tester, IsNot)


def _whole(value: str | bool | Decimal, fact: str) -> int | None:
    """The number that a fact equal to `value` has; None where none is."""
    if fact == "date" and isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return None
        return day.toordinal() if day.isoformat() == value else None
    if fact == "date" or isinstance(value, str | bool) or value != int(value):
        return None
    return int(value) if abs(value) < FAR else None
