"""What an order earns, for what remains of it."""

from __future__ import annotations

from functools import lru_cache

from kopilka.engine.earning.award import Rules, WalletAward, award_of
from kopilka.engine.earning.given import Given, Left, cut_by_rule_limits, exact_of, limit_keys
from kopilka.engine.earning.look import Look
from kopilka.engine.earning.remaining import ByLine, ByWallet, counted_of, remaining_of
from kopilka.engine.facts import Frozen, Order
from kopilka.engine.program.model import EarnRule, Program, Wallet
from kopilka.engine.rules.brackets import choose
from kopilka.engine.rules.conditions import check
from kopilka.engine.rules.lines import selects
from kopilka.engine.rules.trace import RuleTrace


def award_for_order(
    order: Order,
    discounts: ByLine,
    paid_by_units: ByWallet,
    program: Program,
    frozen: Frozen,
    left: Left,
) -> dict[str, WalletAward]:
    """By wallet, for what remains of the order, in its frozen context."""
    remaining = [remaining_of(line, discounts, paid_by_units) for line in order.lines]
    counted, left_out = counted_of(remaining, program, frozen)
    look = Look(order, counted, program, frozen, left_out=left_out)
    at = order.paid_at or order.placed_at
    awards = {}
    for wallet, own in _order_rules(program):
        given = [_give(rule, look, wallet, left) for rule in own if rule.multiply is None]
        awards[wallet.id] = award_of(own, given, look, wallet, left, at)
    return awards


@lru_cache(maxsize=256)
def _order_rules(program: Program) -> tuple[tuple[Wallet, Rules], ...]:
    """The rules about orders by wallet, for the wallets that have some."""
    rules = [rule for rule in program.earn if rule.on == "order.paid"]
    by_wallet = [
        (wallet, tuple(rule for rule in rules if rule.wallet == wallet.id))
        for wallet in program.wallets.values()
    ]
    return tuple((wallet, own) for wallet, own in by_wallet if own)


def _give(rule: EarnRule, look: Look, wallet: Wallet, left: Left) -> Given:
    world = look.world(rule)
    failed = check(rule.when, world)
    if failed:
        return Given(rule, RuleTrace(rule.id, "condition_failed", failed=failed))
    person = look.frozen.person
    lines = [
        part for part in look.counted if not part.gone and selects(rule.lines, part.line, person)
    ]
    if not lines:
        return Given(rule, RuleTrace(rule.id, "no_lines"))
    assert rule.give is not None
    award = choose(rule.give, world, look.eligible(rule, lines))
    if award is None:
        return Given(rule, RuleTrace(rule.id, "below_brackets"))
    bases = {part.line.number: part.base(rule.base) for part in lines}
    given = exact_of(rule, award, bases, wallet, look.program)
    keys = limit_keys(rule, look.order.paid_at or look.order.placed_at, look, None)
    return cut_by_rule_limits(given, keys, left)
