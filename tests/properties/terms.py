"""What the program promises, recomputed by shorter means than the engine's own.

Redeeming, discounts, limits, stacking: each looks at what has just been decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from support.memory_shop import Shop, Step

from kopilka.engine.facts import Frozen, Line, Order
from kopilka.engine.ledger.model import Account
from kopilka.engine.orders.context import freeze
from kopilka.engine.pricing.discounts import Pricing, price
from kopilka.engine.program.model import Discount, EarnRule, Program, Wallet
from kopilka.engine.rules.explain import award_from_plain
from kopilka.engine.rules.lines import selects
from kopilka.engine.rules.trace import AwardTrace, RuleTrace
from kopilka.engine.standing import Member, OrderRecord
from kopilka.values.rounding import Rounding, round_fraction

COUNTED = {"applied", "limited", "nothing"}


def assert_terms(shop: Shop, before: dict[str, Account], steps: Iterable[Step]) -> None:
    """For the steps just taken; `before` are the accounts as they stood then."""
    for step in steps:
        if step.operation == "place_hold":
            _redeeming(shop, before[step.member], step)
        if step.operation == "record_order":
            member = shop.members[step.member]
            record = member.orders[step.payload.key]
            program = shop.versions.number(record.frozen.version)
            _discounts(record, program)
            _stacking(record, program)
            _spending(member, record)
        if step.operation in ("record_order", "record_event"):
            _rule_limits(shop, step.member)
            _daily_limit(shop, step.member)
            _balance_limit(shop, before[step.member], step)


# ------------------------------------------------------------------ redeeming


def _redeeming(shop: Shop, account: Account, step: Step) -> None:
    """What the terms allow is held and nothing else."""
    cart, units = step.payload.cart, step.payload.units
    frozen = freeze(shop.members[step.member], shop.versions, step.at, cart.key)
    program = shop.versions.number(frozen.version)
    wallet = program.wallets["points"]
    most = _most_money(price(cart, program, frozen), program, wallet, frozen)
    worth = wallet.minor_per_unit(program.currency)
    allowed = (
        not account.debt
        and account.available >= max(wallet.redeem.min_balance, units)
        and units % wallet.redeem.step == 0
        and units * worth <= most
    )
    assert allowed == (not step.answer.refusals)


def _most_money(pricing: Pricing, program: Program, wallet: Wallet, frozen: Frozen) -> int:
    """Each group's share of what its lines cost, over least prices, under the common ceiling."""
    left = [
        line
        for line in pricing.order.lines
        if _counts(line)
        and not (wallet.redeem.exclude and selects(wallet.redeem.exclude, line, frozen.person))
        and _in_lanes(line, pricing, program)
    ]
    most = 0
    for entry in wallet.redeem.max_share:
        group = [line for line in left if selects(entry.lines, line, frozen.person)]
        left = [line for line in left if line not in group]
        room = sum(max(pricing.net(line.number) - line.min_amount, 0) for line in group)
        most += min(int(entry.share * sum(pricing.net(line.number) for line in group)), room)
    if program.together.max_total is None:
        return most
    return min(most, max(_ceiling(pricing.order, program) - _all_off(pricing.discounts), 0))


def _counts(line: Line) -> bool:
    return "tobacco" not in line.categories


def _in_lanes(line: Line, pricing: Pricing, program: Program) -> bool:
    lanes = program.together.points_with
    taken = pricing.discounts.get(line.number, {})
    return lanes is None or all(_lane(program, discount) in lanes for discount in taken)


def _lane(program: Program, discount: str) -> str:
    return next((each.lane for each in program.discounts if each.id == discount), "")


def _ceiling(order: Order, program: Program) -> int:
    assert program.together.max_total is not None
    lines = [line for line in order.lines if _counts(line) and not line.gift_card]
    return int(program.together.max_total * sum(line.amount for line in lines))


def _all_off(discounts: dict[int, dict[str, int]]) -> int:
    return sum(sum(by.values()) for by in discounts.values())


