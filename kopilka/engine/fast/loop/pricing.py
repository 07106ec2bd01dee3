"""What the program takes off an order: lanes one after another, in a lane the best."""

from __future__ import annotations

from kopilka.engine.fast.codes import NEVER, PERCENT, TIER
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.loop.arithmetic import divide_product, share_out
from kopilka.engine.fast.loop.conditions import holds
from kopilka.engine.fast.loop.gives import choose
from kopilka.engine.fast.shapes import Columns, Desk, Tables


@compiled
def takes(lines: int, mask: int) -> bool:
    """Whether a selector of lines, by its bit, takes a line; 0 and -1 take all."""
    return lines <= 0 or mask & lines != 0


@compiled
def price(order: int, columns: Columns, desk: Desk, tables: Tables) -> int:
    """Fills net, off and foreign; returns the whole discount, minor money."""
    ceiling = _start(order, columns, desk, tables)
    whole = 0
    for lane in range(tables.conf[0].lanes):
        best, most = -1, 0
        for place in range(len(tables.discounts)):
            if tables.discounts[place].lane == lane:
                given = _candidate(place, order, columns, desk, tables)
                if given > most:
                    best, most = place, given
        if best >= 0:
            taken = min(most, ceiling)
            _take(best, most, taken, order, columns, desk, tables)
            ceiling -= taken
            whole += taken
    return whole


@compiled
def _start(order: int, columns: Columns, desk: Desk, tables: Tables) -> int:
    """Nothing is off yet; returns the most that all discounts may take together."""
    conf = tables.conf[0]
    total, discountable = 0, 0
    first = columns.start[order]
    for line in range(columns.start[order + 1] - first):
        amount = columns.amount[first + line]
        desk.net[line], desk.off[line], desk.foreign[line], desk.paid[line] = amount, 0, 0, 0
        total += amount
        if not columns.mask[first + line] & NEVER:
            discountable += amount
    if conf.max_total < 0:
        return total
    return divide_product(discountable, conf.max_total, conf.max_total_of)[0]


@compiled
def _is_chosen(lines: int, mask: int) -> bool:
    return not mask & NEVER and takes(lines, mask)


@compiled
def _candidate(place: int, order: int, columns: Columns, desk: Desk, tables: Tables) -> int:
    """What the discount would take, rounded down once."""
    discount = tables.discounts[place]
    if not holds(discount.condition, discount.condition_end, tables, desk.facts):
        return 0
    base, eligible = 0, 0
    first = columns.start[order]
    for line in range(columns.start[order + 1] - first):
        if _is_chosen(discount.lines, columns.mask[first + line]):
            base += desk.net[line]
            eligible += columns.amount[first + line]
    if base == 0:
        return 0
    chosen = choose(discount.give, desk.facts[TIER], eligible, tables, desk.facts)
    if chosen < 0:
        return 0
    award = tables.awards[chosen]
    if award.kind == PERCENT:
        return min(divide_product(base, award.part, award.of)[0], base)
    return min(award.part, base)


@compiled
def _take(
    place: int,
    whole: int,
    taken: int,
    order: int,
    columns: Columns,
    desk: Desk,
    tables: Tables,
) -> None:
    """`whole` shared over the discount's lines, then cut to `taken`, in the same proportions."""
    discount = tables.discounts[place]
    first = columns.start[order]
    lines = columns.start[order + 1] - first
    count = 0
    for line in range(lines):
        if _is_chosen(discount.lines, columns.mask[first + line]):
            desk.weights[count] = desk.net[line]
            count += 1
    share_out(whole, desk.weights, count, desk.parts, desk.rests)
    if taken < whole:
        for i in range(count):
            desk.weights[i] = desk.parts[i]
        share_out(taken, desk.weights, count, desk.parts, desk.rests)
    count = 0
    for line in range(lines):
        if _is_chosen(discount.lines, columns.mask[first + line]):
            part = desk.parts[count]
            desk.net[line] -= part
            desk.off[line] += part
            desk.foreign[line] |= int(part > 0 and discount.allowed == 0)
            count += 1
