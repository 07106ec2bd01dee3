"""Made histories of any size, member by member: the same seed makes the same shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from kopilka.loyalty.history.orders import History, to_micros

STARTS = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 730
UNTIL = STARTS + timedelta(days=DAYS)
ORDERS_PER_MEMBER = 20
_DAY = 86_400_000_000


def make(orders: int, *, part: int = 500_000, seed: int = 7) -> Iterator[History]:
    """Parts of about `part` orders, whole members in each; few buy much, most buy little."""
    chance = np.random.default_rng(seed)
    made = 0
    while made < orders:
        history = _part(min(part, orders - made), made, chance)
        made += len(history)
        yield history


def _part(orders: int, before: int, chance: np.random.Generator) -> History:
    """Names and order ids go on from the `before` orders made already."""
    member = np.repeat(np.arange(orders), _sizes(orders, chance))[:orders]
    placed = to_micros(STARTS) + chance.integers(0, DAYS * _DAY, orders)
    placed = placed[np.lexsort((placed, member))]
    total = np.exp(chance.normal(11.5, 0.8, orders)).astype(np.int64)
    members = int(member[-1]) + 1
    return History(
        members=[f"m{before + n}" for n in range(members)],
        member=member.astype(np.int64),
        order_ids=[str(before + n) for n in range(orders)],
        placed=placed.astype(np.int64),
        total=total,
        currency="RUB",
    )


def _sizes(orders: int, chance: np.random.Generator) -> np.ndarray:
    """How many orders each member has: 1 to a few hundred, `ORDERS_PER_MEMBER` on average."""
    return 1 + np.floor(chance.gamma(0.7, (ORDERS_PER_MEMBER - 1) / 0.7, orders)).astype(np.int64)
