"""What an order earns in one wallet: summed exactly, multiplied, rounded once, shared."""

from __future__ import annotations

from kopilka.engine.fast.codes import (
    BEFORE_DISCOUNTS,
    GONE,
    NEVER,
    OF_UNITS,
    PERCENT,
    TIER,
    TIMES,
    UNITS,
    WITH_REDEEMED,
)
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.loop.arithmetic import rounded, share_out
from kopilka.engine.fast.loop.conditions import holds
from kopilka.engine.fast.loop.gives import choose
from kopilka.engine.fast.loop.limits import left, period_of, use
from kopilka.engine.fast.loop.lots import earn
from kopilka.engine.fast.loop.pricing import takes
from kopilka.engine.fast.shapes import FAR, Columns, Desk, Tables


@compiled
def award(wallet: int, order: int, day: int, columns: Columns, desk: Desk, tables: Tables) -> int:
    """Whole units, which become lots of the wallet; `day` is the order's local day."""
    terms = tables.wallets[wallet]
    for rule in range(terms.rule, terms.multiplier):
        _give(rule, wallet, order, day, columns, desk, tables)
    _best_of(terms.rule, terms.multiplier, desk, tables)
    _multiply(wallet, order, columns, desk, tables)
    exact = 0
    for rule in range(terms.rule, terms.rule_end):
        exact += desk.exact[rule]
    units = _cut(wallet, rounded(exact, terms.scale, terms.rounding), order, day, desk, tables)
    if terms.shared:
        _share(wallet, units, desk, tables)
    _count(wallet, day, desk, tables)
    if terms.shared:
        units_left = _earn_by_rule(wallet, units, columns.placed[order], desk, tables)
    else:
        units_left = units
    if units_left:
        earn(wallet, units_left, columns.placed[order], terms.term, desk, tables)
    return units


@compiled
def _base(place: int, line: int, amount: int, desk: Desk) -> int:
    if place == BEFORE_DISCOUNTS:
        return max(amount - desk.paid[line], 0)
    if place == WITH_REDEEMED:
        return max(amount - desk.off[line], 0)
    return max(amount - desk.off[line] - desk.paid[line], 0)


@compiled
def _give(
    place: int,
    wallet: int,
    order: int,
    day: int,
    columns: Columns,
    desk: Desk,
    tables: Tables,
) -> None:
    """The rule's exact award before its group, its multiplier and rounding."""
    rule = tables.rules[place]
    desk.exact[place], desk.scalable[place] = 0, 0
    if not holds(rule.condition, rule.condition_end, tables, desk.facts):
        return
    count, eligible, base = 0, 0, 0
    first = columns.start[order]
    for line in range(columns.start[order + 1] - first):
        mask, amount = columns.mask[first + line], columns.amount[first + line]
        if not mask & (NEVER | GONE) and takes(rule.lines, mask):
            count += 1
            eligible += amount
            base += _base(rule.base, line, amount, desk)
    if count == 0:
        return
    chosen = choose(rule.give, desk.facts[TIER], eligible, tables, desk.facts)
    if chosen >= 0:
        exact, scalable = _exact(chosen, base, tables)
        desk.scalable[place] = scalable
        desk.exact[place] = _cut_by_limits(place, exact, wallet, order, day, desk, tables)


@compiled
def _exact(chosen: int, base: int, tables: Tables) -> tuple[int, int]:
    given = tables.awards[chosen]
    if given.kind == UNITS:
        return given.part, 0
    if given.kind == PERCENT:
        return base * given.part, int(base > 0)
    return base // given.of * given.part, int(base > 0)


@compiled
def _cut_by_limits(
    place: int, exact: int, wallet: int, order: int, day: int, desk: Desk, tables: Tables
) -> int:
    rule, scale = tables.rules[place], tables.wallets[wallet].scale
    for number in range(rule.limit, rule.limit_end):
        limit = tables.limits[number]
        most = left(limit.slot, limit.most, period_of(limit.period, day), order, desk)
        if limit.kind == TIMES:
            exact = 0 if most <= 0 else exact
        elif most < FAR // scale:
            exact = min(exact, most * scale)
    return exact


