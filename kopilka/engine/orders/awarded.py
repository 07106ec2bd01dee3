"""The award of an order: what its rules give for what remains of it, less what was posted."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kopilka.engine.earning import WalletAward, award_for_order
from kopilka.engine.ledger import lots, takeback
from kopilka.engine.mechanics.plans.bought import with_plan_bought
from kopilka.engine.orders.counted import move_usage
from kopilka.engine.orders.limits import limits_left
from kopilka.engine.orders.paid_by_units import Moment
from kopilka.engine.program.model import EarnRule, Program
from kopilka.engine.rules.explain import to_plain
from kopilka.engine.standing import Member, OrderRecord

Parts = dict[str, int]
"""Units by the rule whose own dates they carry; "" for those with the wallet's dates."""


def move_award(
    member: Member, record: OrderRecord, moment: Moment, other_uses: dict[str, int]
) -> None:
    """Post the difference between what the order should have earned and what it has.

    `other_uses`: what it uses of limits that its rules do not know.
    """
    awards = _should_be(member, record, moment.program)
    for wallet_id in dict.fromkeys((*record.awarded, *awards)):
        _move_wallet(member, record, wallet_id, awards.get(wallet_id), moment)
    _deliver(member, record, moment)
    _keep_alive(member, record, moment)
    move_usage(member, record, _usage(awards) | other_uses)


def _should_be(member: Member, record: OrderRecord, program: Program) -> dict[str, WalletAward]:
    if record.order.paid_at is None or not record.order.live:
        return {}
    looked_at: dict[str, int] = dict(record.frozen.limits_left)
    awards = award_for_order(
        record.order,
        record.discounts,
        record.paid_by_units,
        program,
        with_plan_bought(record.frozen, record.order, program, kept=True),
        limits_left(member, record.usage, looked_at),
    )
    record.frozen = replace(record.frozen, limits_left=looked_at)
    return awards


def _usage(awards: dict[str, WalletAward]) -> dict[str, int]:
    used: dict[str, int] = {}
    for award in awards.values():
        for key, count in award.usage.items():
            used[key] = used.get(key, 0) + count
    return used


def _move_wallet(
    member: Member,
    record: OrderRecord,
    wallet_id: str,
    award: WalletAward | None,
    moment: Moment,
) -> None:
    should = dict(award.units_by_rule) if award else {}
    if award:
        record.why[wallet_id] = to_plain(award.trace)
    before = _by_dates(record.awarded.get(wallet_id, {}), moment.program)
    after = _by_dates(should, moment.program)
    less = sum(max(before[part] - after.get(part, 0), 0) for part in before)
    if less:
        _take_back(member, record, wallet_id, less, moment)
    for part, units in after.items():
        if units > before.get(part, 0):
            _earn(member, record, wallet_id, part, units - before.get(part, 0), moment)
    record.awarded[wallet_id] = should


def _by_dates(by_rule: dict[str, int], program: Program) -> Parts:
    """Rules with dates of their own stand alone; the others share a lot."""
    own = _rules_with_own_dates(program)
    parts: Parts = {}
    for rule, units in by_rule.items():
        part = rule if rule in own else ""
        parts[part] = parts.get(part, 0) + units
    return parts


@lru_cache(maxsize=256)
def _rules_with_own_dates(program: Program) -> frozenset[str]:
    return frozenset(rule.id for rule in program.earn if has_own_dates(rule))


def has_own_dates(rule: EarnRule) -> bool:
    return rule.pending is not None or rule.expires is not None


def _earn(
    member: Member, record: OrderRecord, wallet_id: str, part: str, units: int, moment: Moment
) -> None:
    order = record.order
    assert order.paid_at is not None
    lots.earn(
        member.account(wallet_id),
        units=units,
        at=order.paid_at,
        cause=moment.cause,
        wallet=moment.program.wallets[wallet_id],
        program=moment.program,
        journal=moment.journal,
        order=order.key,
        rule=next((rule for rule in moment.program.earn if rule.id == part), None),
        version=record.frozen.version,
        delivered_at=order.delivered_at,
        why=record.why[wallet_id],
    )


def _take_back(
    member: Member, record: OrderRecord, wallet_id: str, units: int, moment: Moment
) -> None:
    order = record.order
    takeback.take_back(
        member.account(wallet_id),
        order=order.key,
        units=units,
        at=order.cancelled_at or order.returned_at or moment.known_at,
        cause=moment.cause,
        wallet=moment.program.wallets[wallet_id],
        journal=moment.journal,
        version=record.frozen.version,
        why=record.why.get(wallet_id),
    )


def _deliver(member: Member, record: OrderRecord, moment: Moment) -> None:
    """Awards that wait for the delivery learn its date."""
    order = record.order
    if order.delivered_at is None:
        return
    for wallet_id in record.awarded:
        lots.deliver(
            member.account(wallet_id),
            order=order.key,
            delivered_at=order.delivered_at,
            program=moment.program,
        )


def _keep_alive(member: Member, record: OrderRecord, moment: Moment) -> None:
    """A paid order restarts the time of inactivity, once, whatever is said of it later."""
    if record.order.paid_at is None or not record.order.live:
        return
    for wallet_id, account in member.accounts.items():
        wallet = moment.program.wallets.get(wallet_id)
        if wallet is not None and wallet.expires.inactive is not None:
            lots.keep_alive(account, at=record.order.paid_at, program=moment.program)
