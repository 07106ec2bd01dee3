"""What is told of orders and lines beside sums, times and names, for those that say anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from kopilka.engine.facts import Person, StatedDiscount
from kopilka.loyalty.history.files.cells import (
    is_empty,
    read_flag,
    read_money,
    read_text,
    read_words,
)
from kopilka.loyalty.history.files.rows import Rows
from kopilka.loyalty.history.files.statuses import State, read_state

LINE_COLUMNS = ("tag", "vendor", "list_amount", "gift_card")
ORDER_COLUMNS = ("payment", "status")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """`categories`: all of them, where there are several. Fields as of engine.facts.Line."""

    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    vendor: str = ""
    list_amount: int | None = None
    min_amount: int = 0
    gift_card: bool = False
    returned: int = 0
    returned_quantity: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """`paid_at` None: when it was placed, if `paid`. `person`: as the order found the member."""

    shop: str = ""
    payment: str = ""
    paid: bool = True
    paid_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    returned_at: datetime | None = None
    stated: tuple[StatedDiscount, ...] = ()
    person: Person | None = None

    def latest(self) -> datetime | None:
        """The last instant that is told."""
        instants = (self.paid_at, self.delivered_at, self.cancelled_at, self.returned_at)
        return max((at for at in instants if at is not None), default=None)


NO_LINE_FACTS, NO_ORDER_FACTS = LineFacts(), OrderFacts()
line_facts = lru_cache(maxsize=65_536)(LineFacts)
"""One value for all lines that say the same."""
order_facts = lru_cache(maxsize=65_536)(OrderFacts)


def read_line_facts(rows: Rows, currency: str) -> Sequence[LineFacts] | None:
    """By row; None where the file has none of the columns."""
    if not any(rows.has(ours) for ours in LINE_COLUMNS):
        return None
    tags = rows.read("tag", read_words)
    vendors = rows.read("vendor", read_text)
    lists = rows.read("list_amount", lambda c: None if is_empty(c) else read_money(c, currency))
    gifts = rows.read("gift_card", read_flag)
    return [
        line_facts(
            tags=(tags[place] or ()) if tags else (),
            vendor=(vendors[place] or "") if vendors else "",
            list_amount=lists[place] if lists else None,
            gift_card=bool(gifts[place]) if gifts else False,
        )
        for place in range(len(rows))
    ]


def read_order_facts(rows: Rows) -> Callable[[int, datetime], OrderFacts] | None:
    """Of the order that a row begins, by the row and when it was placed."""
    if not any(rows.has(ours) for ours in ORDER_COLUMNS):
        return None
    payments, states = rows.read("payment", read_text), read_states(rows)

    def facts(place: int, placed_at: datetime) -> OrderFacts:
        payment = (payments[place] or "") if payments else ""
        state = states[place] if states else "paid"
        cancelled_at = placed_at if state == "cancelled" else None
        return order_facts(payment=payment, paid=state == "paid", cancelled_at=cancelled_at)

    return facts


def read_states(rows: Rows) -> list[State | None]:
    return rows.read("status", read_state)
