"""Rules together: the best of a group counts, the best multiplier adds its part."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import lcm

from kopilka.engine.earning.given import NOTHING, Given, sum_of
from kopilka.engine.earning.look import Look
from kopilka.engine.program.model import EarnRule
from kopilka.engine.rules.brackets import float_free
from kopilka.engine.rules.conditions import check
from kopilka.engine.rules.lines import selects
from kopilka.engine.rules.trace import RuleTrace


def best_of(given: list[Given]) -> None:
    """Of the awards in one group only the largest counts; of equals the earlier."""
    groups: dict[str, list[Given]] = {}
    for each in given:
        if each.rule.best_of and each.exact:
            groups.setdefault(each.rule.best_of, []).append(each)
    for group in groups.values():
        best = max(group, key=lambda each: each.exact)
        for each in group:
            if each is not best:
                each.trace = replace(each.trace, outcome="best_of_lost")
                each.exact, each.weights = NOTHING, {}


def multiplied(own: tuple[EarnRule, ...], given: list[Given], look: Look) -> list[Given]:
    """The best multiplier adds its part as an entry of its own; the others lose."""
    parts = [_multiply(rule, given, look) for rule in own if rule.multiply is not None]
    if not parts:
        return []
    best = max(parts, key=lambda part: part.exact)
    for part in parts:
        if part is not best and part.exact:
            part.trace = replace(part.trace, outcome="multiplier_lost")
            part.exact, part.weights = NOTHING, {}
    return parts


def _multiply(rule: EarnRule, given: list[Given], look: Look) -> Given:
    assert rule.multiply is not None
    failed = check(rule.when, look.world(rule))
    if failed:
        return Given(rule, RuleTrace(rule.id, "condition_failed", failed=failed))
    targets = [
        each
        for each in given
        if each.scalable
        and each.exact
        and (rule.multiply_of is None or each.rule.id in rule.multiply_of)
    ]
    added = rule.multiply - 1
    weights, scale = _weights_together(targets, _chosen(rule, look))
    if rule.lines is None:
        exact = sum_of(each.exact for each in targets) * added
    else:
        exact = Fraction(sum(weights.values()), scale) * added
    outcome = "applied" if exact else "nothing"
    rate = f"×{float_free(rule.multiply)}"
    return Given(rule, RuleTrace(rule.id, outcome, rate=rate, exact=exact), weights, exact)


def _chosen(rule: EarnRule, look: Look) -> set[int] | None:
    """The lines that a multiplier looks at; None for all."""
    if rule.lines is None:
        return None
    person = look.frozen.person
    return {p.line.number for p in look.counted if selects(rule.lines, p.line, person)}


def _weights_together(targets: list[Given], chosen: set[int] | None) -> tuple[dict[int, int], int]:
    """(what the awards give each line together, in parts of one unit; how many parts it has)."""
    wholes = [sum(each.weights.values()) for each in targets]
    both = list(zip(targets, wholes, strict=True))
    scale = lcm(*[each.exact.denominator * whole for each, whole in both])
    together: dict[int, int] = {}
    for each, whole in both:
        times = each.exact.numerator * (scale // (each.exact.denominator * whole))
        for line, weight in each.weights.items():
            if chosen is None or line in chosen:
                together[line] = together.get(line, 0) + weight * times
    return together, scale
