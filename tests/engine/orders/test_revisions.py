"""Which of two snapshots is the newer one is the shop's to say, in numbers, instants or words."""

from __future__ import annotations

import pytest

from kopilka.engine.orders.decide import _rank

IN_ORDER = [
    ("9", "10"),
    ("2", "10000000000000000000001"),
    ("2026-01-05T12:00:00Z", "2026-01-05T12:00:01Z"),
    ("2026-01-05T12:00:00+03:00", "2026-01-05T10:00:00Z"),
    ("2026-01-05T12:00:00", "2026-01-05T12:00:00.5"),
    ("draft-a", "draft-b"),
]


@pytest.mark.parametrize(("older", "newer"), IN_ORDER)
def test_the_older_ranks_lower(older: str, newer: str) -> None:
    assert _rank(older) < _rank(newer)
