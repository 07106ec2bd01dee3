"""Splitting a whole into whole parts without losing a unit (largest remainder)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm


def share_out(whole: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Parts of `whole >= 0` in proportion to `weights`, summing to it; ties go to the earlier.

    Where all weights are zero, everything goes to the first; with no weights the whole must be 0.
    """
    assert whole >= 0
    if not weights:
        assert whole == 0, "nothing to share over"
        return []
    if len(weights) == 1 or whole == 0:
        return [whole] + [0] * (len(weights) - 1)
    return _largest_remainder(whole, _whole_weights(weights))


def _whole_weights(weights: Sequence[int | Fraction]) -> list[int]:
    """The same proportions in whole numbers."""
    common = lcm(*[weight.denominator for weight in weights])
    return [weight.numerator * (common // weight.denominator) for weight in weights]


def _largest_remainder(whole: int, weights: list[int]) -> list[int]:
    total = sum(weights)
    if total == 0:
        return [whole] + [0] * (len(weights) - 1)
    parts = [whole * weight // total for weight in weights]
    missing = whole - sum(parts)
    if missing:
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % total), i))
        for index in by_remainder[:missing]:
            parts[index] += 1
    return parts


def part_returned(part: int, returned: int, bought: int) -> int:
    """What of a frozen `part` goes back when `returned` of `bought` has come back so far.

    Rounded down on the way, all of it with the last piece; so any number of steps ends equal.
    """
    if returned >= bought:
        return part
    return part * returned // bought
