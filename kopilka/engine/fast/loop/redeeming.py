"""How much of an order units pay, and on which lines."""

from __future__ import annotations

from kopilka.engine.fast.codes import NEVER, REDEEMED
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.loop.arithmetic import divide_product, share_out
from kopilka.engine.fast.loop.lots import take
from kopilka.engine.fast.loop.pricing import takes
from kopilka.engine.fast.shapes import Columns, Desk, Sums, Tables


@compiled
def redeem(
    order: int, month: int, off: int, columns: Columns, desk: Desk, tables: Tables, sums: Sums
) -> None:
    """The first wallet that can pay pays as much as the policy says; fills `paid`."""
    conf = tables.conf[0]
    if conf.redeem < 0:
        return
    for place in range(len(tables.wallets)):
        wallet = tables.wallets[place]
        available = desk.purses[place].available
        if available == 0 or available < wallet.min_balance:
            continue
        room = _room(place, order, off, columns, desk, tables)
        most = min(divide_product(room, wallet.worth_of, wallet.worth)[0], available)
        most -= most % wallet.step
        units = divide_product(most, conf.redeem, conf.redeem_of)[0]
        units -= units % wallet.step
        minor = divide_product(units, wallet.worth, wallet.worth_of)[0]
        if minor:
            take(place, units, desk)
            sums.moves[place, month, REDEEMED] += units
            _spread(place, minor, order, columns, desk, tables)
            return


@compiled
def _may_pay(wallet: int, line: int, mask: int, desk: Desk, tables: Tables) -> bool:
    terms = tables.wallets[wallet]
    if mask & NEVER or desk.foreign[line]:
        return False
    if terms.excluded >= 0 and takes(terms.excluded, mask):
        return False
    return takes(terms.payable, mask)


@compiled
def _room(wallet: int, order: int, off: int, columns: Columns, desk: Desk, tables: Tables) -> int:
    """The money that units may pay at most."""
    conf, terms = tables.conf[0], tables.wallets[wallet]
    first = columns.start[order]
    payable, counted = 0, 0
    for line in range(columns.start[order + 1] - first):
        mask = columns.mask[first + line]
        if _may_pay(wallet, line, mask, desk, tables):
            payable += desk.net[line]
        if not mask & NEVER:
            counted += columns.amount[first + line]
    most = min(divide_product(payable, terms.share, terms.share_of)[0], payable)
    if conf.max_total >= 0:
        ceiling = divide_product(counted, conf.max_total, conf.max_total_of)[0]
        most = min(most, max(ceiling - off, 0))
    return most


@compiled
def _spread(
    wallet: int, minor: int, order: int, columns: Columns, desk: Desk, tables: Tables
) -> None:
    first = columns.start[order]
    lines = columns.start[order + 1] - first
    count = 0
    for line in range(lines):
        if _may_pay(wallet, line, columns.mask[first + line], desk, tables):
            desk.weights[count] = desk.net[line]
            count += 1
    share_out(minor, desk.weights, count, desk.parts, desk.rests)
    count = 0
    for line in range(lines):
        if _may_pay(wallet, line, columns.mask[first + line], desk, tables):
            desk.paid[line] = desk.parts[count]
            count += 1
