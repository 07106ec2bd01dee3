"""What rules give: exact fractions summed, multiplied, rounded once, shared out, and traced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from kopilka.engine.facts import Event, Frozen, Line, Order
from kopilka.engine.program.model import (
    EarnRule,
    Percent,
    PerSum,
    Program,
    Units,
    Wallet,
)
from kopilka.engine.rules.brackets import choose, float_free, written
from kopilka.engine.rules.conditions import check
from kopilka.engine.rules.limits import balance_key, earned_per_day_key, rule_limit_key
from kopilka.engine.rules.lines import never_counts, selects
from kopilka.engine.rules.trace import AwardTrace, LineLeftOut, RuleTrace
from kopilka.engine.rules.world import World
from kopilka.values.money import to_minor
from kopilka.values.rounding import round_fraction
from kopilka.values.shares import part_returned, share_out

Left = Callable[[str, int], int]
ByLine = Mapping[int, Mapping[str, int]]
ByWallet = Mapping[str, Mapping[int, int]]
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class WalletAward:
    """Whole units by rule; the trace; how much of each limit it uses."""

    units_by_rule: dict[str, int]
    trace: AwardTrace
    usage: dict[str, int]

    @property
    def units(self) -> int:
        return sum(self.units_by_rule.values())


@dataclass(frozen=True, slots=True)
class Remaining:
    """What remains of one line after returns: amount, off by discounts, paid in units; minor."""

    line: Line
    amount: int
    off: int
    in_units: int
    gone: bool

    def base(self, kind: str) -> int:
        if kind == "before_discounts":
            return max(self.amount - self.in_units, 0)
        if kind == "with_redeemed":
            return max(self.amount - self.off, 0)
        return max(self.amount - self.off - self.in_units, 0)


@dataclass(slots=True)
class _Given:
    """A rule's award before rounding; `weights` say how lines share it, where it is of lines."""

    rule: EarnRule
    trace: RuleTrace
    weights: dict[int, int | Fraction] = field(default_factory=dict)
    exact: Fraction = _NOTHING
    scalable: bool = False  # per-cent and `per` awards are multiplied, fixed units are not


def award_for_order(
    order: Order,
    discounts: ByLine,
    paid_by_units: ByWallet,
    program: Program,
    frozen: Frozen,
    left: Left,
) -> dict[str, WalletAward]:
    """By wallet, for what remains of the order, in its frozen context."""
    rules = [rule for rule in program.earn if rule.on == "order.paid"]
    remaining = [_remaining(line, discounts, paid_by_units) for line in order.lines]
    counted, left_out = _counted(remaining, program, frozen)
    look = _Look(order, counted, program, frozen)
    awards = {}
    for wallet in program.wallets.values():
        own = [rule for rule in rules if rule.wallet == wallet.id]
        if own:
            given = [_give(rule, look, wallet, left) for rule in own if rule.multiply is None]
            at = order.paid_at or order.placed_at
            award = _settle_award(own, given, look, wallet, left, at)
            trace = replace(
                award.trace,
                left_out=left_out,
                paid_with_units=sum(part.in_units for part in counted),
            )
            awards[wallet.id] = replace(award, trace=trace)
    return awards


def _remaining(line: Line, discounts: ByLine, paid_by_units: ByWallet) -> Remaining:
    if line.number not in discounts and not paid_by_units and not line.returned:
        return Remaining(line, line.amount, 0, 0, _is_gone(line))
    returned = line.returned_part

    def rest(part: int) -> int:
        return part - part_returned(part, *returned)

    return Remaining(
        line,
        line.amount - line.returned,
        sum(rest(minor) for minor in discounts.get(line.number, {}).values()),
        sum(rest(by_line.get(line.number, 0)) for by_line in paid_by_units.values()),
        returned[0] >= returned[1],
    )


def _is_gone(line: Line) -> bool:
    returned, bought = line.returned_part
    return returned >= bought


def _counted(
    remaining: list[Remaining], program: Program, frozen: Frozen
) -> tuple[list[Remaining], tuple[LineLeftOut, ...]]:
    counted, left_out = [], []
    for part in remaining:
        if never_counts(program, part.line, frozen.person):
            left_out.append(LineLeftOut(part.line.number, part.line.amount, "never"))
        elif part.line.gift_card:
            left_out.append(LineLeftOut(part.line.number, part.line.amount, "gift_card"))
        else:
            counted.append(part)
    return counted, tuple(left_out)


