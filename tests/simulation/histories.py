"""Random histories: few members, many orders, times around what calendars stumble over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import strategies as st

from kopilka.loyalty.history.orders import History, Lines, to_micros

STARTS = [
    datetime(2024, 1, 30, 20, tzinfo=UTC),  # the end of a short month is near
    datetime(2024, 3, 30, 21, tzinfo=UTC),  # clocks go forward
    datetime(2024, 10, 26, 20, tzinfo=UTC),  # clocks go back
    datetime(2024, 11, 3, 3, tzinfo=UTC),
    datetime(2024, 12, 31, 20, tzinfo=UTC),
]
TEXTS = ["", "a", "b", "c", "tea", "pots", "cakes", "tobacco", "owl", "hawk"]
_minutes = st.one_of(
    st.integers(0, 300), st.integers(0, 60 * 24 * 3), st.integers(0, 60 * 24 * 500)
)
_amounts = st.one_of(st.just(0), st.integers(0, 300), st.integers(0, 70_000))


@st.composite
def histories(draw: st.DrawFn, lines: bool = False) -> History:
    rows = []
    members = draw(st.integers(1, 3))
    for member in range(members):
        at = draw(st.sampled_from(STARTS))
        for _ in range(draw(st.integers(1, 9))):
            rows.append((member, to_micros(at)))
            at += timedelta(minutes=draw(_minutes))
    counts = [draw(st.sampled_from([0, 1, 1, 2, 3, 4])) for _ in rows]
    whole = sum(counts)
    amounts = np.array(draw(st.lists(_amounts, min_size=whole, max_size=whole)), dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    history = History(
        members=[f"m{member}" for member in range(members)],
        member=np.array([member for member, _ in rows], dtype=np.int64),
        order_ids=[f"o{place}" for place in range(len(rows))],
        placed=np.array([at for _, at in rows], dtype=np.int64),
        total=np.diff(np.concatenate([[0], np.cumsum(amounts)])[start]),
        currency="RUB",
    )
    if lines or draw(st.booleans()):
        history.start, history.lines = start, draw(_lines(amounts))
    if draw(st.booleans()):
        history.channel = [draw(st.sampled_from(["app", "site", ""])) for _ in rows]
    if draw(st.booleans()):
        wills = draw(st.lists(st.integers(0, 1), min_size=len(rows), max_size=len(rows)))
        history.willing = np.array(wills, dtype=np.int64)
    return history


@st.composite
def _lines(draw: st.DrawFn, amounts: np.ndarray) -> Lines:
    def codes(low: int, high: int) -> np.ndarray:
        values = st.sampled_from([0, *range(low, high)])
        drawn = draw(st.lists(values, min_size=len(amounts), max_size=len(amounts)))
        return np.array(drawn, dtype=np.int64)

    quantity = (
        [draw(st.sampled_from([1, 2, 0, 0.5])) for _ in amounts] if draw(st.booleans()) else []
    )
    return Lines(amounts, quantity, codes(1, 4), codes(4, 8), codes(8, 10), TEXTS)
