"""Plans bought with orders: a line with a plan's article is a term, cut or gone as the line is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from kopilka.engine.facts import Frozen, Line, Order
from kopilka.engine.ledger.model import Journal
from kopilka.engine.mechanics.plans.bonus import move_bonus
from kopilka.engine.mechanics.plans.terms import SHELF, Term, arrange, highest_of, terms_of
from kopilka.engine.mechanics.plans.told import tell_begun, tell_ended
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.plans import Plan, plan_sold_as
from kopilka.engine.standing import Member, OrderRecord
from kopilka.values.shares import part_returned


def with_plan_bought(
    frozen: Frozen, order: Order, program: Program, *, kept: bool = False
) -> Frozen:
    """As if the plan that the order buys, and that `starts: this_order`, were in force.

    `kept`: only while the plan's line has not come back.
    """
    bought = {
        plan.id
        for line, plan in _sold(order, program)
        if plan.starts == "this_order" and not (kept and _periods_left(line) == 0)
    }
    if not bought:
        return frozen
    highest = highest_of(program, {*bought, frozen.person.plan})
    return replace(frozen, person=replace(frozen.person, plan=highest))


def move_plans(
    member: Member,
    record: OrderRecord,
    program: Program,
    known_at: datetime,
    journal: Journal,
) -> None:
    """Bring the terms of the order's lines, and their bonus, to what its latest state says."""
    if not program.entries("plans"):
        return
    shelf, order = member.shelf(SHELF), record.order
    prefix = f"order/{order.key}/"
    before: dict[str, Term] = {key: at for key, at in shelf.items() if key.startswith(prefix)}
    wanted = {
        f"{prefix}{line.number}": (line, plan)
        for line, plan in _sold(order, program)
        if order.paid_at is not None
    }
    for key in dict.fromkeys((*before, *wanted)):
        old = before.get(key)
        new = _term(key, old, *wanted[key], record) if key in wanted else _undone(before[key])
        given = old.bonus if old else 0
        shelf[key] = move_bonus(member, new, given, record, program, known_at, journal)
    if before or wanted:
        arrange(member, program.zone)
        _tell(member, prefix, before, known_at, journal)


def _tell(
    member: Member,
    order: str,
    before: Mapping[str, Term],
    known_at: datetime,
    journal: Journal,
) -> None:
    for term in terms_of(member):
        if term.key.startswith(order):
            old, there = before.get(term.key), term.gone_at is None
            if there and (old is None or old.gone_at is not None):
                tell_begun(member, term, journal)
            elif not there and old is not None and old.gone_at is None:
                tell_ended(member, term, known_at, journal)


def _sold(order: Order, program: Program) -> Iterator[tuple[Line, Plan]]:
    if program.entries("plans"):
        yield from _plans_of(order.lines, program)


def _plans_of(lines: Iterable[Line], program: Program) -> Iterator[tuple[Line, Plan]]:
    for line in lines:
        plan = plan_sold_as(program, line.sku)
        if plan is not None:
            yield line, plan


def _term(key: str, old: Term | None, line: Line, plan: Plan, record: OrderRecord) -> Term:
    order = record.order
    assert order.paid_at is not None
    left = _periods_left(line) if order.live else 0
    gone_at = None if left else order.cancelled_at or order.returned_at or order.paid_at
    fresh = old or Term(key, plan.id, "order", order.paid_at, plan.period)
    return replace(
        fresh,
        at=order.paid_at,
        count=left or _periods(line),
        grace=plan.grace,
        remind=plan.remind,
        pro_rata=plan.refund == "pro_rata",
        paid=_paid(line, record) if left else 0,
        bonus=plan.bonus * left,
        gone_at=gone_at,
    )


def _undone(term: Term) -> Term:
    """Its line is there no more, or is not paid after all."""
    return replace(term, paid=0, bonus=0, gone_at=term.at)


def _periods(line: Line) -> int:
    return max(int(line.quantity), 1)


def _periods_left(line: Line) -> int:
    """Whole periods that have not come back; part of one that came back leaves it."""
    returned, bought = line.returned_part
    if not bought:
        return _periods(line)
    return _periods(line) - _periods(line) * returned // bought


def _paid(line: Line, record: OrderRecord) -> int:
    """Money for what has not come back: the shop's own discounts deducted, returns too."""
    off = sum(record.discounts.get(line.number, {}).values())
    off += sum(by.get(line.number, 0) for by in record.paid_by_units.values())
    paid = line.amount - off
    return paid - part_returned(paid, *line.returned_part) if line.amount else 0
