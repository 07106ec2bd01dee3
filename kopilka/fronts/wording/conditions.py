"""Conditions and selectors of lines as clauses of a sentence."""

from __future__ import annotations

from collections.abc import Mapping

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
from kopilka.engine.rules.trace import Failed
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.facts import say_actual, say_fact
from kopilka.fronts.wording.voice import Voice

FIELDS: Mapping[str, object] = {
    "sku": gettext_lazy("article"),
    "category": gettext_lazy("category"),
    "brand": gettext_lazy("brand"),
    "tag": gettext_lazy("tag"),
    "vendor": gettext_lazy("supplier"),
}


def say_condition(condition: Condition, voice: Voice) -> str:
    if isinstance(condition, All):
        return gettext(" and ").join(say_condition(part, voice) for part in condition.of)
    if isinstance(condition, AnyOf):
        return gettext(" or ").join(say_condition(part, voice) for part in condition.of)
    if isinstance(condition, Not):
        return gettext("not ({condition})").format(condition=say_condition(condition.of, voice))
    return _test(condition, voice)


def _test(test: Is, voice: Voice) -> str:
    fact = say_fact(test.fact)
    fact = fact[:1].lower() + fact[1:]
    return f"{fact}: {_tester(test.fact, test.tester, voice)}"


def _tester(fact: str, tester: Tester, voice: Voice) -> str:
    def shown(value: object) -> str:
        word = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else str(value)
        return say_actual(Failed(fact, "", word or ""), voice)

    if isinstance(tester, OneOf):
        return voice.either(shown(value) for value in tester.values)
    if isinstance(tester, IsNot):
        values = ", ".join(shown(value) for value in tester.values)
        return gettext("not {value}").format(value=values)
    if isinstance(tester, Within):
        length = say_duration(tester.distance)
        return gettext("no further away than {value}").format(value=length)
    assert isinstance(tester, Compare)
    bounds = []
    if tester.at_least is not None:
        bounds.append(gettext("at least {value}").format(value=shown(tester.at_least)))
    if tester.below is not None:
        bounds.append(gettext("less than {value}").format(value=shown(tester.below)))
    return gettext(" and ").join(bounds)


def say_selector(selector: LineSelector, voice: Voice) -> str:
    """`category tea or coffee, except brand X`."""
    wanted = gettext(" and ").join(_line_test(test, voice) for test in selector.include)
    unwanted = gettext(" and ").join(_line_test(test, voice) for test in selector.exclude)
    if wanted and unwanted:
        return gettext("{wanted}, except {unwanted}").format(wanted=wanted, unwanted=unwanted)
    return wanted or gettext("all except {unwanted}").format(unwanted=unwanted)


def _line_test(test: LineTest, voice: Voice) -> str:
    if test.field == "discounted":
        return gettext("lines on sale") if True in test.values else gettext("lines at full price")
    if test.field == "favourites":
        return gettext("the member's favourites")
    if test.field == "gift-card":
        return gettext("gift cards")
    values = voice.either(str(value) for value in test.values)
    return f"{FIELDS.get(test.field, test.field)} {values}"
