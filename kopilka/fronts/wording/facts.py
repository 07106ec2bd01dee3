"""The facts that conditions look at, their wanted and actual values, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext, gettext_lazy

from kopilka.engine.rules.trace import Failed
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.voice import Voice
from kopilka.values.periods import Duration

FACTS: Mapping[str, object] = {
    "order.total": gettext_lazy("Order total"),
    "order.channel": gettext_lazy("Channel of the order"),
    "order.payment": gettext_lazy("Way of payment"),
    "order.number": gettext_lazy("Number of the order for this member"),
    "order.shop": gettext_lazy("Shop"),
    "member.tier": gettext_lazy("Tier"),
    "member.segment": gettext_lazy("Segment"),
    "member.plan": gettext_lazy("Premium plan"),
    "member.birthday": gettext_lazy("Birthday"),
    "member.since": gettext_lazy("Time of joining"),
    "member.spend": gettext_lazy("Spent so far"),
    "member.orders": gettext_lazy("Orders so far"),
    "weekday": gettext_lazy("Day of the week"),
    "hour": gettext_lazy("Hour"),
    "date": gettext_lazy("Date"),
}
WEEKDAYS: Mapping[str, object] = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LENGTH = re.compile(r"\d+(h|d|w|mo|y)")
_DAYS = ("date", "member.birthday", "member.since")
_MONEY = ("order.total", "order.eligible", "member.spend")


def say_fact(fact: str) -> str:
    if fact.startswith("event."):
        return gettext("“{field}” of the event").format(field=fact.removeprefix("event."))
    return str(FACTS.get(fact, fact))


def say_value(fact: str, value: str | bool | Decimal, voice: Voice) -> str:
    """What a condition names; sums are minor money."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return _value(fact, str(value), voice)


def say_bound(fact: str, bound: Decimal, voice: Voice) -> str:
    """Days are compared by their ordinal."""
    if fact in _DAYS and 0 < bound <= date.max.toordinal():
        return voice.day(date.fromordinal(int(bound)))
    return say_value(fact, bound, voice)


def say_actual(failed: Failed, voice: Voice) -> str:
    return _value(failed.fact, failed.actual, voice)


def say_wanted(failed: Failed, voice: Voice) -> str:
    """The trace keeps what the program wrote: `at least 5000, below 9000`, `not a, b`, `a, b`."""
    parts = [_part(failed.fact, part.strip(), voice) for part in failed.wanted.split(",")]
    bounds = failed.wanted.startswith(("at least", "below", "not "))
    return ", ".join(parts) if bounds else voice.either(parts)


def _part(fact: str, part: str, voice: Voice) -> str:
    for word, said in (
        ("at least ", gettext("at least {value}")),
        ("below ", gettext("less than {value}")),
        ("not ", gettext("not {value}")),
        ("within ", gettext("no further away than {value}")),
    ):
        if part.startswith(word):
            return said.format(value=_value(fact, part.removeprefix(word), voice))
    return _value(fact, part, voice)


def _value(fact: str, value: str, voice: Voice) -> str:
    if fact == "member.tier":
        return voice.tier(value)
    if value in WEEKDAYS:
        return str(WEEKDAYS[value])
    if value in ("yes", "no"):
        return gettext("yes") if value == "yes" else gettext("no")
    if _DATE.fullmatch(value[:10]):
        return voice.day(date.fromisoformat(value[:10]))
    if _LENGTH.fullmatch(value):
        return say_duration(Duration.parse(value))
    if fact in _MONEY:
        try:
            return voice.sum(int(Decimal(value)))
        except (InvalidOperation, ValueError):
            return value
    return value
