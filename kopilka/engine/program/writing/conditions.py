"""Writing `when:` and the selectors of lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kopilka.engine.program.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Is,
    IsNot,
    LineSelector,
    LineTest,
    Not,
    OneOf,
    Within,
)
from kopilka.engine.program.reading.conditions import FACTS
from kopilka.engine.program.writing.plain import Plain, duration, money, trimmed


def write_condition(condition: Condition, currency: str) -> dict[str, Plain]:
    if isinstance(condition, All):
        merged: dict[str, Plain] = {}
        for part in condition.of:
            merged |= write_condition(part, currency)
        assert len(merged) == len(condition.of), "a map says each of its words once"
        return merged
    if isinstance(condition, AnyOf):
        return {"any": [write_condition(part, currency) for part in condition.of]}
    if isinstance(condition, Not):
        return {"not": write_condition(condition.of, currency)}
    return {condition.fact: _test(condition, currency)}


def _test(test: Is, currency: str) -> Plain:
    if isinstance(test.tester, OneOf):
        return _values(test.fact, test.tester.values, currency)
    fields = _tester(test, currency)
    if test.over is not None:
        fields["over"] = str(test.over)
    if test.after:
        fields["after"] = True
    return fields


def _tester(test: Is, currency: str) -> dict[str, Plain]:
    tester = test.tester
    if isinstance(tester, IsNot):
        return {"not": _values(test.fact, tester.values, currency)}
    if isinstance(tester, Within):
        return {"within": duration(tester.distance)}
    assert isinstance(tester, Compare)
    bounds = {"at_least": tester.at_least, "below": tester.below}
    return {
        word: _bound(test.fact, bound, currency)
        for word, bound in bounds.items()
        if bound is not None
    }


def _bound(fact: str, bound: Decimal, currency: str) -> Plain:
    kind = FACTS.get(fact, "number")
    if kind == "money":
        return money(int(bound), currency)
    return date.fromordinal(int(bound)).isoformat() if kind == "date" else trimmed(bound)


def _values(fact: str, values: Sequence[str | bool | Decimal], currency: str) -> Plain:
    written: list[Plain] = [_value(fact, value, currency) for value in values]
    return written[0] if len(written) == 1 else written


def _value(fact: str, value: str | bool | Decimal, currency: str) -> Plain:
    if not isinstance(value, Decimal):
        return value
    return money(int(value), currency) if FACTS.get(fact) == "money" else trimmed(value)


# ------------------------------------------------------------------ lines


def write_tests(tests: Sequence[LineTest]) -> dict[str, Plain]:
    written: dict[str, Plain] = {}
    for test in tests:
        values: list[Plain] = list(test.values)
        written[test.field] = values[0] if len(values) == 1 else values
    return written


def write_selector(selector: LineSelector | None) -> dict[str, Plain | None]:
    """The fields `lines` and `except` of a rule."""
    chosen = selector or LineSelector()
    return {
        "lines": write_tests(chosen.include) or None,
        "except": write_tests(chosen.exclude) or None,
    }
