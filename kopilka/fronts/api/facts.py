"""Bodies as the engine's values; everything wrong with an order is said at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from kopilka.engine.facts import Line, Order, Redemption, StatedDiscount
from kopilka.engine.program.model import Program
from kopilka.fronts.api import bodies
from kopilka.values.codes import normalised
from kopilka.values.money import to_minor
from kopilka.values.refusals import Refusal, Refused

AHEAD = timedelta(minutes=5)
"""How far a shop's clock may run before ours."""


class Reading:
    """Collects refusals while it reads; `done` raises them all."""

    def __init__(self, currency: str, expected: str) -> None:
        self.currency = currency
        self.refusals: list[Refusal] = []
        if currency != expected:
            self.refuse("currency_differs", expected=expected, stated=currency)

    def refuse(self, code: str, **facts: object) -> None:
        self.refusals.append(Refusal(code, facts))

    def done(self) -> None:
        if self.refusals:
            raise Refused(*self.refusals)

    def minor(self, amount: Decimal, where: str) -> int:
        try:
            return to_minor(amount, self.currency)
        except ValueError:
            self.refuse("too_many_places", where=where, amount=str(amount))
            return 0


def judge_cart(cart: bodies.Cart, expected: str) -> list[Refusal]:
    """What is wrong with a cart; a field that could not be read is None."""
    reading = Reading(cart.currency or expected, expected)
    read_lines(cart.lines or [], reading)
    reading.minor(cart.delivery, "/delivery")
    return reading.refusals


def read_cart(cart: bodies.Cart, expected: str, now: datetime) -> Order:
    reading = Reading(cart.currency, expected)
    lines = read_lines(cart.lines, reading)
    delivery = reading.minor(cart.delivery, "/delivery")
    reading.done()
    return Order(
        cart.shop,
        cart.order,
        now,
        lines,
        channel=cart.channel,
        payment=cart.payment,
        delivery=delivery,
        codes=read_codes(cart.codes),
        claims=tuple(dict.fromkeys(cart.claims)),
    )


def read_codes(written: list[str]) -> tuple[str, ...]:
    """As they are looked up, each once."""
    return tuple(dict.fromkeys(filter(None, map(normalised, written))))


@dataclass(frozen=True, slots=True)
class _Amounts:
    lines: tuple[Line, ...]
    stated: tuple[StatedDiscount, ...]
    delivery: int


def _amounts(
    state: bodies.OrderState, program: Program, now: datetime, reading: Reading
) -> _Amounts:
    """Also of a state some of whose fields are None because they could not be read."""
    lines = read_lines(state.lines or [], reading)
    _check_times(state, now, reading)
    _check_wallets(state, program, reading)
    if lines:
        _check_total(state, lines, reading)
    stated = _stated(state, lines, reading) if lines else ()
    return _Amounts(lines, stated, reading.minor(state.delivery, "/delivery"))


def judge_order(state: bodies.OrderState, program: Program, now: datetime) -> list[Refusal]:
    """What is wrong with an order; a field that could not be read is None."""
    reading = Reading(state.currency or program.currency, program.currency)
    _amounts(state, program, now, reading)
    return reading.refusals


def read_order(
    shop: str, order_id: str, state: bodies.OrderState, program: Program, now: datetime
) -> Order:
    """Refused with every reason: sums, times, returns, currencies."""
    reading = Reading(state.currency, program.currency)
    amounts = _amounts(state, program, now, reading)
    reading.done()
    lines = amounts.lines
    return Order(
        shop,
        order_id,
        state.placed_at,
        lines,
        paid_at=state.paid_at,
        delivered_at=state.delivered_at,
        cancelled_at=state.cancelled_at,
        returned_at=state.returned_at or (now if any(line.returned for line in lines) else None),
        delivery=amounts.delivery,
        channel=state.channel,
        payment=state.payment,
        stated=amounts.stated,
        redeemed=tuple(Redemption(r.wallet, r.units, r.hold) for r in state.redeemed),
        claims=tuple(dict.fromkeys(state.claims)),
        revision=state.revision,
        codes=read_codes(state.codes),
    )


def read_lines(written: list[bodies.OrderLine], reading: Reading) -> tuple[Line, ...]:
    return tuple(_line(n, line, reading) for n, line in enumerate(written, 1))


def _line(number: int, line: bodies.OrderLine, reading: Reading) -> Line:
    where = f"/lines/{number - 1}"
    amount = reading.minor(line.amount, where)
    categories = [line.category] if isinstance(line.category, str) else line.category
    returned, returned_quantity = _returned(line, amount, where, reading)
    return Line(
        number,
        amount,
        Fraction(line.quantity),
        line.sku,
        tuple(filter(None, categories)),
        line.brand,
        tuple(line.tags),
        line.vendor,
        None if line.list_price is None else reading.minor(line.list_price, where),
        0 if line.min_price is None else reading.minor(line.min_price, where),
        line.gift_card,
        returned,
        returned_quantity,
    )


def _returned(
    line: bodies.OrderLine, amount: int, where: str, reading: Reading
) -> tuple[int, Fraction]:
    """A quantity returned is its part of the line's amount."""
    if line.returned is None:
        return 0, Fraction(0)
    quantity = Fraction(line.returned.quantity or 0)
    if quantity > Fraction(line.quantity):
        reading.refuse("returned_more_than_bought", where=where, quantity=str(quantity))
        return 0, Fraction(0)
    if line.returned.amount is not None:
        returned = reading.minor(line.returned.amount, where)
    else:
        returned = int(amount * quantity / Fraction(line.quantity)) if line.quantity else 0
    if returned > amount:
        reading.refuse("returned_more_than_bought", where=where, over_minor=returned - amount)
    return returned, quantity


def _check_times(state: bodies.OrderState, now: datetime, reading: Reading) -> None:
    for name in ("placed_at", "paid_at", "delivered_at", "cancelled_at", "returned_at"):
        at = getattr(state, name)
        if at is None:
            continue
        if at > now + AHEAD:
            reading.refuse("in_the_future", what=name, at=at.isoformat())
        elif state.placed_at and at < state.placed_at:
            reading.refuse("before_placed", what=name, at=at.isoformat())


def _check_wallets(state: bodies.OrderState, program: Program, reading: Reading) -> None:
    for part in state.redeemed:
        if part.wallet not in program.wallets:
            reading.refuse("unknown_wallet", wallet=part.wallet, known=list(program.wallets))


def _check_total(state: bodies.OrderState, lines: tuple[Line, ...], reading: Reading) -> None:
    if state.total is None:
        return
    stated, summed = reading.minor(state.total, "/total"), sum(line.amount for line in lines)
    if stated != summed:
        reading.refuse("lines_do_not_sum", total_minor=stated, lines_minor=summed)


def _stated(
    state: bodies.OrderState, lines: tuple[Line, ...], reading: Reading
) -> tuple[StatedDiscount, ...]:
    stated = []
    left = {line.number: line.amount for line in lines}
    for place, discount in enumerate(state.discounts):
        minor = reading.minor(discount.amount, f"/discounts/{place}")
        if discount.line not in left:
            reading.refuse("unknown_line", line=discount.line)
            continue
        left[discount.line] -= minor
        if left[discount.line] < 0:
            reading.refuse(
                "discount_over_line", line=discount.line, over_minor=-left[discount.line]
            )
        stated.append(StatedDiscount(discount.line, discount.discount, minor))
    return tuple(stated)
