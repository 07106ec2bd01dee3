"""What became of orders: the units that paid for them, and what of them came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kopilka.loyalty.history.files.cells import is_empty, read_number
from kopilka.loyalty.history.files.facts import LineFacts
from kopilka.loyalty.history.files.rows import Rows
from kopilka.values.refusals import Refusal

Ints = NDArray[np.int64]
Wallets = Mapping[str, int]
"""Decimal places of each wallet, by its id."""
Redeemed = dict[str, list[int]]
"""By wallet and row, 0 for nothing; no wallet of which the file has no column."""


def read_redeemed(rows: Rows, wallets: Wallets, ids: Sequence[str | None]) -> Redeemed:
    """Rows of an order agree on what units paid, or say nothing."""
    found: Redeemed = {}
    for wallet, places in wallets.items():
        column = f"redeemed_{wallet}"
        if not rows.has(column):
            continue
        units = [each or 0 for each in rows.read(column, partial(_number, places=places))]
        said: dict[object, int] = {}
        for place, (order, each) in enumerate(zip(ids, units, strict=True)):
            if each and said.setdefault(order, each) != each:
                facts: dict[str, object] = {"order": order, "units": said[order]}
                rows.fault(place, column, Refusal("order_paid_differently", facts))
        found[wallet] = units
    return found


def _number(cell: object, places: int) -> int:
    return 0 if is_empty(cell) else read_number(cell, places)


def read_returned_at(rows: Rows, instant: Callable[[object], int]) -> list[int | None]:
    """Microseconds by row, None where nothing is said."""
    return rows.read("returned_at", lambda cell: None if is_empty(cell) else instant(cell))


def check_returns(
    rows: Rows,
    lines: Sequence[LineFacts] | None,
    returned_at: Sequence[int | None],
    amounts: Sequence[int | None],
    placed: Sequence[int | None],
) -> None:
    """Nothing comes back that was not bought before."""
    for place, (line, amount) in enumerate(zip(lines or (), amounts, strict=False)):
        if amount is not None and line.returned > amount:
            beyond = {"returned_minor": line.returned, "amount_minor": amount}
            rows.fault(place, "returned", Refusal("more_back_than_bought", beyond))
    for place, (back, at) in enumerate(zip(returned_at, placed, strict=False)):
        if back is not None and at is not None and back < at:
            rows.fault(place, "returned_at", Refusal("returned_before_placed", {}))


def of_orders(values: Sequence[int], good: Sequence[int], orders: Ints, count: int) -> Ints:
    """For each order the largest that its rows say; `orders`: the order of each good row."""
    largest = np.zeros(count, dtype=np.int64)
    np.maximum.at(largest, orders, np.array(values, dtype=np.int64)[list(good)])
    return largest
