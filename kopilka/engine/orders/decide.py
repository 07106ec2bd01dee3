"""Decide an order: what should be, given its latest state; post the difference to what is.

Every step is the same whether the order is new, late, repeated, edited, returned or cancelled:
compute the target from the snapshot and the frozen context, compare, move the difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kopilka.engine.facts import Order
from kopilka.engine.ledger.model import Cause, Journal
from kopilka.engine.mechanics.coupons.orders import Excess, judge_codes, take_uses
from kopilka.engine.mechanics.coupons.priced import with_coupons
from kopilka.engine.mechanics.plans.bought import move_plans, with_plan_bought
from kopilka.engine.mechanics.rewards.at_checkout import brought_by, move_claims
from kopilka.engine.orders.awarded import move_award
from kopilka.engine.orders.context import freeze
from kopilka.engine.orders.counted import anything_left, recount
from kopilka.engine.orders.paid_by_units import Moment, Shortfall, move_redeemed
from kopilka.engine.orders.saved import note_saved
from kopilka.engine.pricing.discounts import price
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, OrderRecord, Versions
from kopilka.engine.tiers import on_spending_changed

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OrderOutcome:
    """`stale`: an older snapshot than the one decided; nothing moved.

    `shortfalls`: units that the order was paid with and that were not there (flagged for staff).
    `excess`: codes whose use was not there either.
    """

    record: OrderRecord
    stale: bool = False
    shortfalls: tuple[Shortfall, ...] = field(default=())
    excess: tuple[Excess, ...] = field(default=())


def decide_order(
    member: Member, order: Order, versions: Versions, known_at: datetime, journal: Journal
) -> OrderOutcome:
    """Bring the member to what the order's snapshot says; a placed or paid order is never refused.

    `known_at` is when we learned the snapshot; effects are dated by the order's own instants.
    """
    settle(member, versions, known_at, journal)
    record = member.orders.get(order.key)
    if record is not None and _older(order, record.order):
        return OrderOutcome(record, stale=True)
    record = _remember(member, record, order, versions)
    shortfalls, excess = _move_everything(member, record, versions, known_at, journal)
    settle(member, versions, known_at, journal)
    return OrderOutcome(record, shortfalls=shortfalls, excess=excess)


def _older(order: Order, decided: Order) -> bool:
    """By the shop's revision, where both carry one."""
    if not order.revision or not decided.revision:
        return False
    return _rank(order.revision) < _rank(decided.revision)


def _rank(revision: str) -> tuple[int, int, str]:
    """Numbers by value ("9" before "10"), then instants by time, then any other text as text."""
    if revision.isascii() and revision.isdigit():
        return 0, int(revision), ""
    try:
        at = datetime.fromisoformat(revision)
    except ValueError:
        return 2, 0, revision
    since = (at if at.tzinfo else at.replace(tzinfo=UTC)) - _EPOCH
    return 1, since // timedelta(microseconds=1), ""


def _remember(
    member: Member, record: OrderRecord | None, order: Order, versions: Versions
) -> OrderRecord:
    if record is None:
        record = OrderRecord(order, freeze(member, versions, order.placed_at, order.key))
        member.orders[order.key] = record
    record.order = order
    return record


def _move_everything(
    member: Member,
    record: OrderRecord,
    versions: Versions,
    known_at: datetime,
    journal: Journal,
) -> tuple[tuple[Shortfall, ...], tuple[Excess, ...]]:
    order = record.order
    program = versions.number(record.frozen.version)
    judge_codes(member, record, program, known_at)
    program = with_coupons(program, record.codes.values())
    cause = Cause("order", order.key)
    journal.posted.setdefault((cause.kind, cause.key), record.posted)
    if order.claims or record.claims:
        wanted = order.live and anything_left(order.lines)
        move_claims(member, record, wanted=wanted, known_at=known_at, journal=journal)
    priced = with_plan_bought(record.frozen, order, program)
    pricing = price(order, program, priced, brought_by(record.claims, versions))
    record.discounts = pricing.discounts
    moment = Moment(program, cause, known_at, journal)
    shortfalls = move_redeemed(member, record, pricing, moment)
    uses, excess = take_uses(record, program, journal, remains=anything_left(order.lines))
    move_award(member, record, moment, uses)
    move_plans(member, record, program, known_at, journal)
    note_saved(member, record, program)
    if recount(member, record, program):
        on_spending_changed(member, versions, order.key, _changed_at(order, known_at), journal)
    record.posted = journal.posted[cause.kind, cause.key]
    return shortfalls, excess


def _changed_at(order: Order, known_at: datetime) -> datetime:
    """When the order's latest change took effect."""
    return order.cancelled_at or order.returned_at or order.paid_at or known_at
