"""What became of orders: the units that paid for them, and what of them came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kopilka.loyalty.history.files.cells import is_empty, read_money, read_number
from kopilka.loyalty.history.files.rows import Rows
from kopilka.values.refusals import Refusal

Ints = NDArray[np.int64]
Wallets = Mapping[str, int]
"""Decimal places of each wallet, by its id."""


@dataclass(slots=True)
class Afterwards:
    """By row: units by wallet and minor units of the amount, 0 for nothing; microseconds or None.

    No rows where the file has no such column.
    """

    redeemed: dict[str, list[int]] = field(default_factory=dict)
    returned: list[int] = field(default_factory=list)
    returned_at: list[int | None] = field(default_factory=list)


def read_afterwards(
    rows: Rows, wallets: Wallets, currency: str, instant: Callable[[object], int]
) -> Afterwards:
    found = Afterwards()
    for wallet, places in wallets.items():
        units = rows.read(f"redeemed_{wallet}", partial(_number, places=places))
        if units:
            found.redeemed[wallet] = [each or 0 for each in units]
    returned = rows.read("returned", lambda c: 0 if is_empty(c) else read_money(c, currency))
    found.returned = [minor or 0 for minor in returned]
    back: list[int | None] = rows.read("returned_at", lambda c: 0 if is_empty(c) else instant(c))
    found.returned_at = [at or None for at in back]
    return found


def _number(cell: object, places: int) -> int:
    return 0 if is_empty(cell) else read_number(cell, places)


def check_afterwards(
    rows: Rows,
    found: Afterwards,
    ids: Sequence[str | None],
    amounts: Sequence[int | None],
    placed: Sequence[int | None],
) -> None:
    """Nothing comes back that was not bought before; rows of an order agree on what units paid."""
    for place, (minor, amount) in enumerate(zip(found.returned, amounts, strict=False)):
        if amount is not None and minor > amount:
            beyond = {"returned_minor": minor, "amount_minor": amount}
            rows.fault(place, "returned", Refusal("returned_more_than_bought", beyond))
    for place, (back, at) in enumerate(zip(found.returned_at, placed, strict=False)):
        if back is not None and at is not None and back < at:
            rows.fault(place, "returned_at", Refusal("returned_before_placed", {}))
    for wallet, units in found.redeemed.items():
        said: dict[object, int] = {}
        for place, (order, each) in enumerate(zip(ids, units, strict=True)):
            if each and said.setdefault(order, each) != each:
                facts: dict[str, object] = {"order": order, "units": said[order]}
                rows.fault(place, f"redeemed_{wallet}", Refusal("order_paid_differently", facts))


def of_orders(values: Sequence[int], good: Sequence[int], orders: Ints, count: int) -> Ints:
    """For each order the largest that its rows say; `orders`: the order of each good row."""
    largest = np.zeros(count, dtype=np.int64)
    np.maximum.at(largest, orders, np.array(values, dtype=np.int64)[list(good)])
    return largest
