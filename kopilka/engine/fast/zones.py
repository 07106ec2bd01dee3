"""A zone's offsets from UTC as arrays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from kopilka.engine.fast.shapes import Zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_STEP = 12 * 3_600_000_000


@lru_cache(maxsize=16)
def zone_table(name: str, first: int, last: int) -> Zone:
    """The zone's offsets from `first` to `last`; before and after they stay as they are there."""
    zone = ZoneInfo(name)

    def offset(micros: int) -> int:
        found = (_EPOCH + micros * _MICRO).astimezone(zone).utcoffset()
        assert found is not None
        return found // _MICRO

    offsets, changes = [offset(first)], []
    for start in range(first, last, _STEP):
        if offset(start + _STEP) != offsets[-1]:
            changes.append(_change(offset, start, start + _STEP))
            offsets.append(offset(start + _STEP))
    walls = [at + max(offsets[i : i + 2]) for i, at in enumerate(changes)]
    return Zone(*(np.array(column, dtype=np.int64) for column in (changes, walls, offsets)))


def _change(offset: Callable[[int], int], before: int, after: int) -> int:
    """The first instant of the new offset."""
    old = offset(before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if offset(middle) == old else (before, middle)
    return after
