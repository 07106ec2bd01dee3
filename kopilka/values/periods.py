"""Calendar arithmetic in a shop's time zone. Every instant is an aware UTC datetime."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"([0-9]{1,5})\s*(h|d|w|mo|y)")
_NAMES = {"h": "hours", "d": "days", "w": "weeks", "mo": "months", "y": "years"}


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A length of time as people write it: `24h`, `14d`, `6mo`, `1y`."""

    count: int
    unit: str  # h | d | w | mo | y

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Raises ValueError when `text` is not a duration."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is not a duration such as 24h, 14d, 6mo or 1y")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


class RoundTo(StrEnum):
    END_OF_MONTH = "end_of_month"
    END_OF_QUARTER = "end_of_quarter"
    END_OF_HALF_YEAR = "end_of_half_year"
    END_OF_YEAR = "end_of_year"


_MONTHS_IN = {
    RoundTo.END_OF_MONTH: 1,
    RoundTo.END_OF_QUARTER: 3,
    RoundTo.END_OF_HALF_YEAR: 6,
    RoundTo.END_OF_YEAR: 12,
}


def add(instant: datetime, duration: Duration, zone: ZoneInfo) -> datetime:
    """`instant` + `duration` on the zone's wall clock; hours are real hours.

    31 January + 1mo is 28 or 29 February; a wall time that does not exist moves past the gap.
    """
    if duration.unit == "h":
        return instant + timedelta(hours=duration.count)
    local = instant.astimezone(zone)
    day = shift_date(local.date(), duration)
    moved = datetime.combine(day, local.time().replace(tzinfo=None, fold=0), tzinfo=zone)
    return moved.astimezone(UTC)


def subtract(instant: datetime, duration: Duration, zone: ZoneInfo) -> datetime:
    """The start of a rolling window of `duration` that ends at `instant`."""
    return add(instant, Duration(-duration.count, duration.unit), zone)


def shift_date(day: date, duration: Duration) -> date:
    assert duration.unit in _NAMES
    assert duration.unit != "h"
    if duration.unit in ("d", "w"):
        return day + timedelta(days=duration.count * (7 if duration.unit == "w" else 1))
    months = duration.count * (12 if duration.unit == "y" else 1)
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day in UTC, also where midnight does not exist."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def end_of_local_day(instant: datetime, zone: ZoneInfo) -> datetime:
    """The exclusive end of the local day that holds `instant`: the next day's first instant."""
    return start_of_day(instant.astimezone(zone).date() + timedelta(days=1), zone)


def round_up(instant: datetime, to: RoundTo, zone: ZoneInfo) -> datetime:
    """The exclusive end of the calendar period that holds `instant`."""
    local = instant.astimezone(zone).date()
    months = _MONTHS_IN[to]
    last_month0 = (local.month - 1) // months * months + months
    year, month0 = local.year + last_month0 // 12, last_month0 % 12
    return start_of_day(date(year, month0 + 1, 1), zone)


def start_of_year(instant: datetime, zone: ZoneInfo) -> datetime:
    return start_of_day(date(instant.astimezone(zone).year, 1, 1), zone)
