"""What an order counts towards thresholds and limits, returns deducted."""

from __future__ import annotations

from kopilka.engine.facts import Line
from kopilka.engine.program.model import Program
from kopilka.engine.rules.lines import never_counts
from kopilka.engine.spendings import Spending
from kopilka.engine.standing import Member, OrderRecord
from kopilka.values.shares import part_returned


def counted_spending(record: OrderRecord, program: Program) -> Spending | None:
    """None while the order counts for nothing: not paid, or cancelled.

    Money really paid: after discounts, without the part paid in units, without delivery, without
    gift cards bought and without the lines that never count.
    """
    order = record.order
    if order.paid_at is None or not order.live:
        return None
    paid = _paid_whole if not record.discounts and not record.paid_by_units else _paid_in_money
    spend = sum([paid(record, line) for line in order.lines if _counts(line, record, program)])
    return Spending(
        order=order.key,
        at=order.paid_at,
        spend=spend,
        orders=int(anything_left(order.lines)),
        earned=tuple((wallet, sum(rules.values())) for wallet, rules in record.awarded.items()),
    )


def anything_left(lines: tuple[Line, ...]) -> bool:
    """Whether some line has not been returned whole; an order without lines has nothing."""
    return any(line.returned_part[0] < line.returned_part[1] for line in lines)


def _counts(line: Line, record: OrderRecord, program: Program) -> bool:
    return not line.gift_card and not never_counts(program, line, record.frozen.person)


def _paid_whole(_: OrderRecord, line: Line) -> int:
    """Where nothing came off and nothing was paid in units."""
    return line.amount - line.returned


def _paid_in_money(record: OrderRecord, line: Line) -> int:
    return sum(remaining_money(record, line))


def remaining_money(record: OrderRecord, line: Line) -> tuple[int, int, int]:
    """(amount, -discounts, -paid in units) of what remains of the line; they add up to money."""
    off = sum(_rest(minor, line) for minor in record.discounts.get(line.number, {}).values())
    units = sum(_rest(by.get(line.number, 0), line) for by in record.paid_by_units.values())
    return line.amount - line.returned, -off, -units


def _rest(part: int, line: Line) -> int:
    return part - part_returned(part, *line.returned_part)


def recount(member: Member, record: OrderRecord, program: Program) -> bool:
    """Bring `member.spending` up to the record; True when something changed."""
    before = member.spending.get(record.order.key)
    after = counted_spending(record, program)
    if after is None:
        member.spending.drop(record.order.key)
    else:
        member.spending[record.order.key] = after
    return before != after


def move_usage(member: Member, record: OrderRecord, now_used: dict[str, int]) -> None:
    """Limits used by this order: what it uses now replaces what it used before."""
    for key in {*record.usage, *now_used}:
        change = now_used.get(key, 0) - record.usage.get(key, 0)
        if change:
            member.usage[key] = member.usage.get(key, 0) + change
    record.usage = dict(now_used)
