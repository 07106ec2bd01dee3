"""Single cells: what people and exports write for a sum, a day, an id."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kopilka.loyalty.history.files.cells import (
    MIDNIGHT,
    read_day,
    read_id,
    read_instant,
    read_money,
    read_quantity,
)
from kopilka.loyalty.history.files.dates import DateOrder
from kopilka.loyalty.history.files.faults import BadCell

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("1200", 120_000),
        ("1200.50", 120_050),
        ("1200,50", 120_050),
        ("23 000", 2_300_000),
        ("23\u00a0000,00", 2_300_000),
        ("23\u202f000", 2_300_000),
        ("1,234.50", 123_450),
        ("1.234,50", 123_450),
        ("1,234,567", 123_456_700),
        ("1'234.50", 123_450),
        ("1 200 ₽", 120_000),
        ("1200 руб.", 120_000),
        ("RUB 1200", 120_000),
        ("1.2e3", 120_000),
        (0.1 + 0.2, 30),
        (1200, 120_000),
        (Decimal("12.30"), 1230),
        ("0", 0),
    ],
)
def test_a_sum_is_read_in_any_usual_dress(cell: object, minor: int) -> None:
    assert read_money(cell, "RUB") == minor


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "not_a_number"),
        ("twelve", "not_a_number"),
        ("12x", "not_a_number"),
        ("12 34 USD", "other_currency"),
        ("$12", "other_currency"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        (float("nan"), "not_a_number"),
        (float("inf"), "not_a_number"),
        ("-5", "negative"),
        (-5.0, "negative"),
        ("1,234", "more_places"),
        ("0.001", "more_places"),
        (0.005, "more_places"),
        ("1e30", "not_a_number"),
        ("9" * 400, "not_a_number"),
        (True, "not_a_number"),
        (None, "not_a_number"),
    ],
)
def test_what_is_no_sum_says_why(cell: object, code: str) -> None:
    with pytest.raises(BadCell) as bad:
        read_money(cell, "RUB")
    assert bad.value.problem.code == code


@given(st.integers(0, 10**12), st.sampled_from(["", " ", "\u00a0", "\u202f"]), st.booleans())
def test_a_sum_written_with_any_spaces_and_either_comma_is_the_same(
    minor: int, space: str, comma: bool
) -> None:
    text = f"{minor // 100:,}".replace(",", space) + f".{minor % 100:02d}"
    assert read_money(text.replace(".", "," if comma else "."), "RUB") == minor


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-01-05T12:00:00Z", datetime(2026, 1, 5, 12, tzinfo=UTC)),
        ("2026-01-05 12:00", datetime(2026, 1, 5, 9, tzinfo=UTC)),
        ("2026-01-05", datetime(2026, 1, 5, 9, tzinfo=UTC)),
        ("05.01.2026", datetime(2026, 1, 5, 9, tzinfo=UTC)),
        ("5.1.2026 18:30", datetime(2026, 1, 5, 15, 30, tzinfo=UTC)),
        ("31/12/2025", datetime(2025, 12, 31, 9, tzinfo=UTC)),
        ("20260105", datetime(2026, 1, 5, 9, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_the_shop_s(cell: str, expected: datetime) -> None:
    assert read_instant(cell, MOSCOW) == expected


@pytest.mark.parametrize(("dates", "expected"), [("day-first", 3), ("month-first", 2)])
def test_a_date_with_slashes_is_in_the_order_of_its_file(dates: DateOrder, expected: int) -> None:
    assert read_instant("02/03/2026 12:00", MOSCOW, dates=dates).month == expected
    assert read_instant("02.03.2026", MOSCOW, dates=dates).month == 3
    day = read_day("02/03/2026", dates)
    assert day is not None
    assert day.month == expected


def test_a_day_alone_may_start_at_midnight() -> None:
    start = read_instant("2026-01-05", MOSCOW, day_at=MIDNIGHT)
    assert start == datetime(2026, 1, 4, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "not_a_time"),
        ("yesterday", "not_a_time"),
        ("2026-02-30", "not_a_time"),
        ("31.02.2026", "not_a_time"),
        ("0001-01-01", "unlikely_date"),
        ("2056-01-01", "date_in_the_future"),
    ],
)
def test_what_is_no_time_of_an_order_says_why(cell: str, code: str) -> None:
    with pytest.raises(BadCell) as bad:
        read_instant(cell, MOSCOW, latest=datetime(2026, 11, 20, tzinfo=UTC))
    assert bad.value.problem.code == code


def test_an_id_is_text_and_never_empty() -> None:
    assert [read_id(cell) for cell in (" 17 ", 17, 17.0, "A-7")] == ["17", "17", "17", "A-7"]
    for cell, code in ((None, "empty"), ("nan", "empty"), ("7" * 129, "too_long")):
        with pytest.raises(BadCell) as bad:
            read_id(cell)
        assert bad.value.problem.code == code
    with pytest.raises(BadCell, match="zero_byte_in_cell"):
        read_id("a\0b")


def test_pieces_may_be_broken_and_a_missing_number_is_one() -> None:
    assert [read_quantity(cell) for cell in ("1,5", 2, None)] == [Decimal("1.5"), 2, 1]
    with pytest.raises(BadCell, match="negative"):
        read_quantity("-1")


def test_a_birthday_may_be_missing() -> None:
    assert read_day("") is None
    assert str(read_day("14.03.1990")) == "1990-03-14"
    with pytest.raises(BadCell, match="not_a_time"):
        read_day("14 March")