# ------------------------------------------------------------------ discounts


def _discounts(record: OrderRecord, program: Program) -> None:
    """The shop's are facts; the program's keep least prices, lanes and the common ceiling."""
    order = record.order
    if order.stated is not None:
        assert record.discounts == {d.line: {d.discount: d.minor} for d in order.stated}
        return
    for line in order.lines:
        off = sum(record.discounts.get(line.number, {}).values())
        assert not off or (_counts(line) and not line.gift_card)
        assert off <= max(line.amount - line.min_amount, 0)
    if program.together.max_total is not None:
        assert _all_off(record.discounts) <= _ceiling(order, program)
    taken = {discount for by in record.discounts.values() for discount in by}
    for lane in dict.fromkeys(discount.lane for discount in program.discounts):
        _the_best_of_a_lane(record, program, taken, lane)


def _the_best_of_a_lane(record: OrderRecord, program: Program, taken: set[str], lane: str) -> None:
    """One discount at most, and none of the lane would take more by itself."""
    chosen = [each for each in program.discounts if each.lane == lane and each.id in taken]
    assert len(chosen) <= 1
    lanes = list(dict.fromkeys(each.lane for each in program.discounts))
    earlier = [
        each
        for each in program.discounts
        if each.id in taken and lanes.index(each.lane) < lanes.index(lane)
    ]
    off = sum(by.get(each.id, 0) for each in chosen for by in record.discounts.values())
    for each in program.discounts:
        if each.lane == lane:
            assert _alone(record, program, [*earlier, each]) <= off


def _alone(record: OrderRecord, program: Program, discounts: list[Discount]) -> int:
    """What the last of `discounts` takes when there are no others."""
    only = replace(program, discounts=tuple(discounts))
    priced = price(record.order, only, record.frozen)
    return sum(by.get(discounts[-1].id, 0) for by in priced.discounts.values())


# ------------------------------------------------------------------ stacking


def _stacking(record: OrderRecord, program: Program) -> None:
    """The reasons given add up to what was given, by the rules of the order's own version."""
    if record.order.paid_at is None or not record.order.live:
        return
    trace = award_from_plain(record.why["points"])
    rules = {rule.id: rule for rule in program.earn if rule.on == "order.paid"}
    assert trace.version == record.frozen.version
    assert {part.rule for part in trace.rules} == set(rules)
    assert {part.rule: part.units for part in trace.rules if part.units} == record.awarded["points"]
    counted = [part for part in trace.rules if part.outcome in COUNTED]
    assert sum(part.exact for part in counted) == trace.exact
    if not trace.cut_by:
        assert trace.units == round_fraction(trace.exact, Rounding(trace.rounding))
    _only_lines_that_count(record.order, trace)
    _the_best_of_a_group(trace, rules)
    _the_best_multiplier(trace, rules, counted)


def _only_lines_that_count(order: Order, trace: AwardTrace) -> None:
    earning = {line for part in trace.rules for line, units in part.lines if units}
    lines = {line.number: line for line in order.lines}
    assert all(_counts(lines[number]) and not lines[number].gift_card for number in earning)


def _the_best_of_a_group(trace: AwardTrace, rules: dict[str, EarnRule]) -> None:
    group = [part for part in trace.rules if rules[part.rule].best_of and part.exact]
    best = max((part.exact for part in group), default=Fraction(0))
    assert [part.exact for part in group if part.outcome == "applied"] == [best] * bool(group)


def _the_best_multiplier(
    trace: AwardTrace, rules: dict[str, EarnRule], counted: list[RuleTrace]
) -> None:
    """It adds its part of what per-cent and `per` awards give; no two pile up."""
    parts = [part for part in trace.rules if rules[part.rule].multiply is not None and part.exact]
    for part in parts:
        rule = rules[part.rule]
        assert rule.multiply is not None
        scaled = sum(
            each.exact
            for each in counted
            if ("%" in each.rate or " per " in each.rate)
            and (rule.multiply_of is None or each.rule in rule.multiply_of)
        )
        assert part.exact == (rule.multiply - 1) * scaled
    best = max((part.exact for part in parts), default=Fraction(0))
    assert [part.exact for part in parts if part.outcome == "applied"] == [best] * bool(parts)


