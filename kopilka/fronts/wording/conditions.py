"""Conditions and selectors of lines as clauses of a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy

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
    Tester,
    Within,
)
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.facts import say_bound, say_fact, say_value
from kopilka.fronts.wording.voice import Voice
from kopilka.values.periods import Duration

FIELDS: Mapping[str, object] = {
    "sku": gettext_lazy("article"),
    "category": gettext_lazy("category"),
    "brand": gettext_lazy("brand"),
    "tag": gettext_lazy("tag"),
    "vendor": gettext_lazy("supplier"),
}
FLAGS: Mapping[str, tuple[object, object]] = {
    "discounted": (gettext_lazy("lines at full price"), gettext_lazy("lines on sale")),
    "gift-card": (gettext_lazy("all but gift cards"), gettext_lazy("gift cards")),
    "member.favourites": (
        gettext_lazy("all but the member's favourites"),
        gettext_lazy("the member's favourites"),
    ),
}
"""What a line is where the answer is no, and where it is yes."""


def say_condition(condition: Condition, voice: Voice) -> str:
    """Parts stand apart by semicolons; parts of a part stand in brackets."""
    if isinstance(condition, Not):
        return gettext("not ({condition})").format(condition=say_condition(condition.of, voice))
    if isinstance(condition, Is):
        return _test(condition, voice)
    if not condition.of:
        return gettext("always") if isinstance(condition, All) else gettext("never")
    joined = gettext("; and ") if isinstance(condition, All) else gettext("; or ")
    if len(condition.of) == 1:
        return say_condition(condition.of[0], voice)
    return joined.join(_part(part, voice) for part in condition.of)


def _part(condition: Condition, voice: Voice) -> str:
    said = say_condition(condition, voice)
    return f"({said})" if isinstance(condition, All | AnyOf) and len(condition.of) > 1 else said


def _test(test: Is, voice: Voice) -> str:
    fact = say_fact(test.fact)
    fact = fact[:1].lower() + fact[1:]
    if test.over == "calendar_year":
        fact = gettext("{fact} in a calendar year").format(fact=fact)
    elif isinstance(test.over, Duration):
        length = say_duration(test.over)
        fact = gettext("{fact} over the last {length}").format(fact=fact, length=length)
    if test.after:
        fact = gettext("{fact} after discounts").format(fact=fact)
    return f"{fact}: {_tester(test.fact, test.tester, voice)}"


def _tester(fact: str, tester: Tester, voice: Voice) -> str:
    def shown(value: str | bool | Decimal) -> str:
        return say_value(fact, value, voice)

    if isinstance(tester, OneOf):
        return voice.either(shown(value) for value in tester.values)
    if isinstance(tester, IsNot):
        if len(tester.values) > 1:
            values = ", ".join(shown(value) for value in tester.values)
            return gettext("none of {values}").format(values=values)
        values = ", ".join(shown(value) for value in tester.values)
        return gettext("not {value}").format(value=values)
    if isinstance(tester, Within):
        length = say_duration(tester.distance)
        return gettext("no further away than {value}").format(value=length)
    assert isinstance(tester, Compare)
    bounds = (
        (gettext("at least {value}"), tester.at_least),
        (gettext("less than {value}"), tester.below),
    )
    return gettext(" and ").join(
        said.format(value=say_bound(fact, bound, voice))
        for said, bound in bounds
        if bound is not None
    )


def say_selector(selector: LineSelector, voice: Voice) -> str:
    """`category tea or coffee, and brand X, except tag sale`."""
    wanted = gettext(", and ").join(_line_test(test, voice) for test in selector.include)
    unwanted = gettext(", and ").join(_line_test(test, voice) for test in selector.exclude)
    if wanted and unwanted:
        return gettext("{wanted}, except {unwanted}").format(wanted=wanted, unwanted=unwanted)
    if unwanted:
        return gettext("all except {unwanted}").format(unwanted=unwanted)
    return wanted or gettext("everything")


def _line_test(test: LineTest, voice: Voice) -> str:
    if test.field in FLAGS:
        return voice.either(str(FLAGS[test.field][value is True]) for value in test.values)
    values = voice.either(str(value) for value in test.values)
    return f"{FIELDS.get(test.field, test.field)} {values}"
