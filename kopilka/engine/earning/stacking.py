"""Rules together: the best of a group counts, the best multiplier adds its part."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kopilka.engine.earning.given import NOTHING, Given
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


def multiplied(own: list[EarnRule], given: list[Given], look: Look) -> list[Given]:
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
    weights = _weights_together(targets, _chosen(rule, look))
    if rule.lines is None:
        exact = sum((each.exact for each in targets), NOTHING) * added
    else:
        exact = sum(weights.values(), NOTHING) * added
    outcome = "applied" if exact else "nothing"
    rate = f"×{float_free(rule.multiply)}"
    return Given(rule, RuleTrace(rule.id, outcome, rate=rate, exact=exact), weights, exact)


def _chosen(rule: EarnRule, look: Look) -> set[int] | None:
    """The lines that a multiplier looks at; None for all."""
    if rule.lines is None:
        return None
    person = look.frozen.person
    return {p.line.number for p in look.counted if selects(rule.lines, p.line, person)}


def _weights_together(targets: list[Given], chosen: set[int] | None) -> dict[int, int | Fraction]:
    """Units by line of several awards together, or the plain weights of a single one."""
    if len(targets) == 1 and chosen is None:
        return targets[0].weights
    together: dict[int, int | Fraction] = {}
    for each in targets:
        whole = sum(each.weights.values())
        for line, weight in each.weights.items():
            if chosen is None or line in chosen:
                together[line] = together.get(line, 0) + each.exact * weight / whole
    return together
