"""Calendar arithmetic over every kind of zone: gaps, double hours, skipped days, month ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
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

ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Moscow",  # its offset changed in 2011 and 2014
        "Europe/Kyiv",
        "America/New_York",
        "America/Sao_Paulo",  # midnight itself is skipped
        "America/Havana",  # midnight stands twice
        "Australia/Lord_Howe",  # half an hour of summer time
        "Pacific/Apia",  # had no 30 December 2011
        "Pacific/Kiritimati",
        "Asia/Kathmandu",
        "Africa/Casablanca",
    )
]
INSTANTS = st.datetimes(datetime(1996, 1, 1), datetime(2045, 1, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)
DAYS = st.dates(date(1996, 1, 1), date(2045, 1, 1))
ZONE = st.sampled_from(ZONES)
CALENDAR = st.builds(Duration, st.integers(0, 60), st.sampled_from(["d", "w", "mo", "y"]))
APIA = ZoneInfo("Pacific/Apia")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


@given(INSTANTS, ZONE)
@example(datetime(2011, 12, 30, 9, 59, 59, tzinfo=UTC), APIA)
@example(datetime(2011, 12, 30, 10, tzinfo=UTC), APIA)
@example(datetime(2018, 11, 4, 2, 59, tzinfo=UTC), ZoneInfo("America/Sao_Paulo"))
@example(datetime(2026, 11, 1, 4, 30, tzinfo=UTC), ZoneInfo("America/Havana"))
def test_an_instant_lies_in_its_local_day(instant: datetime, zone: ZoneInfo) -> None:
    day = instant.astimezone(zone).date()
    start, end = start_of_day(day, zone), end_of_local_day(instant, zone)
    assert start <= instant < end
    assert end - start <= timedelta(hours=26)
    assert (end - timedelta(microseconds=1)).astimezone(zone).date() == day


@given(DAYS, ZONE)
@example(date(2011, 12, 29), APIA)
@example(date(2011, 12, 30), APIA)
def test_days_follow_one_another_without_a_gap(day: date, zone: ZoneInfo) -> None:
    following = start_of_day(day + timedelta(days=1), zone)
    start = start_of_day(day, zone)
    assert start <= following
    if start < following:
        assert end_of_local_day(start, zone) == following


def test_the_day_that_apia_skipped_is_no_time_at_all() -> None:
    skipped = [start_of_day(date(2011, 12, day), APIA) for day in (29, 30, 31)]
    assert skipped[1] == skipped[2] == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert skipped[1] - skipped[0] == timedelta(hours=24)
    last = datetime(2011, 12, 29, 12, tzinfo=APIA).astimezone(UTC)
    assert end_of_local_day(last, APIA) == skipped[2]
    assert add(last, Duration(1, "d"), APIA) == last + timedelta(days=1)
    assert add(last, Duration(2, "d"), APIA) == last + timedelta(days=1)


def test_half_an_hour_of_summer_time_moves_the_wall_clock_only() -> None:
    before = datetime(2026, 10, 3, 12, tzinfo=LORD_HOWE).astimezone(UTC)
    after = add(before, Duration(1, "d"), LORD_HOWE)
    assert after - before == timedelta(hours=23, minutes=30)
    assert after.astimezone(LORD_HOWE).time() == time(12)
    assert add(before, Duration(24, "h"), LORD_HOWE) - before == timedelta(hours=24)


@given(INSTANTS, ZONE, CALENDAR)
def test_calendar_time_lands_on_the_calendar_s_day(
    instant: datetime, zone: ZoneInfo, length: Duration
) -> None:
    """On the same wall clock, unless that time of day does not exist there: then just past it."""
    local = instant.astimezone(zone)
    landed = add(instant, length, zone).astimezone(zone)
    wanted = datetime.combine(shift_date(local.date(), length), local.time())
    if landed.replace(tzinfo=None, fold=0) != wanted:
        naive = landed.replace(tzinfo=None, fold=0)
        assert timedelta(0) < naive - wanted <= timedelta(days=1)
        gap = wanted.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        assert gap.replace(tzinfo=None, fold=0) != wanted


@given(INSTANTS, ZONE, st.integers(0, 5000))
def test_hours_are_real_hours_anywhere(instant: datetime, zone: ZoneInfo, hours: int) -> None:
    assert add(instant, Duration(hours, "h"), zone) - instant == timedelta(hours=hours)
    assert subtract(add(instant, Duration(hours, "h"), zone), Duration(hours, "h"), zone) == instant


@given(DAYS, st.integers(0, 240))
def test_months_keep_the_day_or_take_the_month_s_last(day: date, months: int) -> None:
    moved = shift_date(day, Duration(months, "mo"))
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    last = (moved + timedelta(days=1)).month != moved.month
    assert moved.day == day.day or (moved.day < day.day and last)


@given(DAYS, st.integers(0, 20))
def test_a_year_is_twelve_months_and_a_week_seven_days(day: date, count: int) -> None:
    assert shift_date(day, Duration(count, "y")) == shift_date(day, Duration(12 * count, "mo"))
    assert shift_date(day, Duration(count, "w")) == shift_date(day, Duration(7 * count, "d"))


@pytest.mark.parametrize(
    ("day", "written", "expected"),
    [
        (date(2028, 2, 29), "1y", date(2029, 2, 28)),
        (date(2028, 2, 29), "4y", date(2032, 2, 29)),
        (date(2027, 11, 30), "3mo", date(2028, 2, 29)),
        (date(2026, 11, 30), "3mo", date(2027, 2, 28)),
        (date(2026, 3, 31), "1mo", date(2026, 4, 30)),
        (date(2099, 12, 31), "2mo", date(2100, 2, 28)),
    ],
)
def test_month_ends_and_leap_days(day: date, written: str, expected: date) -> None:
    assert shift_date(day, Duration.parse(written)) == expected


@given(INSTANTS, ZONE, st.sampled_from(RoundTo))
def test_a_rounded_end_is_the_first_instant_of_a_calendar_period(
    instant: datetime, zone: ZoneInfo, to: RoundTo
) -> None:
    end = round_up(instant, to, zone)
    assert end > instant
    local = end.astimezone(zone)
    months = {RoundTo.END_OF_MONTH: 1, RoundTo.END_OF_QUARTER: 3, RoundTo.END_OF_HALF_YEAR: 6}
    assert local.day == 1
    assert (local.month - 1) % months.get(to, 12) == 0
    assert end == start_of_day(local.date(), zone)
    assert round_up(end - timedelta(microseconds=1), to, zone) == end


@given(INSTANTS, ZONE)
def test_a_year_starts_before_all_its_instants(instant: datetime, zone: ZoneInfo) -> None:
    start = start_of_year(instant, zone)
    assert start <= instant
    assert start.astimezone(zone).date() == date(instant.astimezone(zone).year, 1, 1)


@given(CALENDAR | st.builds(Duration, st.integers(0, 99_999), st.just("h")))
def test_a_duration_reads_as_it_is_written(length: Duration) -> None:
    assert Duration.parse(str(length)) == length
