"""Traces in sentences: how an award came about, and why a rule gave nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy

from kopilka.engine.program.model import EarnRule, Program, Wallet
from kopilka.engine.rules.trace import AwardTrace, DiscountTrace, Failed, LineLeftOut, RuleTrace
from kopilka.fronts.wording.conditions import say_selector
from kopilka.fronts.wording.facts import say_actual, say_fact, say_wanted
from kopilka.fronts.wording.voice import Voice
from kopilka.values.money import to_minor
from kopilka.values.rounding import Rounding, round_fraction

APPLIED = ("applied", "limited")

OUTCOMES: Mapping[str, object] = {
    "applied": gettext_lazy("Applied."),
    "condition_failed": gettext_lazy("A condition was not met."),
    "no_lines": gettext_lazy("No line of the order fits this rule."),
    "zero_base": gettext_lazy("Nothing was left to count: discounts and units paid for it all."),
    "below_brackets": gettext_lazy("The sum is below the first step of this rule."),
    "best_of_lost": gettext_lazy("Another rule of the same group gave more; only the best counts."),
    "multiplier_lost": gettext_lazy("Another multiplier gave more; multipliers do not pile up."),
    "limited": gettext_lazy("A limit cut this rule."),
    "nothing": gettext_lazy("There was nothing for it to multiply."),
    "lane_lost": gettext_lazy("Another discount of the same lane took off more."),
    "floor": gettext_lazy("Cut, so that no line goes below its lowest price."),
}
LEFT_OUT: Mapping[str, object] = {
    "never": gettext_lazy("never counts in this program"),
    "plan_fee": gettext_lazy("the fee of a plan does not count"),
    "gift_card": gettext_lazy("a gift card bought does not count"),
    "not_selected": gettext_lazy("the rule is for other lines"),
    "excluded": gettext_lazy("the rule leaves it out"),
}
ROUNDINGS: Mapping[str, object] = {
    "down": gettext_lazy("rounded down to {units}"),
    "half_up": gettext_lazy("rounded to {units}"),
    "half_even": gettext_lazy("rounded to {units}"),
}
CUTS: Mapping[str, object] = {
    "earned_per_day": gettext_lazy("The daily limit left room for {units} only."),
    "balance": gettext_lazy("The limit of the balance left room for {units} only."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One rule in words. `amount` is what it gave, "" when nothing."""

    name: str
    text: str
    amount: str
    applied: bool


def rule_steps(trace: AwardTrace, program: Program, voice: Voice) -> list[Step]:
    """Rules that gave come first; then the others with their reason."""
    rules = {rule.id: rule for rule in program.earn}
    steps = [_rule_step(rule, rules.get(rule.rule), trace.wallet, voice) for rule in trace.rules]
    return sorted(steps, key=lambda step: not step.applied)


def _rule_step(rule: RuleTrace, written: EarnRule | None, wallet: str, voice: Voice) -> Step:
    applied = rule.outcome in APPLIED and rule.units > 0
    amount = voice.units(wallet, rule.units) if rule.units else ""
    text = _arithmetic(rule, wallet, voice) if applied else say_outcome(rule, voice)
    if rule.outcome == "no_lines" and written:
        text = _no_lines(written, voice)
    name = voice.text(written.name, written.id) if written else rule.rule
    return Step(name, text, amount, applied)


def _no_lines(written: EarnRule, voice: Voice) -> str:
    if written.lines is None:
        return gettext("The order has no line that counts.")
    said = gettext("Only for {lines}: the order has no such line.")
    return said.format(lines=say_selector(written.lines, voice))


def say_outcome(rule: RuleTrace, voice: Voice) -> str:
    if rule.outcome == "applied":
        return gettext("Less than one whole unit: {exact}.").format(exact=voice.exact(rule.exact))
    if rule.failed:
        return say_failed(rule.failed, voice)
    return str(OUTCOMES.get(rule.outcome, rule.outcome))


def _arithmetic(rule: RuleTrace, wallet_id: str, voice: Voice) -> str:
    """`1 240 ₽ × 3 % = 37,2`; with what a limit took away."""
    wallet = voice.wallets.get(wallet_id)
    exact = voice.exact(rule.exact / (wallet.scale if wallet else 1))
    if rule.rate.startswith("×"):
        said = gettext("{rate} of what the other rules gave: {exact} more")
        text = said.format(rate=_rate(rule.rate, voice), exact=exact)
    elif rule.base and "per" in rule.rate:
        text = gettext("{rate} of {base}: {exact}").format(
            rate=_rate(rule.rate, voice), base=voice.sum(rule.base), exact=exact
        )
    elif rule.base and "%" in rule.rate:
        text = _percent_of(rule, wallet, voice)
    else:
        text = gettext("a fixed award of {units}").format(units=exact)
    if rule.outcome == "limited":
        text += ". " + gettext("A limit cut this rule.")
    return text


