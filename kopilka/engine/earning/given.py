"""What one rule gives: an exact fraction before rounding, cut by the rule's limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from kopilka.engine.earning.look import Look
from kopilka.engine.facts import Event
from kopilka.engine.program.model import EarnRule, Percent, PerSum, Program, Units, Wallet
from kopilka.engine.rules.brackets import written
from kopilka.engine.rules.limits import rule_limit_key
from kopilka.engine.rules.trace import RuleTrace

Left = Callable[[str, int], int]
"""(limit key, limit) -> what is left of it"""
NOTHING = Fraction(0)


def sum_of(parts: Iterable[Fraction]) -> Fraction:
    """Most are zero, and adding fractions is slow."""
    return sum([part for part in parts if part], NOTHING)


@dataclass(slots=True)
class Given:
    """A rule's award before rounding; `weights` say how lines share it, where it is of lines."""

    rule: EarnRule
    trace: RuleTrace
    weights: dict[int, int] = field(default_factory=dict)
    exact: Fraction = NOTHING
    scalable: bool = False  # per-cent and `per` awards are multiplied, fixed units are not


def exact_of(
    rule: EarnRule, award: object, bases: dict[int, int], wallet: Wallet, program: Program
) -> Given:
    base, rate = sum(bases.values()), _rate(award)
    if isinstance(award, Units):
        exact = Fraction(award.units)
        return Given(rule, RuleTrace(rule.id, "applied", base, rate, exact), {}, exact)
    if base == 0:
        return Given(rule, RuleTrace(rule.id, "zero_base", base, rate))
    if isinstance(award, Percent):
        by, worth = award.rate, wallet.minor_per_unit(program.currency)
        exact = Fraction(base * by.numerator * worth.denominator, by.denominator * worth.numerator)
    else:
        assert isinstance(award, PerSum), award
        exact = Fraction(award.units * (base // award.sum_minor))
    weights = {line: part for line, part in bases.items() if part}
    trace = RuleTrace(rule.id, "applied", base, rate, exact)
    return Given(rule, trace, weights, exact, scalable=True)


def _rate(award: object) -> str:
    return written(award) if isinstance(award, Percent | PerSum | Units) else ""


LimitKeys = list[tuple[str, str, int]]
"""(times | units, key, limit)"""


def limit_keys(rule: EarnRule, at: datetime, look: Look, event: Event | None) -> LimitKeys:
    keys: LimitKeys = []
    for limit in rule.limits:
        for what, most in (("times", limit.times), ("units", limit.units)):
            if most is not None:
                zone, shop = look.program.zone, look.order.shop
                keys.append((what, rule_limit_key(rule, limit, what, at, zone, shop, event), most))
    return keys


def cut_by_rule_limits(given: Given, keys: LimitKeys, left: Left) -> Given:
    """A limit cuts the award down to what is left of it, and the trace says so."""
    for kind, key, limit in keys:
        most = left(key, limit)
        if kind == "times":
            cut = Fraction(0) if most <= 0 else given.exact
        else:
            cut = min(given.exact, Fraction(most))
        if cut < given.exact:
            given.exact = cut
            given.trace = replace(given.trace, outcome="limited", limit=key, exact=cut)
    return given
