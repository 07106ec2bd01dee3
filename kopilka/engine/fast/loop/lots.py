"""A wallet's lots: waiting, available in the order of lapsing, lasting for ever.

Lots that lapse at one instant are one lot here: no figure tells them apart.
"""

from __future__ import annotations

from kopilka.engine.fast.codes import LAPSED, PARKED, WAITS
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.loop.zone import ONE_DAY, add, end_of_day, end_of_period, month_of, wall_of
from kopilka.engine.fast.shapes import FAR, Desk, Sums, Tables

_AT, _UNITS, _TERM = range(3)


@compiled
def month_place(instant: int, tables: Tables) -> int:
    month, _ = month_of(wall_of(instant, tables.zone) // ONE_DAY)
    return month - tables.conf[0].base_month


@compiled
def settle(wallet: int, until: int, desk: Desk, tables: Tables, sums: Sums) -> None:
    """What has matured by `until` is available, what has lapsed is gone."""
    purse = desk.purses[wallet]
    if purse.next <= until:
        _mature(wallet, until, desk, tables)
    while purse.head < purse.tail and desk.lots[wallet, purse.head, _AT] <= until:
        at, units = desk.lots[wallet, purse.head, _AT], desk.lots[wallet, purse.head, _UNITS]
        purse.available -= units
        purse.head += 1
        sums.moves[wallet, month_place(at, tables), LAPSED] += units


@compiled
def _mature(wallet: int, until: int, desk: Desk, tables: Tables) -> None:
    purse = desk.purses[wallet]
    place, soonest = 0, FAR
    while place < purse.waiting:
        at = desk.waiting[wallet, place, _AT]
        if at > until:
            soonest = min(soonest, at)
            place += 1
            continue
        units, term = desk.waiting[wallet, place, _UNITS], desk.waiting[wallet, place, _TERM]
        purse.waiting -= 1
        for field in range(3):
            desk.waiting[wallet, place, field] = desk.waiting[wallet, purse.waiting, field]
        purse.pending -= units
        _make_available(wallet, units, at, term, desk, tables)
    purse.next = soonest


@compiled
def _make_available(
    wallet: int, units: int, at: int, term: int, desk: Desk, tables: Tables
) -> None:
    purse = desk.purses[wallet]
    purse.available += units
    lapses = lapse_at(term, at, tables)
    if lapses == FAR:
        purse.lasting += units
    else:
        _put(wallet, lapses, units, desk)


@compiled
def _put(wallet: int, lapses: int, units: int, desk: Desk) -> None:
    """Into its place by the instant of lapsing, from the latest down."""
    purse = desk.purses[wallet]
    lots = desk.lots[wallet]
    place = purse.tail
    while place > purse.head and lots[place - 1, _AT] > lapses:
        place -= 1
    if place > purse.head and lots[place - 1, _AT] == lapses:
        lots[place - 1, _UNITS] += units
        return
    for later in range(purse.tail, place, -1):
        lots[later, _AT], lots[later, _UNITS] = lots[later - 1, _AT], lots[later - 1, _UNITS]
    lots[place, _AT], lots[place, _UNITS] = lapses, units
    purse.tail += 1


@compiled
def lapse_at(term: int, available_at: int, tables: Tables) -> int:
    """The exclusive end of the last local day or period it is good for; FAR: never lapses."""
    terms = tables.terms[term]
    if terms.expires == 0:
        return FAR
    until = add(available_at, terms.length, terms.length_unit, tables.zone)
    if terms.round:
        return end_of_period(until, terms.round, tables.zone)
    return end_of_day(until, tables.zone)


@compiled
def earn(wallet: int, units: int, at: int, term: int, desk: Desk, tables: Tables) -> None:
    """A new lot, pending by its terms."""
    purse, terms = desk.purses[wallet], tables.terms[term]
    matures = at
    if terms.pending == PARKED:
        purse.parked += units
        return
    if terms.pending == WAITS:
        matures = add(at, terms.wait, terms.wait_unit, tables.zone)
    if matures <= at:
        _make_available(wallet, units, at, term, desk, tables)
        return
    waiting = desk.waiting[wallet, purse.waiting]
    waiting[_AT], waiting[_UNITS], waiting[_TERM] = matures, units, term
    purse.waiting += 1
    purse.pending += units
    purse.next = min(purse.next, matures)


@compiled
def take(wallet: int, units: int, desk: Desk) -> None:
    """Out of what is available, the soonest to lapse first."""
    purse = desk.purses[wallet]
    purse.available -= units
    while units and purse.head < purse.tail:
        part = min(units, desk.lots[wallet, purse.head, _UNITS])
        desk.lots[wallet, purse.head, _UNITS] -= part
        units -= part
        if desk.lots[wallet, purse.head, _UNITS] == 0:
            purse.head += 1
    purse.lasting -= units


@compiled
def keep_alive(wallet: int, at: int, desk: Desk, tables: Tables) -> None:
    """An order starts the time of inactivity anew: what would lapse sooner is one lot now."""
    purse = desk.purses[wallet]
    later = lapse_at(tables.wallets[wallet].term, at, tables)
    units = 0
    while purse.head < purse.tail and desk.lots[wallet, purse.head, _AT] < later:
        units += desk.lots[wallet, purse.head, _UNITS]
        purse.head += 1
    if units:
        purse.head -= 1
        desk.lots[wallet, purse.head, _AT], desk.lots[wallet, purse.head, _UNITS] = later, units
        _join_first(wallet, desk)


@compiled
def _join_first(wallet: int, desk: Desk) -> None:
    purse = desk.purses[wallet]
    lots = desk.lots[wallet]
    following = purse.head + 1
    if following < purse.tail and lots[following, _AT] == lots[purse.head, _AT]:
        lots[following, _UNITS] += lots[purse.head, _UNITS]
        purse.head = following