@dataclass(slots=True)
class _Look:
    """The order as its rules see it: worlds before and after what has been returned."""

    order: Order
    counted: list[Remaining]
    program: Program
    frozen: Frozen
    event: Event | None = None
    _worlds: dict[bool, World] = field(default_factory=dict)

    def world(self, rule: EarnRule) -> World:
        """`on_return: share` sees the whole order; `recount` what remains of it."""
        whole = rule.on_return == "share"
        if whole not in self._worlds:
            self._worlds[whole] = World(
                self.program,
                self.frozen,
                self.order.placed_at,
                self.order,
                total=sum(self._amount(line, whole) for line in self.order.lines),
                total_after=sum(part.amount - part.off for part in self.counted),
            )
        return self._worlds[whole]

    @staticmethod
    def _amount(line: Line, whole: bool) -> int:
        return line.amount if whole else line.amount - line.returned

    def eligible(self, rule: EarnRule, lines: list[Remaining]) -> int:
        return sum(self._amount(part.line, rule.on_return == "share") for part in lines)


def _give(rule: EarnRule, look: _Look, wallet: Wallet, left: Left) -> _Given:
    world = look.world(rule)
    failed = check(rule.when, world)
    if failed:
        return _Given(rule, RuleTrace(rule.id, "condition_failed", failed=failed))
    person = look.frozen.person
    lines = [
        part for part in look.counted if not part.gone and selects(rule.lines, part.line, person)
    ]
    if not lines:
        return _Given(rule, RuleTrace(rule.id, "no_lines"))
    assert rule.give is not None
    award = choose(rule.give, world, look.eligible(rule, lines))
    if award is None:
        return _Given(rule, RuleTrace(rule.id, "below_brackets"))
    bases = {part.line.number: part.base(rule.base) for part in lines}
    given = _exact(rule, award, bases, wallet, look.program)
    keys = _limit_keys(rule, look.order.paid_at or look.order.placed_at, look, None)
    return _cut_by_rule_limits(given, keys, left)


