"""The one place where an exact fraction becomes a whole number."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from math import floor


class Rounding(StrEnum):
    DOWN = "down"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


def round_fraction(exact: Fraction, rounding: Rounding) -> int:
    """Whole number nearest by the named rule; `down` is towards zero, halves go away from zero."""
    if exact < 0:
        return -round_fraction(-exact, rounding)
    return _RULES[rounding](exact)


def _half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


_RULES: dict[Rounding, Callable[[Fraction], int]] = {
    Rounding.DOWN: floor,
    Rounding.HALF_UP: _half_up,
    Rounding.HALF_EVEN: round,
}