@compiled
def _best_of(start: int, end: int, desk: Desk, tables: Tables) -> None:
    """Of the awards in one group only the largest counts, of equals the earlier."""
    for place in range(start, end):
        group = tables.rules[place].group
        if group < 0 or desk.exact[place] == 0:
            continue
        for other in range(start, end):
            if other == place or tables.rules[other].group != group:
                continue
            mine, theirs = desk.exact[place], desk.exact[other]
            if theirs > mine or (theirs == mine and other < place):
                desk.exact[place] = 0
                break


@compiled
def _multiply(wallet: int, order: int, columns: Columns, desk: Desk, tables: Tables) -> None:
    """The best multiplier adds its part; the others add nothing."""
    terms = tables.wallets[wallet]
    best, most = -1, -1
    for place in range(terms.multiplier, terms.rule_end):
        rule = tables.rules[place]
        added = 0
        if holds(rule.condition, rule.condition_end, tables, desk.facts):
            looked_at = _looked_at(place, wallet, order, columns, desk, tables)
            added = looked_at // rule.added_of * rule.added
        desk.exact[place] = 0
        if added > most:
            best, most = place, added
    if best >= 0:
        desk.exact[best] = most


@compiled
def _looked_at(
    place: int, wallet: int, order: int, columns: Columns, desk: Desk, tables: Tables
) -> int:
    """What the multiplier's targets gave, on its lines where it names some."""
    rule, together = tables.rules[place], 0
    for target in range(tables.wallets[wallet].rule, tables.wallets[wallet].multiplier):
        if rule.targets >> target & 1 and desk.scalable[target] and desk.exact[target]:
            if rule.lines < 0:
                together += desk.exact[target]
            else:
                together += _on_lines(target, rule.lines, order, columns, desk, tables)
    return together


@compiled
def _on_lines(
    target: int, lines: int, order: int, columns: Columns, desk: Desk, tables: Tables
) -> int:
    """A per-cent award's part on the lines that both rules take."""
    rule = tables.rules[target]
    whole, chosen = 0, 0
    first = columns.start[order]
    for line in range(columns.start[order + 1] - first):
        mask, amount = columns.mask[first + line], columns.amount[first + line]
        if not mask & (NEVER | GONE) and takes(rule.lines, mask):
            base = _base(rule.base, line, amount, desk)
            whole += base
            if takes(lines, mask):
                chosen += base
    return desk.exact[target] // whole * chosen


@compiled
def _cut(wallet: int, units: int, order: int, day: int, desk: Desk, tables: Tables) -> int:
    """The wallet's own limits, after rounding."""
    terms, purse = tables.wallets[wallet], desk.purses[wallet]
    if terms.day_limit >= 0 and units:
        units = min(units, left(terms.day_slot, terms.day_limit, day, order, desk))
    if terms.balance_limit >= 0 and units:
        held = purse.available + purse.pending + purse.parked
        units = min(units, max(terms.balance_limit - held, 0))
    if terms.day_limit >= 0 and units:
        use(terms.day_slot, day, units, desk)
    return units


@compiled
def _share(wallet: int, units: int, desk: Desk, tables: Tables) -> None:
    terms = tables.wallets[wallet]
    count = terms.rule_end - terms.rule
    exact = desk.exact[terms.rule : terms.rule_end]
    share_out(units, exact, count, desk.shares[terms.rule : terms.rule_end], desk.rests)


@compiled
def _count(wallet: int, day: int, desk: Desk, tables: Tables) -> None:
    """Counts what each limit of the rules counts: awards, or the units they came to."""
    terms = tables.wallets[wallet]
    for place in range(terms.rule, terms.rule_end):
        rule = tables.rules[place]
        for number in range(rule.limit, rule.limit_end):
            limit = tables.limits[number]
            times = int(desk.exact[place] > 0)
            count = desk.shares[place] if limit.kind == OF_UNITS else times
            if count:
                desk.slots[limit.slot].counted = count
        for number in range(rule.limit, rule.limit_end):
            limit = tables.limits[number]
            counted = desk.slots[limit.slot].counted
            if counted:
                use(limit.slot, period_of(limit.period, day), counted, desk)
                desk.slots[limit.slot].counted = 0


@compiled
def _earn_by_rule(wallet: int, units: int, at: int, desk: Desk, tables: Tables) -> int:
    """Rules with dates of their own have their own lots; returns what the others share."""
    terms = tables.wallets[wallet]
    for place in range(terms.rule, terms.rule_end):
        own, share = tables.rules[place].term, desk.shares[place]
        if own >= 0 and share:
            earn(wallet, share, at, own, desk, tables)
            units -= share
    return units