def _spending(member: Member, record: OrderRecord) -> None:
    """Money really paid for what remains, of the lines that count."""
    counted = member.spending.get(record.order.key)
    if record.order.paid_at is None or not record.order.live:
        assert counted is None
        return
    assert counted is not None
    assert counted.spend == sum(
        _money_of(line, record)
        for line in record.order.lines
        if _counts(line) and not line.gift_card
    )


def _money_of(line: Line, record: OrderRecord) -> int:
    parts = [*record.discounts.get(line.number, {}).values()]
    parts += [by.get(line.number, 0) for by in record.paid_by_units.values()]
    return line.amount - line.returned - sum(part - _gone(part, line) for part in parts)


def _gone(part: int, line: Line) -> int:
    return part if line.returned == line.amount else part * line.returned // line.amount


# ------------------------------------------------------------------ limits


def _rule_limits(shop: Shop, name: str) -> None:
    """In each month no more awards, and no more units, than the rules allow."""
    times: Counter[tuple[str, str]] = Counter()
    units: Counter[tuple[str, str]] = Counter()
    for rule, version, at, given in _awards(shop, name):
        month = f"{at.astimezone(shop.versions.number(version).zone):%Y-%m}"
        times[rule, month] += 1
        units[rule, month] += given
    for (rule, month), count in times.items():
        assert rule not in ("few", "review") or count <= 2
        assert rule != "capped" or units[rule, month] <= 40 + count * _rounds_up(shop)


def _awards(shop: Shop, name: str) -> Iterator[tuple[str, int, datetime, int]]:
    """(rule, version, when, units) of orders as they stand and of events."""
    for record in shop.members[name].orders.values():
        for rule, given in record.awarded.get("points", {}).items():
            assert record.order.paid_at is not None
            yield rule, record.frozen.version, record.order.paid_at, given
    for entry in shop.entries[name]:
        if entry.kind == "earned" and entry.cause.kind == "event":
            given = sum(posting.amount for posting in entry.postings)
            yield "review", entry.version, entry.at, given


def _rounds_up(shop: Shop) -> bool:
    """Rounding comes after the limits and may add a unit to an award."""
    wallets = [version.program.wallets["points"] for version in shop.versions.all]
    return any(wallet.rounding is not Rounding.DOWN for wallet in wallets)


def _daily_limit(shop: Shop, name: str) -> None:
    days: Counter[str] = Counter()
    for _, version, at, given in _awards(shop, name):
        program = shop.versions.number(version)
        if program.wallets["points"].limits.earned_per_day is not None:
            days[f"{at.astimezone(program.zone):%Y-%m-%d}"] += given
    assert all(units <= 60 for units in days.values())


def _balance_limit(shop: Shop, before: Account, step: Step) -> None:
    """An award never lifts the balance over the wallet's limit."""
    frozen_at = step.payload.placed_at if isinstance(step.payload, Order) else step.payload.event.at
    most = shop.versions.at(frozen_at).program.wallets["points"].limits.balance
    if most is not None and getattr(step.payload, "returned_at", None) is None:
        now = shop.members[step.member].account("points")
        assert _balance(now) <= max(most, _balance(before)) + _given_back(shop, step)


def _balance(account: Account) -> int:
    return account.available + account.pending + account.held


def _given_back(shop: Shop, step: Step) -> int:
    """A release or a return of units is no award."""
    return sum(
        posting.amount
        for entry in shop.entries[step.member]
        if entry.kind == "given_back" and entry.cause.key == getattr(step.payload, "key", "")
        for posting in entry.postings
    )
