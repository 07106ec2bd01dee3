"""How much of an order units pay, and on which lines."""

from __future__ import annotations

from kopilka.engine.fast.codes import NEVER, REDEEMED
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.loop.arithmetic import divide_product, is_less, share_out
from kopilka.engine.fast.loop.lots import take
from kopilka.engine.fast.loop.pricing import takes
from kopilka.engine.fast.shapes import Columns, Desk, Results, Sums, Tables


@compiled
def redeem(
    order: int,
    month: int,
    off: int,
    columns: Columns,
    desk: Desk,
    tables: Tables,
    results: Results,
    sums: Sums,
) -> None:
    """The first wallet that can pay pays as much as the policy says; fills `paid`."""
    conf = tables.conf[0]
    if conf.redeem < 0 or (len(columns.willing) and not columns.willing[order]):
        return
    for place in range(len(tables.wallets)):
        wallet = tables.wallets[place]
        available = desk.purses[place].available
        if available == 0 or available < wallet.min_balance:
            continue
        most = _most(place, order, columns, desk, tables)
        room = min(most, _ceiling(most, order, off, columns, tables))
        units = min(divide_product(room, wallet.worth_of, wallet.worth)[0], available)
        units -= units % wallet.step
        units = divide_product(units, conf.redeem, conf.redeem_of)[0]
        units -= units % wallet.step
        minor = divide_product(units, wallet.worth, wallet.worth_of)[0]
        if minor:
            take(place, units, desk)
            desk.purses[place].redeemed += units
            sums.moves[place, month, REDEEMED] += units
            results.units[order, place] = units
            _spread(place, minor, most, order, columns, desk, tables)
            return


@compiled
def _most(wallet: int, order: int, columns: Columns, desk: Desk, tables: Tables) -> int:
    """The money that all shares of the order come to; notes which share each line is in."""
    terms = tables.wallets[wallet]
    first = columns.start[order]
    most = 0
    for share in range(terms.share, terms.share_end):
        desk.whole[share], desk.most[share] = 0, 0
    for line in range(columns.start[order + 1] - first):
        share = _share_of(wallet, line, columns.mask[first + line], desk, tables)
        desk.share[line] = share
        if share >= 0:
            desk.whole[share] += desk.net[line]
    for share in range(terms.share, terms.share_end):
        row, whole = tables.shares[share], desk.whole[share]
        desk.most[share] = min(divide_product(whole, row.part, row.of)[0], whole)
        most += desk.most[share]
    return most


@compiled
def _share_of(wallet: int, line: int, mask: int, desk: Desk, tables: Tables) -> int:
    """The first share that takes the line; -1 where units may not pay it."""
    terms = tables.wallets[wallet]
    if mask & NEVER or desk.foreign[line]:
        return -1
    if terms.excluded >= 0 and takes(terms.excluded, mask):
        return -1
    for share in range(terms.share, terms.share_end):
        if takes(tables.shares[share].lines, mask):
            return share
    return -1


@compiled
def _ceiling(most: int, order: int, off: int, columns: Columns, tables: Tables) -> int:
    """What discounts leave of the most that they and units may take together."""
    conf = tables.conf[0]
    if conf.max_total < 0:
        return most
    counted = 0
    for line in range(columns.start[order], columns.start[order + 1]):
        if not columns.mask[line] & NEVER:
            counted += columns.amount[line]
    return max(divide_product(counted, conf.max_total, conf.max_total_of)[0] - off, 0)


@compiled
def _spread(
    wallet: int, minor: int, most: int, order: int, columns: Columns, desk: Desk, tables: Tables
) -> None:
    """`minor` over the lines by what each could take, in the order of the shares."""
    terms = tables.wallets[wallet]
    lines = columns.start[order + 1] - columns.start[order]
    count = 0
    for share in range(terms.share, terms.share_end):
        for line in range(lines):
            if desk.share[line] == share:
                desk.weights[count], desk.place[count] = desk.net[line], line
                count += 1
    if terms.share_end - terms.share == 1:
        share_out(minor, desk.weights, count, desk.parts, desk.rests)
    else:
        _share_by_groups(minor, most, count, desk)
    for i in range(count):
        desk.paid[desk.place[i]] = desk.parts[i]


@compiled
def _share_by_groups(minor: int, most: int, count: int, desk: Desk) -> None:
    """As `share_out`; a line could take its part of its group's most, which is no whole number."""
    missing = minor
    for i in range(count):
        share = desk.share[desk.place[i]]
        whole = max(desk.whole[share], 1)
        part, rest = divide_product(minor * desk.most[share], desk.weights[i], whole * most)
        desk.parts[i], desk.rests[i] = part, rest
        missing -= part
    for _ in range(missing):
        largest = 0
        for i in range(1, count):
            theirs = max(desk.whole[desk.share[desk.place[i]]], 1)
            mine = max(desk.whole[desk.share[desk.place[largest]]], 1)
            if is_less(desk.rests[largest], mine, desk.rests[i], theirs):
                largest = i
        desk.parts[largest] += 1
        desk.rests[largest] = 0
