"""Splitting a whole into whole parts without losing a unit (largest remainder)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def share_out(whole: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Parts of `whole >= 0` in proportion to `weights`, summing to it; ties go to the earlier.

    Where all weights are zero, everything goes to the first; with no weights the whole must be 0.
    """
    assert whole >= 0 and all(weight >= 0 for weight in weights)
    if not weights:
        assert whole == 0, "nothing to share over"
        return []
    total = sum(weights)
    if total == 0:
        return [whole] + [0] * (len(weights) - 1)
    return _largest_remainder([whole * Fraction(weight) / total for weight in weights], whole)


def _largest_remainder(exact: Sequence[Fraction], whole: int) -> list[int]:
    parts = [part.numerator // part.denominator for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: whole - sum(parts)]:
        parts[index] += 1
    return parts


def part_returned(part: int, returned: int, bought: int) -> int:
    """What of a frozen `part` goes back when `returned` of `bought` has come back so far.

    Rounded down on the way, all of it with the last piece; so any number of steps ends equal.
    """
    if returned >= bought:
        return part
    return part * returned // bought
