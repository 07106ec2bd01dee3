"""Calendar arithmetic: month ends, 29 February, clock changes, the end of a local day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kopilka.values.periods import (
    Duration,
    RoundTo,
    add,
    end_of_local_day,
    round_up,
    shift_date,
    start_of_day,
    start_of_year,
    subtract,
)

MOSCOW = ZoneInfo("Europe/Moscow")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    "Europe/Moscow",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Europe/Kyiv",
    "UTC",
]


def moscow(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=MOSCOW).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("day", "written", "expected"),
    [
        (date(2026, 1, 31), "1mo", date(2026, 2, 28)),
        (date(2028, 1, 31), "1mo", date(2028, 2, 29)),
        (date(2028, 2, 29), "1y", date(2029, 2, 28)),
        (date(2026, 10, 31), "6mo", date(2027, 4, 30)),
        (date(2026, 12, 31), "14d", date(2027, 1, 14)),
        (date(2026, 1, 1), "2w", date(2026, 1, 15)),
    ],
)
def test_a_date_moves_by_the_calendar(day: date, written: str, expected: date) -> None:
    assert shift_date(day, Duration.parse(written)) == expected


def test_hours_are_real_hours_across_a_clock_change() -> None:
    before = datetime(2026, 3, 7, 23, 0, tzinfo=NEW_YORK).astimezone(UTC)
    assert add(before, Duration.parse("24h"), NEW_YORK) - before == timedelta(hours=24)
    assert add(before, Duration.parse("1d"), NEW_YORK) - before == timedelta(hours=23)


def test_the_end_of_a_day_is_the_next_day_s_first_instant() -> None:
    assert end_of_local_day(moscow(2026, 7, 19, 12), MOSCOW) == moscow(2026, 7, 20)
    assert end_of_local_day(moscow(2026, 7, 19), MOSCOW) == moscow(2026, 7, 20)


def test_a_day_that_never_was_still_has_a_start() -> None:
    apia = ZoneInfo("Pacific/Apia")  # 30 December 2011 was skipped
    assert start_of_day(date(2011, 12, 31), apia) <= start_of_day(date(2012, 1, 1), apia)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (RoundTo.END_OF_MONTH, moscow(2026, 6, 1)),
        (RoundTo.END_OF_QUARTER, moscow(2026, 7, 1)),
        (RoundTo.END_OF_HALF_YEAR, moscow(2026, 7, 1)),
        (RoundTo.END_OF_YEAR, moscow(2027, 1, 1)),
    ],
)
def test_rounding_up_to_a_calendar_end(to: RoundTo, expected: datetime) -> None:
    assert round_up(moscow(2026, 5, 20, 10), to, MOSCOW) == expected


def test_rounding_up_crosses_the_year() -> None:
    assert round_up(moscow(2026, 12, 31, 23), RoundTo.END_OF_MONTH, MOSCOW) == moscow(2027, 1, 1)


@given(
    instant=st.datetimes(
        datetime(2005, 1, 1),  # noqa: DTZ001 - the strategy wants naive bounds
        datetime(2037, 12, 31),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    days=st.integers(0, 800),
)
def test_adding_days_never_goes_back_and_ends_are_after(
    instant: datetime, zone: ZoneInfo, days: int
) -> None:
    later = add(instant, Duration(days, "d"), zone)
    assert later - instant >= timedelta(days=days - 1, hours=-2)
    assert end_of_local_day(instant, zone) > instant
    assert start_of_year(instant, zone) <= instant
    assert subtract(instant, Duration(days, "d"), zone) <= instant + timedelta(hours=2)


@pytest.mark.parametrize("text", ["", "14", "d", "-1d", "1.5d", "6 months", "1m"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        Duration.parse(text)
