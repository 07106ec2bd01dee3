"""Whether a condition holds; and if not, which part of it failed, on what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from kopilka.engine.program.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Is,
    IsNot,
    OneOf,
    Tester,
    Within,
)
from kopilka.engine.rules.trace import Failed
from kopilka.engine.rules.world import Value, World, fact
from kopilka.values.periods import Duration, shift_date, subtract


def check(condition: Condition | None, world: World) -> Failed | None:
    """None when it holds; else the first part that did not."""
    if condition is None:
        return None
    if isinstance(condition, Is):
        return _check_test(condition, world)
    if isinstance(condition, All):
        return next((failed for part in condition.of if (failed := check(part, world))), None)
    if isinstance(condition, AnyOf):
        failures = [check(part, world) for part in condition.of]
        return failures[0] if failures and all(failures) else None
    if check(condition.of, world) is not None:
        return None
    return Failed("not", "", "")


def _check_test(test: Is, world: World) -> Failed | None:
    actual = fact(test, world)
    if _holds(test.tester, actual, world):
        return None
    return Failed(test.fact, wanted(test.tester), shown(actual))


def _holds(tester: Tester, actual: Value, world: World) -> bool:
    if isinstance(tester, OneOf):
        return _is_one_of(actual, tester.values)
    if isinstance(tester, IsNot):
        return not _is_one_of(actual, tester.values)
    if isinstance(tester, Compare):
        return _compares(tester, actual)
    return _is_within(tester, actual, world)


def _is_one_of(actual: Value, values: tuple[str | bool | Decimal, ...]) -> bool:
    if isinstance(actual, tuple):
        return any(part in values for part in actual)
    if isinstance(actual, date):
        return actual.isoformat() in values
    return actual is not None and any(_same(actual, value) for value in values)


def _same(actual: str | bool | int | Decimal, value: str | bool | Decimal) -> bool:
    """`true` is not 1."""
    return isinstance(actual, bool) == isinstance(value, bool) and actual == value


def _compares(tester: Compare, actual: Value) -> bool:
    number = _number(actual)
    if number is None:
        return False
    if tester.at_least is not None and number < tester.at_least:
        return False
    return tester.below is None or number < tester.below


def _number(actual: Value) -> int | Decimal | None:
    """Dates compare by their ordinal, which is how the reader writes them."""
    if isinstance(actual, bool) or actual is None or isinstance(actual, str | tuple):
        return None
    if isinstance(actual, datetime):
        return actual.date().toordinal()
    return actual.toordinal() if isinstance(actual, date) else actual


def _is_within(tester: Within, actual: Value, world: World) -> bool:
    if isinstance(actual, datetime):
        start = subtract(world.at, tester.distance, world.program.zone)
        return start <= actual.astimezone(UTC) <= world.at
    if not isinstance(actual, date):
        return False
    today = world.local.date()
    return any(
        shift_date(day, _back(tester)) <= today <= shift_date(day, tester.distance)
        for day in _birthdays_near(actual, today)
    )


def _back(tester: Within) -> Duration:
    return Duration(-tester.distance.count, tester.distance.unit)


def _birthdays_near(born: date, today: date) -> list[date]:
    """29 February is kept on 28 February in years without one."""
    return [_in_year(born, year) for year in (today.year - 1, today.year, today.year + 1)]


def _in_year(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def wanted(tester: Tester) -> str:
    """The test as the program file writes it."""
    if isinstance(tester, OneOf):
        return ", ".join(shown(value) for value in tester.values)
    if isinstance(tester, IsNot):
        return "not " + ", ".join(shown(value) for value in tester.values)
    if isinstance(tester, Within):
        return f"within {tester.distance}"
    parts = [("at least", tester.at_least), ("below", tester.below)]
    return ", ".join(f"{word} {value}" for word, value in parts if value is not None)


def shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
