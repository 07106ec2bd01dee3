"""Shares, rounding and money: nothing is lost or made, whatever the numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kopilka.values.money import from_minor, to_minor
from kopilka.values.rounding import Rounding, round_fraction
from kopilka.values.shares import part_returned, share_out

WHOLE = st.integers(0, 10**15)
WEIGHTS = st.lists(
    st.integers(0, 10**12) | st.fractions(0, 10**6, max_denominator=1000), min_size=1, max_size=30
)
EXACT = st.fractions(max_denominator=10**6)


@given(WHOLE, WEIGHTS)
def test_shares_sum_to_the_whole_and_none_is_off_by_a_unit(
    whole: int, weights: list[int | Fraction]
) -> None:
    parts = share_out(whole, weights)
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)
    total = sum(weights, Fraction(0))
    for part, weight in zip(parts, weights, strict=True) if total else ():
        assert abs(part - whole * Fraction(weight) / total) < 1


@given(WHOLE, WEIGHTS)
def test_what_has_no_weight_gets_nothing(whole: int, weights: list[int | Fraction]) -> None:
    parts = share_out(whole, weights)
    if any(weights):
        assert all(part == 0 for part, w in zip(parts, weights, strict=True) if not w)


@given(WHOLE, st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(1, 1000))
def test_only_proportions_matter(whole: int, weights: list[int], times: int) -> None:
    assert share_out(whole, weights) == share_out(whole, [weight * times for weight in weights])
    assert share_out(whole, weights) == share_out(whole, [Fraction(w, times) for w in weights])


@given(WHOLE, st.integers(1, 30))
def test_equal_weights_differ_by_one_unit_and_the_earlier_have_more(whole: int, many: int) -> None:
    parts = share_out(whole, [1] * many)
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


@given(WHOLE, WEIGHTS)
def test_a_larger_weight_never_gets_less(whole: int, weights: list[int | Fraction]) -> None:
    pairs = sorted(zip(weights, share_out(whole, weights), strict=True))
    if any(weights):
        for (lighter, less), (heavier, more) in pairwise(pairs):
            assert lighter == heavier or less <= more


@given(EXACT, st.sampled_from(Rounding))
def test_rounding_moves_less_than_a_unit_and_halves_at_most_a_half(
    exact: Fraction, rounding: Rounding
) -> None:
    off = abs(round_fraction(exact, rounding) - exact)
    assert off < 1 if rounding is Rounding.DOWN else off <= Fraction(1, 2)
    assert round_fraction(-exact, rounding) == -round_fraction(exact, rounding)


@given(EXACT, EXACT, st.sampled_from(Rounding))
def test_rounding_keeps_the_order(one: Fraction, other: Fraction, rounding: Rounding) -> None:
    low, high = sorted((one, other))
    assert round_fraction(low, rounding) <= round_fraction(high, rounding)


@given(st.integers(-(10**12), 10**12), st.sampled_from(Rounding))
def test_whole_numbers_round_to_themselves(whole: int, rounding: Rounding) -> None:
    assert round_fraction(Fraction(whole), rounding) == whole


@given(st.integers(0, 10**6))
def test_halves_go_where_their_name_says(whole: int) -> None:
    half = whole + Fraction(1, 2)
    assert round_fraction(half, Rounding.DOWN) == whole
    assert round_fraction(half, Rounding.HALF_UP) == whole + 1
    assert round_fraction(half, Rounding.HALF_EVEN) % 2 == 0


@given(WHOLE, st.integers(1, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_more_returned_never_gives_back_less_nor_more_than_there_was(
    part: int, bought: int, one: int, other: int
) -> None:
    less, more = sorted((one, other))
    assert 0 <= part_returned(part, less, bought) <= part_returned(part, more, bought) <= part


@given(st.integers(-(10**15), 10**15), st.sampled_from(["RUB", "JPY", "KWD"]))
def test_money_goes_to_minor_units_and_back(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@given(st.integers(1, 10**9).filter(lambda n: n % 10), st.sampled_from(["RUB", "JPY", "KWD"]))
def test_a_place_too_many_is_refused(units: int, currency: str) -> None:
    places = {"RUB": 2, "JPY": 0, "KWD": 3}[currency]
    with pytest.raises(ValueError, match="decimal places"):
        to_minor(Decimal(units).scaleb(-places - 1), currency)
