"""Earning rules read aloud: what is given for what, when, and how far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from django.utils.translation import gettext, gettext_lazy, ngettext

from kopilka.engine.program.model import EarnRule, RuleLimit
from kopilka.fronts.wording.program.gives import say_give
from kopilka.fronts.wording.program.parts import Rule, say_expiry, say_pending, say_when_and_lines
from kopilka.fronts.wording.voice import Voice

PERIODS: Mapping[str | None, object] = {
    "day": gettext_lazy("a day"),
    "week": gettext_lazy("a week"),
    "month": gettext_lazy("a month"),
    "year": gettext_lazy("a year"),
    None: gettext_lazy("in all"),
}
BASES: Mapping[str, object] = {
    "before_discounts": gettext_lazy("Counted from the sum before discounts."),
    "with_redeemed": gettext_lazy("What is paid with units counts too."),
}
"""What is really paid is what silence means."""
EVERYTHING = gettext_lazy("Everything earned by per cent or per sum counts {times} times.")


def say_rule(rule: EarnRule, voice: Voice) -> Rule:
    if rule.multiply is not None:
        text = _multiplied(rule, rule.multiply, voice)
    else:
        assert rule.give is not None
        given = say_give(rule.give, rule.wallet, voice)
        if rule.on == "order.paid":
            text = gettext("For a paid order: {award}.").format(award=given)
        else:
            text = gettext("For “{event}”: {award}.").format(event=rule.on, award=given)
    return Rule(voice.text(rule.name, rule.id), text, tuple(_clauses(rule, voice)))


def _multiplied(rule: EarnRule, by: Fraction, voice: Voice) -> str:
    times = voice.exact(by)
    if rule.multiply_of is None:
        return str(EVERYTHING).format(times=times)
    names = ", ".join(voice.quoted(voice.rule(each)) for each in rule.multiply_of)
    if not names:
        return gettext("Multiplies nothing.")
    said = ngettext(
        "What the rule {names} gives counts {times} times.",
        "What the rules {names} give counts {times} times.",
        len(rule.multiply_of),
    )
    return said.format(names=names, times=times)


def _clauses(rule: EarnRule, voice: Voice) -> Iterator[str]:
    if len(voice.wallets) > 1:
        yield gettext("Goes to the wallet {name}.").format(name=_wallet(rule, voice))
    if rule.multiply is not None:
        if rule.on != "order.paid":
            yield gettext("For “{event}”.").format(event=rule.on)
        yield gettext("Multipliers do not pile up: of several only the largest counts.")
    yield from say_when_and_lines(rule, voice)
    if rule.base in BASES:
        yield str(BASES[rule.base])
    yield from _life(rule)
    if rule.best_of:
        said = gettext("Of the rules in the group “{group}” only the best counts.")
        yield said.format(group=rule.best_of)
    for limit in rule.limits:
        yield _limit(limit, rule.wallet, voice)
    if rule.on_return == "share":
        yield gettext("After a return what remains keeps the step that the whole order reached.")


def _wallet(rule: EarnRule, voice: Voice) -> str:
    return voice.quoted(voice.wallet_title(rule.wallet))


def _life(rule: EarnRule) -> Iterator[str]:
    """Where the rule's units wait or lapse otherwise than their wallet's."""
    said: list[str] = []
    if rule.pending is not None:
        said += say_pending(rule.pending)
    if rule.expires is not None:
        said.append(say_expiry(rule.expires))
    if said:
        yield gettext("The units of this rule: {life}").format(life=" ".join(said))


def _limit(limit: RuleLimit, wallet: str, voice: Voice) -> str:
    often = f"{PERIODS[limit.period]}, {_whose(limit)}"
    if limit.units is not None:
        units = voice.units(wallet, limit.units)
        return gettext("At most {units} {period}.").format(units=units, period=often)
    times = limit.times or 0
    said = ngettext("At most %(n)d time {period}.", "At most %(n)d times {period}.", times)
    return (said % {"n": times}).format(period=often)


def _whose(limit: RuleLimit) -> str:
    """For whom, or of what, it is counted apart."""
    fields = ", ".join(
        f"“{name.removeprefix('event.')}”" for name in limit.per if name.startswith("event.")
    )
    parts = [
        *([gettext("for each member")] if "member" in limit.per else []),
        *([gettext("for each shop")] if "shop" in limit.per else []),
        *([gettext("for each {field}").format(field=fields)] if fields else []),
    ]
    if "member" not in limit.per:
        parts.append(gettext("all members together"))
    return ", ".join(parts)
