"""What the member's plan saved on an order: the same order decided without it, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kopilka.engine.earning import award_for_order
from kopilka.engine.facts import Frozen
from kopilka.engine.mechanics.plans.bought import with_plan_bought
from kopilka.engine.orders.limits import limits_left
from kopilka.engine.pricing.discounts import price
from kopilka.engine.program.model import Program
from kopilka.engine.standing import Member, OrderRecord
from kopilka.values.shares import part_returned

SAVED = "plan_savings"


@dataclass(frozen=True, slots=True)
class Saved:
    """`minor`: discounts above those without the plan; `units`: wallet -> earned above that.

    For what has not come back. Kept on a shelf by order.
    """

    plan: str
    minor: int = 0
    units: Mapping[str, int] = field(default_factory=dict)


def note_saved(member: Member, record: OrderRecord, program: Program) -> None:
    """Target-driven like the award: what stands is replaced by what the latest state says."""
    if not program.entries("plans"):
        return
    key, shelf = record.order.key, member.shelf(SAVED)
    saved = _saved(member, record, program)
    if saved is not None:
        shelf[key] = saved
    elif key in shelf:
        shelf[key] = Saved(shelf[key].plan)


def _saved(member: Member, record: OrderRecord, program: Program) -> Saved | None:
    order = record.order
    priced = with_plan_bought(record.frozen, order, program)
    plan = priced.person.plan
    if not plan or order.paid_at is None or not order.live:
        return None
    minor = _by_discounts(record, program, _without(priced))
    units = _by_awards(member, record, program)
    return Saved(plan, minor, units) if minor or units else None


def _without(frozen: Frozen) -> Frozen:
    return replace(frozen, person=replace(frozen.person, plan=""))


def _by_discounts(record: OrderRecord, program: Program, without: Frozen) -> int:
    """Of the program's own discounts; what the shop took off besides is not the plan's."""
    own = {discount.id for discount in program.discounts}
    plain = price(replace(record.order, stated=None), program, without).discounts
    more = 0
    for line in record.order.lines:
        off = _sum_of(record.discounts.get(line.number, {}), own)
        off -= _sum_of(plain.get(line.number, {}), own)
        more += off - part_returned(off, *line.returned_part)
    return max(more, 0)


def _sum_of(by: Mapping[str, int], own: set[str]) -> int:
    return sum(minor for discount, minor in by.items() if discount in own)


def _by_awards(member: Member, record: OrderRecord, program: Program) -> dict[str, int]:
    without = award_for_order(
        record.order,
        record.discounts,
        record.paid_by_units,
        program,
        _without(record.frozen),
        limits_left(member, record.usage, dict(record.frozen.limits_left)),
    )
    more = {
        wallet: sum(rules.values()) - (without[wallet].units if wallet in without else 0)
        for wallet, rules in record.awarded.items()
    }
    return {wallet: units for wallet, units in more.items() if units > 0}


def saved_of(member: Member) -> list[Saved]:
    """Of every order on the shelf."""
    return list(member.shelf(SAVED).values())
