"""Whole numbers divided and shared out as `kopilka.values` does it; nothing overflows."""

from __future__ import annotations

from kopilka.engine.fast.codes import HALF_EVEN, HALF_UP
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.shapes import Ints

_SAFE = 2**62


@compiled
def divide_product(a: int, b: int, by: int) -> tuple[int, int]:
    """(a * b // by, a * b % by) for 0 <= a, b < 2^62, 0 < by < 2^61, the quotient too."""
    if a == 0 or b <= _SAFE // a:
        product = a * b
        quotient = product // by
        return quotient, product - quotient * by
    return _divide_bit_by_bit(a, b, by)


@compiled
def _divide_bit_by_bit(a: int, b: int, by: int) -> tuple[int, int]:
    whole, rest = b // by, b % by
    quotient, remainder = 0, 0
    for place in range(62, -1, -1):
        quotient, remainder = 2 * quotient, 2 * remainder
        if a >> place & 1:
            quotient, remainder = quotient + whole, remainder + rest
        while remainder >= by:
            quotient, remainder = quotient + 1, remainder - by
    return quotient, remainder


@compiled
def is_less(a: int, b: int, c: int, d: int) -> bool:
    """a / b < c / d for a, c >= 0 and b, d > 0, without a product."""
    while True:
        left, right = a // b, c // d
        if left != right:
            return left < right
        a, c = a - left * b, c - right * d
        if c == 0 or a == 0:
            return a < c
        a, b, c, d = d, c, b, a


@compiled
def rounded(exact: int, scale: int, rounding: int) -> int:
    """`exact` >= 0 in 1/`scale`, to whole units."""
    whole = exact // scale
    twice = 2 * (exact - whole * scale)
    if rounding == HALF_UP and twice >= scale:
        return whole + 1
    if rounding == HALF_EVEN and (twice > scale or (twice == scale and whole % 2 == 1)):
        return whole + 1
    return whole


@compiled
def share_out(whole: int, weights: Ints, count: int, parts: Ints, rests: Ints) -> None:
    """Parts of `whole` in proportion to the first `count` weights, by largest remainder.

    Ties go to the earlier; where all weights are zero everything goes to the first.
    """
    total = 0
    for i in range(count):
        total += weights[i]
        parts[i] = 0
    if total == 0 or whole == 0:
        if count:
            parts[0] = whole
        return
    missing = whole
    for i in range(count):
        parts[i], rests[i] = divide_product(whole, weights[i], total)
        missing -= parts[i]
    for _ in range(missing):
        largest = 0
        for i in range(1, count):
            if rests[i] > rests[largest]:
                largest = i
        parts[largest] += 1
        rests[largest] = -1