def _percent_of(rule: RuleTrace, wallet: Wallet | None, voice: Voice) -> str:
    """Where a unit is not worth one of the currency, by way of money."""
    said = f"{voice.sum(rule.base)} × {_rate(rule.rate, voice)} = "
    if wallet is None or wallet.worth == 1:
        return said + voice.exact(rule.exact / (wallet.scale if wallet else 1))
    money = voice.exact_money(rule.exact * wallet.minor_per_unit(voice.currency))
    units = voice.exact_units(wallet, rule.exact)
    return said + gettext("{money}, which is {units}").format(money=money, units=units)


def _rate(rate: str, voice: Voice) -> str:
    """`5%` and `1 per 10` as written in the program, in the reader's language."""
    if "per" in rate:
        units, _, per = rate.partition(" per ")
        each = voice.sum(to_minor(Decimal(per), voice.currency))
        return gettext("{units} for each full {sum}").format(units=units, sum=each)
    shown = rate.replace(".", ",") if voice.language == "ru" else rate
    return shown.replace("%", " %") if voice.language == "ru" else shown


def say_failed(failed: Failed, voice: Voice) -> str:
    """`tier: gold is needed, it was silver`."""
    if failed.fact == "not":
        return gettext("A condition that must not hold did hold.")
    wanted = say_wanted(failed, voice)
    if not failed.actual:
        said = gettext("{fact}: {wanted} is needed, and there is none.")
        return said.format(fact=say_fact(failed.fact), wanted=wanted)
    said = gettext("{fact}: {wanted} is needed, it was {actual}.")
    actual = say_actual(failed, voice)
    return said.format(fact=say_fact(failed.fact), wanted=wanted, actual=actual)


def award_sentences(trace: AwardTrace, voice: Voice) -> list[str]:
    """From the exact sum to whole units: what did not count, the rounding, the limits."""
    sentences = [say_left_out(line, voice) for line in trace.left_out]
    if trace.paid_with_units:
        said = gettext("{sum} was paid with units and does not earn.")
        sentences.append(said.format(sum=voice.sum(trace.paid_with_units)))
    sentences += _rounding(trace, voice)
    if trace.cut_by in CUTS:
        cut = str(CUTS[trace.cut_by])
        sentences.append(cut.format(units=voice.units(trace.wallet, trace.units)))
    return sentences


def _rounding(trace: AwardTrace, voice: Voice) -> list[str]:
    if trace.exact.denominator == 1:
        return []
    wallet = voice.wallets.get(trace.wallet)
    whole = round_fraction(trace.exact, Rounding(trace.rounding))
    rounded = str(ROUNDINGS[trace.rounding]).format(units=voice.amount(trace.wallet, whole))
    exact = voice.exact(trace.exact / (wallet.scale if wallet else 1))
    return [gettext("Together {exact}, {rounded}.").format(exact=exact, rounded=rounded)]


def say_left_out(line: LineLeftOut, voice: Voice) -> str:
    said = gettext("Line {number} ({sum}): {reason}.")
    reason = str(LEFT_OUT.get(line.reason, line.reason))
    return said.format(number=line.line, sum=voice.sum(line.amount), reason=reason)


def discount_steps(traces: tuple[DiscountTrace, ...], program: Program, voice: Voice) -> list[Step]:
    names = {discount.id: voice.text(discount.name, discount.id) for discount in program.discounts}
    return [
        Step(
            names.get(trace.discount, trace.discount),
            _discount_text(trace, voice),
            voice.money(-trace.minor) if _took_off(trace) else "",
            _took_off(trace),
        )
        for trace in traces
    ]


def _took_off(trace: DiscountTrace) -> bool:
    return trace.minor > 0 and trace.outcome in ("applied", "floor")


def _discount_text(trace: DiscountTrace, voice: Voice) -> str:
    if trace.failed:
        return say_failed(trace.failed, voice)
    if trace.outcome == "applied" and trace.minor and "%" in trace.rate:
        return f"{voice.sum(trace.base)} × {_rate(trace.rate, voice)}"
    return str(OUTCOMES.get(trace.outcome, trace.outcome))
