"""Whole numbers: minor units, one rounding, shares that lose nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kopilka.values.money import Money, from_minor, to_minor
from kopilka.values.rounding import Rounding, round_fraction
from kopilka.values.shares import part_returned, share_out


def test_money_is_read_to_the_kopeck_and_back() -> None:
    assert Money.parse("1200.50", "RUB") == Money(120050, "RUB")
    assert str(Money(120050, "RUB")) == "1200.50 RUB"
    assert to_minor(Decimal("1200"), "JPY") == 1200
    assert from_minor(1234, "KWD") == Decimal("1.234")


@pytest.mark.parametrize("bad", ["0.001", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        to_minor(Decimal(bad), "RUB")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(AssertionError):
        Money(1, "RUB") + Money(1, "UAH")


@pytest.mark.parametrize(
    ("rounding", "values"),
    [
        (Rounding.DOWN, [(Fraction(5, 2), 2), (Fraction(-5, 2), -2), (Fraction(693, 10), 69)]),
        (Rounding.HALF_UP, [(Fraction(5, 2), 3), (Fraction(-5, 2), -3), (Fraction(7, 5), 1)]),
        (Rounding.HALF_EVEN, [(Fraction(5, 2), 2), (Fraction(7, 2), 4), (Fraction(13, 5), 3)]),
    ],
)
def test_rounding_is_named(rounding: Rounding, values: list[tuple[Fraction, int]]) -> None:
    assert [round_fraction(exact, rounding) for exact, _ in values] == [
        whole for _, whole in values
    ]


def test_largest_remainder_gives_ties_to_the_earlier() -> None:
    assert share_out(100, [1, 1, 1]) == [34, 33, 33]
    assert share_out(69, [Fraction(99, 2), Fraction(99, 5)]) == [49, 20]
    assert share_out(5, [0, 0]) == [5, 0]
    assert share_out(0, []) == []


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_shares_add_up_and_stay_within_one_of_their_part(whole: int, weights: list[int]) -> None:
    parts = share_out(whole, weights)
    assert sum(parts) == whole
    if sum(weights):
        exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
        assert all(abs(part - e) < 1 for part, e in zip(parts, exact, strict=True))


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.lists(st.integers(0, 10**6), max_size=6))
def test_any_split_of_a_return_gives_back_the_same(
    part: int, bought: int, steps: list[int]
) -> None:
    far = [min(sum(steps[: i + 1]), bought) for i in range(len(steps))]
    backs = [part_returned(part, returned, bought) for returned in far]
    assert backs == sorted(backs)
    assert part_returned(part, bought, bought) == part
