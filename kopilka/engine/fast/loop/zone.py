"""Calendar arithmetic of `kopilka.values.periods` on whole microseconds."""

from __future__ import annotations

from kopilka.engine.fast.codes import DAYS, HOURS
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.shapes import Ints, Zone

ONE_DAY = 86_400_000_000
ONE_HOUR = 3_600_000_000
_ORDINAL = 719_163  # of 1970-01-01


@compiled
def _passed(changes: Ints, time: int) -> int:
    """How many changes are not after `time`."""
    low, high = 0, len(changes)
    while low < high:
        middle = (low + high) // 2
        if changes[middle] <= time:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def wall_of(instant: int, zone: Zone) -> int:
    """Microseconds on the wall clock since its 1970."""
    return instant + zone.offsets[_passed(zone.changes, instant)]


@compiled
def instant_of(wall: int, zone: Zone) -> int:
    """Of two the earlier; a wall time that does not exist moves past the gap."""
    return wall - zone.offsets[_passed(zone.walls, wall)]


@compiled
def month_of(day: int) -> tuple[int, int]:
    """(months since the year 0, day of the month) of a day since 1970."""
    shifted = day + 719_468
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    march_based = (5 * of_year + 2) // 153
    day_of_month = of_year - (153 * march_based + 2) // 5 + 1
    return (year + era * 400) * 12 + march_based + 2, day_of_month


@compiled
def first_of_month(month: int) -> int:
    """The day since 1970 on which a month since the year 0 starts."""
    march_based = month - 2
    year = march_based // 12
    of_year = (153 * (march_based - year * 12) + 2) // 5
    era = year // 400
    in_era = year - era * 400
    of_era = in_era * 365 + in_era // 4 - in_era // 100 + of_year
    return era * 146_097 + of_era - 719_468


@compiled
def add(instant: int, count: int, unit: int, zone: Zone) -> int:
    """`count` of HOURS, DAYS or MONTHS later; may be negative."""
    if unit == HOURS:
        return instant + count * ONE_HOUR
    wall = wall_of(instant, zone)
    day = wall // ONE_DAY
    moved = day + count if unit == DAYS else _shift_months(day, count)
    return instant_of(moved * ONE_DAY + wall - day * ONE_DAY, zone)


@compiled
def _shift_months(day: int, count: int) -> int:
    month, number = month_of(day)
    start = first_of_month(month + count)
    length = first_of_month(month + count + 1) - start
    return start + min(number, length) - 1


@compiled
def end_of_day(instant: int, zone: Zone) -> int:
    """The exclusive end of the local day."""
    return instant_of((wall_of(instant, zone) // ONE_DAY + 1) * ONE_DAY, zone)


@compiled
def end_of_period(instant: int, months: int, zone: Zone) -> int:
    """The exclusive end of the calendar month, quarter, half or year: `months` long."""
    month, _ = month_of(wall_of(instant, zone) // ONE_DAY)
    return instant_of(first_of_month((month // months + 1) * months) * ONE_DAY, zone)


@compiled
def start_of_year(instant: int, later: int, zone: Zone) -> int:
    """Of the local year `later` years after this one."""
    month, _ = month_of(wall_of(instant, zone) // ONE_DAY)
    return instant_of(first_of_month((month // 12 + later) * 12) * ONE_DAY, zone)


@compiled
def ordinal_of(day: int) -> int:
    """As `date.toordinal`."""
    return day + _ORDINAL
