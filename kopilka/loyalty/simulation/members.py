"""The reference executor: members one after another through the engine itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from kopilka.engine.facts import Order, Person, Redemption
from kopilka.engine.ledger.model import Entry, Journal
from kopilka.engine.orders import decide_order
from kopilka.engine.orders.context import freeze
from kopilka.engine.orders.counted import remaining_money
from kopilka.engine.pricing.discounts import price
from kopilka.engine.pricing.redemption import limit
from kopilka.engine.program.model import Program, Version
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, OrderRecord, Versions
from kopilka.engine.tiers import tier_at
from kopilka.loyalty.history.orders import History, to_instant
from kopilka.loyalty.simulation.partial import Partial, WorstOrder
from kopilka.loyalty.simulation.steps import steps_of

Redeem = Fraction | None
"""The share of what could be redeemed that is, at each order; None: never."""


@dataclass(frozen=True, slots=True)
class Work:
    """One program over one history, up to `until`."""

    program: Program
    redeem: Redeem
    until: datetime

    @property
    def versions(self) -> Versions:
        return Versions((Version(1, to_instant(0), self.program),))


def simulate_members(history: History, places: Sequence[int], work: Work) -> Partial:
    """`places`: which of the history's members."""
    bounds = history.bounds()
    partial = Partial()
    for place in places:
        orders = range(int(bounds[place]), int(bounds[place + 1]))
        partial.add(_simulate_member(history, place, orders, work))
    return partial


def _simulate_member(history: History, place: int, orders: range, work: Work) -> Partial:
    versions, partial = work.versions, Partial()
    redeemed: dict[int, tuple[Redemption, ...]] = {}
    member = Member(history.members[place], Person(since=to_instant(history.placed[orders[0]])))
    zone = work.program.zone
    for step in steps_of(history, orders, work.program):
        journal, order = Journal(), step.order
        if step.first:
            member.person = step.person or member.person
            order = _redeeming(member, order, work, versions, journal)
            if order.redeemed and not step.last:
                redeemed[step.place] = order.redeemed
        elif step.place in redeemed:
            order = replace(order, redeemed=redeemed[step.place])
        outcome = decide_order(member, order, versions, step.at, journal)
        _count_entries(journal.entries, zone, partial)
        if step.last:
            _count_order(outcome.record, member.id, work.program, zone, partial)
            del member.orders[order.key]
    journal = Journal()
    settle(member, versions, work.until, journal)
    _count_entries(journal.entries, zone, partial)
    _count_end(member, work, versions, partial)
    partial.member_sales.append(partial.sales)
    partial.member_costs.append(partial.cost(work.program))
    return partial


def _redeeming(
    member: Member, order: Order, work: Work, versions: Versions, journal: Journal
) -> Order:
    """The order paid with as much of each wallet as the policy says and the terms allow."""
    if work.redeem is None:
        return order
    settle(member, versions, order.placed_at, journal)
    if not any(account.available for account in member.accounts.values()):
        return order
    frozen = freeze(member, versions, order.placed_at, order.key)
    pricing = price(order, work.program, frozen)
    wishes = []
    for wallet in work.program.wallets.values():
        most = limit(order, pricing, work.program, frozen, member.account(wallet.id), {})
        units = int(most.units * work.redeem)
        units -= units % wallet.redeem.step
        if int(units * wallet.minor_per_unit(work.program.currency)):
            wishes.append(Redemption(wallet.id, units))
            break
    return replace(order, redeemed=tuple(wishes))


def _month(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m")


_KINDS = {
    "issued": {"pending": "issued", "available": "issued"},
    "available": {"redeemed": "redeemed", "lapsed": "lapsed"},
    "held": {"redeemed": "redeemed"},
}


def _count_entries(entries: list[Entry], zone: ZoneInfo, partial: Partial) -> None:
    for entry in entries:
        for posting in entry.postings:
            kind = _KINDS.get(posting.source, {}).get(posting.destination)
            if posting.destination == "issued":
                kind = "taken_back"
            if kind:
                month = _month(entry.at, zone)
                partial.moves[entry.wallet, month, kind] += posting.amount


def _count_order(
    record: OrderRecord, member: str, program: Program, zone: ZoneInfo, partial: Partial
) -> None:
    """Counts what was not returned; of the worst, what it cost with its award at worth."""
    order = record.order
    if not order.live:
        return
    month = _month(order.placed_at, zone)
    rest = [remaining_money(record, line) for line in order.lines]
    total, off = sum(amount for amount, _, _ in rest), -sum(off for _, off, _ in rest)
    partial.orders += 1
    partial.sales += total
    partial.discounts += off
    partial.month_orders[month] += 1
    partial.month_sales[month] += total
    partial.month_discounts[month] += off
    cost = off + int(
        sum(
            sum(rules.values()) * program.wallets[wallet].minor_per_unit(program.currency)
            for wallet, rules in record.awarded.items()
        )
    )
    if total:
        partial.remember(WorstOrder(cost / total, cost, total, order.id, member))


def _count_end(member: Member, work: Work, versions: Versions, partial: Partial) -> None:
    for account in member.accounts.values():
        for balance in ("available", "pending", "held", "debt"):
            partial.ends[account.wallet, balance] += getattr(account, balance)
        partial.ends[account.wallet, "whole five hundreds"] += account.available // 500
    tier = tier_at(member, versions, work.until)
    if tier is not None:
        partial.tiers[tier] += 1