def _exact(
    rule: EarnRule, award: object, bases: dict[int, int], wallet: Wallet, program: Program
) -> _Given:
    base = sum(bases.values())
    trace = RuleTrace(rule.id, "applied", base, _rate(award))
    if isinstance(award, Units):
        return _Given(rule, replace(trace, exact=Fraction(award.units)), {}, Fraction(award.units))
    if base == 0:
        return _Given(rule, replace(trace, outcome="zero_base"))
    if isinstance(award, Percent):
        exact = base * award.rate / wallet.minor_per_unit(program.currency)
    else:
        assert isinstance(award, PerSum), award
        exact = Fraction(award.units * (base // award.sum_minor))
    weights: dict[int, int | Fraction] = {line: part for line, part in bases.items() if part}
    trace = RuleTrace(rule.id, "applied", base, _rate(award), exact)
    return _Given(rule, trace, weights, exact, scalable=True)


def _rate(award: object) -> str:
    return written(award) if isinstance(award, Percent | PerSum | Units) else ""


LimitKeys = list[tuple[str, str, int]]
"""(times | units, key, limit)"""


def _limit_keys(rule: EarnRule, at: datetime, look: _Look, event: Event | None) -> LimitKeys:
    keys: LimitKeys = []
    for limit in rule.limits:
        key = rule_limit_key(rule, limit, at, look.program.zone, look.order.shop, event)
        if limit.times is not None:
            keys.append(("times", key, limit.times))
        if limit.units is not None:
            keys.append(("units", key.replace("/times/", "/units/"), limit.units))
    return keys


def _cut_by_rule_limits(given: _Given, keys: LimitKeys, left: Left) -> _Given:
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


# ------------------------------------------------------------------ from fractions to units


def _settle_award(
    own: list[EarnRule],
    given: list[_Given],
    look: _Look,
    wallet: Wallet,
    left: Left,
    at: datetime,
) -> WalletAward:
    _best_of(given)
    given += _multiplied(own, given, look)
    exact = sum((each.exact for each in given), _NOTHING)
    rounded = round_fraction(exact, wallet.rounding)
    units, cut_by = _cut_by_wallet(rounded, wallet, look.program, left, at)
    shares = share_out(units, [each.exact for each in given])
    traces = tuple(
        replace(each.trace, units=share, lines=_over_lines(each, share)) if share else each.trace
        for each, share in zip(given, shares, strict=True)
    )
    trace = AwardTrace(
        wallet.id,
        look.frozen.version,
        traces,
        exact=exact,
        rounding=str(wallet.rounding),
        units=units,
        cut_by=cut_by,
    )
    by_rule = {each.rule.id: share for each, share in zip(given, shares, strict=True) if share}
    return WalletAward(by_rule, trace, _usage(given, shares, units, wallet, look, at))


def _best_of(given: list[_Given]) -> None:
    """Of the awards in one group only the largest counts; of equals the earlier."""
    groups: dict[str, list[_Given]] = {}
    for each in given:
        if each.rule.best_of and each.exact:
            groups.setdefault(each.rule.best_of, []).append(each)
    for group in groups.values():
        best = max(group, key=lambda each: each.exact)
        for each in group:
            if each is not best:
                each.trace = replace(each.trace, outcome="best_of_lost")
                each.exact, each.weights = _NOTHING, {}


def _multiplied(own: list[EarnRule], given: list[_Given], look: _Look) -> list[_Given]:
    """The best multiplier adds its part as an entry of its own; the others lose."""
    parts = [_multiply(rule, given, look) for rule in own if rule.multiply is not None]
    if not parts:
        return []
    best = max(parts, key=lambda part: part.exact)
    for part in parts:
        if part is not best and part.exact:
            part.trace = replace(part.trace, outcome="multiplier_lost")
            part.exact, part.weights = _NOTHING, {}
    return parts


def _multiply(rule: EarnRule, given: list[_Given], look: _Look) -> _Given:
    assert rule.multiply is not None
    failed = check(rule.when, look.world(rule))
    if failed:
        return _Given(rule, RuleTrace(rule.id, "condition_failed", failed=failed))
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
        exact = sum((each.exact for each in targets), _NOTHING) * added
    else:
        exact = sum(weights.values(), _NOTHING) * added
    outcome = "applied" if exact else "nothing"
    rate = f"×{float_free(rule.multiply)}"
    return _Given(rule, RuleTrace(rule.id, outcome, rate=rate, exact=exact), weights, exact)


def _chosen(rule: EarnRule, look: _Look) -> set[int] | None:
    """The lines that a multiplier looks at; None for all."""
    if rule.lines is None:
        return None
    person = look.frozen.person
    return {p.line.number for p in look.counted if selects(rule.lines, p.line, person)}


def _weights_together(targets: list[_Given], chosen: set[int] | None) -> dict[int, int | Fraction]:
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


def _cut_by_wallet(
    units: int, wallet: Wallet, program: Program, left: Left, at: datetime
) -> tuple[int, str]:
    """The wallet's own limits, after rounding; the name of the one that cut."""
    cut_by = ""
    limits = wallet.limits
    if limits.earned_per_day is not None and units:
        key = earned_per_day_key(wallet.id, at, program.zone)
        most = left(key, limits.earned_per_day)
        if most < units:
            units, cut_by = most, "earned_per_day"
    if limits.balance is not None and units:
        most = left(balance_key(wallet.id), limits.balance)
        if most < units:
            units, cut_by = most, "balance"
    return units, cut_by


def _over_lines(each: _Given, units: int) -> tuple[tuple[int, int], ...]:
    if not units or not each.weights:
        return ()
    shares = share_out(units, list(each.weights.values()))
    return tuple(zip(each.weights, shares, strict=True))


def _usage(
    given: list[_Given],
    shares: list[int],
    units: int,
    wallet: Wallet,
    look: _Look,
    at: datetime,
) -> dict[str, int]:
    usage: dict[str, int] = {}
    for each, share in zip(given, shares, strict=True):
        for kind, key, _ in _limit_keys(each.rule, at, look, look.event):
            count = share if kind == "units" else int(each.exact > 0)
            if count:
                usage[key] = count
    if wallet.limits.earned_per_day is not None and units:
        usage[earned_per_day_key(wallet.id, at, look.program.zone)] = units
    return usage


# ------------------------------------------------------------------ events


def award_for_event(
    event: Event, program: Program, frozen: Frozen, left: Left
) -> dict[str, WalletAward]:
    """By wallet; per-cent and `per` awards look at the event's `amount`, where it has one."""
    order = Order(shop=str(event.fields.get("shop", "")), id="", placed_at=event.at, lines=())
    look = _Look(order, [], program, frozen, event)
    awards = {}
    for wallet in program.wallets.values():
        own = [rule for rule in program.earn if rule.on == event.name and rule.wallet == wallet.id]
        if own:
            given = [_give_event(rule, event, look, wallet, left) for rule in own if rule.give]
            awards[wallet.id] = _settle_award([], given, look, wallet, left, event.at)
    return awards


def _give_event(rule: EarnRule, event: Event, look: _Look, wallet: Wallet, left: Left) -> _Given:
    world = World(look.program, look.frozen, event.at, event=event)
    failed = check(rule.when, world)
    if failed:
        return _Given(rule, RuleTrace(rule.id, "condition_failed", failed=failed))
    amount = event.fields.get("amount")
    base = to_minor(amount, look.program.currency) if isinstance(amount, Decimal) else 0
    assert rule.give is not None
    award = choose(rule.give, world, base)
    if award is None:
        return _Given(rule, RuleTrace(rule.id, "below_brackets"))
    given = _exact(rule, award, {0: base}, wallet, look.program)
    return _cut_by_rule_limits(given, _limit_keys(rule, event.at, look, event), left)
