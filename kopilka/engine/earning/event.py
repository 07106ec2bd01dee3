"""What an event other than an order earns."""

from __future__ import annotations

from decimal import Decimal

from kopilka.engine.earning.award import WalletAward, award_of
from kopilka.engine.earning.given import Given, Left, cut_by_rule_limits, exact_of, limit_keys
from kopilka.engine.earning.look import Look
from kopilka.engine.facts import Event, Frozen, Order
from kopilka.engine.program.model import EarnRule, Program, Wallet
from kopilka.engine.rules.brackets import choose
from kopilka.engine.rules.conditions import check
from kopilka.engine.rules.trace import RuleTrace
from kopilka.engine.rules.world import World
from kopilka.values.money import to_minor


def award_for_event(
    event: Event, program: Program, frozen: Frozen, left: Left
) -> dict[str, WalletAward]:
    """By wallet; per-cent and `per` awards look at the event's `amount`, where it has one."""
    order = Order(shop=str(event.fields.get("shop", "")), id="", placed_at=event.at, lines=())
    look = Look(order, [], program, frozen, event)
    awards = {}
    for wallet in program.wallets.values():
        own = [rule for rule in program.earn if rule.on == event.name and rule.wallet == wallet.id]
        if own:
            given = [_give_event(rule, event, look, wallet, left) for rule in own if rule.give]
            awards[wallet.id] = award_of((), given, look, wallet, left, event.at)
    return awards


def _give_event(rule: EarnRule, event: Event, look: Look, wallet: Wallet, left: Left) -> Given:
    world = World(look.program, look.frozen, event.at, event=event)
    failed = check(rule.when, world)
    if failed:
        return Given(rule, RuleTrace(rule.id, "condition_failed", failed=failed))
    amount = event.fields.get("amount")
    base = to_minor(amount, look.program.currency) if isinstance(amount, Decimal) else 0
    assert rule.give is not None
    award = choose(rule.give, world, base)
    if award is None:
        return Given(rule, RuleTrace(rule.id, "below_brackets"))
    given = exact_of(rule, award, {0: base}, wallet, look.program)
    return cut_by_rule_limits(given, limit_keys(rule, event.at, look, event), left)
