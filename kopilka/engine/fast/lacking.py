"""The words that the fast executor has not: their programs run on the engine."""

from __future__ import annotations

from collections.abc import Iterator

from kopilka.engine.program.conditions import All, AnyOf, Condition, Is, IsNot, Not, OneOf
from kopilka.engine.program.model import (
    Award,
    Brackets,
    ByName,
    EarnRule,
    Give,
    Percent,
    Program,
    Units,
)
from kopilka.engine.program.sections.known import SECTIONS

_MOST_RULES, _MOST_SELECTORS, _MOST_NESTED = 60, 58, 40


def can_run(program: Program) -> bool:
    return not lacking(program)


def lacking(program: Program) -> tuple[str, ...]:
    """What of `program` only the engine can do, in the words of program files."""
    return tuple(dict.fromkeys(_each(program)))


def _each(program: Program) -> Iterator[str]:
    yield from (each.word for each in SECTIONS if program.entries(each.word) and not each.neutral)
    rules = [rule for rule in program.earn if rule.on == "order.paid"]
    if len(rules) > _MOST_RULES:
        yield f"more than {_MOST_RULES} rules"
    if _selectors(program, len(rules)) > _MOST_SELECTORS:
        yield f"more than {_MOST_SELECTORS} selectors of lines"
    for rule in rules:
        yield from _in_expiry(rule, program)
        yield from _in_multiplier(rule, rules)
    for condition in (*(r.when for r in rules), *(d.when for d in program.discounts)):
        yield from _in_condition(condition, 0)


def _selectors(program: Program, rules: int) -> int:
    """The most there can be: equal ones are counted again."""
    shares = sum(len(wallet.redeem.max_share) + 1 for wallet in program.wallets.values())
    return rules + shares + len(program.discounts)


def _in_expiry(rule: EarnRule, program: Program) -> Iterator[str]:
    """Lots that an order keeps alive are one lot only where all of a wallet's do."""
    terms = program.wallets[rule.wallet].expires
    if terms.inactive is not None and rule.expires not in (None, terms):
        yield "expires.inactive beside a rule's own expires"


def _in_multiplier(rule: EarnRule, rules: list[EarnRule]) -> Iterator[str]:
    """Over some lines only, where a target's award is not in proportion to its lines."""
    if rule.multiply is None:
        return
    if rule.multiply < 1:
        yield "multiply below 1"
    if rule.lines is not None and any(not _in_proportion(each) for each in targets(rule, rules)):
        yield "lines of a multiplier over `per` or limited awards"


def targets(rule: EarnRule, rules: list[EarnRule]) -> list[EarnRule]:
    """The rules whose awards the multiplier may look at."""
    return [
        each
        for each in rules
        if each.multiply is None
        and each.wallet == rule.wallet
        and (rule.multiply_of is None or each.id in rule.multiply_of)
    ]


def _in_proportion(rule: EarnRule) -> bool:
    limited = any(limit.units is not None for limit in rule.limits)
    assert rule.give is not None
    return not limited and all(isinstance(award, Percent | Units) for award in awards(rule.give))


def awards(give: Give) -> list[Award]:
    if isinstance(give, Brackets):
        return [award for _, award in give.steps]
    return list(give.gives.values()) if isinstance(give, ByName) else [give]


def _in_condition(condition: Condition | None, depth: int) -> Iterator[str]:
    if depth > _MOST_NESTED:
        yield "conditions nested too deep"
    elif isinstance(condition, Is):
        if condition.fact == "member.since" and isinstance(condition.tester, OneOf | IsNot):
            yield "member.since as a value"
    elif isinstance(condition, Not):
        yield from _in_condition(condition.of, depth + 1)
    elif isinstance(condition, All | AnyOf):
        for part in condition.of:
            yield from _in_condition(part, depth + 1)
